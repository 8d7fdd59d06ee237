"""Which pictures may go, and which stay whatever the limits say."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from booru_studio.domain.retention import JobPictures, RetentionRule, removals
from booru_studio.errors import InvalidInputError

NOW = datetime(2026, 3, 11, 12, tzinfo=UTC)
GB = 10**9


def job(name, days_ago, **values):
    finished = None if days_ago is None else NOW - timedelta(days=days_ago)
    return JobPictures(
        **{"id": name, "finished": finished, "pictures": 1, "bytes": GB, **values}
    )


def gone(jobs, **limits):
    return "".join(removal.job.id for removal in removals(jobs, RetentionRule(**limits), NOW))


FOUR = [job("a", 40), job("b", 30), job("c", 20), job("d", 10)]


@pytest.mark.parametrize(
    ("limits", "expected"),
    [
        ({}, ""), ({"keep_days": 30}, "a"), ({"keep_days": 10}, "abc"), ({"keep_days": 9}, "abcd"),
        ({"keep_count": 4}, ""), ({"keep_count": 3}, "a"), ({"keep_count": 1}, "abc"),
        ({"max_gb": 4}, ""), ({"max_gb": 3.5}, "a"), ({"max_gb": 0.5}, "abcd"),
        ({"keep_days": 25, "keep_count": 3}, "ab"), ({"keep_days": 35, "max_gb": 1}, "abc"),
    ],
)  # fmt: skip
def test_the_newest_stay_and_the_oldest_go_first(limits, expected):
    assert gone(FOUR, **limits) == expected
    assert gone(reversed(FOUR), **limits) == expected


def test_the_reason_is_told():
    told = [removals(FOUR, RetentionRule(**limits), NOW)[0].why
            for limits in ({"keep_days": 30}, {"keep_count": 3}, {"max_gb": 3.5})]  # fmt: skip

    newest = "beyond the newest"
    assert told == ["older than 30 days", f"{newest} 3 pictures", f"{newest} 3.5 GB"]


def test_a_job_of_many_pictures_goes_whole():
    assert gone([job("a", 2, pictures=8), job("b", 1)], keep_count=5) == "a"


def test_behind_one_that_does_not_fit_nothing_older_is_squeezed_in():
    jobs = [job("a", 3), job("b", 2, pictures=8), job("c", 1)]

    assert gone(jobs, keep_count=5) == "ab"


def test_bookmarked_jobs_stay_and_count():
    jobs = [job("a", 40, is_bookmarked=True), *FOUR[1:]]

    assert gone(jobs, keep_days=1) == "bcd"
    assert gone(jobs, keep_count=3) == "b"


def test_what_a_kept_job_was_made_from_stays_through_all_generations():
    jobs = [job("a", 50), job("b", 40, parent="a"), job("c", 1, parent="b"), job("d", 60)]

    assert gone(jobs, keep_days=30) == "d"
    assert gone(jobs, keep_count=3) == "d"
    assert gone(jobs, keep_count=2) == "dabc"


@pytest.mark.parametrize("child", [{"is_bookmarked": True}, {"finished": None, "pictures": 0}])
def test_what_a_bookmarked_or_waiting_job_was_made_from_stays(child):
    jobs = [job("a", 50), job("b", 40, **{"parent": "a", **child}), job("c", 45)]

    assert gone(jobs, keep_days=30) == "c"


def test_a_failed_retry_protects_nothing():
    assert gone([job("a", 50), job("b", 1, parent="a", pictures=0)], keep_days=30) == "a"


def test_jobs_that_are_each_others_parents_do_no_harm():
    jobs = [job("a", 50, parent="b"), job("b", 1, parent="a"), job("c", 2, parent="c")]

    assert gone(jobs, keep_days=30) == ""


def test_a_parent_that_finished_after_its_child_stays_with_it():
    jobs = [job("a", 40, parent="b", is_bookmarked=True), job("b", 35), job("c", 33)]

    assert gone(jobs, keep_days=30) == "c"


def test_a_clock_that_was_ahead_removes_nothing():
    assert gone([job("a", -5)], keep_days=1) == ""


def test_jobs_without_pictures_are_not_listed():
    assert gone([job("a", 50, pictures=0, bytes=0)], keep_days=1, keep_count=1) == ""


@pytest.mark.parametrize(
    ("values", "part"),
    [
        (None, "no object"), ([], "no object"), ({"days": 5}, "no limit “days”"),
        ({"keep_days": -1}, "keep_days"), ({"keep_days": 1.5}, "whole number"),
        ({"keep_days": "30"}, "keep_days"), ({"keep_count": True}, "keep_count"),
        ({"max_gb": -0.1}, "max_gb"), ({"max_gb": float("nan")}, "max_gb"),
        ({"max_gb": float("inf")}, "max_gb"), ({"keep_days": 10**9}, "keep_days"),
    ],
)  # fmt: skip
def test_a_rule_that_makes_no_sense_is_refused_in_a_sentence(values, part):
    with pytest.raises(InvalidInputError, match=part):
        RetentionRule.from_json(values)


def test_a_rule_is_read_by_its_names():
    assert RetentionRule.from_json({"keep_days": 30, "max_gb": 2.5}) == RetentionRule(
        keep_days=30, max_gb=2.5
    )


IDS = st.sampled_from("abcdefgh")
JOBS = st.lists(
    st.builds(
        job,
        IDS,
        st.one_of(st.none(), st.integers(0, 60)),
        pictures=st.integers(0, 5),
        parent=st.one_of(st.just(""), IDS),
        is_bookmarked=st.booleans(),
    ),
    unique_by=lambda each: each.id,
)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(JOBS, st.integers(0, 40), st.integers(0, 12))
def test_nothing_goes_that_must_stay_and_no_more_stays_than_must(jobs, days, count):
    going = set(gone(jobs, keep_days=days, keep_count=count))
    by_id = {each.id: each for each in jobs}
    kept = [each for each in jobs if each.id not in going]
    stands = [each for each in kept if each.pictures or each.finished is None or each.is_bookmarked]
    forced = set()
    for each in (each for each in jobs if each.is_bookmarked or each.finished is None):
        while each and each.id not in forced:
            forced.add(each.id)
            each = by_id.get(each.parent)

    assert not going & forced
    assert not going & {each.parent for each in stands}
    if count and sum(each.pictures for each in kept) > count:
        assert {each.id for each in stands if each.pictures} <= forced

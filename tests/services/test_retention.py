"""How long pictures are kept, over a real store and real files."""

from dataclasses import asdict

import pytest

from booru_studio.domain.jobs import JobState
from booru_studio.domain.retention import RetentionRule
from booru_studio.errors import InvalidInputError
from booru_studio.services.retention import Retention
from booru_studio.services.schedule_retention import ApplyRetention
from tests.services.picture_house import PictureHouse


@pytest.fixture
def studio(tmp_path):
    studio = PictureHouse(tmp_path)
    studio.retention = Retention(
        studio.board, studio.images, studio.pictures, now=lambda: studio.time
    )
    yield studio
    studio.store.close()


def test_a_preview_moves_nothing_and_tells_the_sums(studio):
    old, files = studio.done(days_ago=40, count=2)
    studio.done(days_ago=1)

    preview = studio.retention.preview(RetentionRule(keep_days=30))

    size = sum(studio.images.path(file).stat().st_size for file in files)
    assert [removal.job.id for removal in preview.removals] == [old]
    assert (preview.pictures, preview.bytes) == (2, size)
    assert len(studio.left()) == 3


def test_bookmarked_jobs_and_parents_of_kept_ones_stay(studio):
    parent, parents = studio.done(days_ago=50)
    _, bookmarked = studio.done(days_ago=60, bookmarked=True)
    old, going = studio.done(days_ago=55)
    _, kept = studio.done(days_ago=1, parent=parent)

    moved = studio.retention.apply(RetentionRule(keep_days=30))

    assert moved.files == going
    assert studio.left() == [*parents, *bookmarked, *kept]
    assert studio.pictures.trashed()[0].why == "Retention: no more than 30 days are kept."


def test_what_was_bookmarked_after_the_preview_stays(studio):
    (one, first), (_, second) = studio.done(days_ago=50), studio.done(days_ago=40)
    rule = RetentionRule(keep_days=30)
    agreed = [removal.job.id for removal in studio.retention.preview(rule).removals]
    studio.store.update(one, bookmarked=True)

    assert studio.retention.apply(rule, agreed).files == second
    assert studio.left() == list(first)


def test_only_what_was_agreed_to_goes(studio):
    (_, first), (two, second) = studio.done(days_ago=50), studio.done(days_ago=40)

    moved = studio.retention.apply(RetentionRule(keep_days=30), [two])

    assert moved.files == second
    assert studio.left() == list(first)


def test_pictures_of_no_job_and_of_jobs_not_over_never_go(studio):
    orphan = studio.picture()
    running, files = studio.done(days_ago=99, state=JobState.RUNNING)
    odd, unread = studio.done(finished="yesterday")

    rule = RetentionRule(keep_days=1, keep_count=1, max_gb=0.000001)
    assert studio.retention.apply(rule).files == ()
    assert studio.left() == [orphan, *files, *unread]


def test_pictures_already_gone_do_not_count(studio):
    old, files = studio.done(days_ago=5)
    studio.pictures.delete([old])
    studio.done(days_ago=1)

    assert studio.retention.preview(RetentionRule(keep_count=1)).removals == ()


def test_more_jobs_than_one_page_are_all_looked_at(studio, monkeypatch):
    monkeypatch.setattr("booru_studio.services.all_jobs._PAGE", 3)
    jobs = [studio.done(days_ago=30 - number)[0] for number in range(10)]

    preview = studio.retention.preview(RetentionRule(keep_count=2))

    assert [removal.job.id for removal in preview.removals] == jobs[:8]


# -- the rule that is set ---------------------------------------------------------------------


def test_the_rule_that_is_set_holds_where_none_is_given(studio):
    assert studio.retention.rule.is_off
    studio.retention.set_rule({"keep_count": 1})
    _, old = studio.done(days_ago=3)
    _, new = studio.done(days_ago=1)

    assert studio.retention.rule == RetentionRule(keep_count=1)
    assert studio.retention.apply().files == old
    assert studio.left() == list(new)


@pytest.mark.parametrize("values", [None, {"keep_day": 3}, {"keep_days": -1}, {"keep_days": "3"}])
def test_what_is_no_rule_is_refused_and_the_one_before_stays(studio, values):
    studio.retention.set_rule({"keep_days": 30})

    with pytest.raises(InvalidInputError):
        studio.retention.set_rule(values)
    assert asdict(studio.retention.rule) == {"keep_days": 30, "keep_count": 0, "max_gb": 0}


# -- by the clock -----------------------------------------------------------------------------


def test_a_schedule_moves_what_is_too_much_and_says_how_much(studio):
    studio.done(days_ago=50, count=2)
    studio.done(days_ago=1)
    action = ApplyRetention(studio.retention, studio.pictures)
    args = action.check({"keep_days": 30})

    assert action.run({**args, "schedule_id": "a"}) == "2 pictures were moved to the trash."
    assert action.run({}) == "0 pictures were moved to the trash."


@pytest.mark.parametrize("args", [{"keep_days": 0}, {"days": 3}])
def test_a_schedule_that_would_take_nothing_away_is_refused(studio, args):
    with pytest.raises(InvalidInputError):
        ApplyRetention(studio.retention, studio.pictures).check(args)

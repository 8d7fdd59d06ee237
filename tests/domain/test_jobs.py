"""A job as a value: its states and the way it is stored."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from booru_studio.domain.jobs import TRANSITIONS, Job, JobImage, JobState

FINAL = {JobState.DONE, JobState.FAILED, JobState.CANCELLED, JobState.INTERRUPTED}
texts = st.text(max_size=20)
images = st.builds(
    JobImage, file=texts, seed=st.integers(), width=st.integers(), height=st.integers(),
    infotext=texts,
)  # fmt: skip
mappings = st.dictionaries(texts, st.one_of(st.integers(), texts, st.lists(texts)), max_size=3)
jobs = st.builds(
    Job, id=texts, state=st.sampled_from(JobState), request=mappings, prompt=texts,
    images=st.lists(images, max_size=3).map(tuple), warnings=st.lists(texts).map(tuple),
    names=st.lists(texts).map(tuple), picks=st.lists(mappings, max_size=2).map(tuple),
    attempts=st.integers(0, 9), sends=st.integers(0, 9), source_rating=texts, parent=texts,
)  # fmt: skip


@settings(deadline=None)  # machines differ
@given(jobs)
def test_a_job_comes_back_from_its_json_file(job: Job) -> None:
    assert Job.from_json(json.loads(json.dumps(job.to_json()))) == job


@pytest.mark.parametrize("state", JobState)
def test_only_the_four_ends_are_final(state: JobState) -> None:
    assert state.is_final is (state in FINAL)


@pytest.mark.parametrize("state", sorted(FINAL))
def test_nothing_leaves_a_final_state(state: JobState) -> None:
    assert not any(state.may_become(other) for other in JobState)


@pytest.mark.parametrize(
    ("before", "after", "allowed"),
    [
        ("queued", "running", True), ("queued", "cancelled", True), ("queued", "failed", True),
        ("queued", "done", False), ("queued", "unknown", False), ("queued", "interrupted", False),
        ("running", "queued", True), ("running", "unknown", True), ("running", "done", True),
        ("running", "running", False), ("unknown", "queued", True), ("unknown", "running", True),
        ("unknown", "done", True), ("unknown", "unknown", False),
    ],
)  # fmt: skip
def test_a_state_follows_only_where_it_makes_sense(before: str, after: str, allowed: bool) -> None:
    assert JobState(before).may_become(JobState(after)) is allowed


def test_every_state_says_what_may_follow_and_can_be_reached() -> None:
    reached = {JobState.QUEUED}.union(*TRANSITIONS.values())

    assert set(TRANSITIONS) == reached == set(JobState)


def test_keys_of_a_later_version_are_left_aside() -> None:
    image = {"file": "images/a.png", "seed": 1, "width": 2, "height": 3, "infotext": "", "hue": 4}

    job = Job.from_json({"id": "a", "mood": "calm", "images": [image]})

    assert job == Job(id="a", images=(JobImage("images/a.png", 1, 2, 3, ""),))


@pytest.mark.parametrize(
    "row",
    [{}, {"id": "a", "state": "paused"}, {"id": "a", "images": [{"file": "a"}]},
     {"id": "a", "images": 5}, {"id": "a", "warnings": None}],
    ids=str,
)  # fmt: skip
def test_a_row_that_is_no_job_is_refused(row: dict[str, object]) -> None:
    with pytest.raises((ValueError, TypeError, KeyError)):
        Job.from_json(row)


def test_a_new_job_waits_and_knows_nothing_yet() -> None:
    job = Job(id="a")

    assert job.state is JobState.QUEUED
    assert (job.created, job.started, job.finished, job.images) == ("", "", "", ())

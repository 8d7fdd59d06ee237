"""Which jobs a list shows, in what order, and what they amount to."""

from datetime import UTC

import pytest

from booru_studio.domain.job_facts import facts_of
from booru_studio.domain.job_lists import JobQuery, found, grouped
from booru_studio.domain.job_numbers import numbers_of
from booru_studio.domain.jobs import Job, JobImage, JobState, Upscale
from booru_studio.errors import InvalidInputError

NOON = "2026-03-04T12:00:00+00:00"


def job(number, state="done", **fields):
    """A job whose id says in which order it came in."""
    values = {"id": f"j{number}", "created": NOON, "place": float(number), **fields}
    return facts_of(Job(state=JobState(state), **values), number, UTC)


def picture(file="images/2026-03-04/a.png", infotext="Steps: 4, Model: meadowXL, Seed: 1"):
    return JobImage(file, 1, 832, 1216, infotext)


def ids(jobs):
    return [each.id for each in jobs]


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ({}, ["j4", "j5", "j3", "j2", "j1"]),  # what runs stands on top
        ({"sort": "oldest"}, ["j1", "j2", "j3", "j4", "j5"]),
        ({"sort": "queue"}, ["j4", "j3", "j5", "j1", "j2"]),
        ({"sort": "slowest"}, ["j2", "j1", "j5", "j4", "j3"]),
        ({"state": "queued"}, ["j5", "j3"]),
        ({"words": "RED kite"}, ["j1"]),
        ({"words": "meadowxl"}, ["j2"]),
        ({"model": "meadowXL"}, ["j2"]),
        ({"lora": "ink"}, ["j3"]),
        ({"post": "danbooru:5"}, ["j1"]),
        ({"bookmarked": True}, ["j5"]),
        ({"with_pictures": True}, ["j2"]),
        ({"day": "2026-03-05"}, ["j2"]),
    ],
)
def test_a_query_finds_and_sorts(query, wanted):
    jobs = [
        job(1, prompt="a red kite", source_post="danbooru:5",
            started=NOON, finished="2026-03-04T12:00:05+00:00"),
        job(2, images=(picture(),), started=NOON, finished="2026-03-05T12:00:09+00:00"),
        job(3, "queued", prompt="<lora:ink:0.8> a boat", priority=2),
        job(4, "running"),
        job(5, "queued", bookmarked=True),
    ]  # fmt: skip

    assert ids(found(jobs, JobQuery(**query))) == wanted


@pytest.mark.parametrize("query", [{"state": "flying"}, {"sort": "odd"}])
def test_a_query_that_is_none_is_refused(query):
    with pytest.raises(InvalidInputError, match="use one of"):
        JobQuery(**query)


def shape(jobs, *opened):
    return [
        (row.job.id, row.depth, len(row.members)) for row in grouped(jobs, frozenset(opened))
    ]


def test_a_batch_is_one_line_until_it_is_opened():
    jobs = [job(1, batch="b"), job(2, batch="b"), job(3)]

    assert shape(jobs) == [("j1", 0, 2), ("j3", 0, 0)]
    assert shape(jobs, "b") == [("j1", 0, 2), ("j1", 1, 0), ("j2", 1, 0), ("j3", 0, 0)]


def test_a_running_job_of_a_batch_has_a_line_of_its_own():
    jobs = [job(1, "running", batch="b"), job(2, batch="b"), job(3, batch="b")]

    assert shape(jobs, "b") == [("j1", 0, 0), ("j2", 0, 3), ("j2", 1, 0), ("j3", 1, 0)]


def test_enlargements_stand_below_what_they_enlarge():
    jobs = [
        job(4, parent="j1", request={"enable_hr": True}),
        job(3, parent="j2", upscale=Upscale("images/2026-03-04/b.png")),
        job(2, parent="j1", request={"init_image": "images/2026-03-04/a.png"}),
        job(1),
        job(5, parent="j1", request={"steps": 9}),
    ]

    assert shape(jobs) == [("j1", 0, 0), ("j2", 1, 0), ("j3", 2, 0), ("j4", 1, 0), ("j5", 0, 0)]


def test_an_enlargement_whose_original_is_not_listed_stands_alone():
    assert shape([job(2, parent="j1", upscale=Upscale("images/2026-03-04/b.png"))]) == [
        ("j2", 0, 0)
    ]


@pytest.mark.parametrize(
    ("asked", "model"),
    [
        ("paper.safetensors [0a1b2c3d]", "paper"),
        ("sets/paper.ckpt", "sets/paper"),
        ("", "meadowXL"),
    ],
)
def test_the_model_is_what_was_asked_for_or_what_the_picture_names(asked, model):
    request = {"checkpoint": asked} if asked else {}

    assert job(1, request=request, images=(picture(),)).model == model


@pytest.mark.parametrize(
    ("started", "finished"),
    [("", ""), ("soon", "later"), (NOON, "9999-99-99"), (NOON, "2026-03-04T12:00")],
)
def test_times_that_are_none_are_no_trouble(started, finished):
    assert job(1, started=started, finished=finished).seconds == 0


def test_numbers_count_days_speeds_and_causes():
    took = {"started": NOON, "request": {"width": 832, "height": 1216}}
    jobs = [
        job(1, images=(picture(), picture("b")), finished="2026-03-04T12:00:08+00:00", **took),
        job(2, images=(picture(),), finished="2026-03-04T12:00:06+00:00", **took),
        job(3, "failed", finished=NOON, error="http://127.0.0.1:7860 has no sampler “A”."),
        job(4, "failed", finished=NOON, error="http://localhost:1 has no sampler “B”."),
        job(5, "cancelled", finished="2026-03-03T01:00:00+00:00"),
        job(6, "queued"),
    ]
    numbers = numbers_of(jobs)

    assert numbers["days"] == [
        {"day": "2026-03-03", "done": 0, "failed": 0, "other": 1, "pictures": 0},
        {"day": "2026-03-04", "done": 2, "failed": 2, "other": 0, "pictures": 3},
    ]
    assert numbers["speeds"] == [
        {"size": "832×1216", "model": "meadowXL", "seconds": 5.0, "pictures": 2}
    ]
    assert numbers["causes"] == [{"cause": "… has no sampler ….", "count": 2}]
    assert numbers["totals"] == {"jobs": 6, "pictures": 3, "seconds": 14}

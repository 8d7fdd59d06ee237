"""A queue goes into a file and comes back the same; a bad file changes nothing."""

import json

import pytest

from booru_studio.domain.jobs import JobImage, JobState
from booru_studio.domain.posts import PostId, Rating
from booru_studio.errors import BlockedContentError, InvalidInputError, JobStateError
from booru_studio.services.job_maker import JobMaker
from booru_studio.services.queue_files import QueueFiles
from tests.services.conftest import FakeExpander, House

GARDEN = {"prompt": "1girl, garden", "steps": 4, "width": 128, "height": 128}


def files_of(house):
    maker = JobMaker(FakeExpander(), house.policy, house.ratings.get, lambda: 77)
    return QueueFiles(house.queue, maker, house.policy)


@pytest.fixture
def files(house):
    return files_of(house)


@pytest.fixture
def other(tmp_path):
    house = House(tmp_path / "other")
    yield house
    house.close()


def one(**changes):
    return {"request": {**GARDEN, "seed": 5}, **changes}


def text(*entries, version=1, **more):
    return json.dumps({"version": version, "jobs": list(entries), **more})


def said(files, content):
    with pytest.raises((InvalidInputError, BlockedContentError)) as caught:
        files.load(content)
    return str(caught.value)


def test_an_exported_queue_comes_back_in_order_with_the_same_seeds(house, files, other):
    house.queue.submit({"template": "garden, __seed__", "steps": 4}, 3)
    house.queue.submit(GARDEN, priority=5)
    ids = files_of(other).load(files.export().text)
    before, after = house.queue.waiting(), other.queue.waiting()
    assert [job.id for job in after] == ids
    for name in ("request", "prompt", "template", "priority"):
        assert [getattr(job, name) for job in before] == [getattr(job, name) for job in after]


def test_a_source_post_and_a_bookmark_travel_along(house, files, other):
    for each in (house, other):
        each.ratings[PostId.parse("danbooru:12")] = Rating.GENERAL
    (job_id,) = house.queue.submit({**GARDEN, "source_post": "danbooru:12"})
    house.queue.bookmark(job_id)
    files_of(other).load(files.export().text)
    (job,) = other.queue.waiting()
    assert (job.source_post, job.source_rating, job.bookmarked) == ("danbooru:12", "general", True)


def test_chosen_jobs_are_exported_in_the_order_they_will_be_done(house, files):
    first, _, third = house.queue.submit(GARDEN, 3)
    jobs = json.loads(files.export([third, first]).text)["jobs"]
    assert [job["request"]["seed"] for job in jobs] == [
        house.queue.job(job_id).request["seed"] for job_id in (first, third)
    ]
    assert house.queue.counts()["queued"] == 3


def test_a_job_that_waits_no_more_is_not_exported_by_choice(house, files):
    (job_id,) = house.queue.submit(GARDEN)
    house.queue.cancel(job_id)
    with pytest.raises(JobStateError, match="is cancelled, so it cannot be exported"):
        files.export([job_id])


def test_enlargements_stay_with_their_pictures(house, files):
    (job_id,) = house.queue.submit(GARDEN)
    job = house.desk.claim("http://a")
    house.desk.complete(job, [picture(job)], ())
    (enlargement,) = house.queue.upscale(job_id)
    house.queue.submit(GARDEN)
    export = files.export()
    assert export.jobs == 1
    assert export.notes == (
        "Not in the file: 1 to be enlarged, as their pictures are here.",
    )
    with pytest.raises(JobStateError, match="its picture is only here"):
        files.export([enlargement])


def picture(job):
    return JobImage(job.names[0] + ".png", 1, 128, 128, "")


def test_a_handwritten_file_may_hold_a_template(house, files):
    files.load(text({"request": {"template": "garden, __seed__"}}))
    (job,) = house.queue.waiting()
    assert (job.prompt, job.template) == ("garden, seed 77", "garden, __seed__")


@pytest.mark.parametrize("content", [
    "\ufeff" + text(one()), ("\ufeff" + text(one())).encode(), text(one()).encode(),
])  # fmt: skip
def test_a_file_is_read_as_text_or_bytes_with_or_without_a_mark(house, files, content):
    assert len(files.load(content)) == 1


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (text(one())[:-9], "cut or damaged at line 1, column"),
        ("", "cut or damaged at line 1, column 1"),
        (b"\xff\xfe\x00", "no queue file"),
        ("[" * 100_000, "no queue file"),
        ("[]", "no queue file"),
        ('{"jobs": []}', "no queue file"),
        ('{"version": 1}', "no queue file"),
        (text(one(priority=0)).replace('"priority": 0', '"priority": NaN'), "no queue file"),
        (text(), "holds no job"),
        (text(one(), version=2), "of version 2, and version 1 can be read here"),
        (text(one(), version="1"), "of version '1', and version 1 can be read here"),
        (text(one(), sender="me"), "The queue file holds the unknown field “sender”"),
        (text(one(), one(state="done")), "Job 2 of the file cannot be: It holds the unknown field"),
        (text(one(priority=99)), "priority is 99"),
        (text(one(bookmarked="yes")), "bookmarked is neither"),
        (text(one(template=5)), "template is 5"),
        (text(5), "no object with a request"),
        (text({"request": []}), "The request is no object"),
        (text({"request": {"prompt": " "}}), "It has no prompt"),
        (text({"request": {"prompt": "hat", "stepps": 4}}), "did you mean steps?"),
        (text({"request": {"prompt": "hat", "n_iter": 4}}), "use count"),
        (text({"request": {"prompt": "hat", "width": 5000}}), "width is 5000"),
        (text(one(), one(source_rating="explicit")), "job 2 of the file is refused"),
    ],
)
def test_a_bad_file_is_told_in_one_sentence_and_queues_nothing(house, files, content, sentence):
    assert sentence in said(files, content)
    assert house.queue.page() == ([], 0)


def test_a_file_is_held_to_the_rules_of_the_house_it_comes_to(house, files):
    house.ratings[PostId.parse("danbooru:12")] = Rating.QUESTIONABLE
    content = text(one(), one(source_post="danbooru:12", source_rating="general"))
    assert "rated questionable" in said(files, content)
    assert house.queue.page() == ([], 0)


def test_more_than_may_wait_is_refused_as_a_whole(house, files, monkeypatch):
    monkeypatch.setattr("booru_studio.services.queue.MOST_QUEUED", 2)
    assert "at most 2 may" in said(files, text(one(), one(), one()))
    assert house.queue.counts()["queued"] == 0


def test_imported_jobs_run_like_any_other(house, files):
    (job_id,) = files.load(text(one()), owner="ada")
    job = house.desk.claim("http://a")
    assert (job.id, job.owner, job.state) == (job_id, "ada", JobState.RUNNING)

"""What is done with pictures, over a real store and real files."""

import json
from datetime import timedelta

import pytest

from booru_studio.domain.generation import Txt2ImgRequest
from booru_studio.domain.jobs import JobImage, JobState
from booru_studio.errors import InvalidInputError, JobNotFoundError, JobStateError
from booru_studio.storage.provenance import Provenance, stamp
from tests.services.picture_house import PictureHouse
from tests.storage.pictures import INFOTEXT, a_picture, a_png


@pytest.fixture
def studio(tmp_path):
    studio = PictureHouse(tmp_path)
    yield studio
    studio.store.close()


# -- deleting ---------------------------------------------------------------------------------


def test_a_jobs_pictures_go_with_their_thumbnails_and_come_back(studio):
    job, files = studio.done(count=2)
    _, kept = studio.done()
    thumbnail = studio.thumbnails.of(studio.images.path(files[0]))

    moved = studio.pictures.delete([job])
    assert (moved.files, studio.left()) == (files, list(kept))
    assert not thumbnail.exists()

    assert studio.pictures.restore(moved.batch).files == files
    assert studio.left() == [*files, *kept]
    assert studio.thumbnails.of(studio.images.path(files[0])) == thumbnail


def test_what_was_deleted_together_is_one_entry_of_the_trash(studio):
    (one, first), (two, second) = studio.done(), studio.done()
    studio.pictures.delete([one, two, one])

    (batch,) = studio.pictures.trashed()

    assert [(each.job, each.file) for each in batch.pictures] == [(one, *first), (two, *second)]


@pytest.mark.parametrize("state", [JobState.QUEUED, JobState.RUNNING, JobState.UNKNOWN])
def test_a_job_that_is_not_over_keeps_its_pictures(studio, state):
    done, files = studio.done()
    job = studio.store.add({"prompt": "garden"}, state=state)

    with pytest.raises(JobStateError, match="cancel it first"):
        studio.pictures.delete([done, job])
    assert studio.left() == list(files)


def test_an_unknown_job_is_told_of_and_nothing_moves(studio):
    done, files = studio.done()

    with pytest.raises(JobNotFoundError):
        studio.pictures.delete([done, "nobody"])
    assert studio.left() == list(files)


def test_a_hand_edited_job_cannot_name_files_outside(studio):
    (studio.data / "mine.txt").write_text("mine")
    image = JobImage("images/../mine.txt", 1, 8, 8, "")
    job = studio.store.add({}, state=JobState.DONE, images=(image,))

    assert studio.pictures.delete([job]).files == ()
    assert (studio.data / "mine.txt").exists()


def test_deleted_pictures_are_listed_no_more_until_they_are_back(studio):
    job, files = studio.done(count=3)
    moved = studio.pictures.delete_pictures(job, [1])

    assert studio.listed(job) == [files[0], files[2]]
    assert studio.left() == [files[0], files[2]]
    studio.pictures.restore(moved.batch)
    assert studio.listed(job) == list(files)
    assert studio.left() == list(files)


def test_what_came_beside_a_picture_goes_and_comes_back_with_it(studio):
    name = "images/2026-03-04/1"
    files = [studio.images.save(each, a_png(), "png") for each in (name, f"{name}-x0")]
    picture, beside = (JobImage(file, 5, 64, 48, "") for file in files)
    job = studio.store.add(
        {}, state=JobState.DONE, images=(picture,), extras=(beside,), names=(name,)
    )
    moved = studio.pictures.delete([job])
    assert studio.left() == []

    studio.pictures.restore(moved.batch)
    assert studio.store.get(job).images == (picture,)
    assert studio.store.get(job).extras == (beside,)
    assert studio.pictures.orphans() == ([], 0)


@pytest.mark.parametrize("places", [[], [2], [-1], [0, 5]])
def test_only_pictures_a_job_has_can_be_chosen(studio, places):
    job, files = studio.done(count=2)

    with pytest.raises(InvalidInputError, match="2 pictures"):
        studio.pictures.delete_pictures(job, places)
    assert studio.left() == list(files)


def test_a_job_deleted_with_its_pictures_is_unknown_until_it_is_back(studio):
    job, files = studio.done(count=2, prompt="garden", bookmarked=True)
    before = studio.store.get(job)
    moved = studio.pictures.delete([job], with_jobs=True)
    with pytest.raises(JobNotFoundError):
        studio.store.get(job)
    assert (studio.left(), studio.pictures.orphans()) == ([], ([], 0))

    studio.pictures.restore(moved.batch)
    assert studio.store.get(job) == before
    assert studio.left() == list(files)


def test_a_job_without_pictures_can_be_deleted_and_put_back(studio):
    job = studio.store.add({"prompt": "garden"}, state=JobState.FAILED, error="It was full.")
    studio.pictures.delete([job], with_jobs=True)
    (batch,) = studio.pictures.trashed()
    studio.pictures.restore(batch.id)

    assert studio.store.get(job).error == "It was full."
    assert studio.pictures.trashed() == []


def test_a_job_whose_pictures_stay_stays_too(studio, monkeypatch):
    (one, first), (two, _) = studio.done(), studio.done()
    studio.keep_from_moving(first[0], monkeypatch)
    moved = studio.pictures.delete([one, two], with_jobs=True)

    assert moved.skipped == (f"{first[0]}: Permission denied",)
    assert studio.listed(one) == list(first)
    with pytest.raises(JobNotFoundError):
        studio.store.get(two)


def test_jobs_put_back_twice_are_there_once(studio):
    job, _ = studio.done()
    moved = studio.pictures.delete([job], with_jobs=True)
    row = studio.pictures.trashed()[0].jobs[0]
    studio.store.add({}, id=job, state=JobState.DONE)  # as a crash in the middle leaves it
    studio.pictures.restore(moved.batch)

    assert row["id"] == job
    assert studio.store.page()[1] == 1


@pytest.mark.parametrize("forged", [{"id": "../x"}, {"state": "queued"}, {"state": "odd"}])
def test_a_forged_row_in_the_trash_is_told_of_and_left_out(studio, forged):
    job, files = studio.done()
    batch = studio.pictures.delete([job], with_jobs=True).batch
    manifest = studio.data / "trash" / batch / "manifest.json"
    values = json.loads(manifest.read_text())
    values["jobs"][0] |= forged
    manifest.write_text(json.dumps(values))

    assert "could not be read" in studio.pictures.restore(batch).skipped[0]
    assert studio.store.page()[1] == 0
    assert studio.left() == list(files)


def test_what_was_deleted_for_good_is_no_longer_kept_track_of(studio):
    job, _ = studio.done()
    studio.pictures.delete([job])
    assert len(studio.store.get(job).trashed) == 1
    studio.time += timedelta(days=7)
    studio.pictures.purge()

    assert (studio.store.get(job).trashed, studio.store.get(job).images) == ((), ())


def test_the_trash_is_emptied_of_what_is_a_week_old(studio):
    job, _ = studio.done()
    studio.pictures.delete([job])
    studio.time += timedelta(days=7)

    assert len(studio.pictures.purge().files) == 1
    assert studio.pictures.trashed() == []


# -- orphans ----------------------------------------------------------------------------------


def test_pictures_of_no_job_are_offered_with_what_they_say(studio):
    studio.done()
    said = Provenance(job="c" * 32, source_post="danbooru:5", template="__x__")
    file = studio.picture(stamp(a_png(), said, INFOTEXT))

    (orphan,), total = studio.pictures.orphans()

    assert (total, orphan.file, orphan.infotext, orphan.provenance) == (1, file, INFOTEXT, said)
    assert (orphan.width, orphan.height, orphan.problem) == (64, 48, "")


@pytest.mark.parametrize("pair", [("JPEG", "jpg"), ("WEBP", "webp"), ("JPEG", "png")])
def test_other_formats_and_wrong_extensions_are_read_by_content(studio, pair):
    kind, extension = pair
    studio.picture(a_picture(kind, infotext=INFOTEXT), extension)

    (orphan,), _ = studio.pictures.orphans()

    assert (orphan.infotext, orphan.problem) == (INFOTEXT, "")


def test_a_picture_a_running_job_is_about_to_record_is_no_orphan(studio):
    file = studio.picture()
    studio.store.add({}, state=JobState.RUNNING, names=(file.removesuffix(".png"),))

    assert studio.pictures.orphans() == ([], 0)


def test_a_picture_that_came_for_a_cancelled_job_is_one(studio):
    file = studio.picture()
    studio.store.add({}, state=JobState.CANCELLED, names=(file.removesuffix(".png"),))

    assert [orphan.file for orphan in studio.pictures.orphans()[0]] == [file]


def test_orphans_come_in_pages(studio):
    files = [studio.picture() for _ in range(5)]

    page, total = studio.pictures.orphans(limit=2, offset=1)

    assert ([orphan.file for orphan in page], total) == ([files[3], files[2]], 5)


@pytest.mark.parametrize("data", [b"no picture", a_png((300, 300))[:150], a_png()[:-12]])
def test_a_broken_orphan_is_listed_but_not_taken_over_and_never_deleted(studio, data):
    file = studio.picture(data)

    (orphan,), _ = studio.pictures.orphans()

    assert orphan.problem
    with pytest.raises(InvalidInputError, match="was not taken over"):
        studio.pictures.orphan_as_job(file)
    assert studio.left() == [file]


def test_an_orphan_taken_over_is_a_done_job_that_can_be_retried(studio):
    said = Provenance(job="c" * 32, parent="d" * 32, source_post="danbooru:5", template="__x__")
    file = studio.picture(stamp(a_png(), said, INFOTEXT))

    request, fields = studio.pictures.orphan_as_job(file)
    job = studio.store.get(studio.store.add(request, **fields))

    wanted = Txt2ImgRequest.from_json(job.request)
    assert (wanted.prompt, wanted.negative_prompt, wanted.seed) == ("1girl, garden", "blurry", 5)
    assert (wanted.sampler_name, wanted.steps, wanted.source_post) == ("Euler a", 20, "danbooru:5")
    assert (job.state, job.template, job.parent) == (JobState.DONE, "__x__", "d" * 32)
    assert [image.file for image in job.images] == [file]
    assert studio.pictures.orphans() == ([], 0)


def test_a_picture_that_says_nothing_is_taken_over_by_its_size(studio):
    request, fields = studio.pictures.orphan_as_job(studio.picture(a_png((72, 96))))

    assert (request["prompt"], request["width"], request["height"]) == ("", 72, 96)
    assert fields["images"][0].seed == -1


def test_what_no_request_may_hold_is_left_out(studio):
    odd = "garden\nSteps: 9000, Sampler: Euler, CFG scale: 7, Seed: 5, Size: 65x64, Clip skip: 99"
    request, _ = studio.pictures.orphan_as_job(studio.picture(a_png(parameters=odd)))

    assert (request["prompt"], request["steps"], request["cfg_scale"]) == ("garden", 28, 7.0)
    assert Txt2ImgRequest.from_json(request).clip_skip is None


@pytest.mark.parametrize("file", ["", "../jobs.json", "images/2026-03-04/none.png"])
def test_what_is_no_orphan_is_refused(studio, file):
    studio.done()

    with pytest.raises(InvalidInputError, match="no picture without a job"):
        studio.pictures.orphan_as_job(file)


def test_a_picture_of_a_job_is_not_taken_over(studio):
    _, (file,) = studio.done()

    with pytest.raises(InvalidInputError, match="no picture without a job"):
        studio.pictures.orphan_as_job(file)

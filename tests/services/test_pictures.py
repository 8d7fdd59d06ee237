"""What is done with pictures, over a real store and real files."""

from datetime import UTC, datetime, timedelta

import pytest

from booru_studio.domain.generation import Txt2ImgRequest
from booru_studio.domain.jobs import JobImage, JobState
from booru_studio.domain.retention import RetentionRule
from booru_studio.errors import InvalidInputError, JobNotFoundError, JobStateError
from booru_studio.services.pictures import Pictures
from booru_studio.storage.images import ImageStore
from booru_studio.storage.jobs import JobStore
from booru_studio.storage.provenance import Provenance, stamp
from booru_studio.storage.thumbnails import Thumbnails
from booru_studio.storage.trash import Trash
from tests.storage.pictures import INFOTEXT, a_picture, a_png

NOW = datetime(2026, 3, 11, 12, tzinfo=UTC)


class Studio:
    """A data folder with jobs whose pictures exist."""

    def __init__(self, data):
        self.data, self.time = data, NOW
        self.store = JobStore(data)
        self.images, self.thumbnails = ImageStore(data), Thumbnails(data)
        trash = Trash(data, self.images, now=lambda: self.time)
        self.pictures = Pictures(
            self.store, self.images, self.thumbnails, trash, now=lambda: self.time
        )
        self._count = 0

    def done(self, days_ago=0, count=1, **fields):
        """Store a job that is done and return its id and files."""
        files = tuple(self.picture() for _ in range(count))
        finished = (self.time - timedelta(days=days_ago)).isoformat()
        made = [JobImage(file, 5, 64, 48, INFOTEXT) for file in files]
        job_id = self.store.add(
            {"prompt": "garden"},
            **{"state": JobState.DONE, "finished": finished, "images": tuple(made), **fields},
        )
        return job_id, files

    def picture(self, data=None, extension="png"):
        self._count += 1
        return self.images.save(
            f"images/2026-03-04/{self._count:03}", data or a_png(), extension
        )

    def left(self):
        return [picture.file for picture in self.images.all()][::-1]


@pytest.fixture
def studio(tmp_path):
    studio = Studio(tmp_path)
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


def test_only_jobs_that_are_unknown_by_then_come_back_as_rows(studio):
    job, _ = studio.done()
    moved = studio.pictures.delete([job], with_jobs=True)
    assert [row["id"] for row in moved.jobs] == [job]

    assert studio.pictures.restore(moved.batch).jobs == ()


def test_the_trash_is_emptied_of_what_is_a_week_old(studio):
    job, _ = studio.done()
    studio.pictures.delete([job])
    studio.time += timedelta(days=7)

    assert len(studio.pictures.purge().files) == 1
    assert studio.pictures.trashed() == []


# -- retention --------------------------------------------------------------------------------


def test_a_preview_moves_nothing_and_tells_the_sums(studio):
    old, files = studio.done(days_ago=40, count=2)
    studio.done(days_ago=1)

    preview = studio.pictures.preview_retention(RetentionRule(keep_days=30))

    size = sum(studio.images.path(file).stat().st_size for file in files)
    assert [removal.job.id for removal in preview.removals] == [old]
    assert (preview.pictures, preview.bytes) == (2, size)
    assert len(studio.left()) == 3


def test_bookmarked_jobs_and_parents_of_kept_ones_stay(studio):
    parent, parents = studio.done(days_ago=50)
    _, bookmarked = studio.done(days_ago=60, bookmarked=True)
    old, going = studio.done(days_ago=55)
    _, kept = studio.done(days_ago=1, parent=parent)

    moved = studio.pictures.apply_retention(RetentionRule(keep_days=30))

    assert moved.files == going
    assert studio.left() == [*parents, *bookmarked, *kept]
    assert studio.pictures.trashed()[0].why == "Retention: no more than 30 days are kept."


def test_what_was_bookmarked_after_the_preview_stays(studio):
    (one, first), (_, second) = studio.done(days_ago=50), studio.done(days_ago=40)
    rule = RetentionRule(keep_days=30)
    agreed = [removal.job.id for removal in studio.pictures.preview_retention(rule).removals]
    studio.store.update(one, bookmarked=True)

    assert studio.pictures.apply_retention(rule, agreed).files == second
    assert studio.left() == list(first)


def test_only_what_was_agreed_to_goes(studio):
    (_, first), (two, second) = studio.done(days_ago=50), studio.done(days_ago=40)

    moved = studio.pictures.apply_retention(RetentionRule(keep_days=30), [two])

    assert moved.files == second
    assert studio.left() == list(first)


def test_pictures_of_no_job_and_of_jobs_not_over_never_go(studio):
    orphan = studio.picture()
    running, files = studio.done(days_ago=99, state=JobState.RUNNING)
    odd, unread = studio.done(finished="yesterday")

    rule = RetentionRule(keep_days=1, keep_count=1, max_gb=0.000001)
    assert studio.pictures.apply_retention(rule).files == ()
    assert studio.left() == [orphan, *files, *unread]


def test_pictures_already_gone_do_not_count(studio):
    old, files = studio.done(days_ago=5)
    studio.pictures.delete([old])
    studio.done(days_ago=1)

    assert studio.pictures.preview_retention(RetentionRule(keep_count=1)).removals == ()


def test_more_jobs_than_one_page_are_all_looked_at(studio, monkeypatch):
    monkeypatch.setattr("booru_studio.services.pictures._PAGE", 3)
    jobs = [studio.done(days_ago=30 - number)[0] for number in range(10)]

    preview = studio.pictures.preview_retention(RetentionRule(keep_count=2))

    assert [removal.job.id for removal in preview.removals] == jobs[:8]


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

"""Pictures that become jobs, over a real store and real files."""

import pytest

from booru_studio.domain.jobs import JobState
from booru_studio.errors import InvalidInputError, PictureUnreadableError
from booru_studio.services.picture_import import PictureImport
from booru_studio.storage.provenance import Provenance, stamp
from tests.services.picture_house import PictureHouse
from tests.storage.pictures import INFOTEXT, a_picture, a_png


@pytest.fixture
def studio(tmp_path):
    studio = PictureHouse(tmp_path)
    studio.imports = PictureImport(
        studio.board, studio.images, studio.pictures, now=lambda: studio.time
    )
    yield studio
    studio.store.close()


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (a_png(parameters=INFOTEXT), "png"),
        (a_picture("JPEG", infotext=INFOTEXT), "jpg"),
        (a_picture("WEBP", infotext=INFOTEXT), "webp"),
    ],
    ids=["png", "jpeg", "webp"],
)
def test_a_picture_with_infotext_becomes_a_job_that_is_done(studio, data, kind):
    job = studio.board.get(studio.imports.add(data, "holiday"))

    assert (job.state, job.prompt) == (JobState.DONE, "1girl, garden")
    assert (job.request["seed"], job.request["steps"], job.request["width"]) == (5, 20, 64)
    (image,) = job.images
    assert studio.images.read(image.file) == data
    assert image.file.endswith(f".{kind}")


def test_it_brings_its_post_and_its_template(studio):
    told = Provenance(job="x", source_post="danbooru:5", template="1girl, {garden|park}")
    job = studio.board.get(studio.imports.add(stamp(a_png(parameters=INFOTEXT), told), "a"))

    assert (job.source_post, job.template) == ("danbooru:5", "1girl, {garden|park}")


@pytest.mark.parametrize(
    ("data", "error", "told"),
    [
        (b"no picture at all", PictureUnreadableError, None),
        (a_png(), InvalidInputError, "does not say what it was made with"),
        (a_picture("GIF"), InvalidInputError, "of a kind that is not kept"),
        (a_png(parameters=INFOTEXT)[:-30], InvalidInputError, None),
    ],
    ids=["text", "silent", "gif", "cut"],
)
def test_what_cannot_be_taken_leaves_nothing_behind(studio, data, error, told):
    with pytest.raises(error, match=told):
        studio.imports.add(data, "odd")

    assert studio.left() == []
    assert studio.board.page()[1] == 0


def test_pictures_without_a_job_are_taken_over(studio):
    files = [studio.picture(a_png(parameters=INFOTEXT)) for _ in range(2)]
    ids = studio.imports.take_over(files)

    assert [studio.listed(job_id) for job_id in ids] == [[file] for file in files]
    assert studio.pictures.orphans() == ([], 0)
    with pytest.raises(InvalidInputError, match="look at the list again"):
        studio.imports.take_over(files[:1])

"""Pictures on disk, their thumbnails, and who may read them."""

import io
from datetime import UTC, datetime

import pytest
from PIL import Image

from booru_studio.errors import PictureError
from booru_studio.storage.images import ImageStore
from booru_studio.storage.thumbnails import LONGEST_SIDE, Thumbnails

WHEN = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)


@pytest.fixture
def images(tmp_path):
    return ImageStore(tmp_path)


def a_png(size=(900, 600)):
    out = io.BytesIO()
    Image.new("RGB", size, "navy").save(out, "PNG")
    return out.getvalue()


def test_names_tell_day_time_seed_and_job_and_nothing_of_the_prompt(images):
    assert images.names("abcdef0123456789", [7, 8], WHEN) == (
        "images/2026-03-04/050607-7-abcdef01-0",
        "images/2026-03-04/050607-8-abcdef01-1",
    )


def test_bytes_are_kept_as_they_came_and_found_again(images):
    file = images.save(images.names("a" * 16, [1], WHEN)[0], b"exact bytes", "png")

    assert file == "images/2026-03-04/050607-1-aaaaaaaa-0.png"
    assert images.path(file).read_bytes() == b"exact bytes"


def test_saving_again_makes_no_second_file(images, tmp_path):
    name = images.names("a" * 16, [1], WHEN)[0]
    images.save(name, b"first", "png")
    images.save(name, b"second", "png")

    files = list((tmp_path / "images").rglob("*.*"))
    assert [file.read_bytes() for file in files] == [b"second"]


@pytest.mark.parametrize(
    "name",
    [
        "../jobs.json", "images/../jobs.json", "images/2026-03-04/../../jobs.json", "jobs.json",
        "/etc/passwd", "images/2026-03-04/", "images/2026-03-04/missing.png", "", "images",
        "images/2026-03-04/050607-1-aaaaaaaa-0.png\0.txt", "images\\2026-03-04\\a.png",
        "images/2026-03-04/link.png", "images/2026-03-04/a.png.part", "file:///etc/passwd",
    ],
)  # fmt: skip
def test_nothing_else_is_handed_out(images, tmp_path, name):
    (tmp_path / "jobs.json").write_text("secret")
    (tmp_path / "images" / "2026-03-04").mkdir(parents=True)
    (tmp_path / "images" / "2026-03-04" / "link.png").symlink_to(tmp_path / "jobs.json")

    assert images.path(name) is None


def test_parts_left_by_a_crash_are_swept(images, tmp_path):
    file = images.save(images.names("a" * 16, [1], WHEN)[0], b"whole", "png")
    (tmp_path / "images" / "2026-03-04" / "half.png.part").write_bytes(b"ha")

    assert images.sweep() == 1
    assert [path.name for path in (tmp_path / "images").rglob("*.*")] == [file.rsplit("/")[-1]]


def test_a_thumbnail_is_small_and_made_once(tmp_path):
    picture = tmp_path / "big.png"
    picture.write_bytes(a_png())
    thumbnails = Thumbnails(tmp_path)

    first = thumbnails.of(picture)
    made = first.stat().st_mtime_ns
    again = thumbnails.of(picture)

    with Image.open(again) as image:
        assert (image.format, image.size) == ("WEBP", (LONGEST_SIDE, 256))
    assert (again, again.stat().st_mtime_ns) == (first, made)


def test_a_damaged_picture_has_no_thumbnail_and_says_so(tmp_path):
    picture = tmp_path / "cut.png"
    picture.write_bytes(a_png()[:200])

    with pytest.raises(PictureError, match="damaged"):
        Thumbnails(tmp_path).of(picture)

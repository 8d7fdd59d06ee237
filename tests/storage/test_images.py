"""Pictures on disk, and who may read them."""

import shutil
from datetime import UTC, datetime

import pytest

from booru_studio.errors import StoreWriteError
from booru_studio.storage.images import ImageStore

WHEN = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
DAY = "images/2026-03-04"
NAME = f"{DAY}/050607-1-aaaaaaaa-0"


@pytest.fixture
def images(tmp_path):
    return ImageStore(tmp_path / "data")


@pytest.fixture
def data(tmp_path):
    return tmp_path / "data"


def test_names_tell_day_time_seed_and_job_and_nothing_of_the_prompt(images):
    assert images.names("abcdef0123456789", [7, 8], WHEN) == (
        "images/2026-03-04/050607-7-abcdef01-0",
        "images/2026-03-04/050607-8-abcdef01-1",
    )


def test_bytes_are_kept_as_they_came_and_found_again(images):
    file = images.save(images.names("a" * 16, [1], WHEN)[0], b"exact bytes", "png")

    assert file == f"{NAME}.png"
    assert images.path(file).read_bytes() == b"exact bytes"


def test_saving_again_makes_no_second_file(images, data):
    images.save(NAME, b"first", "png")
    images.save(NAME, b"second", "png")

    files = list((data / "images").rglob("*.*"))
    assert [file.read_bytes() for file in files] == [b"second"]


@pytest.mark.parametrize("gone", ["images/2026-03-04", "images", "."])
def test_a_folder_deleted_while_running_is_made_anew(images, data, gone):
    images.save(NAME, b"first", "png")
    shutil.rmtree(data / gone)

    file = images.save(NAME, b"second", "png")

    assert images.path(file).read_bytes() == b"second"
    assert [picture.file for picture in images.all()] == [file]


def test_who_waits_for_pictures_is_told_of_each(data):
    told = []
    images = ImageStore(data, told.append)

    file = images.save(NAME, b"x", "png")

    assert told == [images.path(file)]


@pytest.mark.parametrize(
    ("name", "extension"),
    [
        ("images/../jobs", "png"), ("jobs", "json"), (NAME, "html"), (NAME, "png.exe"),
        (f"{DAY}/../../x", "png"), ("/tmp/x", "png"), ("images/2026-03-04/a b", "png"), ("", ""),
    ],
)  # fmt: skip
def test_a_picture_is_saved_under_no_other_kind_of_name(images, tmp_path, name, extension):
    with pytest.raises(StoreWriteError, match="no name of a picture"):
        images.save(name, b"x", extension)
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_nothing_is_saved_through_a_day_that_is_a_link(images, data, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (data / "images").mkdir(parents=True)
    (data / DAY).symlink_to(tmp_path / "elsewhere")

    with pytest.raises(StoreWriteError, match="is a link"):
        images.save(NAME, b"x", "png")
    assert not list((tmp_path / "elsewhere").iterdir())


def test_a_file_where_the_folder_should_be_is_told_of(images, data):
    data.mkdir()
    (data / "images").write_text("in the way")

    with pytest.raises(StoreWriteError, match="could not be written"):
        images.save(NAME, b"x", "png")


def test_a_read_only_folder_is_told_of(images, data, monkeypatch):
    (data / DAY).mkdir(parents=True)

    def refuse(*_, **__):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(type(data), "open", refuse)
    with pytest.raises(StoreWriteError, match="Permission denied"):
        images.save(NAME, b"x", "png")


HOSTILE = [
    "../jobs.json", "images/../jobs.json", f"{DAY}/../../jobs.json", "jobs.json", "/etc/passwd",
    f"{DAY}/", f"{DAY}/missing.png", "", "images", f"{NAME}.png\0.txt", "images\\2026-03-04\\a.png",
    f"{DAY}/link.png", f"{DAY}/a.png.part", "file:///etc/passwd", f"{DAY}/inside.png",
    "images/2026-03-05/a.png", f"{DAY}/%2e%2e/a.png", f"{DAY}/..%2f..%2fjobs.json", f"{DAY}//a.png",
    "//server/share/a.png", "\\\\server\\share\\a.png", f"{DAY}/a.png:stream",
    f"{DAY}/a.png::$DATA", f"{DAY}/a.png\n", f"{DAY}/a.png ", f"{DAY}/a.PNG", f"{DAY}/a.svg",
    f"{DAY}/{'a' * 101}.png",
    "images/２０２６-03-04/a.png", f"{DAY}/a\u0301.png", f"./{DAY}/a.png", f"{DAY}/./a.png",
    "C:\\images\\a.png", f"trash/{DAY}/a.png", "images/2026-03-06/a.png", f"{DAY}/folder.png",
]  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_nothing_else_is_handed_out(images, data, tmp_path, name):
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "a.png").write_text("secret")
    (data / DAY / "folder.png").mkdir(parents=True)
    (data / DAY / "a.png").write_text("a picture")
    (data / "jobs.json").write_text("secret")
    (data / DAY / "link.png").symlink_to(data / "jobs.json")
    (data / DAY / "inside.png").symlink_to(data / DAY / "a.png")
    (data / "images" / "2026-03-05").symlink_to(tmp_path / "outside")
    (data / "images" / "2026-03-06").symlink_to(data / DAY)

    assert images.path(f"{DAY}/a.png").read_text() == "a picture"
    assert images.path(name) is None
    assert [picture.file for picture in images.all()] == [f"{DAY}/a.png"]


def test_pictures_may_lie_on_another_disk_by_a_link_of_the_owner(images, data, tmp_path):
    data.mkdir()
    (tmp_path / "big disk").mkdir()
    (data / "images").symlink_to(tmp_path / "big disk")

    assert images.path(images.save(NAME, b"far", "png")).read_bytes() == b"far"


def test_the_mean_size_is_of_the_latest_pictures_also_after_a_start(images, data):
    assert images.mean_bytes() == 0
    for index, size in enumerate((10, 20, 60)):
        images.save(f"{DAY}/{index}", b"x" * size, "png")

    assert images.mean_bytes() == 30
    assert ImageStore(data).mean_bytes() == 30


def test_parts_left_by_a_crash_are_swept_and_nothing_else(images, data, tmp_path):
    file = images.save(NAME, b"whole", "png")
    (data / DAY / "half.png.part").write_bytes(b"ha")
    (data / DAY / "film.part").write_bytes(b"mine")
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "other.png.part").write_bytes(b"mine")
    (data / "images" / "2026-03-05").symlink_to(tmp_path / "outside")

    assert images.sweep() == 1
    assert {path.name for path in (data / DAY).iterdir()} == {file.rsplit("/")[-1], "film.part"}
    assert (tmp_path / "outside" / "other.png.part").exists()

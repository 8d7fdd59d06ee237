"""What interrogators saw, kept in small files."""

import os
from dataclasses import replace
from pathlib import Path

import pytest

from booru_studio.domain.interrogation import Interrogation, SeenTag
from booru_studio.domain.posts import Rating, TagCategory
from booru_studio.storage.interrogation_cache import InterrogationCache

PICTURE, OTHER = "a" * 64, "b" * 64
MD5 = "0123456789abcdef0123456789abcdef"
SEEN = Interrogation(
    tags=(
        SeenTag("long_hair", TagCategory.GENERAL, 0.912345),
        SeenTag("aoi_(starlit_harbor)", TagCategory.CHARACTER, None),
        SeenTag(">_<", TagCategory.GENERAL, 0.05),
    ),
    rating={Rating.GENERAL: 0.987654},
    interrogator="tiny",
    source="tiny@1",
    seconds=1.234567,
    notes=("It is animated: only its first frame is looked at.",),
)


@pytest.fixture
def cache(tmp_path: Path) -> InterrogationCache:
    return InterrogationCache(tmp_path)


def files(tmp_path: Path) -> list[Path]:
    return sorted(path for path in tmp_path.rglob("*") if path.is_file())


def test_what_was_kept_is_found_after_a_new_start(tmp_path, cache) -> None:
    cache.keep(PICTURE, SEEN)

    found = InterrogationCache(tmp_path).find(PICTURE, "tiny@1")

    assert found == replace(
        SEEN,
        tags=(replace(SEEN.tags[0], score=0.9123), *SEEN.tags[1:]),
        rating={Rating.GENERAL: 0.9877},
        seconds=1.23,
    )


@pytest.mark.parametrize(("picture", "source"), [(OTHER, "tiny@1"), (PICTURE, "tiny@2")])
def test_another_picture_or_source_is_unknown(cache, picture, source) -> None:
    cache.keep(PICTURE, SEEN)

    assert cache.find(picture, source) is None


def test_each_source_has_a_file_of_its_own(tmp_path, cache) -> None:
    cache.keep(PICTURE, SEEN)
    cache.keep(PICTURE, replace(SEEN, source="tiny@2", notes=()))

    assert len(files(tmp_path)) == 2
    assert cache.find(PICTURE, "tiny@1").notes


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "null", "{}", '{"picture": 5}', "\x00\x01", '{"tags": [["a"]]}'],
)
def test_a_damaged_file_is_as_if_it_were_not_there(tmp_path, cache, text) -> None:
    cache.keep(PICTURE, SEEN)
    (file,) = files(tmp_path)
    file.write_text(text)

    assert cache.find(PICTURE, "tiny@1") is None
    cache.keep(PICTURE, SEEN)
    assert cache.find(PICTURE, "tiny@1")


def test_a_file_of_another_key_is_not_believed(tmp_path, cache) -> None:
    cache.keep(PICTURE, SEEN)
    (file,) = files(tmp_path)
    file.write_text(file.read_text().replace(PICTURE, OTHER))

    assert cache.find(PICTURE, "tiny@1") is None


def test_a_posts_md5_leads_to_the_picture_that_was_interrogated(tmp_path, cache) -> None:
    cache.remember(MD5, PICTURE)

    assert InterrogationCache(tmp_path).picture_of(MD5.upper()) == PICTURE


@pytest.mark.parametrize("md5", ["", "f" * 32, "../../../../etc/passwd", "z" * 32])
def test_an_unknown_md5_leads_nowhere(cache, md5) -> None:
    assert cache.picture_of(md5) is None


def test_nothing_is_written_for_what_is_no_md5(tmp_path, cache) -> None:
    cache.remember("../x", PICTURE)

    assert files(tmp_path) == []


def test_a_damaged_md5_file_leads_nowhere(tmp_path, cache) -> None:
    cache.remember(MD5, PICTURE)
    files(tmp_path)[0].write_bytes(b"\xff")

    assert cache.picture_of(MD5) is None


def test_the_oldest_go_when_there_is_too_much(tmp_path) -> None:
    cache = InterrogationCache(tmp_path, most_bytes=2000)
    for number in range(12):
        before = set(files(tmp_path))
        cache.keep(f"{number:064x}", SEEN)
        for file in set(files(tmp_path)) - before:
            os.utime(file, (number, number))

    deleted = cache.sweep()

    assert deleted > 0
    assert sum(file.stat().st_size for file in files(tmp_path)) <= 2000
    assert cache.find(f"{0:064x}", "tiny@1") is None
    assert cache.find(f"{11:064x}", "tiny@1")


def test_a_disk_that_cannot_be_written_does_not_stop_anybody(tmp_path, caplog) -> None:
    (tmp_path / "cache").write_text("a file where the folder should be")

    InterrogationCache(tmp_path).keep(PICTURE, SEEN)

    assert "could not be written" in caplog.text

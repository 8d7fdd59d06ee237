"""Pictures of boorus on disk."""

import os

import pytest

from booru_studio.storage.picture_cache import PictureCache

URL = "https://cdn.example/1.jpg"


@pytest.fixture
def cache(tmp_path):
    return PictureCache(tmp_path, most_bytes=1000)


def test_a_kept_picture_is_found_after_a_restart(cache, tmp_path):
    cache.keep(URL, b"bytes", "image/jpeg")

    assert PictureCache(tmp_path).find(URL) == (b"bytes", "image/jpeg")
    assert cache.find("https://cdn.example/2.jpg") is None


def test_what_is_no_picture_is_not_kept(cache):
    cache.keep(URL, b"<html>", "text/html")

    assert cache.find(URL) is None


def test_the_oldest_go_beyond_the_limit(cache, tmp_path):
    for number in range(5):
        cache.keep(f"{URL}{number}", bytes(400), "image/png")
        (path,) = [path for path in tmp_path.rglob("*.png") if path.stat().st_mtime > 10_000]
        os.utime(path, (number, number))

    assert cache.sweep() == 3
    assert [number for number in range(5) if cache.find(f"{URL}{number}")] == [3, 4]


def test_a_folder_that_cannot_be_written_only_costs_the_cache(tmp_path):
    (tmp_path / "cache").write_text("in the way")
    cache = PictureCache(tmp_path)
    cache.keep(URL, b"bytes", "image/jpeg")

    assert cache.find(URL) is None

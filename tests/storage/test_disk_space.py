"""Whether there is room for more pictures."""

import pytest

from booru_studio.storage.disk_space import DiskSpace

GB = 10**9
MB = 10**6


@pytest.mark.parametrize(
    ("free", "mean", "has_room"),
    [
        (GB, 0, True), (GB - 1, 0, False), (GB, 20 * MB, True), (GB, 20 * MB + 1, False),
        (2 * GB, 40 * MB, True), (2 * GB - 1, 40 * MB, False), (0, 0, False),
    ],
)  # fmt: skip
def test_a_gigabyte_or_fifty_pictures_must_be_free(tmp_path, free, mean, has_room):
    space = DiskSpace(lambda: mean, free_bytes=lambda _: free)

    assert (space.check(tmp_path) == "") is has_room


def test_the_sentence_tells_how_much_and_what_to_do(tmp_path):
    told = DiskSpace(free_bytes=lambda _: 400 * MB).check(tmp_path)

    assert "0.4 GB free, 1.0 GB wanted" in told
    assert "make room" in told


def test_a_folder_that_is_still_to_be_made_is_judged_by_the_one_above(tmp_path):
    asked = []
    DiskSpace(free_bytes=lambda folder: asked.append(folder) or GB).check(tmp_path / "a" / "b")

    assert asked == [tmp_path]


def test_a_disk_that_cannot_be_looked_at_is_told_of(tmp_path):
    def fail(_):
        raise OSError(5, "Input/output error")

    assert "Input/output error" in DiskSpace(free_bytes=fail).check(tmp_path)


def test_the_real_disk_is_asked(tmp_path):
    assert DiskSpace(lambda: 10**18).check(tmp_path).startswith("The disk is almost full")

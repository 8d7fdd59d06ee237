"""Deleted pictures: moved, put back, and gone for good after a week."""

import json
import shutil
from datetime import UTC, datetime, timedelta

import pytest

from booru_studio.errors import InvalidInputError, StorageError, StoreWriteError
from booru_studio.storage.images import ImageStore
from booru_studio.storage.trash import Trash

DAY = "images/2026-03-04"


class Place:
    def __init__(self, data):
        self.data, self.time = data, datetime(2026, 3, 11, 12, tzinfo=UTC)
        self.images = ImageStore(data)
        self._ids = iter(f"{number:032x}" for number in range(0xABC << 112, 1 << 128, 1 << 100))
        self.trash = Trash(data, self.images, now=lambda: self.time, new_id=lambda: next(self._ids))

    def save(self, *names):
        return [self.images.save(f"{DAY}/{name}", name.encode(), "png") for name in names]

    def files(self):
        return sorted(
            str(path.relative_to(self.data)) for path in self.data.rglob("*") if path.is_file()
        )


@pytest.fixture
def place(tmp_path):
    return Place(tmp_path / "data")


def test_what_is_deleted_lies_in_the_trash_with_a_manifest(place):
    one, two, kept = place.save("one", "two", "kept")

    moved = place.trash.put([("a" * 32, one), ("a" * 32, two)], "You deleted them.")

    assert (moved.files, moved.bytes, moved.skipped) == ((one, two), 6, ())
    assert place.files() == [
        kept,
        f"trash/{moved.batch}/{DAY}/one.png",
        f"trash/{moved.batch}/{DAY}/two.png",
        f"trash/{moved.batch}/manifest.json",
    ]
    assert place.images.path(one) is None


def test_the_list_tells_what_since_when_and_why(place):
    (one,) = place.save("one")
    moved = place.trash.put([("a" * 32, one)], "Retention: no more than 5 pictures are kept.")

    (batch,) = place.trash.batches()

    assert (batch.id, batch.moved, batch.bytes) == (moved.batch, place.time, 3)
    assert batch.why == "Retention: no more than 5 pictures are kept."
    assert [(each.file, each.job) for each in batch.pictures] == [(one, "a" * 32)]


def test_what_is_put_back_is_as_it_was_and_leaves_nothing_in_the_trash(place):
    one, two = place.save("one", "two")
    moved = place.trash.put([("a", one), ("b", two)], "")

    back = place.trash.restore(moved.batch)

    assert back.files == (one, two)
    assert place.files() == [one, two]
    assert place.images.path(two).read_bytes() == b"two"
    assert place.trash.batches() == []
    assert not any((place.data / "trash").iterdir())


def test_putting_back_needs_no_folder_to_be_left(place):
    (one,) = place.save("one")
    moved = place.trash.put([("a", one)], "")
    shutil.rmtree(place.data / "images")

    assert place.trash.restore(moved.batch).files == (one,)


def test_a_name_that_was_taken_meanwhile_is_left_alone(place):
    one, two = place.save("one", "two")
    moved = place.trash.put([("a", one), ("a", two)], "")
    (place.data / one).write_bytes(b"newer")

    back = place.trash.restore(moved.batch)

    assert back.files == (two,)
    assert "another picture has this name now" in back.skipped[0]
    assert (place.data / one).read_bytes() == b"newer"
    assert [each.file for each in place.trash.batches()[0].pictures] == [one]


def test_rows_of_deleted_jobs_come_back_with_their_pictures(place):
    (one,) = place.save("one")
    moved = place.trash.put([("a", one)], "", [{"id": "a", "prompt": "初音"}])

    assert place.trash.restore(moved.batch).jobs == ({"id": "a", "prompt": "初音"},)


def test_nothing_there_makes_no_trash(place):
    assert place.trash.put([("a", f"{DAY}/missing.png")], "").files == ()
    assert not (place.data / "trash").exists()


@pytest.mark.parametrize(("days", "is_gone"), [(6.9, False), (7, True), (400, True)])
def test_it_is_deleted_for_good_after_seven_days(place, days, is_gone):
    one, kept = place.save("one", "kept")
    place.trash.put([("a", one)], "")
    place.time += timedelta(days=days)

    gone = place.trash.purge()

    assert gone.files == ((one,) if is_gone else ())
    assert (place.files() == [kept]) is is_gone


def test_what_others_put_into_the_trash_stays(place):
    (one,) = place.save("one")
    moved = place.trash.put([("a", one)], "")
    foreign = place.data / "trash" / moved.batch / DAY / "mine.png"
    foreign.write_bytes(b"mine")
    place.time += timedelta(days=8)

    place.trash.purge()

    assert foreign.read_bytes() == b"mine"
    assert not (place.data / "trash" / moved.batch / DAY / "one.png").exists()


def test_a_manifest_cannot_name_anything_but_pictures(place, tmp_path):
    (one,) = place.save("one")
    moved = place.trash.put([("a", one)], "")
    (tmp_path / "outside.png").write_bytes(b"secret")
    manifest = place.data / "trash" / moved.batch / "manifest.json"
    values = json.loads(manifest.read_text())
    values["pictures"] += [
        {"file": file, "job": "a", "bytes": 1}
        for file in ("../../../../outside.png", str(tmp_path / "outside.png"), "jobs.json", "")
    ]
    manifest.write_text(json.dumps(values))
    place.time += timedelta(days=8)

    assert place.trash.purge().files == (one,)
    assert (tmp_path / "outside.png").exists()


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"moved": "soon"}', "\0", "null"])
def test_pictures_of_a_damaged_manifest_are_left_alone(place, text):
    (one,) = place.save("one")
    moved = place.trash.put([("a", one)], "")
    (place.data / "trash" / moved.batch / "manifest.json").write_text(text)
    place.time += timedelta(days=8)

    assert place.trash.purge().files == ()
    assert place.trash.batches() == []
    assert (place.data / "trash" / moved.batch / one).read_bytes() == b"one"


@pytest.mark.parametrize("batch", ["", "..", "../images", "2026-03-11/120000-00000000", "x" * 500])
def test_what_is_no_batch_is_told_of(place, batch):
    with pytest.raises(InvalidInputError, match="look at its list"):
        place.trash.restore(batch)


@pytest.mark.parametrize("link", ["trash", "images"])
def test_nothing_is_moved_through_a_link(place, tmp_path, link):
    (one,) = place.save("one")
    elsewhere = tmp_path / "elsewhere"
    if link == "images":
        (place.data / "images").rename(elsewhere)
    else:
        elsewhere.mkdir()
    (place.data / link).symlink_to(elsewhere)
    before = sorted(elsewhere.rglob("*"))

    with pytest.raises(StorageError, match="is a link"):
        place.trash.put([("a", one)], "")
    assert sorted(elsewhere.rglob("*")) == before
    assert place.images.path(one).read_bytes() == b"one"


def test_a_picture_that_became_a_link_in_the_trash_is_not_put_back(place, tmp_path):
    (one,) = place.save("one")
    moved = place.trash.put([("a", one)], "")
    secret = tmp_path / "secret"
    secret.write_bytes(b"secret")
    trashed = place.data / "trash" / moved.batch / one
    trashed.unlink()
    trashed.symlink_to(secret)
    place.time += timedelta(days=8)

    assert place.trash.batches() == []
    assert place.trash.purge().files == ()
    assert secret.read_bytes() == b"secret"


def test_a_crash_before_the_first_move_loses_nothing(place, monkeypatch):
    (one,) = place.save("one")

    def die(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(type(place.data), "rename", die)
    with pytest.raises(KeyboardInterrupt):
        place.trash.put([("a", one)], "")
    monkeypatch.undo()
    place.time += timedelta(days=8)

    assert place.trash.batches() == []
    assert place.trash.purge().files == ()
    assert place.files() == [one]


def test_a_full_disk_moves_nothing(place, monkeypatch):
    (one,) = place.save("one")

    def full(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(type(place.data), "open", full)
    with pytest.raises(StoreWriteError, match="No space left"):
        place.trash.put([("a", one)], "")
    monkeypatch.undo()
    assert place.images.path(one).read_bytes() == b"one"


def test_a_picture_that_cannot_be_moved_is_told_of_and_the_others_go(place, monkeypatch):
    one, two = place.save("one", "two")
    rename = type(place.data).rename

    def stubborn(path, target):
        if path.name == "one.png":
            raise PermissionError(13, "Permission denied")
        return rename(path, target)

    monkeypatch.setattr(type(place.data), "rename", stubborn)
    moved = place.trash.put([("a", one), ("a", two)], "")

    assert moved.files == (two,)
    assert moved.skipped == (f"{one}: Permission denied",)
    assert place.images.path(one)

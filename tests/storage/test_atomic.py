"""Files that are whole at every moment."""

import os

import pytest
from tinydb import TinyDB

from booru_studio.errors import StoreWriteError
from booru_studio.storage.atomic import AtomicJSONStorage, write_atomically


@pytest.fixture
def reports():
    return []


def open_db(path, reports):
    return TinyDB(path, storage=AtomicJSONStorage, report=reports.append)


def test_a_written_file_holds_the_bytes_and_leaves_nothing_beside(tmp_path):
    write_atomically(tmp_path / "new" / "file.bin", b"whole")

    assert (tmp_path / "new" / "file.bin").read_bytes() == b"whole"
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["file.bin"]


def test_the_backup_is_the_version_before(tmp_path):
    path = tmp_path / "file"
    for text in (b"one", b"two", b"three"):
        write_atomically(path, text, keep_backup=True)

    assert path.read_bytes() == b"three"
    assert (tmp_path / "file.bak").read_bytes() == b"two"


@pytest.mark.parametrize("call", ["write", "fsync", "replace"])
def test_a_failing_disk_leaves_the_old_file_and_no_part(tmp_path, monkeypatch, call):
    path = tmp_path / "file"
    write_atomically(path, b"old")

    def fail(*_):
        raise OSError(28, "No space left on device")

    if call == "fsync":
        monkeypatch.setattr(os, "fsync", fail)
    elif call == "replace":
        monkeypatch.setattr(type(path), "replace", fail)
    else:
        monkeypatch.setattr(type(path), "open", fail)

    with pytest.raises(StoreWriteError, match="No space left on device"):
        write_atomically(path, b"new")

    monkeypatch.undo()
    assert path.read_bytes() == b"old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["file"]


def test_what_tinydb_stores_is_there_after_reopening(tmp_path, reports):
    with open_db(tmp_path / "db.json", reports) as db:
        db.insert({"prompt": "初音, “quoted”"})

    with open_db(tmp_path / "db.json", reports) as db:
        assert db.all() == [{"prompt": "初音, “quoted”"}]
    assert reports == []


def test_plain_tinydb_can_open_the_file(tmp_path, reports):
    with open_db(tmp_path / "db.json", reports) as db:
        db.table("jobs").insert({"id": "a"})

    with TinyDB(tmp_path / "db.json") as db:
        assert db.table("jobs").all() == [{"id": "a"}]


@pytest.mark.parametrize(
    "damage", [b"", b"\0" * 40, b'{"jobs": {"1": {"id"', b"[]", b"\xff\xfe", b'{"a": {"1": 5}}']
)
def test_a_damaged_file_is_rebuilt_from_its_backup_and_told(tmp_path, reports, damage):
    path = tmp_path / "db.json"
    with open_db(path, reports) as db:
        db.insert({"n": 1})
        db.insert({"n": 2})
    path.write_bytes(damage)

    with open_db(path, reports) as db:
        assert db.all() == [{"n": 1}]

    assert len(reports) == 1
    assert "rebuilt from its backup" in reports[0]
    assert [kept.read_bytes() for kept in tmp_path.glob("db.json.corrupt-*")] == [damage]


def test_a_missing_file_is_rebuilt_from_its_backup_and_told(tmp_path, reports):
    path = tmp_path / "db.json"
    with open_db(path, reports) as db:
        db.insert({"n": 1})
        db.insert({"n": 2})
    path.unlink()

    with open_db(path, reports) as db:
        assert db.all() == [{"n": 1}]
    assert "was missing" in reports[0]


def test_a_damaged_file_without_backup_is_kept_aside(tmp_path, reports):
    path = tmp_path / "db.json"
    path.write_bytes(b"{half")

    with open_db(path, reports) as db:
        assert db.all() == []
    assert "no usable backup" in reports[0]
    assert len(list(tmp_path.glob("db.json.corrupt-*"))) == 1


def test_what_cannot_be_json_is_refused_and_changes_nothing(tmp_path, reports):
    with open_db(tmp_path / "db.json", reports) as db:
        db.insert({"n": 1})
        with pytest.raises(ValueError, match="Out of range float"):
            db.insert({"n": float("nan")})
        assert db.all() == [{"n": 1}]

"""The file of the schedules, and copies of the jobs file."""

import json
import threading
from datetime import UTC, datetime, timedelta

import pytest
from tinydb import TinyDB

from booru_studio.errors import StoreWriteError
from booru_studio.storage.backups import JobBackups
from booru_studio.storage.schedules import ScheduleStore


@pytest.fixture
def open_store(tmp_path):
    stores = []

    def open_one():
        stores.append(ScheduleStore(tmp_path))
        return stores[-1]

    yield open_one
    for store in stores:
        store.close()


def test_rows_are_kept_in_order_and_replaced_by_id(open_store):
    store = open_store()
    for name in ("a", "b", "c"):
        store.put({"id": name, "args": {"n": [1]}})
    store.put({"id": "b", "args": {"n": [2]}})
    store.delete("a")
    store.delete("never there")

    assert open_store().rows() == [
        {"id": "b", "args": {"n": [2]}},
        {"id": "c", "args": {"n": [1]}},
    ]


def test_what_was_read_or_written_is_the_callers_own(open_store):
    store = open_store()
    row = {"id": "a", "args": {"n": [1]}}
    store.put(row)
    row["args"]["n"].append(2)
    store.rows()[0]["args"]["n"].append(3)

    assert store.rows()[0]["args"] == {"n": [1]}


def test_fields_that_a_person_added_to_a_row_stay(open_store, tmp_path):
    open_store().put({"id": "a", "name": "old"})
    with TinyDB(tmp_path / "schedules.json") as db:
        db.table("schedules").update({"comment": "for the winter"})
    store = open_store()
    store.put({"id": "a", "name": "new"})

    assert store.rows() == [{"id": "a", "name": "new", "comment": "for the winter"}]


@pytest.mark.parametrize("row", [{"name": "x"}, {"id": 5, "name": "x"}, {"id": "a", "name": "x"}])
def test_a_row_written_by_hand_without_an_id_of_its_own_gets_one(open_store, tmp_path, row):
    open_store().put({"id": "a"})
    with TinyDB(tmp_path / "schedules.json") as db:
        db.table("schedules").insert(row)
    ids = [found["id"] for found in open_store().rows()]

    assert len(set(ids)) == 2
    assert [found["id"] for found in open_store().rows()] == ids


def test_settings_are_kept_beside_the_rows(open_store):
    open_store().set_setting("hours", {"tz": "UTC"})
    store = open_store()

    assert store.setting("hours") == {"tz": "UTC"}
    assert store.setting("other", 5) == 5
    assert store.rows() == []


def test_a_file_of_a_later_version_is_kept_aside_and_told(open_store, tmp_path):
    store = open_store()
    store.put({"id": "a"})
    store.set_setting("schema", 99)
    text = (tmp_path / "schedules.json").read_text()
    store = open_store()

    assert store.rows() == []
    assert "later version" in store.reports[0]
    kept = list(tmp_path.glob("schedules.kept-*.json"))
    assert [path.read_text() for path in kept] == [text]
    assert open_store().reports == []


def test_many_threads_may_write(open_store):
    store = open_store()

    def write(thread):
        for number in range(10):
            store.put({"id": f"{thread}-{number}"})
            store.set_setting(f"{thread}", number)

    threads = [threading.Thread(target=write, args=(thread,)) for thread in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    again = open_store()
    assert len({row["id"] for row in again.rows()}) == 60
    assert [again.setting(f"{thread}") for thread in range(6)] == [9] * 6


class Days:
    def __init__(self):
        self.now = datetime(2026, 2, 25, 2, tzinfo=UTC)

    def __call__(self):
        return self.now


def test_a_backup_a_day_is_made_and_the_newest_seven_kept(tmp_path):
    days = Days()
    backups = JobBackups(
        tmp_path, lambda path: path.write_text(json.dumps({"day": days.now.day})), now=days
    )
    (tmp_path / "backups").mkdir()
    (tmp_path / "backups" / "mine.json").write_text("kept")
    for _ in range(10):
        backups.make()
        days.now += timedelta(days=1)
    backups.make().write_text("again")
    backups.make()

    names = sorted(path.name for path in (tmp_path / "backups").iterdir())
    assert names == [f"jobs-202603{day:02}.json" for day in range(1, 8)] + ["mine.json"]
    assert json.loads(backups.files()[-1].read_text()) == {"day": 7}


def test_a_backup_that_fails_leaves_the_others(tmp_path):
    days = Days()
    JobBackups(tmp_path, lambda path: path.write_text("good"), now=days).make()

    def half(path):
        path.write_text("ha")
        raise OSError(28, "No space left on device")

    with pytest.raises(StoreWriteError, match="No space left"):
        JobBackups(tmp_path, half, now=days).make()
    assert [path.read_text() for path in (tmp_path / "backups").iterdir()] == ["good"]

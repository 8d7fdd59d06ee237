"""TinyDB operations on a journal: each gives what TinyDB gives, and what a file keeps."""

import threading

import pytest
from tinydb import TinyDB, where
from tinydb.operations import add, decrement, delete, increment, subtract
from tinydb.operations import set as set_field
from tinydb.storages import MemoryStorage
from tinydb.table import Document

from booru_studio.errors import StoreWriteError
from booru_studio.storage.journal import JournalStorage
from booru_studio.storage.journal_table import JournalDB
from tests.storage.crash.subjects import DATA
from tests.storage.memory_disk import MemoryDisk

ROWS = [{"n": number, "tags": ["a", {"deep": number}]} for number in range(1, 6)]


def opened(disk):
    return JournalDB(JournalStorage(DATA / "db.json", disk=disk))


@pytest.fixture
def disk():
    return MemoryDisk()


@pytest.fixture
def db(disk):
    return opened(disk)


@pytest.fixture
def table(db):
    table = db.table("jobs")
    table.insert_multiple(ROWS)
    return table


def double(row):
    row["n"] *= 2


OPERATIONS = {
    "insert": lambda t: t.insert({"n": 9}),
    "insert a document with an id": lambda t: t.insert(Document({"n": 9}, doc_id=40)),
    "insert after such a document": lambda t: [t.insert(Document({}, doc_id=40)), t.insert({})],
    "insert_multiple": lambda t: t.insert_multiple({"n": n} for n in range(3)),
    "insert_multiple of nothing": lambda t: t.insert_multiple([]),
    "insert_multiple of documents": lambda t: t.insert_multiple([Document({"n": 1}, 90)]),
    "all": lambda t: t.all(),
    "iter": lambda t: [(row.doc_id, row) for row in t],
    "len": len,
    "search": lambda t: t.search(where("n") > 2),
    "search for nothing": lambda t: t.search(where("none").exists()),
    "get": lambda t: t.get(where("n") == 3),
    "get none": lambda t: t.get(where("n") == 33),
    "get by id": lambda t: (t.get(doc_id=2), t.get(doc_id=2).doc_id),
    "get by no id": lambda t: t.get(doc_id=77),
    "get by ids": lambda t: t.get(doc_ids=[1, 4, 77]),
    "contains": lambda t: (t.contains(where("n") == 3), t.contains(where("n") == 33)),
    "contains by id": lambda t: (t.contains(doc_id=1), t.contains(doc_id=77)),
    "update all": lambda t: t.update({"new": True}),
    "update some": lambda t: t.update({"n": 0}, where("n") > 3),
    "update by ids": lambda t: t.update({"n": 0}, doc_ids=[5, 1]),
    "update no id": lambda t: t.update({"n": 0}, doc_ids=[77]),
    "update with a function": lambda t: t.update(double, where("n") > 3),
    "increment": lambda t: t.update(increment("n"), where("n") == 1),
    "decrement": lambda t: t.update(decrement("n"), doc_ids=[1]),
    "add": lambda t: t.update(add("n", 5)),
    "subtract": lambda t: t.update(subtract("n", 5)),
    "set": lambda t: t.update(set_field("n", 5), where("n") < 3),
    "delete": lambda t: t.update(delete("n"), where("n") < 3),
    "update_multiple": lambda t: t.update_multiple(
        [({"n": 10}, where("n") == 1), (double, where("n") == 2)]
    ),
    "upsert that updates": lambda t: t.upsert({"new": 1}, where("n") > 3),
    "upsert that inserts": lambda t: t.upsert({"n": 50}, where("n") == 50),
    "upsert of a document": lambda t: t.upsert(Document({"new": 2}, doc_id=3)),
    "upsert of a new document": lambda t: t.upsert(Document({"new": 2}, doc_id=30)),
    "remove": lambda t: t.remove(where("n") > 3),
    "remove by ids": lambda t: t.remove(doc_ids=[1, 77]),
    "truncate": lambda t: t.truncate(),
    "truncate and insert": lambda t: (t.truncate(), t.insert({"n": 1}))[0],
    "count": lambda t: t.count(where("n") > 3),
    "clear_cache": lambda t: t.clear_cache(),
    "by a path": lambda t: t.search(where("tags")[1]["deep"] == 4),
}


@pytest.mark.parametrize("name", OPERATIONS)
def test_an_operation_does_what_tinydb_does(table, disk, name):
    plain = TinyDB(storage=MemoryStorage).table("jobs")
    plain.insert_multiple(ROWS)

    assert OPERATIONS[name](table) == OPERATIONS[name](plain)
    assert table.all() == plain.all()
    assert opened(MemoryDisk(disk.image)).table("jobs").all() == plain.all()


REFUSED = {
    "insert no mapping": lambda t: t.insert(["no mapping"]),
    "insert an id that is taken": lambda t: t.insert(Document({}, doc_id=2)),
    "insert_multiple with one that is taken": lambda t: t.insert_multiple(
        [{"n": 9}, Document({}, doc_id=2)]
    ),
    "upsert of nothing known": lambda t: t.upsert({"n": 1}),
    "remove without a condition": lambda t: t.remove(),
    "get without a condition": lambda t: t.get(),
    "contains without a condition": lambda t: t.contains(),
    "a function that fails": lambda t: t.update(increment("tags")),
    "a number JSON does not know": lambda t: t.update({"n": float("nan")}),
    "an object JSON does not know": lambda t: t.insert({"n": object()}),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_raises_changes_nothing(table, disk, name):
    calls = len(disk.calls)

    with pytest.raises((ValueError, TypeError, RuntimeError)):
        REFUSED[name](table)
    assert table.all() == ROWS
    assert len(disk.calls) == calls


def test_answers_are_private_copies(table):
    for answer in (table.get(doc_id=1), table.search(where("n") == 1)[0], next(iter(table))):
        answer["tags"][1]["deep"] = "changed"

    assert table.all() == ROWS


def test_what_is_inserted_is_not_shared(table):
    row = {"list": [1]}
    place = table.insert(row)
    row["list"].append(2)

    assert table.get(doc_id=place) == {"list": [1]}


def test_an_id_is_never_given_twice(table, db, disk):
    table.remove(doc_ids=[5])
    db.close()

    again = opened(MemoryDisk(disk.image)).table("jobs")
    assert again.insert({}) == 6
    again.truncate()
    assert again.insert({}) == 7


def test_tables_are_dropped_for_good(table, db, disk):
    db.insert({"in": "the default table"})
    db.table("empty", persist_empty=True)
    assert db.tables() == {"jobs", "_default", "empty"}

    db.drop_table("jobs")
    db.drop_table("not there")
    assert opened(MemoryDisk(disk.image)).tables() == {"_default", "empty"}

    db.drop_tables()
    assert opened(MemoryDisk(disk.image)).tables() == set()


def test_a_change_is_one_line_however_many_rows_it_has(table, disk):
    written = len([call for call in disk.calls if call[0] == "write"])
    table.update({"new": 1})
    table.insert_multiple([{}] * 50)

    assert len([call for call in disk.calls if call[0] == "write"]) == written + 2


def test_an_update_that_changes_nothing_writes_nothing(table, disk):
    calls = len(disk.calls)
    table.update({"n": 1}, where("n") == 1)

    assert len(disk.calls) == calls


def test_a_transaction_is_one_line(db, table, disk):
    calls = len(disk.calls)
    with db.storage.transaction():
        table.remove(doc_ids=[1])
        db.table("other").insert({"n": 1})
        with db.storage.transaction():
            table.insert({"n": 6})
        assert len(disk.calls) == calls

    assert [call[0] for call in disk.calls[calls:]] == ["write", "sync"]
    again = opened(MemoryDisk(disk.image))
    assert [row["n"] for row in again.table("jobs")] == [2, 3, 4, 5, 6]
    assert len(again.table("other")) == 1


@pytest.mark.parametrize("disk_is_full", [True, False])
def test_a_transaction_that_fails_has_not_been(db, table, disk, disk_is_full):
    def work():
        with db.storage.transaction():
            table.truncate()
            db.table("other").insert({})
            if not disk_is_full:
                raise StoreWriteError(path="x", reason="y")
            disk.fail = lambda kind, _number: 28 if kind == "write" else 0

    with pytest.raises(StoreWriteError):
        work()

    disk.fail = lambda _kind, _number: 0
    assert table.all() == ROWS
    assert db.tables() == {"jobs"}
    assert opened(MemoryDisk(disk.image)).table("jobs").all() == ROWS


def test_a_closed_storage_writes_nothing(db, table):
    db.close()
    db.close()

    with pytest.raises(StoreWriteError, match="closed"):
        table.insert({})


def test_reading_goes_on_while_another_thread_writes(table):
    wrong, done = [], threading.Event()

    def read():
        while not done.is_set():
            if {row["n"] for row in table} < {1, 2, 3, 4, 5}:
                wrong.append("a row was missing")

    reader = threading.Thread(target=read)
    reader.start()
    for number in range(300):
        table.insert({"n": 100 + number})
        table.remove(where("n") == 100 + number)
    done.set()
    reader.join()
    assert wrong == []

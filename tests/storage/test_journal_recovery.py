"""What is read back when the files of a store are not as it left them."""

import json
import random
import zlib

import pytest
from tinydb import TinyDB

from booru_studio.storage.journal import JournalStorage
from booru_studio.storage.journal_table import JournalDB
from tests.storage.crash.subjects import DATA, Clock
from tests.storage.memory_disk import MemoryDisk

PATH = DATA / "db.json"
JOURNAL = DATA / "db.json.journal"
BACKUP = DATA / "db.json.bak"
JOURNAL_BACKUP = DATA / "db.json.journal.bak"


class Opened:
    """A store on a disk, and what it told when it was opened."""

    def __init__(self, disk, **options):
        self.disk = disk
        self.reports = []
        self.storage = JournalStorage(
            PATH, disk=disk, now=Clock(), report=self.reports.append, **options
        )
        self.table = JournalDB(self.storage).table("jobs")

    @property
    def numbers(self):
        return [row["n"] for row in self.table]


@pytest.fixture
def disk():
    """A disk with 1 to 6: two older ones, two of the last snapshot, two in the journal."""
    disk = MemoryDisk()
    store = Opened(disk)
    for number in range(1, 7):
        store.table.insert({"n": number, "text": "x" * 40})
        if number in (2, 4):
            store.storage.compact()
    return disk


def damaged(disk, path, data):
    again = MemoryDisk(disk.image)
    if data is None:
        again.remove(path)
    else:
        again.write_new(path, data)
    return again


def kept(disk, why):
    return [name for name in disk.names(DATA) if why in name]


def test_nothing_is_told_where_nothing_happened(disk):
    again = Opened(MemoryDisk(disk.image))

    assert (again.numbers, again.reports) == ([1, 2, 3, 4, 5, 6], [])


@pytest.mark.parametrize(
    "damage",
    ["", "{", "[]", "null", "\0" * 99, '{"jobs": 5}', '{"jobs": {"1": 5}}', '{"jobs": {"a": {}}}'],
)
def test_a_damaged_file_is_rebuilt_whole_and_kept(disk, damage):
    again = Opened(damaged(disk, PATH, damage.encode()))

    assert again.numbers == [1, 2, 3, 4, 5, 6]
    (report,) = again.reports
    assert "was damaged and was rebuilt from its backup and its journal. The damaged" in report
    (name,) = kept(again.disk, "corrupt")
    assert name in report
    assert again.disk.image.file(DATA / name) == damage.encode()


def test_a_missing_file_is_rebuilt_whole(disk):
    again = Opened(damaged(disk, PATH, None))

    assert again.numbers == [1, 2, 3, 4, 5, 6]
    assert again.reports == ["db.json was missing and was rebuilt from its backup and its journal."]


def test_it_can_be_damaged_again_right_after(disk):
    once = Opened(damaged(disk, PATH, b""))
    once.table.insert({"n": 7})
    twice = Opened(damaged(once.disk, PATH, b"{"))

    assert twice.numbers == [1, 2, 3, 4, 5, 6, 7]
    assert "lost" not in twice.reports[0]


@pytest.mark.parametrize("gone", [BACKUP, JOURNAL_BACKUP])
def test_what_cannot_be_rebuilt_whole_says_so(disk, gone):
    again = Opened(damaged(damaged(disk, gone, None), PATH, b""))

    assert set(again.numbers) >= {5, 6}
    assert "Some of the last changes may be lost." in again.reports[0]


def test_a_file_without_any_backup_is_told_and_kept():
    disk = MemoryDisk()
    disk.write_new(PATH, b"{half")
    again = Opened(disk)

    assert again.numbers == []
    assert "has no usable backup; a new one was begun" in again.reports[0]
    assert kept(disk, "corrupt")


@pytest.mark.parametrize("tail", [b"1", b"\0" * 600, b"no line\n", b"00000000 {}\n\n{"])
def test_a_torn_tail_is_cut_and_told(disk, tail):
    again = Opened(damaged(disk, JOURNAL, disk.image.file(JOURNAL) + tail))
    again.table.insert({"n": 7})

    assert "was not written to its end" in again.reports[0]
    last = Opened(MemoryDisk(again.disk.image))
    assert (last.numbers, last.reports) == ([1, 2, 3, 4, 5, 6, 7], [])


def test_a_damaged_line_costs_its_own_row_and_is_told(disk):
    data = disk.image.file(JOURNAL)
    again = Opened(damaged(disk, JOURNAL, data.replace(b'"n":5', b'"n":7')))

    assert again.numbers == [1, 2, 3, 4, 6]
    assert "1 lines of db.json.journal were damaged or missing" in again.reports[0]
    assert kept(again.disk, "journal.damaged")


def test_a_line_that_was_cut_out_is_told(disk):
    lines = disk.image.file(JOURNAL).splitlines(keepends=True)
    again = Opened(damaged(disk, JOURNAL, b"".join([lines[0], lines[2]])))

    assert again.numbers == [1, 2, 3, 4, 6]
    assert "1 lines" in again.reports[0]


@pytest.mark.parametrize("data", [None, b"", b"\0" * 50])
def test_a_lost_journal_is_told(disk, data):
    again = Opened(damaged(disk, JOURNAL, data))

    assert again.numbers == [1, 2, 3, 4]
    assert "changes since db.json was last written may be lost" in again.reports[0]


def test_a_damaged_header_costs_nothing_but_is_told(disk):
    data = disk.image.file(JOURNAL)
    again = Opened(damaged(disk, JOURNAL, b"x" + data[1:]))

    assert again.numbers == [1, 2, 3, 4, 5, 6]
    assert "was damaged" in again.reports[0]


def test_an_edit_by_hand_is_taken_over_and_the_old_version_kept(disk):
    store = Opened(MemoryDisk(disk.image))
    store.storage.close()
    tables = json.loads(store.disk.image.file(PATH))
    tables["jobs"]["1"]["n"] = 100
    again = Opened(damaged(store.disk, PATH, json.dumps(tables, indent=2).encode()))

    assert again.numbers == [100, 2, 3, 4, 5, 6]
    assert "was changed by another program, or damaged" in again.reports[0]
    (name,) = kept(again.disk, "before-edit")
    before = json.loads(again.disk.image.file(DATA / name))
    assert [row["n"] for row in before["jobs"].values()] == [1, 2, 3, 4, 5, 6]
    assert Opened(MemoryDisk(again.disk.image)).reports == []


def test_changes_of_the_journal_win_over_an_edit(disk):
    store = Opened(MemoryDisk(disk.image))
    store.table.update({"n": 200}, doc_ids=[2])
    tables = json.loads(store.disk.image.file(PATH))
    tables["jobs"]["1"]["n"], tables["jobs"]["2"]["n"] = 100, 100
    again = Opened(damaged(store.disk, PATH, json.dumps(tables).encode()))

    assert again.numbers == [100, 200, 3, 4, 5, 6]


def test_a_version_that_another_program_writes_meanwhile_is_kept(disk):
    store = Opened(MemoryDisk(disk.image))
    store.disk.write_new(PATH, b'{"jobs": {}}')
    store.storage.close()

    (name,) = kept(store.disk, "edited")
    assert store.disk.image.file(DATA / name) == b'{"jobs": {}}'
    assert name in store.reports[-1]
    assert Opened(MemoryDisk(store.disk.image)).numbers == [1, 2, 3, 4, 5, 6]


def test_an_older_copy_that_is_put_back_is_taken_and_told(disk):
    again = Opened(damaged(disk, PATH, disk.image.file(BACKUP)))

    assert again.numbers == [1, 2, 5, 6]
    assert "was older than its journal" in again.reports[0]
    assert kept(again.disk, "before-edit")


def test_a_plain_tinydb_file_is_adopted_without_a_word():
    disk = MemoryDisk()
    disk.write_new(PATH, b'{"jobs": {"3": {"n": 1}, "7": {"n": NaN}}}')
    store = Opened(disk)

    assert (store.numbers, store.reports) == ([1, None], [])
    assert store.table.insert({"n": 2}) == 8
    again = Opened(damaged(disk, PATH, b""))
    assert (again.numbers, "lost" in again.reports[0]) == ([1, None, 2], False)


def test_damage_anywhere_is_repaired_or_told(disk):
    """No bit may flip, and nothing may be cut or zeroed, without a word about what is lost."""
    draw = random.Random(5)
    for _ in range(600):
        path = draw.choice([PATH, JOURNAL, BACKUP, JOURNAL_BACKUP])
        data = bytearray(disk.image.file(path))
        place = draw.randrange(len(data))
        how = draw.choice(["flip", "cut", "zero"])
        if how == "flip":
            data[place] ^= 1 << draw.randrange(8)
        else:
            data[place:] = b"" if how == "cut" else b"\0" * (len(data) - place)
        again = Opened(damaged(disk, path, bytes(data)))
        # A cut right behind a line looks like a change that never was.
        at_line_end = path == JOURNAL and how == "cut" and data.endswith(b"\n")
        assert again.numbers == [1, 2, 3, 4, 5, 6] or again.reports or at_line_end, (path, how)


# -- the form of the files


def test_plain_tinydb_opens_the_file(tmp_path):
    storage = JournalStorage(tmp_path / "db.json")
    table = JournalDB(storage).table("jobs")
    table.insert({"prompt": "初音\u2028 “quoted”", "half": "\ud83d"})
    storage.close()

    with TinyDB(tmp_path / "db.json", encoding="utf-8") as plain:
        assert plain.table("jobs").all() == [{"prompt": "初音\u2028 “quoted”", "half": "\ud83d"}]
    assert len((tmp_path / "db.json").read_bytes().splitlines()) == 5


def test_a_journal_line_can_be_checked_with_any_crc32(disk):
    lines = disk.image.file(JOURNAL).splitlines()

    assert len(lines) == 3
    for line in lines:
        checksum, _, body = line.partition(b" ")
        assert int(checksum, 16) == zlib.crc32(body)
    assert json.loads(body) == {"s": 2, "t": "jobs", "d": {"6": {"n": 6, "text": "x" * 40}}}


def test_the_journal_stays_small(tmp_path):
    storage = JournalStorage(tmp_path / "db.json", compact_at=5_000)
    table = JournalDB(storage).table("jobs")
    place = table.insert({})
    sizes = []
    for number in range(200):
        table.update({"n": number, "text": "x" * 500}, doc_ids=[place])
        sizes.append((tmp_path / "db.json.journal").stat().st_size)

    assert 4_000 < max(sizes) <= 5_000
    storage.close()
    assert {path.name for path in tmp_path.iterdir()} == {
        "db.json", "db.json.bak", "db.json.journal", "db.json.journal.bak"
    }  # fmt: skip

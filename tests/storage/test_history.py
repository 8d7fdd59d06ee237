"""Jobs that ended long ago: out of the store's file, and still there."""

import json
import random
from datetime import UTC, datetime, timedelta
from itertools import count
from unittest.mock import Mock

import pytest
from tinydb import TinyDB

from booru_studio.domain.jobs import JobState
from booru_studio.errors import JobNotFoundError, StoreReadError
from booru_studio.storage.disk import LocalDisk
from booru_studio.storage.history_moves import HistoryLimits
from booru_studio.storage.jobs import JobStore

LIMITS = HistoryLimits(keep=4, batch=3, file_rows=5)


class CountingDisk(LocalDisk):
    """Remembers which history files were read."""

    def __init__(self):
        self.read_files = []

    def read(self, path):
        if path.parent.name == "history":
            self.read_files.append(path.name)
        return super().read(path)


class House:
    """A store of a test, with numbers as ids and a clock that a test sets."""

    def __init__(self, folder, limits=LIMITS):
        self.folder, self.limits = folder, limits
        self.ids = (str(number) for number in count())
        self.time = datetime(2026, 3, 1, tzinfo=UTC)
        self.store = None
        self.open()

    def open(self):
        self.disk = CountingDisk()
        self.store = JobStore(
            self.folder,
            now=lambda: self.time,
            new_id=lambda: next(self.ids),
            disk=self.disk,
            limits=self.limits,
        )
        return self.store

    def reopen(self):
        self.store.close()
        return self.open()

    def add(self, number=1):
        return self.store.add_all([({"prompt": "a"}, {})] * number)

    def finish(self, *ids, state=JobState.DONE):
        for job_id in ids:
            self.store.update(job_id, state=state, finished=self.time.isoformat())

    def ids_of(self, state="", limit=1_000, offset=0):
        return [int(job.id) for job in self.store.page(state, limit, offset)[0]]

    def stored(self):
        return len(self.store._storage.rows("jobs"))

    def files(self):
        return sorted(path.name for path in (self.folder / "history").glob("*"))


@pytest.fixture
def house(tmp_path):
    house = House(tmp_path)
    yield house
    house.store.close()


def test_finished_jobs_beyond_the_limit_are_moved_in_batches(house):
    ids = house.add(10)
    house.finish(*ids[:6])
    assert (house.stored(), house.files()) == (10, [])

    house.finish(ids[6])
    assert (house.stored(), house.files()) == (7, ["2026-03.json"])
    assert house.ids_of() == list(range(9, -1, -1))
    assert house.store.page("done")[1] == 7


def test_what_is_too_old_is_moved_when_the_store_is_opened(house):
    old, young, waiting = house.add(3)
    house.finish(old)
    house.time += timedelta(days=31)
    house.finish(young)
    store = house.reopen()

    assert house.stored() == 2
    assert house.ids_of() == [2, 1, 0]
    assert store.get(old).state is JobState.DONE
    assert store.get(waiting).state is JobState.QUEUED


def test_bookmarked_jobs_stay_in_the_store(house):
    ids = house.add(8)
    house.store.update(ids[0], bookmarked=True)
    house.finish(*ids)

    with TinyDB(house.folder / "history" / "2026-03.json") as plain:
        assert {row["id"] for row in plain.table("jobs")} == {"1", "2"}
    assert house.ids_of() == list(range(7, -1, -1))


def test_a_history_file_is_a_plain_tinydb_file(house):
    house.finish(*house.add(7))

    with TinyDB(house.folder / "history" / "2026-03.json") as plain:
        rows = plain.table("jobs").all()
    assert [(row.doc_id, row["id"], row["state"]) for row in rows] == [
        (1, "0", "done"), (2, "1", "done"), (3, "2", "done")
    ]  # fmt: skip


def test_a_month_with_many_jobs_has_several_small_files(house):
    for month in (1, 2):
        house.time = datetime(2026, month, 1, tzinfo=UTC)
        house.finish(*house.add(12))

    assert house.files() == [
        "2026-01-2.json", "2026-01-3.json", "2026-01.json", "2026-02-2.json", "2026-02.json",
    ]  # fmt: skip
    assert house.ids_of() == list(range(23, -1, -1))


def test_a_page_opens_only_the_files_it_shows(house):
    for _ in range(10):
        house.finish(*house.add(5))
    house.reopen()

    assert house.ids_of(limit=4) == [49, 48, 47, 46]
    assert house.disk.read_files == []
    assert house.ids_of(limit=4, offset=22) == [27, 26, 25, 24]
    assert len(set(house.disk.read_files)) <= 2


def test_opening_reads_no_history(house):
    house.finish(*house.add(30))
    house.reopen()  # moves the last ones
    house.reopen()

    assert house.disk.read_files == []
    assert house.store.page("done", limit=1)[1] == 30


def test_pages_are_exact_in_whatever_order_jobs_end(tmp_path):
    """Compares every page with a list, while jobs come, end, are moved, and the store reopens."""
    draw = random.Random(4)
    house = House(tmp_path, HistoryLimits(keep=3, batch=2, file_rows=4))
    states = {}
    for step in range(150):
        for job_id in house.add(draw.randrange(3)):
            states[int(job_id)] = "queued"
        waiting = [number for number, state in states.items() if state == "queued"]
        for number in draw.sample(waiting, min(len(waiting), draw.randrange(3))):
            states[number] = draw.choice(["done", "failed"])
            house.finish(str(number), state=states[number])
        if step % 10 == 0:
            house.time += timedelta(days=draw.randrange(9))
            house.reopen()
        offset, state = draw.randrange(len(states) + 1), draw.choice(["", "done", "queued"])
        expected = [n for n in sorted(states, reverse=True) if state in ("", states[n])]
        assert house.ids_of(state, 5, offset) == expected[offset : offset + 5]
        assert house.store.page(state, 0)[1] == len(expected)
    assert house.stored() < len(states) / 2
    house.store.close()


def test_a_moved_job_can_still_be_changed(house):
    house.finish(*house.add(7))
    changed = house.store.update("1", error="looked at again")

    assert house.store.get("1") == changed
    assert house.ids_of() == [6, 5, 4, 3, 2, 1, 0]
    assert house.store.page("done", limit=0)[1] == 7
    house.reopen()
    assert house.store.get("1") == changed
    assert house.store.page("done", limit=0)[1] == 7
    house.finish(*house.add(3))
    assert house.store.get("1") == changed


def test_a_moved_job_that_waits_again_is_found_by_its_state(house):
    house.finish(*house.add(7))
    house.store.update("1", state=JobState.QUEUED)

    assert [job.id for job in house.store.in_state(JobState.QUEUED)] == ["1"]
    assert house.store.page("done", limit=0)[1] == 6
    assert house.store.page("queued", limit=0)[1] == 1


def test_the_oldest_and_the_number_in_a_state_are_known_at_once(house):
    ids = house.add(9)
    house.finish(*ids[:7])

    assert house.store.oldest(JobState.QUEUED).id == ids[7]
    assert house.store.oldest(JobState.RUNNING) is None
    assert house.store.count(JobState.QUEUED, JobState.DONE) == 9


def test_a_job_brought_back_is_counted_once_when_its_file_is_written_again(house):
    house.finish(*house.add(7))
    house.store.update("1", bookmarked=True)
    house.finish(*house.add(3))

    assert house.ids_of() == [9, 8, 7, 6, 5, 4, 3, 2, 1, 0]
    assert house.store.page("done", limit=0)[1] == 10


@pytest.mark.parametrize("job_id", ["0", "2", "5"])
@pytest.mark.parametrize("before", [{}, {"error": "looked at"}, {"bookmarked": True}])
def test_a_removed_job_stays_unknown_wherever_it_was(house, job_id, before):
    house.finish(*house.add(7))
    if before:
        house.store.update(job_id, **before)
    house.store.remove([job_id])
    house.finish(*house.add(3))
    for _ in range(2):
        with pytest.raises(JobNotFoundError):
            house.store.get(job_id)
        assert house.ids_of() == [n for n in range(9, -1, -1) if n != int(job_id)]
        assert house.store.page("done", limit=0)[1] == 9
        house.reopen()


def test_what_a_removed_job_said_is_in_no_file_any_more(house):
    house.store.add({"prompt": "a lighthouse at dusk"})
    house.finish("0", *house.add(6))
    house.store.remove(["0"])
    house.store.compact()
    house.store.compact()

    files = [path for path in house.folder.rglob("*") if path.is_file()]
    assert house.files() == ["2026-03.json"]
    assert not any(b"lighthouse" in path.read_bytes() for path in files)


def test_a_history_file_whose_jobs_were_all_removed_goes(house):
    house.finish(*house.add(7))
    house.store.remove(["0", "1", "2"])

    assert house.files() == []
    assert house.ids_of() == [6, 5, 4, 3]
    assert house.reopen().reports == []


def test_either_all_of_the_named_jobs_are_removed_or_none(house):
    house.finish(*house.add(7))

    with pytest.raises(JobNotFoundError):
        house.store.remove(["1", "nowhere"])
    assert house.ids_of() == [6, 5, 4, 3, 2, 1, 0]


def test_a_file_that_cannot_be_written_now_is_tidied_up_at_the_next_start(house, monkeypatch):
    house.finish(*house.add(7))
    with monkeypatch.context() as broken:
        broken.setattr(house.disk, "write_new", Mock(side_effect=OSError("full")))
        house.store.remove(["1"])
    with TinyDB(house.folder / "history" / "2026-03.json") as plain:
        assert len(plain.table("jobs")) == 3
    assert house.ids_of() == [6, 5, 4, 3, 2, 0]

    house.reopen()
    with TinyDB(house.folder / "history" / "2026-03.json") as plain:
        assert len(plain.table("jobs")) == 2
    assert house.ids_of() == [6, 5, 4, 3, 2, 0]


def test_an_entry_of_an_empty_file_that_was_just_removed_is_no_news(house):
    house.finish(*house.add(7))
    for job_id in ("0", "1", "2"):
        house.store.update(job_id, bookmarked=True)
    house.store.close()
    (house.folder / "history" / "2026-03.json").unlink()

    assert house.open().reports == []
    assert house.ids_of() == [6, 5, 4, 3, 2, 1, 0]


def test_an_unknown_job_is_told_with_a_history_too(house):
    house.finish(*house.add(7))

    with pytest.raises(JobNotFoundError):
        house.store.get("nowhere")


def test_a_history_file_that_is_gone_is_told(house):
    house.finish(*house.add(7))
    house.store.close()
    (house.folder / "history" / "2026-03.json").unlink()
    store = house.open()

    assert "history/2026-03.json is missing; the 3 finished jobs" in store.reports[0]
    assert house.ids_of() == [6, 5, 4, 3]
    assert house.store.page()[1] == 4
    assert house.reopen().reports == []


@pytest.mark.parametrize("damage", [b"", b"{half", b"[]", b"\0" * 30])
def test_a_damaged_history_file_is_told_and_left_alone(house, damage):
    house.finish(*house.add(7))
    house.store.close()
    path = house.folder / "history" / "2026-03.json"
    path.write_bytes(damage)
    store = house.open()
    house.finish(*house.add(7))

    assert "history/2026-03.json could not be read" in store.reports[0]
    assert house.ids_of() == list(range(13, 2, -1))
    assert path.read_bytes() == damage


def test_a_history_file_damaged_meanwhile_is_told_once_and_never_written_over(house):
    house.finish(*house.add(7))
    path = house.folder / "history" / "2026-03.json"
    damage = path.read_bytes().replace(b"{", b"[", 1)
    path.write_bytes(damage)

    assert house.ids_of() == [6, 5, 4, 3]
    assert house.ids_of() == [6, 5, 4, 3]
    with pytest.raises(StoreReadError):
        house.store.get("1")
    house.finish(*house.add(7))
    assert path.read_bytes() == damage
    assert len(house.store.reports) == 1


def test_a_history_file_edited_by_hand_is_counted_anew(house):
    house.finish(*house.add(7))
    house.store.close()
    path = house.folder / "history" / "2026-03.json"
    tables = json.loads(path.read_text("utf-8"))
    del tables["jobs"]["2"]
    path.write_text(json.dumps(tables), "utf-8")
    house.open()

    assert house.ids_of() == [6, 5, 4, 3, 2, 0]
    assert house.store.page("done")[1] == 6


def test_the_catalogue_is_rebuilt_from_the_files(house):
    house.finish(*house.add(7))
    house.store.close()
    path = house.folder / "jobs.json"
    tables = json.loads(path.read_text("utf-8"))
    del tables["history"]
    path.write_text(json.dumps(tables), "utf-8")
    house.open()

    assert house.ids_of() == [6, 5, 4, 3, 2, 1, 0]

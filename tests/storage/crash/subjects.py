"""What is crashed: our store, and plain TinyDB beside it, each doing a seeded list of changes."""

import json
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from unittest.mock import patch

from tinydb import TinyDB, where
from tinydb.storages import JSONStorage

from booru_studio.domain.jobs import JobState
from booru_studio.storage.history_moves import HistoryLimits
from booru_studio.storage.jobs import JobStore
from tests.storage.memory_disk import MemoryDisk

DATA = Path("/data")
LIMITS = HistoryLimits(keep=3, batch=2, file_rows=4)
COMPACT_AT = 3_000  # bytes
STATES = [state.value for state in JobState]


class Clock:
    """Starts at noon and goes on by an hour at each look."""

    def __init__(self, hours=0):
        self.time = datetime(2026, 3, 1, 12, tzinfo=UTC) + timedelta(hours=hours)

    def __call__(self):
        self.time += timedelta(hours=1)
        return self.time


def open_store(disk, names, clock):
    return JobStore(
        DATA,
        now=clock,
        new_id=lambda: f"job{next(names)}",
        disk=disk,
        limits=LIMITS,
        compact_at=COMPACT_AT,
    )


def contents(store):
    """Return all a store holds: newest jobs first, then a setting."""
    jobs, total = store.page(limit=1_000)
    assert total == len(jobs)
    return [(job.id, job.state.value, job.error) for job in jobs], store.setting("paused")


class OurStore:
    """`JobStore` on a disk in memory."""

    name = "JobStore"

    def run(self, draw, changes):
        """Do some changes; return the disk, and (calls so far, contents) after each."""
        disk, names, clock = MemoryDisk(), count(), Clock()
        store = open_store(disk, names, clock)
        marks = [(0, ([], None)), (len(disk.calls), contents(store))]
        for _ in range(changes):
            if draw.random() < 0.08:
                store.close()
                store = open_store(disk, names, clock)
            else:
                self._change(store, draw)
            marks.append((len(disk.calls), contents(store)))
        return disk, marks

    def _change(self, store, draw):
        what = draw.choice(["add", "add", "add_all", "update", "update", "update", "setting"])
        jobs = store.page(limit=8)[0]
        filler = "x" * draw.choice([10, 300, 1200])
        if what == "add" or not jobs:
            store.add({"prompt": filler})
        elif what == "add_all":
            store.add_all([({"prompt": filler}, {}) for _ in range(3)])
        elif what == "setting":
            store.set_setting("paused", str(draw.random()))
        elif draw.random() < 0.1:
            store.compact()
        elif draw.random() < 0.15:
            store.remove({job.id for job in draw.choices(jobs, k=2)})
        elif draw.random() < 0.1:
            store.update(draw.choice(jobs).id, bookmarked=draw.random() < 0.5)
        else:
            job = draw.choice(jobs)
            state = job.state if job.state.is_final else draw.choice(STATES)
            store.update(job.id, state=state, error=str(draw.random()))

    def look(self, image):
        """Open what a crash left and return what it holds; raise where it cannot be opened."""
        disk = MemoryDisk(image)
        store = open_store(disk, count(10_000), Clock(500))
        found = contents(store)
        bad = [report for report in store.reports if "was not written to its end" not in report]
        if bad:
            raise AssertionError(bad)
        return found, disk, store

    def go_on(self, image, draw):
        """Work on after the crash, be closed, and return what was and what is then there."""
        _, disk, store = self.look(image)
        for _ in range(3):
            self._change(store, draw)
        before = contents(store)
        if draw.random() < 0.5:
            store.close()
        return before, self.look(disk.image)[0]


class _Handle:
    """A file as `JSONStorage` uses it, over a disk in memory; it writes as CPython does."""

    PIECE = 8192  # bytes

    def __init__(self, disk, path):
        self._disk, self._path = disk, path
        self._inode = disk.image.names.get(str(path)) or disk._create(path)
        self._offset, self._text = 0, ""

    def seek(self, offset, whence=0):
        self._offset = offset if whence == 0 else len(self._disk.image.contents[self._inode])

    def tell(self):
        return self._offset

    def read(self):
        return self._disk.image.contents[self._inode][self._offset :].decode()

    def write(self, text):
        self._text += text

    def flush(self):
        data = self._text.encode()
        for start in range(0, len(data), self.PIECE):
            piece = data[start : start + self.PIECE]
            self._disk._write(self._inode, self._offset, piece)
            self._offset += len(piece)
        self._text = ""

    def fileno(self):
        return self

    def sync(self):
        self._disk._do("sync", self._inode)

    def truncate(self):
        self._disk._do("truncate", self._inode, self._offset)

    def close(self):
        self.flush()


class _RecordedStorage(JSONStorage):
    def __init__(self, disk):
        self.kwargs, self._mode = {}, "r+"
        self._handle = _Handle(disk, DATA / "jobs.json")


class PlainTinyDB:
    """TinyDB as it comes, with the same kind of changes."""

    name = "TinyDB JSONStorage"

    def run(self, draw, changes):
        disk = MemoryDisk()
        with patch("tinydb.storages.os.fsync", lambda handle: handle.sync()):
            db = TinyDB(disk, storage=_RecordedStorage)
            marks = [(len(disk.calls), [])]
            disk.calls.append(("sync_folder",))
            for number in range(changes):
                filler = "x" * draw.choice([10, 300, 1200])
                if draw.random() < 0.5:
                    db.insert({"n": number, "prompt": filler})
                else:
                    db.update({"prompt": filler}, where("n") >= number // 2)
                marks.append((len(disk.calls), db.all()))
        return disk, marks

    def look(self, image):
        data = image.file(DATA / "jobs.json")
        tables = json.loads(data) if data else {}
        return list(tables.get("_default", {}).values()), None, None

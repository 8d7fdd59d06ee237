"""The job store beside SQLite, plain TinyDB, and itself with a thousandth of the jobs.

Everything that syncs is measured in turns, one call of each, since a disk's speed changes within
seconds; a value is the median of its turns.
"""

import json
import random
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from tinydb import TinyDB

from booru_studio.storage.jobs import JobStore
from tests.benchmarks.rows import Row

FEW, SOME, MANY = 100, 10_000, 100_000  # jobs
TURNS = 60
OPEN_LIMIT = 150.0  # ms
PAGE_LIMIT = 5.0  # ms
ENQUEUE_LIMIT = 100.0  # ms

Work = Callable[[int], object]


def run() -> list[Row]:
    """Measure updates, enqueuing, opening and pages."""
    with TemporaryDirectory(prefix="booru-studio-") as name:
        folder = Path(name)
        return [*_updates(folder), *_enqueuing(folder), *_opening(folder), *_pages(folder)]


def _updates(folder: Path) -> Iterator[Row]:
    with ExitStack() as open_files:
        works: list[Work] = []
        for number in (FEW, SOME, MANY):
            store = open_files.enter_context(_filled(folder / f"ours-{number}", number))
            works.append(_store_update(store, number))
        for number in (SOME, MANY):
            database = open_files.enter_context(_sqlite(folder / f"{number}.sqlite", number))
            works.append(_sqlite_update(database, number))
        few, some, many, sqlite_some, sqlite_many = _in_turns(works, TURNS)
    yield _row(f"one update at {MANY:,} jobs, against one at {FEW}", many, few)
    yield _row(f"one update at {SOME:,} jobs, against SQLite synchronous=FULL", some, sqlite_some)
    yield _row(f"one update at {MANY:,} jobs, against SQLite synchronous=FULL", many, sqlite_many)
    plain = _plain_update(folder / "plain.json", SOME)
    yield _row(f"one update at {SOME:,} jobs, against plain TinyDB", some, plain)


def _enqueuing(folder: Path) -> Iterator[Row]:
    new = [(_request(number), {"prompt": "a lake"}) for number in range(1000)]
    turns = 5

    def into_sqlite(turn: int) -> None:
        with databases[turn] as database:
            database.executemany(
                "INSERT INTO jobs(row) VALUES (?)", [(json.dumps(_row_of(n)),) for n in range(1000)]
            )

    with ExitStack() as open_files:
        stores = [open_files.enter_context(_filled(folder / f"new-{n}", 1)) for n in range(turns)]
        databases = [
            open_files.enter_context(_sqlite(folder / f"new-{n}.sqlite", 1)) for n in range(turns)
        ]
        ours, peer = _in_turns([lambda turn: stores[turn].add_all(new), into_sqlite], turns)
    yield _row("1,000 jobs enqueued (limit)", ours, ENQUEUE_LIMIT)
    yield _row("1,000 jobs enqueued, against SQLite in one transaction", ours, peer)


def _opening(folder: Path) -> Iterator[Row]:
    data = folder / "open"
    with _filled(data, 2_000):
        pass

    def open_ours(_turn: int) -> None:
        JobStore(data).close()

    def open_plain(_turn: int) -> None:
        with TinyDB(data / "jobs.json", access_mode="r") as db:
            db.table("jobs").all()

    ours, plain = _in_turns([open_ours, open_plain], 9)
    yield _row("a file of 2,000 jobs opened (limit)", ours, OPEN_LIMIT)
    yield _row("a file of 2,000 jobs opened, against plain TinyDB", ours, plain)


def _pages(folder: Path) -> Iterator[Row]:
    draw = random.Random(1)
    with _filled(folder / "pages", SOME) as store:
        offsets = [draw.randrange(SOME - 50) for _ in range(TURNS)]
        ours, named = _in_turns(
            [
                lambda turn: store.page(limit=50, offset=offsets[turn]),
                lambda turn: store.page("queued", limit=50, offset=offsets[turn]),
            ],
            TURNS,
        )
    yield _row(f"a page of 50 of {SOME:,} jobs (limit)", ours, PAGE_LIMIT)
    yield _row(f"a page of 50 of {SOME:,} queued jobs (limit)", named, PAGE_LIMIT)


def _row(what: str, ours: float, peer: float) -> Row:
    return Row(what, ours, peer, peer / ours, "ms")


def _in_turns(works: Sequence[Work], turns: int) -> list[float]:
    """Return the median of each in ms; every turn calls all of them."""
    taken: list[list[float]] = [[] for _ in works]
    for turn in range(turns):
        for work, times in zip(works, taken, strict=True):
            began = time.perf_counter()
            work(turn)
            times.append((time.perf_counter() - began) * 1000)
    return [median(times) for times in taken]


# -- the stores


@contextmanager
def _filled(folder: Path, number: int) -> Iterator[JobStore]:
    with closing(JobStore(folder, compact_at=MANY * 10_000)) as store:
        for start in range(0, number, 2_000):
            rows = range(start, min(start + 2_000, number))
            store.add_all([(_request(n), {"prompt": f"a lake, {n}"}) for n in rows])
        store.compact()
        yield store


def _store_update(store: JobStore, number: int) -> Work:
    ids = [job.id for job in store.page(limit=number)[0]]
    random.Random(number).shuffle(ids)
    return lambda turn: store.update(ids[turn % number], task_id=f"task({turn})", attempts=turn)


@contextmanager
def _sqlite(path: Path, number: int) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("PRAGMA synchronous=FULL")
        with database:
            database.execute("CREATE TABLE jobs(id INTEGER PRIMARY KEY, row TEXT)")
            database.executemany(
                "INSERT INTO jobs(row) VALUES (?)",
                ((json.dumps(_row_of(n)),) for n in range(number)),
            )
        yield database


def _sqlite_update(database: sqlite3.Connection, number: int) -> Work:
    """Read a job, change it and write it, as the store does."""
    places = list(range(1, number + 1))
    random.Random(number).shuffle(places)

    def update(turn: int) -> None:
        place = places[turn % number]
        with database:
            ((text,),) = database.execute("SELECT row FROM jobs WHERE id = ?", (place,))
            row = json.loads(text) | {"task_id": f"task({turn})", "attempts": turn}
            database.execute("UPDATE jobs SET row = ? WHERE id = ?", (json.dumps(row), place))

    return update


def _plain_update(path: Path, number: int) -> float:
    with TinyDB(path) as db:
        table = db.table("jobs")
        table.insert_multiple(_row_of(n) for n in range(number))
        (taken,) = _in_turns([lambda turn: table.update({"attempts": turn}, doc_ids=[turn + 1])], 3)
    return taken


def _request(number: int) -> dict[str, Any]:
    """Give a request of the usual size: a row of it is about 2.4 kB."""
    prompt = ", ".join(f"wildflower {number % 89 + n}" for n in range(60))
    return {
        "prompt": prompt,
        "negative_prompt": "lowres, blurry, text, watermark, " * 5,
        "steps": 28,
        "sampler_name": "Euler a",
        "scheduler": "Automatic",
        "cfg_scale": 6.5,
        "width": 832,
        "height": 1216,
        "seed": number,
        "batch_size": 1,
        "override_settings": {"CLIP_stop_at_last_layers": 2},
        "alwayson_scripts": {},
    }


def _row_of(number: int) -> dict[str, Any]:
    request = _request(number)
    return {"id": f"{number:032x}", "state": "queued", "request": request,
            "prompt": request["prompt"], "attempts": 0, "task_id": ""}  # fmt: skip

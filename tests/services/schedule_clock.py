"""A scheduler over a real file, with a clock that a test turns."""

import threading
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from booru_studio.errors import InvalidInputError
from booru_studio.services.scheduler import Scheduler
from booru_studio.storage.schedules import ScheduleStore


class Clock:
    def __init__(self, text="2026-05-01T12:00"):
        self.now = datetime.fromisoformat(text).replace(tzinfo=UTC)

    def __call__(self):
        return self.now

    def go_to(self, text):
        self.now = datetime.fromisoformat(text).replace(tzinfo=UTC)

    def go_on(self, **span):
        self.now += timedelta(**span)


@dataclass
class Recording:
    """An action that notes when it ran."""

    clock: Clock
    name: str = "record"
    background: bool = False
    error: BaseException | None = None
    ran: list = field(default_factory=list)
    label: str = "Record"

    def check(self, args):
        if "wrong" in args:
            raise InvalidInputError(reason="wrong makes no sense: leave it out.")
        return {"checked": True, **args}

    def run(self, args):
        self.ran.append((self.clock(), dict(args)))
        if self.error:
            raise self.error
        return f"Run {len(self.ran)} is done."

    @property
    def times(self):
        return [when for when, _ in self.ran]


@dataclass
class Blocking(Recording):
    """An action in the background that goes on until it is let go."""

    name: str = "block"
    background: bool = True
    label: str = "Block"
    begun: threading.Event = field(default_factory=threading.Event)
    let_go: threading.Event = field(default_factory=threading.Event)

    def run(self, args):
        self.begun.set()
        assert self.let_go.wait(10)
        return super().run(args)


class RowsInMemory:
    """Keeps schedules without a disk, for as many runs as no disk is to write in a test."""

    def __init__(self):
        self.by_id = {}

    def rows(self):
        return list(self.by_id.values())

    def put(self, row):
        self.by_id[row["id"]] = dict(row)


class Desk:
    """A data folder with its scheduler, which can be closed and opened again."""

    def __init__(self, folder, clock=None):
        self.folder, self.clock = folder, clock or Clock()
        self.action = Recording(self.clock)
        self.actions = [self.action]
        self.store = None
        self._count = 0

    def open(self):
        self.close()
        self.store = ScheduleStore(self.folder)
        self.scheduler = Scheduler(
            self.store, self.actions, now=self.clock, new_id=self._new_id
        )
        return self.scheduler

    def close(self):
        if self.store:
            self.scheduler.stop()
            self.store.close()
        self.store = None

    def shown(self, schedule_id=None):
        found = self.scheduler.schedules()["schedules"]
        return next(
            entry for entry in found if schedule_id is None or entry["id"] == schedule_id
        )

    def _new_id(self):
        self._count += 1
        return f"s{self._count}"


def wait_until(condition, seconds=10):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not come about in time"
        time.sleep(0.005)

"""A queue over a real store, with a clock and seeds that a test decides."""

from datetime import UTC, datetime, timedelta

import pytest

from booru_studio.domain.safety import RatingPolicy
from booru_studio.services.job_board import JobBoard
from booru_studio.services.job_desk import JobDesk
from booru_studio.services.job_maker import JobMaker
from booru_studio.services.picture_sources import PictureSources
from booru_studio.services.queue import JobQueue
from booru_studio.services.queue_gate import QueueGate
from booru_studio.services.wildcards import Expanded
from booru_studio.storage.images import ImageStore
from booru_studio.storage.inputs import InputStore
from booru_studio.storage.jobs import JobStore

MACHINE_EXAMPLES = 100


def pytest_addoption(parser):
    parser.addoption(
        "--matrix", choices=("once", "always"), default="once",
        help="always: every fault of the matrix in each of its modes, with 1 and 3 WebUIs",
    )  # fmt: skip
    parser.addoption(
        "--machine-examples", type=int, default=MACHINE_EXAMPLES,
        help="how many orders of work and harm the queue machine tries",
    )  # fmt: skip


class FakeExpander:
    """Writes the seed in place of `__seed__`, so that a test sees what a job was expanded with."""

    def expand(self, template, seed):
        return Expanded(
            template.replace("__seed__", f"seed {seed}"), ({"value": seed},), ("expanded",)
        )


class Clock:
    """A second later at each look."""

    def __init__(self):
        self.time = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)

    def __call__(self):
        self.time += timedelta(seconds=1)
        return self.time


class Whole:
    """Queue, desk and gate under one name, for tests that play both sides."""

    def __init__(self, *parts):
        self._parts = parts

    def __getattr__(self, name):
        return getattr(next(part for part in self._parts if hasattr(part, name)), name)


class House:
    """A data folder with its store and queue, which can be closed and opened again."""

    def __init__(self, folder, disk=None):
        self.folder, self.disk = folder, disk
        self.policy = RatingPolicy()
        self.ratings = {}
        self.store = None
        self.open()

    def open(self):
        seeds = iter(range(1000, 9000))
        clock = Clock()
        self.store = JobStore(self.folder, now=clock, disk=self.disk)
        self.images = ImageStore(self.folder)
        self.sources = PictureSources(self.images, InputStore(self.folder), self.policy)
        board = JobBoard(self.store, clock)
        maker = JobMaker(
            FakeExpander(), self.policy, self.ratings.get, lambda: next(seeds), self.sources.admit
        )
        self.held = ""
        self.gate = QueueGate(board, lambda: self.held)
        self.desk = JobDesk(board, self.images, self.gate)
        self.queue = JobQueue(board, maker, self.gate)
        self.whole = Whole(self.queue, self.desk, self.gate)
        return self

    def close(self):
        if self.store:
            self.store.close()
        self.store = None

    def reopen(self):
        self.close()
        return self.open()


@pytest.fixture
def house(tmp_path):
    house = House(tmp_path)
    yield house
    house.close()


@pytest.fixture
def queue(house):
    return house.whole


"""A disk that refuses one call, or every call from one on: the n-th, for n = 1, 2, 3, ..."""

import errno
from itertools import count
from unittest.mock import patch

import pytest

from booru_studio.domain.jobs import JobState
from booru_studio.errors import StorageError, StoreWriteError
from tests.storage.crash.subjects import DATA, Clock, contents, open_store
from tests.storage.memory_disk import MemoryDisk

CODES = [errno.ENOSPC, errno.EIO, errno.EACCES]


def add(store):
    store.add({"prompt": "new"})


def add_many(store):
    store.add_all([({"prompt": "x" * 900}, {}) for _ in range(5)])


def update(store):
    store.update("job1", state=JobState.RUNNING)


def finish(store):
    """End enough jobs for some to be moved into the history."""
    for number in range(2, 8):
        store.update(f"job{number}", state=JobState.DONE)


def pause(store):
    store.set_setting("paused", "for a test")


def compact(store):
    store.compact()


def change_history(store):
    store.update("job0", error="changed")


def close(store):
    store.close()


SCENARIOS = [add, add_many, update, finish, pause, compact, change_history, close]


def filled_disk():
    """A disk with jobs, four of which have ended and two of these lie in the history."""
    disk, names = MemoryDisk(), count()
    store = open_store(disk, names, Clock())
    for _ in range(20):
        store.add({"prompt": "x" * 300})
    for number in (0, 8, 9, 10, 11):
        store.update(f"job{number}", state=JobState.DONE)
    # No close: the journal is not empty.
    return disk.image


def reopened(image):
    store = open_store(MemoryDisk(image), count(900), Clock(500))
    assert not [report for report in store.reports if "lost" in report]
    return contents(store)


class Refusal:
    """Refuses the n-th call, and with `lasting` all after it."""

    def __init__(self, number, code, *, lasting):
        self.number, self.code, self.lasting = number, code, lasting
        self.calls = 0
        self.refused = False
        self.over = False

    def __call__(self, kind, _number):
        self.calls += 1
        hit = self.calls >= self.number if self.lasting else self.calls == self.number
        if self.over or not hit:
            return 0
        self.refused = True
        return self.code


@pytest.mark.parametrize("code", CODES, ids=errno.errorcode.get)
@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.__name__)
def test_one_refused_call_loses_nothing_and_lies_about_nothing(scenario, code):
    image = filled_disk()
    for number in range(1, 500):
        disk = MemoryDisk(image)
        store = open_store(disk, count(100), Clock(100))
        before = contents(store)
        disk.fail = Refusal(number, code, lasting=False)
        raised = False
        try:
            scenario(store)
        except StorageError:
            raised = True
        disk.fail.over = True
        after = contents(store)

        if raised and scenario is not finish:
            assert after == before, number
        assert reopened(disk.image) == after, number
        if scenario is not close:
            store.update("job1", error="it goes on")
            assert reopened(disk.image) == contents(store), number
        if not disk.fail.refused:
            return
    raise AssertionError("the scenario never got through")


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.__name__)
def test_a_disk_that_is_gone_for_a_while_loses_nothing(scenario):
    image = filled_disk()
    for number in range(1, 500):
        disk = MemoryDisk(image)
        store = open_store(disk, count(100), Clock(100))
        disk.fail = Refusal(number, errno.EIO, lasting=True)
        for _ in range(3):
            try:
                scenario(store)
            except StorageError:
                continue
        disk.fail.over = True
        if scenario is not close:
            store.update("job1", error="the disk is back")
        assert reopened(disk.image) == contents(store), number
        if not disk.fail.refused:
            return
    raise AssertionError("the scenario never got through")


@pytest.mark.parametrize("code", CODES, ids=errno.errorcode.get)
def test_opening_on_a_failing_disk_opens_or_says_why(code):
    image = filled_disk()
    expected = reopened(image)
    for number in range(1, 500):
        disk = MemoryDisk(image)
        disk.fail = Refusal(number, code, lasting=False)
        try:
            store = open_store(disk, count(100), Clock(2_000))
        except StoreWriteError as error:
            assert errno.errorcode[code] in str(error)  # noqa: PT017 - both ends are right
        else:
            disk.fail.over = True
            assert contents(store) == expected, number
        assert reopened(disk.image) == expected, number
        if not disk.fail.refused:
            return
    raise AssertionError("it never opened")


@pytest.mark.parametrize("kind", ["write", "sync"])
def test_closing_after_a_refused_change_leaves_all_in_the_file_and_nothing_else(kind):
    disk = MemoryDisk(filled_disk())
    store = open_store(disk, count(100), Clock(100))
    expected = contents(store)
    disk.fail = lambda tried, _number: errno.EIO if tried in (kind, "truncate") else 0
    with pytest.raises(StoreWriteError):
        add(store)
    disk.fail = lambda _kind, _number: 0
    store.close()

    disk.remove(DATA / "jobs.json.journal")
    assert contents(open_store(MemoryDisk(disk.image), count(900), Clock(500))) == expected


def test_a_first_start_on_a_full_disk_says_so():
    disk = MemoryDisk(fail=lambda kind, _number: errno.ENOSPC if kind == "write" else 0)

    with pytest.raises(StoreWriteError, match=r"jobs\.json could not be written \(ENOSPC\)"):
        open_store(disk, count(), Clock())


def test_the_loop_would_see_a_store_that_lies():
    def keep_in_memory(storage, changes, _before):
        """Tell of a success whatever the disk says."""
        try:
            storage._files.append(changes, storage._tables, storage._next_ids)
        except OSError:
            return

    with (
        patch("booru_studio.storage.journal.JournalStorage._append", keep_in_memory),
        pytest.raises(AssertionError),
    ):
        test_one_refused_call_loses_nothing_and_lies_about_nothing(add, errno.EIO)

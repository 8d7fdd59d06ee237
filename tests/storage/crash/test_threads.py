"""Many threads at one store, while its files are rewritten and jobs move into the history."""

import sys
import threading
from itertools import count

import pytest

from booru_studio.domain.jobs import JobState
from tests.storage.crash.subjects import Clock, contents, open_store
from tests.storage.memory_disk import MemoryDisk


@pytest.fixture
def hasty_threads():
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)  # seconds
    yield
    sys.setswitchinterval(before)


def write(store, name, wrong):
    for number in range(30):
        (job_id,) = store.add_all([({"prompt": "x" * 200}, {"prompt": f"{name} {number}"})])
        if store.update(job_id, state=JobState.DONE, error=name).error != name:
            wrong.append(job_id)


def read(store, wrong, done):
    while not done.is_set():
        jobs, total = store.page(limit=20)
        ids = [job.id for job in jobs]
        if len(set(ids)) < len(ids) or len(ids) < min(total, 20):
            wrong.append(ids)


@pytest.mark.usefixtures("hasty_threads")
def test_threads_lose_nothing_and_see_each_job_once():
    disk, wrong, done = MemoryDisk(), [], threading.Event()
    store = open_store(disk, count(), Clock())
    writers = [threading.Thread(target=write, args=(store, name, wrong)) for name in "abcd"]
    readers = [threading.Thread(target=read, args=(store, wrong, done)) for _ in range(2)]
    for thread in (*writers, *readers):
        thread.start()
    for thread in writers:
        thread.join()
    done.set()
    for thread in readers:
        thread.join()

    assert wrong == []
    again = open_store(MemoryDisk(disk.image), count(900), Clock())
    assert contents(again) == contents(store)
    prompts = sorted(job.prompt for job in again.page(limit=1_000)[0])
    assert prompts == sorted(f"{name} {number}" for name in "abcd" for number in range(30))

"""Works on a store in any order, hurts it in any way, and compares it with a dictionary.

    python -m tests.storage.crash.machine [--examples 5000]
"""

import argparse
import contextlib
import errno
import json
import sys
from itertools import count

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from booru_studio.domain.jobs import JobState
from booru_studio.errors import StoreWriteError
from tests.storage.crash.subjects import DATA, Clock, open_store
from tests.storage.memory_disk import MemoryDisk

SNAPSHOT = DATA / "jobs.json"
JOURNAL = DATA / "jobs.json.journal"
TAILS = [b"1234", b'{"s":9', b"00000000 {}\n", b"\0" * 700, b"ab\ncd\n\nef"]
HARMS = ["truncated", "zeroed", "deleted", "emptied", "flipped"]


class StoreMachine(RuleBasedStateMachine):
    """A store on a disk in memory, and beside it what it has acknowledged."""

    def __init__(self):
        super().__init__()
        self.names, self.clock = count(), Clock()
        self.disk = MemoryDisk()
        self.store = None
        self.jobs = {}  # id -> (state, error), oldest first
        self.paused = None

    @initialize()
    def begin(self):
        self.store = open_store(self.disk, self.names, self.clock)

    def open(self, *told):
        """Open the store again; it says these things about it and nothing else."""
        self.store = open_store(self.disk, self.names, self.clock)
        reports = self.store.reports
        assert len(reports) == len(told), reports
        assert all(any(text in report for report in reports) for text in told), reports

    # -- work

    @rule(number=st.integers(1, 5), size=st.sampled_from([0, 200, 900]))
    def add(self, number, size):
        for job_id in self.store.add_all([({"prompt": "x" * size}, {})] * number):
            self.jobs[job_id] = "queued", ""

    @precondition(lambda self: self.jobs)
    @rule(data=st.data(), state=st.sampled_from(JobState), error=st.text(max_size=8))
    def update(self, data, state, error):
        job_id = data.draw(st.sampled_from(list(self.jobs)))
        self.store.update(job_id, state=state, error=error)
        self.jobs[job_id] = state.value, error

    @rule(reason=st.none() | st.text(max_size=5))
    def pause(self, reason):
        self.store.set_setting("paused", reason)
        self.paused = reason

    @rule()
    def compact(self):
        self.store.compact()

    # -- harm

    @rule()
    def close_and_open(self):
        self.store.close()
        self.open()

    @rule(tail=st.sampled_from([b"", *TAILS]))
    def crash(self, tail):
        """Stop without closing, in the middle of writing something."""
        self.disk = MemoryDisk(self.disk.image)
        if tail:
            self.hurt(JOURNAL, self.disk.image.file(JOURNAL) + tail)
        self.open(*(["was not written to its end"] if tail else []))

    @rule(after=st.integers(0, 12))
    def crash_while_compacting(self, after):
        calls = count()
        self.disk.fail = lambda _kind, _number: errno.EIO if next(calls) >= after else 0
        with contextlib.suppress(StoreWriteError):
            self.store.compact()  # what it did up to there is what a crash would have left
        self.disk = MemoryDisk(self.disk.image)
        self.open()

    @rule(kind=st.sampled_from(["write", "sync"]), number=st.integers(1, 3))
    def fill_the_disk(self, kind, number):
        self.disk.fail = lambda tried, _number: errno.ENOSPC if tried == kind else 0
        try:
            self.store.add_all([({}, {})] * number)
        except StoreWriteError:
            pass
        else:
            raise AssertionError("nobody noticed the full disk")
        self.disk.fail = lambda _kind, _number: 0

    @rule(harm=st.sampled_from(HARMS), closed=st.booleans(), part=st.floats(0, 1))
    def harm_the_snapshot(self, harm, closed, part):
        if closed:
            self.store.close()
        self.disk = MemoryDisk(self.disk.image)
        data = self.disk.image.file(SNAPSHOT)
        place = int(part * (len(data) - 3))  # within what makes it JSON
        if harm == "deleted":
            self.disk.remove(SNAPSHOT)
        else:
            harmed = {
                "truncated": data[:place],
                "zeroed": b"\0" * len(data),
                "emptied": b"",
                "flipped": data[:place] + b"\xff" + data[place + 1 :],
            }
            self.hurt(SNAPSHOT, harmed[harm])
        self.open("was missing and was rebuilt" if harm == "deleted" else "was damaged and was")
        assert "lost" not in self.store.reports[0]

    @precondition(lambda self: self.jobs)
    @rule(data=st.data(), error=st.text(max_size=5))
    def edit_by_hand(self, data, error):
        self.store.close()
        self.disk = MemoryDisk(self.disk.image)
        tables = json.loads(self.disk.image.file(SNAPSHOT))
        rows = {row["id"]: row for row in tables.get("jobs", {}).values()}
        if rows:
            job_id = data.draw(st.sampled_from(sorted(rows)))
            rows[job_id]["error"] = error
            self.jobs[job_id] = rows[job_id]["state"], error
        self.hurt(SNAPSHOT, json.dumps(tables, indent=1).encode())
        self.open("was changed by another program")

    def hurt(self, path, data):
        self.disk.write_new(path, data)

    # -- what must hold

    @invariant()
    def all_is_there(self):
        if self.store is None:
            return
        jobs, total = self.store.page(limit=1_000)
        held = [(job.id, (job.state.value, job.error)) for job in jobs]
        assert held == list(self.jobs.items())[::-1]
        assert total == len(self.jobs)
        assert self.store.setting("paused") == self.paused
        assert self.store.page("done", limit=3, offset=1)[0] == [
            job for job in jobs if job.state is JobState.DONE
        ][1:4]
        assert self.store.in_state(JobState.QUEUED, JobState.RUNNING) == [
            job for job in jobs[::-1] if job.state in (JobState.QUEUED, JobState.RUNNING)
        ]


def run(examples, *, shrink=True):
    """Try a number of sequences, the same ones each time; raise where one goes wrong."""
    run_state_machine_as_test(
        StoreMachine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=40,
            deadline=None,
            derandomize=True,
            database=None,
            print_blob=True,
            phases=[Phase.generate, Phase.shrink] if shrink else [Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )


def main(argv=None):
    parser = argparse.ArgumentParser(description="Compare the store with a dictionary.")
    parser.add_argument("--examples", type=int, default=100)
    options = parser.parse_args(argv)
    run(options.examples)
    sys.stdout.write(f"{options.examples} sequences of up to 40 steps, none went wrong\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())

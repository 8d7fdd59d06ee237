"""Any order of work and harm on a queue, and a model that says how it must then look."""

import shutil
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from booru_studio.domain.jobs import Job, JobImage, JobState
from booru_studio.errors import JobStateError
from booru_studio.services.job_desk import CRASHES, MOST_ATTEMPTS
from booru_studio.services.queue_gate import FAILURES_IN_A_ROW
from tests.services.conftest import House

MEMORY = Path("/dev/shm")  # where there is one, syncing costs nothing
BACKENDS = ("http://a", "http://b")
IMAGE = JobImage("images/2026-03-04/a.png", 5, 512, 512, "")
NUMBERS = st.integers(0, 99)
TAILS = st.sampled_from([b"", b"{", b"\0\0\0\0", b'not a line of ours\n'])


@dataclass
class Expected:
    """What a job must be."""

    priority: int
    state: JobState = JobState.QUEUED
    attempts: int = 0
    crashes: int = 0
    refused_by: set = field(default_factory=set)
    backend: str = ""
    parent: str = ""
    images: tuple = ()
    held: Job | None = None  # the job as a worker holds it
    stale: list = field(default_factory=list)  # as workers held it in attempts given up


class QueueMachine(RuleBasedStateMachine):
    """Plays people, workers and misfortune."""

    def __init__(self):
        super().__init__()
        root = MEMORY if MEMORY.is_dir() else None
        self._root = tempfile.TemporaryDirectory(dir=root)
        self._lives = 0
        self.house = House(self._folder())
        self.jobs: dict[str, Expected] = {}
        self.line: list[str] = []  # the waiting jobs, as they are to be done
        self.is_paused = False
        self.failures = 0
        self.seen = 0

    def teardown(self):
        self.house.close()
        self._root.cleanup()

    def _folder(self):
        self._lives += 1
        return Path(self._root.name) / str(self._lives)

    # -- people

    @initialize()
    def begin(self):
        self.submit(2, 0)

    @rule(count=st.integers(1, 3), priority=st.integers(-1, 1))
    def submit(self, count, priority):
        ids = self.house.queue.submit({"prompt": "1girl"}, count, priority=priority)
        for job_id in ids:
            self.jobs[job_id] = Expected(priority)
            self._join(job_id)

    @rule(number=NUMBERS)
    def retry(self, number):
        parent = self._any(number)
        (job_id,) = self.house.queue.retry(parent)
        self.jobs[job_id] = Expected(0, parent=parent)
        self._join(job_id)

    @rule(number=NUMBERS)
    def cancel(self, number):
        job_id = self._any(number)
        before = self.jobs[job_id].state
        try:
            self.house.queue.cancel(job_id)
        except JobStateError:
            assert before.is_final
            assert before is not JobState.CANCELLED
            return
        assert before is JobState.CANCELLED or not before.is_final
        self._leave(job_id, JobState.CANCELLED)

    @rule()
    def cancel_waiting(self):
        assert self.house.queue.cancel_waiting() == len(self.line)
        for job_id in list(self.line):
            self._leave(job_id, JobState.CANCELLED)

    @precondition(lambda self: len(self.jobs) > 1)
    @rule(number=NUMBERS)
    def remove(self, number):
        job_id = self._any(number)
        if not self.jobs[job_id].state.is_final:
            self._is_refused(self.house.queue.board.remove, [job_id])
            return
        self.house.queue.board.remove([job_id])
        del self.jobs[job_id]
        assert self.house.queue.board.removed(self.seen) == [job_id]

    @rule(moved=NUMBERS, before=NUMBERS)
    def move_before(self, moved, before):
        job_id, target = self._any(moved), self._any(before)
        if job_id not in self.line or target not in self.line:
            self._is_refused(self.house.queue.move, [job_id], target)
            return
        self.house.queue.move([job_id], before=target)
        if job_id != target:
            self.line.remove(job_id)
            self.line.insert(self.line.index(target), job_id)
            self.jobs[job_id].priority = self.jobs[target].priority

    @rule(moved=NUMBERS)
    def move_to_the_end(self, moved):
        job_id = self._any(moved)
        if job_id not in self.line:
            self._is_refused(self.house.queue.move, [job_id])
            return
        self.house.queue.move([job_id])
        self.line.remove(job_id)
        self._join(job_id)

    @rule(number=NUMBERS, priority=st.integers(-1, 1))
    def prioritise(self, number, priority):
        job_id = self._any(number)
        if job_id not in self.line:
            self._is_refused(self.house.queue.prioritise, job_id, priority)
            return
        self.house.queue.prioritise(job_id, priority)
        self.jobs[job_id].priority = priority
        self._find_place(job_id)

    @rule()
    def pause(self):
        self.house.gate.pause()
        self.is_paused = True

    @rule()
    def resume(self):
        self.house.gate.resume()
        self.is_paused, self.failures = False, 0

    # -- workers

    @rule(backend=st.sampled_from(BACKENDS))
    def claim(self, backend):
        able = [name for name in self.line if backend not in self.jobs[name].refused_by]
        job = self.house.desk.claim(backend)
        if self.is_paused or not able:
            assert job is None
            return
        expected = self.jobs[able[0]]
        assert job.id == able[0]
        expected.attempts += 1
        expected.backend = backend
        self._leave(job.id, JobState.RUNNING)
        expected.held = job

    @rule(backend=st.sampled_from(BACKENDS))
    def find_unknown(self, backend):
        job = self.house.desk.claim_unknown(backend, BACKENDS)
        unknown = [
            name
            for name, expected in self.jobs.items()
            if expected.state is JobState.UNKNOWN and expected.backend == backend
        ]
        assert (job.id if job else None) == (unknown[0] if unknown else None)
        if job:
            self.jobs[job.id].held = job

    @precondition(lambda self: self._held())
    @rule(number=NUMBERS)
    def complete(self, number):
        job_id = self._one_of(self._held(), number)
        expected = self.jobs[job_id]
        assert self.house.desk.complete(expected.held, [IMAGE], [])
        expected.images = (IMAGE,)
        self.failures = 0
        self._leave(job_id, JobState.DONE)

    @precondition(lambda self: self._held())
    @rule(number=NUMBERS)
    def fail(self, number):
        job_id = self._one_of(self._held(), number)
        assert self.house.desk.fail(self.jobs[job_id].held, "The WebUI failed.")
        self._note_failure(job_id)

    @rule(times=st.integers(1, 4))
    def fail_at_once(self, times):
        for _ in range(times):
            self.claim(BACKENDS[0])
            if self._held():
                self.fail(0)

    @precondition(lambda self: self._held())
    @rule(number=NUMBERS)
    def interrupted(self, number):
        job_id = self._one_of(self._held(), number)
        assert self.house.desk.interrupted(self.jobs[job_id].held, "Stopped over there.")
        self._leave(job_id, JobState.INTERRUPTED)

    @precondition(lambda self: self._held())
    @rule(number=NUMBERS, counts=st.booleans(), refuses=st.booleans())
    def put_back(self, number, counts, refuses):
        job_id = self._one_of(self._held(), number)
        expected = self.jobs[job_id]
        refused_by = expected.backend if refuses else ""
        assert self.house.desk.put_back(
            expected.held, "Lost.", counts=counts, refused_by=refused_by
        )
        if counts and expected.held.attempts >= MOST_ATTEMPTS:
            self._note_failure(job_id)
            return
        expected.attempts = expected.held.attempts - (not counts and expected.held.attempts > 0)
        expected.refused_by |= {refused_by} - {""}
        self._leave(job_id, JobState.QUEUED)
        self._find_place(job_id)

    @precondition(lambda self: self._held(JobState.RUNNING))
    @rule(number=NUMBERS)
    def lose_sight(self, number):
        job_id = self._one_of(self._held(JobState.RUNNING), number)
        assert self.house.desk.lose_sight(self.jobs[job_id].held, "No answer.")
        self.jobs[job_id].state = JobState.UNKNOWN

    @precondition(lambda self: any(expected.stale for expected in self.jobs.values()))
    @rule(number=NUMBERS, which=st.integers(0, 3))
    def a_late_result_changes_nothing(self, number, which):
        stale = [old for expected in self.jobs.values() for old in expected.stale]
        job, desk = self._one_of(stale, number), self.house.desk
        late = (
            lambda: desk.complete(job, [IMAGE], []),
            lambda: desk.fail(job, "late"),
            lambda: desk.put_back(job, "late", counts=True),
            lambda: desk.lose_sight(job, "late"),
        )
        assert late[which]() is False

    # -- misfortune

    @rule()
    def restart(self):
        self.house.reopen()
        self._start_again()

    @rule(tail=TAILS)
    def crash(self, tail):
        """Go on with the files as they lie there now, a half-written line at their end."""
        old = self.house
        copy = self._folder()
        shutil.copytree(old.folder, copy, ignore=shutil.ignore_patterns("*.lock"))
        with (copy / "jobs.json.journal").open("ab") as journal:
            journal.write(tail)
        self.house = House(copy)
        old.close()
        self._start_again()

    @rule()
    def compact(self):
        self.house.store.compact()

    def _start_again(self):
        self.failures = self.seen = 0
        for job_id, expected in self.jobs.items():
            if expected.state is JobState.RUNNING:
                expected.crashes += 1
                expected.attempts = max(expected.attempts - 1, 0)
                expected.state = JobState.UNKNOWN
                self.is_paused = self.is_paused or expected.crashes >= CRASHES
                assert expected.crashes < CRASHES or self.house.gate.paused, job_id
            if expected.held:
                expected.held = None  # no worker remembers it

    # -- what must hold

    @invariant()
    def the_jobs_are_as_expected(self):
        jobs, total = self.house.store.page(limit=10_000)
        assert total == len(jobs) == len(self.jobs)
        for job in jobs:
            expected = self.jobs[job.id]
            told = (job.state, job.attempts, job.parent, job.images, job.crashes)
            assert told == (expected.state, expected.attempts, expected.parent, expected.images,
                            expected.crashes)  # fmt: skip

    @invariant()
    def the_waiting_jobs_are_in_order(self):
        waiting = self.house.queue.waiting()
        assert [job.id for job in waiting] == self.line
        assert [job.priority for job in waiting] == [self.jobs[name].priority for name in self.line]
        assert self.house.queue.counts()["queued"] == len(self.line)

    @invariant()
    def it_is_paused_as_expected(self):
        assert (self.house.gate.paused is not None) == self.is_paused

    @invariant()
    def no_change_is_missed(self):
        revision, changed = self.house.queue.changes(self.seen)
        assert revision >= self.seen
        for job in changed:
            assert self.jobs[job.id].state is job.state
        self.seen = revision

    # -- the model

    def _any(self, number):
        return self._one_of(list(self.jobs), number)

    def _one_of(self, things, number):
        return things[number % len(things)]

    def _held(self, *states):
        states = states or (JobState.RUNNING, JobState.UNKNOWN)
        return [
            name
            for name, expected in self.jobs.items()
            if expected.held and expected.state in states
        ]

    def _join(self, job_id):
        """Come after all of the same and of higher priority."""
        mine = self.jobs[job_id].priority
        ahead = sum(self.jobs[name].priority >= mine for name in self.line)
        self.line.insert(ahead, job_id)

    def _find_place(self, job_id):
        """Take over where a job came to stand among its like, the others keeping their order."""
        others = [name for name in self.line if name != job_id]
        told = [job.id for job in self.house.queue.waiting()]
        assert [name for name in told if name != job_id] == others
        self.line = told

    def _leave(self, job_id, state):
        expected = self.jobs[job_id]
        expected.state = state
        if expected.held:
            expected.stale.append(expected.held)
            expected.held = None
        if job_id in self.line:
            self.line.remove(job_id)

    def _note_failure(self, job_id):
        self._leave(job_id, JobState.FAILED)
        self.failures += 1
        self.is_paused = self.is_paused or self.failures >= FAILURES_IN_A_ROW

    def _is_refused(self, call, *arguments):
        try:
            call(*arguments)
        except JobStateError:
            return
        raise AssertionError("a job that waits no more was moved")

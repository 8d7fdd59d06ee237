"""The fault matrix: 54 things that go wrong, and that no job is lost or doubled by any.

    python -m pytest tests/services/test_fault_matrix.py --matrix=always

With the option every spoiled answer comes once, at every second call and always, from one WebUI
and from three. The rows that are more than one answer stand in `test_fault_matrix_cases`.
"""

import importlib
import re
import time
from contextlib import ExitStack

from booru_studio.domain.jobs import JobState
from booru_studio.webui import transport
from tests.services import test_fault_matrix_cases as cases
from tests.services.crew import PATIENCE, Crew, files
from tests.services.matrix_rows import ELSEWHERE, ROWS, Outcome
from tests.services.odd_webui import MODES, OddWebUi

JOBS = 5
ATTEMPTS = 3
# What to do next, in the words of our sentences.
NEXT_STEP = re.compile(r"retry|check|set --|use |look|change|nothing needs|wait |resume|tried")


def pytest_generate_tests(metafunc):
    if "row" in metafunc.fixturenames:
        is_long = metafunc.config.getoption("--matrix", default="once") == "always"
        runs = [(mode, webuis) for mode in MODES for webuis in (1, 3)]
        metafunc.parametrize(
            ("row", "mode", "webuis"),
            [(row, *run) for row in ROWS for run in (runs if is_long else [("once", 1)])],
            ids=lambda value: f"{value.number} {value.name}" if hasattr(value, "number") else None,
        )


def test_a_spoiled_answer_loses_and_doubles_nothing(house, monkeypatch, row, mode, webuis):
    monkeypatch.setattr(transport, "MOST_BYTES", 2**20)
    with ExitStack() as stack:
        odd = [
            stack.enter_context(OddWebUi(row.spoil, mode, **row.options)) for _ in range(webuis)
        ]
        crew = stack.enter_context(Crew(house, *(webui.url for webui in odd)))
        ids = crew.submit(JOBS, width=64, height=64, seed=100, **row.request)
        settle(crew, ids, row, mode)
        check_settled(crew, ids, row, mode, webuis)
        for webui in odd:
            webui.mend()
        jobs = finish(crew, ids)

    check_whole(house, jobs, row)


def settle(crew, ids, row, mode):
    """Wait until nothing happens any more: all have ended, the queue is paused, or they wait."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        jobs = [crew.queue.job(job_id) for job_id in ids]
        is_over = all(job.state.is_final for job in jobs)
        is_held = crew.house.gate.paused and not crew.queue.counts()["running"]
        waits = row.outcome is Outcome.WAITS and mode == "always"
        if is_over or is_held or (waits and any(row.told in job.error for job in jobs)):
            return
        time.sleep(0.01)
    raise AssertionError([(job.state, job.error) for job in jobs])


def check_settled(crew, ids, row, mode, webuis):
    """Compare how the jobs stand, the fault still being there, with the row's outcome."""
    jobs = [crew.queue.job(job_id) for job_id in ids]
    by_state = {state: [job for job in jobs if job.state is state] for state in JobState}
    failed, done = by_state[JobState.FAILED], by_state[JobState.DONE]
    paused = crew.house.gate.paused
    match row.outcome:
        case Outcome.DONE:
            check_done(jobs, row, mode)
        case Outcome.RETRIED if mode == "always":
            assert "failures in a row" in paused
            assert {job.attempts for job in failed} == {ATTEMPTS}
        case Outcome.RETRIED if webuis == 1:
            assert len(done) == JOBS
            assert max(job.attempts for job in jobs) == 2
        case Outcome.RETRIED:  # a job may meet the fault at each of three WebUIs
            assert paused or len(done) + len(failed) == JOBS
            assert {job.attempts for job in failed} <= {ATTEMPTS}
        case Outcome.FAILED:
            assert failed
            assert paused or len(done) + len(failed) == JOBS
            assert mode != "always" or "failures in a row" in paused
        case Outcome.FAILED_AND_PAUSED:
            assert 1 <= len(failed) <= webuis
            assert row.told in paused
        case Outcome.QUEUED_AND_PAUSED:
            assert not failed
            assert row.told in paused
            assert {job.attempts for job in by_state[JobState.QUEUED]} == {0}
        case Outcome.WAITS:
            assert not failed
            assert paused is None
    for job in failed:
        assert row.told in job.error
        assert NEXT_STEP.search(job.error)


def check_done(jobs, row, mode):
    """All are done at the first attempt, and who got a spoiled answer tells of it."""
    assert {(job.state, job.attempts) for job in jobs} == {(JobState.DONE, 1)}
    warned = [job for job in jobs if row.told in " ".join(job.warnings)]
    assert len(warned) >= (1 if mode == "once" else JOBS // 2)
    assert row.told or not any(job.warnings for job in jobs)


def finish(crew, ids):
    """Let the mended WebUIs do what is left."""
    deadline = time.monotonic() + PATIENCE
    while not all(crew.queue.job(job_id).state.is_final for job_id in ids):
        assert time.monotonic() < deadline
        if crew.house.gate.paused:
            crew.house.gate.resume()
        time.sleep(0.01)
    return [crew.queue.job(job_id) for job_id in ids]


def check_whole(house, jobs, row):
    """No job is lost, no picture is there twice or too few, and none of another job."""
    assert house.queue.page()[1] == JOBS
    assert {job.state for job in jobs} <= {JobState.DONE, JobState.FAILED}
    per_job = row.request.get("batch_size", 1)
    for job in jobs:
        expected = range(job.request["seed"], job.request["seed"] + per_job)
        seeds = [image.seed for image in job.images]
        if job.state is JobState.FAILED:
            assert seeds == []
        elif row.told != "used seed":
            assert seeds == list(expected)
    made = [image for job in jobs for image in (*job.images, *job.extras)]
    listed = [house.folder / image.file for image in made]
    assert files(house) == sorted(set(listed))
    assert len(set(listed)) == len(listed)
    if row.outcome is Outcome.DONE:
        assert row.extension in {path.suffix[1:] for path in listed}


def test_all_54_rows_are_gone_through():
    told = {int(name.split("_")[2]) for name in dir(cases) if name.startswith("test_row_")}
    assert {row.number for row in ROWS} | told | set(ELSEWHERE) == set(range(1, 55))
    for module, name in ELSEWHERE.values():
        assert callable(getattr(importlib.import_module(module), name))

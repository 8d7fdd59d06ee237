"""Kills a process that works on a store, again and again, and compares what it was told.

    python -m tests.storage.crash.kill [--trials 1000] [--seed 0]

The process prints a line for each change that was acknowledged. After SIGKILL the store must
open and hold all of them, and at most the one in flight besides.
"""

import argparse
import json
import random
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

from booru_studio.storage.history_moves import HistoryLimits
from booru_studio.storage.jobs import JobStore

ROOT = Path(__file__).parents[3]
LIMITS = HistoryLimits(keep=20, batch=5, file_rows=30)
COMPACT_AT = 20_000  # bytes


def work(folder, seed):
    """Change the store until somebody kills us."""
    draw = random.Random(seed)
    store = JobStore(Path(folder), limits=LIMITS, compact_at=COMPACT_AT)
    sys.stdout.write("open\n")
    sys.stdout.flush()
    jobs = [job.id for job in store.page(limit=10)[0]]
    while True:
        number = draw.random()
        if number < 0.3 or not jobs:
            job_id, told = store.add({"prompt": "x" * draw.randrange(2000)}), "queued"
            jobs = [*jobs, job_id][-10:]
        else:
            job_id = draw.choice(jobs)
            told = draw.choice(["running", "unknown", "done", "failed"])
            if store.get(job_id).state.is_final:
                told = "done"
            store.update(job_id, state=told, error=str(number))
        sys.stdout.write(json.dumps([job_id, told, store.get(job_id).error]) + "\n")
        sys.stdout.flush()


def trial(folder, seed, expected):
    """Start the process, kill it at a random moment, look; return the changes it was told of."""
    draw = random.Random(seed)
    command = [sys.executable, "-m", "tests.storage.crash.kill", "--work", str(folder)]
    with subprocess.Popen(
        [*command, "--seed", str(seed)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        assert process.stdout.readline() == "open\n"
        time.sleep(draw.random() * 0.15)
        process.kill()
        told = [json.loads(line) for line in process.stdout if line.endswith("\n")]
    for job_id, state, error in told:
        expected[job_id] = state, error
    return len(told)


def check(folder, expected):
    """Return what is wrong with a store, and take over the change that was in flight."""
    with closing(JobStore(Path(folder), limits=LIMITS, compact_at=COMPACT_AT)) as store:
        jobs, total = store.page(limit=1_000_000)
        held = {job.id: (job.state.value, job.error) for job in jobs}
        wrong = [report for report in store.reports if "was not written to its end" not in report]
    if total != len(held):
        wrong.append(f"{total} jobs, but {len(held)} ids")
    different = {name for name in expected.keys() | held.keys()
                 if expected.get(name) != held.get(name)}  # fmt: skip
    if len(different) > 1 or any(name not in held for name in different):
        wrong.append(f"{len(different)} jobs are not as they were acknowledged")
    expected.clear()
    expected.update(held)
    return wrong


def run(trials, seed):
    """Do a number of trials on one folder; return acknowledged changes and what is wrong."""
    acknowledged, wrong, expected = 0, [], {}
    with tempfile.TemporaryDirectory() as folder:
        for number in range(trials):
            acknowledged += trial(folder, seed + number, expected)
            wrong += check(folder, expected)
    return acknowledged, wrong


def main(argv=None):
    parser = argparse.ArgumentParser(description="Kill a process that works on a store.")
    parser.add_argument("--trials", type=int, default=20)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--work", help="be the process that is killed, on this folder")
    options = parser.parse_args(argv)
    if options.work:
        work(options.work, options.seed)
    start = time.perf_counter()
    acknowledged, wrong = run(options.trials, options.seed)
    seconds = time.perf_counter() - start
    sys.stdout.write(
        f"{options.trials} kills, {acknowledged} acknowledged changes, {len(wrong)} wrong "
        f"({seconds:.0f} s)\n"
    )
    sys.stdout.writelines(f"  {line}\n" for line in wrong[:10])
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())

"""Kills a studio that works its queue, again and again, and counts what became of each job.

    python -m tests.services.kills [--kills 1000] [--seed 0]
    python -m tests.services.kills --app --kills 50

The WebUI is a stand-in in this process, which goes on whenever the studio dies and counts what it
was asked to paint. With `--app` the whole app is killed, else a process without the page.
"""

import argparse
import multiprocessing
import random
import sys
import tempfile
import time
from collections import Counter
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image

from booru_studio.demo.webui import StandInWebUi
from booru_studio.domain.jobs import JobState
from booru_studio.storage.jobs import JobStore
from tests.services.crew import TXT2IMG
from tests.services.studio_process import tell_and_work

METHOD = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
FORKS = multiprocessing.get_context(METHOD)
# Imported once, not at each start.
FORKS.set_forkserver_preload(["tests.services.studio_process", "booru_studio.demo.webui"])
PATIENCE = 600.0  # seconds for the jobs that are left at the end


@dataclass
class Tally:
    """What a number of kills came to."""

    kills: int = 0
    acknowledged: set[str] = field(default_factory=set)
    done: int = 0
    extra: int = 0  # pictures painted once more than needed
    wrong: list[str] = field(default_factory=list)


class Process:
    """The studio without a page: queues and works jobs from its start on."""

    longest = 0.3  # seconds it may live
    duration_ms = 25  # of a job

    def __init__(self, data, url):
        self._data, self._url = data, url

    def live(self, tally, seconds, jobs):
        """Run until it is killed after some seconds, or until all jobs are done."""
        receiver, sender = FORKS.Pipe(duplex=False)
        process = FORKS.Process(
            target=tell_and_work, args=(self._data, self._url, jobs, sender), daemon=True
        )
        process.start()
        sender.close()
        with closing(receiver):
            if not receiver.poll(PATIENCE) or receiver.recv() != "open":
                tally.wrong.append("the studio did not start")
            _listen(receiver, tally, PATIENCE if seconds is None else seconds)
            if seconds is None and process.is_alive():
                process.join(PATIENCE)
            process.kill()
            process.join()
            _listen(receiver, tally, PATIENCE)  # to the end of what it said


def _listen(receiver, tally, seconds):
    deadline = time.monotonic() + seconds
    with suppress(EOFError, OSError):
        while receiver.poll(max(deadline - time.monotonic(), 0)):
            tally.acknowledged.add(receiver.recv())


def run(kills, seed=0, studio=Process, jobs_a_kill=4):
    """Kill a studio so often, let it finish, and look at the jobs and the pictures."""
    draw, tally = random.Random(seed), Tally()
    stand_in = StandInWebUi(duration_ms=studio.duration_ms)
    with tempfile.TemporaryDirectory() as name, stand_in as webui:
        data = Path(name)
        subject = studio(data, webui.url)
        for number in range(kills):
            seconds = draw.random() * subject.longest
            subject.live(tally, seconds, jobs_a_kill * (number + 1))
            tally.kills += 1
        subject.live(tally, None, jobs_a_kill * max(kills, 1))
        look(data, tally)
        if tally.done < jobs_a_kill * kills:
            tally.wrong.append(f"only {tally.done} of {jobs_a_kill * kills} jobs were done")
        tally.extra = webui.count(TXT2IMG) - tally.done
    if tally.extra > kills:
        tally.wrong.append(f"{tally.extra} pictures were painted more than once in {kills} kills")
    return tally


def look(data, tally):
    """Compare the jobs with what was acknowledged, and the pictures with the jobs."""
    with closing(JobStore(data)) as store:
        jobs, _ = store.page(limit=10**6)
    ids = [job.id for job in jobs]
    files = [image.file for job in jobs for image in job.images]
    found = {path.relative_to(data).as_posix() for path in (data / "images").rglob("*.*")}
    tally.done = sum(job.state is JobState.DONE for job in jobs)
    checks = {
        "acknowledged, but lost": tally.acknowledged - set(ids),
        "there twice": _twice(ids),
        "not done": {f"{job.id} {job.state} {job.error}" for job in jobs
                     if job.state is not JobState.DONE},
        "done without its picture": {job.id for job in jobs if len(job.images) != 1},
        "listed by two jobs": _twice(files),
        "listed, but no whole picture": {file for file in files if not _is_whole(data / file)},
        "on the disk, but in no job": found - set(files),
    }  # fmt: skip
    tally.wrong += [f"{what}: {', '.join(sorted(which)[:3])}" for what, which in checks.items()
                    if which]  # fmt: skip


def _twice(names):
    return {name for name, times in Counter(names).items() if times > 1}


def _is_whole(path):
    with suppress(OSError, SyntaxError), Image.open(path) as picture:
        picture.load()
        return True
    return False


def main(argv=None):
    parser = argparse.ArgumentParser(description="Kill a studio that works its queue.")
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--app", action="store_true", help="the whole app with its page")
    options = parser.parse_args(argv)
    start = time.perf_counter()
    if options.app:
        from tests.services.killed_app import WholeApp as Subject
    else:
        Subject = Process  # noqa: N806
    tally = run(options.kills, options.seed, Subject)
    sys.stdout.write(
        f"{tally.kills} kills, {len(tally.acknowledged)} acknowledged jobs, {tally.done} done, "
        f"{tally.extra} painted once more, {len(tally.wrong)} wrong "
        f"({time.perf_counter() - start:.0f} s)\n"
    )
    sys.stdout.writelines(f"  {line}\n" for line in tally.wrong)
    return int(bool(tally.wrong))


if __name__ == "__main__":
    sys.exit(main())

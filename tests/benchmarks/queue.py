"""The queue at work beside a bare loop of the same requests, and what it takes to look at it.

Studio and loop are processes of their own that take turns at one stand-in WebUI, which notes when
each job was asked for and when it was ready.
"""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from typing import Any

from booru_studio.domain.jobs import JobImage, JobState
from booru_studio.services.live import Live
from booru_studio.ui.job_shapes import live_json, row_json
from tests.benchmarks.rows import Row
from tests.services.crew import TXT2IMG
from tests.services.studio_process import Studio
from tests.services.timed_webui import TimedWebUi

ROOT = Path(__file__).parents[2]
ROUNDS, JOBS_A_ROUND, JOB_MS = 4, 50, 1000
GAP_LIMIT = 20.0  # ms
ENQUEUE_LIMIT = 100.0  # ms
PAGE_LIMIT = 5.0  # ms
TICK_LIMIT = 2.0  # kB
NOWHERE = "http://127.0.0.1:9"  # nothing is started, so nobody is asked
REQUEST = {
    "prompt": ", ".join(f"wildflower {number}" for number in range(60)),
    "negative_prompt": "lowres, blurry, text, watermark",
    "steps": 28, "width": 832, "height": 1216, "cfg_scale": 6.5, "sampler_name": "Euler a",
}  # fmt: skip
TURNS = 30


def run() -> list[Row]:
    """Measure the work first, then what people do and see."""
    return [*_working(), *_enqueuing(), *_looking()]


def _working() -> Iterator[Row]:
    ours, bare = 0.0, 0.0
    our_gaps: list[float] = []
    bare_gaps: list[float] = []
    with TimedWebUi(JOB_MS) as webui:
        for _ in range(ROUNDS):
            ours += _span(webui, lambda: _work_queue(webui.url), our_gaps)
            bodies = [call.json for call in webui.calls if call.path == TXT2IMG][-JOBS_A_ROUND:]
            bare += _span(webui, lambda: _work_loop(webui.url, bodies), bare_gaps)  # noqa: B023
    jobs = ROUNDS * JOBS_A_ROUND
    what = f"{jobs} jobs of {JOB_MS / 1000:g} s, against a bare loop of the same POSTs"
    yield Row(what, ours, bare, bare / ours, "s")
    for name, gap in (("median", median(our_gaps)), ("p95", quantiles(our_gaps, n=20)[-1])):
        what = f"idle gap between two jobs, {name} (limit)"
        yield Row(what, gap, GAP_LIMIT, GAP_LIMIT / gap, "ms")
    gap, peer = median(our_gaps), median(bare_gaps)
    yield Row("idle gap between two jobs, against the bare loop's", gap, peer, peer / gap, "ms")


def _span(webui: TimedWebUi, work: Callable[[], None], gaps: list[float]) -> float:
    """Return the seconds from the first request to the last answer."""
    webui.works.clear()
    work()
    gaps += [gap * 1000 for gap in webui.gaps()]
    return float(webui.works[-1][1] - webui.works[0][0])


def _work_queue(url: str) -> None:
    command = [sys.executable, "-m", "tests.services.studio_process"]
    with TemporaryDirectory(prefix="booru-studio-") as data:
        subprocess.run(
            [*command, data, url, "--jobs", str(JOBS_A_ROUND), "--at-once", "--patient"],
            cwd=ROOT, stdout=subprocess.DEVNULL, check=True,
        )  # fmt: skip


def _work_loop(url: str, bodies: list[Any]) -> None:
    subprocess.run(
        [sys.executable, "-m", "tests.services.bare_loop", url + TXT2IMG],
        cwd=ROOT, input=json.dumps(bodies), text=True, check=True,
    )  # fmt: skip


def _enqueuing() -> Iterator[Row]:
    taken = []
    for _ in range(5):
        with TemporaryDirectory() as data, closing(Studio(data, NOWHERE)) as studio:
            taken.append(_ms(lambda: studio.queue.submit(REQUEST, 1000)))  # noqa: B023
    ours = median(taken)
    yield Row("1,000 jobs of one request queued (limit)", ours, ENQUEUE_LIMIT,
              ENQUEUE_LIMIT / ours, "ms")  # fmt: skip


def _looking() -> Iterator[Row]:
    with TemporaryDirectory() as data, closing(Studio(data, NOWHERE)) as studio:
        queue = studio.queue
        queue.submit({**REQUEST, "seed": 1}, 1001)
        _finish(studio, 500 - TURNS)
        few = _finish(studio, TURNS)
        yield _tick(studio)
        for _ in range(5):
            queue.submit({**REQUEST, "seed": 1}, 1800)
        waiting = queue.counts()["queued"]
        many = _finish(studio, TURNS)
        yield Row(f"one job taken of {waiting:,} queued, against one of 500",
                  many, few, few / many, "ms")  # fmt: skip
        pages = [
            ("a page of 50 of 10,000 jobs (limit)", lambda turn: queue.page("", 50, turn * 300)),
            ("the same as JSON for the page (limit)", lambda turn: _shown(studio, turn * 300)),
        ]
        for what, page in pages:
            taken = median(_ms(lambda: page(turn)) for turn in range(TURNS))  # noqa: B023
            yield Row(what, taken, PAGE_LIMIT, PAGE_LIMIT / taken, "ms")


def _finish(studio: Studio, number: int) -> float:
    """Do so many jobs, and return how long it took to take one, in ms."""
    taken = []
    for _ in range(number):
        began = time.perf_counter()
        job = studio.desk.claim(NOWHERE)
        taken.append((time.perf_counter() - began) * 1000)
        studio.desk.complete(job, [JobImage(f"{job.names[0]}.png", 1, 832, 1216, "")], [])
    return median(taken)


def _tick(studio: Studio) -> Row:
    """Measure what a page is sent when one job goes on, in the form of `/state.json`."""
    queue = studio.queue
    job = studio.desk.claim(NOWHERE)
    seen = queue.revision
    studio.desk.report(job, Live(0.5, 12.5, "", None, 3))
    revision, changed = queue.changes(seen)
    answer = {
        "epoch": "0a1b2c3d",
        "revision": revision,
        "seen": "0a1b2c3d",
        "jobs": [live_json(each, queue.live(each.id)) for each in changed],
    }
    size = len(json.dumps(answer, separators=(",", ":"), ensure_ascii=False)) / 1000
    done = studio.store.count(JobState.DONE)
    what = f"a live tick with 1 job running and {done} done (limit)"
    return Row(what, size, TICK_LIMIT, TICK_LIMIT / size, "kB")


def _shown(studio: Studio, offset: int) -> str:
    jobs, _ = studio.queue.page("", 50, offset)
    return json.dumps([row_json(job, None, "") for job in jobs])


def _ms(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000

"""A studio without a page, as a process of its own: queue, store and a worker for one WebUI.

    python -m tests.services.studio_process DATA URL [--jobs N] [--at-once] [--patient]

It queues jobs until there are N, prints the id of each as soon as it is acknowledged, works all
of them and ends. Whoever started it may kill it at any moment and start it again.
"""

import argparse
import sys
import time
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

from booru_studio.domain.jobs import JobState
from booru_studio.domain.safety import RatingPolicy
from booru_studio.services.backends import Backend
from booru_studio.services.job_board import JobBoard
from booru_studio.services.job_desk import JobDesk
from booru_studio.services.job_maker import JobMaker
from booru_studio.services.job_watch import Patience
from booru_studio.services.picture_sources import PictureSources
from booru_studio.services.queue import JobQueue
from booru_studio.services.queue_gate import QueueGate
from booru_studio.services.wildcards import Expanded
from booru_studio.services.worker import Worker
from booru_studio.storage.images import ImageStore
from booru_studio.storage.inputs import InputStore
from booru_studio.storage.jobs import JobStore
from booru_studio.webui.client import WebUiClient
from tests.services.crew import IMPATIENT

REQUEST = {"prompt": "1girl, garden, sun hat", "steps": 4, "width": 64, "height": 64}
MOST_WAITING = 200  # so that a long run's queue is as long at its end as at its start


class PlainText:
    """Expands nothing."""

    def expand(self, template, seed):
        return Expanded(template)


class Studio:
    """What the app builds, without the page and what belongs to it."""

    def __init__(self, data, url, patience=IMPATIENT):
        self._closing = ExitStack()
        self.store = JobStore(Path(data))
        self._closing.callback(self.store.close)
        images = ImageStore(Path(data))
        images.sweep()
        board = JobBoard(self.store, lambda: datetime.now(UTC))
        gate = QueueGate(board)
        self.desk = JobDesk(board, images, gate)
        policy = RatingPolicy()
        self.queue = JobQueue(board, JobMaker(PlainText(), policy), gate)
        self.backend = Backend(WebUiClient(url))
        sources = PictureSources(images, InputStore(Path(data)), policy)
        self._worker = Worker(
            self.desk, self.backend, sources, (self.backend.url,), patience=patience
        )

    def __enter__(self):
        # Killed twice in the same job, it asks whether to go on; it shall.
        self.queue.gate.resume()
        for part in (self.backend, self._worker):
            part.start()
        return self

    def __exit__(self, *_):
        for part in (self._worker, self.backend):
            part.stop()
        self.close()

    def close(self):
        self._closing.close()


def say(text):
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def work(studio, jobs, at_once, tell=say):
    """Queue what is missing, telling each id, and wait until nothing is left to do."""
    while (missing := jobs - studio.queue.page()[1]) > 0:
        if studio.store.count(JobState.QUEUED) > MOST_WAITING and not at_once:
            time.sleep(0.01)
            continue
        for job_id in studio.queue.submit(REQUEST, missing if at_once else 1):
            tell(job_id)
        time.sleep(0.002)
    while any(studio.queue.counts().values()):
        time.sleep(0.01)


def tell_and_work(data, url, jobs, sender):
    """Do as `main` does, with a pipe to tell by."""
    with Studio(data, url) as studio:
        sender.send("open")
        work(studio, jobs, False, sender.send)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("data")
    parser.add_argument("url")
    parser.add_argument("--jobs", type=int, default=0)
    parser.add_argument("--at-once", action="store_true")
    parser.add_argument("--patient", action="store_true", help="wait as long as the app does")
    options = parser.parse_args()
    patience = Patience() if options.patient else IMPATIENT
    with Studio(options.data, options.url, patience) as studio:
        say("open")
        work(studio, options.jobs, options.at_once)


if __name__ == "__main__":
    main()

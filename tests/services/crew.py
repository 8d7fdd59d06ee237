"""Workers of a house for some WebUIs, so impatient that tests do not wait as people would."""

import time

from booru_studio.services.backends import Backend
from booru_studio.services.job_watch import Patience
from booru_studio.services.worker import Worker
from booru_studio.webui.client import WebUiClient

TXT2IMG = "/sdapi/v1/txt2img"
PATIENCE = 60.0  # seconds until a test gives up
IMPATIENT = Patience(
    first_look=0.02, last_look=0.05, lost_pause=0.05, reply=0.5, shutdown=0.2, back_off=0.02,
    disk=0.05,
)  # fmt: skip


class Crew:
    """A house with workers for some WebUIs, started and stopped together."""

    def __init__(self, house, *urls, patience=IMPATIENT):
        self.house = house
        self.queue = house.queue
        self.backends = [Backend(WebUiClient(url), check_interval=0.1) for url in urls]
        known = tuple(backend.url for backend in self.backends)
        self.workers = [
            Worker(house.desk, backend, house.sources, known, patience=patience)
            for backend in self.backends
        ]

    def __enter__(self):
        for part in (*self.backends, *self.workers):
            part.start()
        return self

    def __exit__(self, *_):
        for part in (*self.workers, *self.backends):
            part.stop()

    def submit(self, count=1, **request):
        values = {"prompt": "1girl, garden", "steps": 4, "width": 128, "height": 128, **request}
        return self.queue.submit(values, count)

    def until(self, job_id, *states):
        """Wait for a job to reach one of the states (any final one by default)."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            job = self.queue.job(job_id)
            if job.state in states or (not states and job.state.is_final):
                return job
            time.sleep(0.01)
        raise AssertionError(f"still {job.state}: {job.error}")

    def until_painting(self, job_id):
        deadline = time.monotonic() + PATIENCE
        while not getattr(self.queue.live(job_id), "fraction", 0):
            assert time.monotonic() < deadline, "no progress was seen"
            time.sleep(0.01)

    def until_paused(self):
        deadline = time.monotonic() + PATIENCE
        while self.house.gate.paused is None:
            assert time.monotonic() < deadline, "the queue did not pause"
            time.sleep(0.01)
        return self.house.gate.paused


def files(house):
    return sorted(path for path in (house.folder / "images").rglob("*") if path.is_file())

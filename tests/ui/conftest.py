"""The whole app in the demo, in this process."""

import shutil
import time

import pytest

from booru_studio.bootstrap import build_services
from booru_studio.settings import HOME, Settings

PATIENCE = 20.0  # seconds


@pytest.fixture(scope="package")
def services(tmp_path_factory):
    """Everything but the page, running."""
    data = tmp_path_factory.mktemp("data")
    services = build_services(
        Settings(
            demo=True,
            demo_step_ms=5,
            data=data,
            loras=data / "loras.yaml",
            wildcards=copied_wildcards(data),
        )
    )
    services.start()
    yield services
    services.stop()


def copied_wildcards(data):
    """A folder of wildcards that a test may write into."""
    return shutil.copytree(HOME / "wildcards", data / "wildcards")


def until_final(services, job_id):
    deadline = time.monotonic() + PATIENCE
    while not (job := services.queue.job(job_id)).state.is_final:
        assert time.monotonic() < deadline, f"still {job.state}: {job.error}"
        time.sleep(0.01)
    return job

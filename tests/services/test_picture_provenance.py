"""A picture on its whole way, from a stand-in WebUI over the worker to the disk."""

import io
import time

import pytest
from PIL import Image

from booru_studio.demo.webui import StandInWebUi
from booru_studio.domain.jobs import JobState
from booru_studio.services.backends import Backend
from booru_studio.services.worker import Worker
from booru_studio.storage.provenance import Provenance, read_provenance
from booru_studio.webui.client import WebUiClient
from tests.storage.pictures import raw_chunks

PATIENCE = 20.0  # seconds until the test gives up


@pytest.fixture
def done(house):
    """Have one job done and return it."""

    def done(**request):
        with StandInWebUi(duration_ms=20) as webui:
            backend = Backend(WebUiClient(webui.url))
            worker = Worker(house.desk, backend, house.sources, (backend.url,))
            backend.start()
            worker.start()
            values = {"steps": 2, "width": 64, "height": 64, **request}
            (job_id,) = house.queue.submit(values)
            deadline = time.monotonic() + PATIENCE
            while not house.queue.job(job_id).state.is_final:
                assert time.monotonic() < deadline
                time.sleep(0.01)
            worker.stop()
            backend.stop()
        return house.queue.job(job_id)

    return done


def test_a_finished_picture_tells_its_job_and_template_beside_the_infotext(house, done):
    job = done(template="a garden, __seed__", seed=9)
    data = house.images.path(job.images[0].file).read_bytes()

    assert job.state is JobState.DONE
    assert read_provenance(data) == Provenance(job=job.id, template="a garden, __seed__")
    with Image.open(io.BytesIO(data)) as image:
        assert image.info["parameters"] == job.images[0].infotext


def test_without_our_chunk_it_is_what_the_webui_sent(house, done):
    data = house.images.path(done(prompt="a garden", seed=9).images[0].file).read_bytes()

    ours = [chunk for _, chunk in raw_chunks(data) if chunk[8:20] == b"booru_studio"]
    assert len(ours) == 1
    with Image.open(io.BytesIO(data.replace(ours[0], b""))) as image:
        image.load()
        assert set(image.info) == {"parameters"}

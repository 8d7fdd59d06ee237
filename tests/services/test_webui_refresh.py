"""Lists read anew, with a word about what is waited for."""

import threading
import time

import pytest

from booru_studio.demo.webui import StandInWebUi
from booru_studio.errors import InvalidInputError, WebUiNotReachableError, WorkCancelledError
from booru_studio.services.steps import Steps
from booru_studio.services.webui_settings import WebUiSettings
from tests.services.crew import Crew


@pytest.fixture
def busy(house):
    """A WebUI that works on a job of ours for a minute."""
    with StandInWebUi(duration_ms=60_000) as webui, Crew(house, webui.url) as crew:
        (job_id,) = crew.submit(steps=20)
        crew.until_painting(job_id)
        yield crew, job_id


def test_who_waits_behind_a_running_job_is_told(busy):
    crew, job_id = busy
    told = []

    def report(_number, sentence):
        told.append(sentence)
        crew.queue.cancel(job_id)

    counts = WebUiSettings(crew.backends, {}).refresh("checkpoints", Steps(report))
    assert counts == {"checkpoints": 3}
    assert told[0].startswith("Waiting for the running job, which is at ")


def test_nobody_has_to_wait(busy):
    crew, _ = busy
    settings = WebUiSettings(crew.backends, {})
    with pytest.raises(WorkCancelledError):
        settings.refresh("checkpoints", Steps(is_cancelled=lambda: True))


def test_other_lists_are_followed_too(house):
    with StandInWebUi(step_ms=0) as webui, Crew(house, webui.url) as crew:
        crew.backends[0].wait_first(5)
        go_on, told = threading.Event(), []

        def read():
            go_on.wait(10)
            return 7

        def report(_number, sentence):
            told.append(sentence)
            go_on.set()

        settings = WebUiSettings(crew.backends, {"wildcards": read})
        assert settings.refresh("wildcards", Steps(report)) == {"wildcards": 7}
    assert told == ["The wildcards are being read."]


def test_what_fails_is_told_in_its_own_words(house):
    with StandInWebUi(step_ms=0) as webui, Crew(house, webui.url) as crew:
        settings = WebUiSettings(crew.backends, {})
        with pytest.raises(InvalidInputError, match="cannot be refreshed"):
            settings.refresh("socks")
        crew.backends[0].wait_first(5)
        webui.stop_listening()
        deadline = time.monotonic() + 10
        while crew.backends[0].state.reachable:
            assert time.monotonic() < deadline
            crew.backends[0].look_again()
            time.sleep(0.01)
        with pytest.raises(WebUiNotReachableError):
            settings.refresh("checkpoints")

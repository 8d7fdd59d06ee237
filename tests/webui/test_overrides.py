"""Settings that a job overrides, on a WebUI whose owner never saved any."""

import threading

import pytest

from booru_studio.demo.faults import Fault
from booru_studio.demo.server import json_reply
from booru_studio.demo.webui import StandInWebUi
from booru_studio.errors import WebUiError, WebUiFailedError, WebUiOutcomeUnknownError
from booru_studio.webui.client import WebUiClient
from booru_studio.webui.payloads import txt2img_payload
from tests.webui.samples import approved

CLIP_SKIP = "CLIP_stop_at_last_layers"
TXT2IMG = "/sdapi/v1/txt2img"


class FreshWebUi(StandInWebUi):
    """Nobody ever saved its settings; the first `deaf_times` changes do nothing."""

    def __init__(self, flavour):
        super().__init__(flavour, step_ms=0, is_fresh=True)
        self.deaf_times = 0

    def answer(self, call):
        if self.deaf_times and (call.method, call.path) == ("POST", "/sdapi/v1/options"):
            self.deaf_times -= 1
            return json_reply(None)
        return super().answer(call)


@pytest.fixture(params=["a1111", "forge"])
def fresh(request):
    with FreshWebUi(request.param) as started:
        yield started


@pytest.fixture
def client(fresh):
    with WebUiClient(fresh.url) as made:
        yield made


def paint(client, is_primed=True, **fields):
    safe = approved(**{"clip_skip": 2, "vae": "softColours.vae", **fields})
    payload = txt2img_payload(safe, client.capabilities(), "task(bs-1)")
    if is_primed:
        client.prime(payload)
    return client.txt2img(payload, safe.request)


def test_an_override_stays_on_a_server_that_was_not_primed(client):
    paint(client, is_primed=False)
    assert client.options()[CLIP_SKIP] == 2


def test_a_primed_server_is_afterwards_as_before(fresh, client):
    before = dict(client.options())
    reply = paint(client)
    assert dict(client.options()) == before
    assert reply.warnings == ()
    assert "Clip skip: 2" in reply.images[0].infotext
    (note,) = client.settings_notes
    assert CLIP_SKIP in note
    assert "saved these settings" in note


def test_a_server_is_primed_once(fresh, client):
    for _ in range(3):
        paint(client)
    posts = [call for call in fresh.calls if (call.method, call.path[-8:]) == ("POST", "/options")]
    assert len(posts) == 1


def test_a_setting_that_stays_all_the_same_is_put_back(fresh, client):
    fresh.deaf_times = 1
    before = client.options()[CLIP_SKIP]
    reply = paint(client, vae=None)
    assert client.options()[CLIP_SKIP] == before
    assert reply.warnings == (f"The WebUI kept the job's setting {CLIP_SKIP}; "
                              "it was put back to “1”.",)  # fmt: skip


def test_a_failed_job_leaves_nothing_behind(fresh, client):
    before = dict(client.options())
    fresh.faults.next(TXT2IMG, Fault.OOM)
    with pytest.raises(WebUiFailedError):
        paint(client)
    assert dict(client.options()) == before


def test_what_a_lost_job_left_is_put_back_before_the_next(fresh, client):
    before = client.options()[CLIP_SKIP]
    fresh.deaf_times = 1
    fresh.faults.next(TXT2IMG, Fault.DROP_AFTER_SENDING_TO_QUEUE)
    with pytest.raises(WebUiOutcomeUnknownError):
        paint(client, vae=None)
    while client.is_busy():
        threading.Event().wait(0.01)
    paint(client, clip_skip=None, vae="None")
    assert client.options()[CLIP_SKIP] == before


def test_settings_that_were_meant_to_stay_do(client):
    paint(client, override_settings_restore_afterwards=False)
    assert client.options()[CLIP_SKIP] == 2


def test_a_webui_whose_settings_are_left_alone_is_sent_none(fresh, client):
    before = dict(client.options())
    reply = paint(client, leave_settings=True)
    sent = next(call.json for call in fresh.calls if call.path == TXT2IMG)
    assert "override_settings" not in sent
    assert dict(client.options()) == before
    assert reply.warnings[0].startswith("The WebUI used clip skip 1 instead of 2")


def test_settings_that_cannot_be_read_stop_no_job(fresh, client):
    client.capabilities()
    fresh.faults.next("/sdapi/v1/options", Fault.STATUS, status=500, times=None)
    assert len(paint(client).images) == 1
    with pytest.raises(WebUiError):
        client.options()

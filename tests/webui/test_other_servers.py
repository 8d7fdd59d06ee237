"""Servers that are neither A1111 nor Forge, by the routes they are known for."""

import pytest

from booru_studio.demo.server import Call, LoopbackServer, Reply, json_reply
from booru_studio.webui.client import WebUiClient
from tests.webui.samples import generate, picture, reply_body

BUSY = {"progress": 0.5, "eta_relative": 2.0, "state": {"job": "txt2img", "job_count": 1}}


class Scripted(LoopbackServer):
    """Answers each route with a fixed value; others are not there."""

    def __init__(self, fields: set[str], routes: dict[str, object]) -> None:
        super().__init__()
        self.routes = {f"/sdapi/v1/{name}": value for name, value in routes.items()}
        properties = {name: {"type": "string"} for name in fields}
        body = {"content": {"application/json": {"schema": {"properties": properties}}}}
        paths: dict[str, object] = {path: {} for path in self.routes}
        paths["/sdapi/v1/txt2img"] = {"post": {"requestBody": body}}
        self.routes["/openapi.json"] = {"paths": paths}
        self.routes["/sdapi/v1/txt2img"] = reply_body([picture()], sampler_name="Euler a")

    def answer(self, call: Call) -> Reply:
        if call.path not in self.routes:
            return json_reply({"detail": "Not Found"}, 404)
        value = self.routes[call.path]
        return value if isinstance(value, Reply) else json_reply(value)


USUAL_FIELDS = {"prompt", "steps", "seed", "width", "height", "sampler_name"}
USUAL_ROUTES = {
    "options": {"samples_format": "jpg"},
    "samplers": [{"name": "Euler a", "aliases": []}, {"name": "DPM++ 2M Karras"}, "odd", {}],
}
SDNEXT = (
    USUAL_FIELDS | {"clip_skip", "schedulers_sigma"},
    USUAL_ROUTES | {
        "version": {"app": "sd.next", "updated": "2026-07-01"},
        "schedulers": [{"name": "Karras", "cls": "K", "options": {}}],
        "progress": BUSY,
        "interrupt": Reply(204),
        "skip": Reply(204),
        "sd-models": [{"title": "a [0123456789]", "model_name": "a", "filename": "a.safetensors"}],
        "refresh-checkpoints": Reply(204),
    },
)  # fmt: skip
CLASSIC = (USUAL_FIELDS, USUAL_ROUTES | {"progress": BUSY})
SDCPP = (USUAL_FIELDS, USUAL_ROUTES)


@pytest.mark.parametrize(
    ("server", "flavour", "version"),
    [(SDNEXT, "sdnext", "2026-07-01"), (CLASSIC, "classic", ""), (SDCPP, "sdcpp", "")],
)
def test_each_is_known_and_can_be_used(server, flavour, version):
    with Scripted(*server) as webui, WebUiClient(webui.url) as client:
        found = client.capabilities()
        assert (found.flavour, found.version) == (flavour, version)
        assert [sampler.name for sampler in found.samplers] == ["Euler a", "DPM++ 2M Karras"]
        assert found.schedulers == ()
        assert len(generate(client, scheduler=None).images) == 1


def test_a_version_is_read_in_either_shape():
    routes = {**SDNEXT[1], "version": "v7"}
    with Scripted(SDNEXT[0], routes) as webui, WebUiClient(webui.url) as client:
        assert client.capabilities().version == "v7"
    broken = {**SDNEXT[1], "version": Reply(500)}
    with Scripted(SDNEXT[0], broken) as webui, WebUiClient(webui.url) as client:
        assert client.capabilities().version == ""


def test_sd_nexts_empty_answers_are_no_fault():
    with Scripted(*SDNEXT) as webui, WebUiClient(webui.url) as client:
        client.skip()
        assert client.refresh("checkpoints") == 1
        assert client.is_busy()
        assert webui.count("/sdapi/v1/skip") == 1


def test_sd_next_cannot_be_asked_for_a_task():
    with Scripted(*SDNEXT) as webui, WebUiClient(webui.url) as client:
        progress = client.progress("task(bs-1)")
        assert (progress.active, progress.fraction, progress.is_certain) == (True, 0.5, False)
        assert not client.interrupt("task(bs-1)")


def test_a_server_without_any_progress_looks_idle():
    with Scripted(*SDCPP) as webui, WebUiClient(webui.url) as client:
        assert not client.is_busy()
        assert not client.progress("task(bs-1)").is_certain


def test_an_old_server_gets_the_joined_sampler_name():
    with Scripted(*CLASSIC) as webui, WebUiClient(webui.url) as client:
        generate(client, sampler_name="DPM++ 2M", scheduler="Karras")
        body = next(call.json for call in webui.calls if call.path.endswith("/txt2img"))
    assert body["sampler_name"] == "DPM++ 2M Karras"
    assert body.keys() <= USUAL_FIELDS

"""What a WebUI is and has, asked over HTTP."""

import pytest

from booru_studio.demo.faults import Fault
from booru_studio.demo.webui import StandInWebUi
from booru_studio.errors import (
    WebUiApiDisabledError,
    WebUiAuthError,
    WebUiNotReachableError,
    WebUiReplyError,
)
from booru_studio.webui.capabilities import Capabilities, ServerOptions, probe
from booru_studio.webui.transport import WebUiTransport

ALL_LISTS = {
    "samplers", "schedulers", "sd-models", "upscalers", "latent-upscale-modes", "loras",
    "scripts", "options",
}  # fmt: skip


def probed(webui: StandInWebUi, auth: tuple[str, str] | None = None) -> Capabilities:
    transport = WebUiTransport(webui.url, auth)
    try:
        return probe(transport)
    finally:
        transport.close()


def test_an_a1111_is_known_with_all_its_lists(webui):
    found = probed(webui)
    assert (found.flavour, found.url, found.notes) == ("a1111", webui.url, ())
    assert found.answered == ALL_LISTS | {"sd-vae"}
    assert {"Euler a", "DPM++ 2M"} <= {sampler.name for sampler in found.samplers}
    assert "Karras" in {scheduler.label for scheduler in found.schedulers}
    assert "R-ESRGAN 4x+" in found.upscalers
    assert "Latent" in found.latent_upscale_modes
    assert found.options.sd_model_checkpoint == found.checkpoints[0].title
    assert found.has_task_progress
    assert not found.has_modules


def test_a_forge_is_known_by_its_modules():
    with StandInWebUi("forge") as webui:
        found = probed(webui)
    assert found.flavour == "forge"
    assert found.has_modules
    assert found.vaes == ("softColours.vae.safetensors",)
    assert "hr_additional_modules" in found.txt2img_fields


def test_a_lora_is_kept_without_the_header_of_its_file(webui):
    lora = next(lora for lora in probed(webui).loras if lora.alias == "ink_lines")
    assert (lora.name, lora.path.endswith("styles/ink_lines_v3.safetensors")) == (
        "ink_lines_v3", True,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("route", "field"),
    [
        ("samplers", "samplers"),
        ("schedulers", "schedulers"),
        ("sd-models", "checkpoints"),
        ("sd-vae", "vaes"),
        ("upscalers", "upscalers"),
        ("latent-upscale-modes", "latent_upscale_modes"),
        ("loras", "loras"),
        ("scripts", "scripts"),
    ],
)
@pytest.mark.parametrize(
    ("fault", "body"),
    [
        (Fault.STATUS, "Internal Server Error"),
        (Fault.HTML_200, ""),
        (Fault.TRUNCATED_JSON, ""),
        (Fault.STATUS, '{"detail": "Not Found"}'),
    ],
)
def test_a_list_that_fails_is_empty_and_noted(webui, route, field, fault, body):
    status = 404 if "Not Found" in body else 500
    webui.faults.next(f"/sdapi/v1/{route}", fault, body=body, status=status)
    found = probed(webui)
    assert getattr(found, field) == ()
    assert route not in found.answered
    assert len(found.notes) == 1
    assert route in found.notes[0]


@pytest.mark.parametrize("body", ['{"detail": "x"}', '{"samplers": []}'])
def test_a_list_of_another_shape_is_empty_and_noted(webui, body):
    webui.faults.next("/sdapi/v1/samplers", Fault.STATUS, status=200, body=body)
    found = probed(webui)
    assert (found.samplers, len(found.notes)) == ((), 1)


def test_entries_without_a_name_are_left_out(webui):
    entries = '{"txt2img": ["seed", 3]}'
    webui.faults.next("/sdapi/v1/scripts", Fault.STATUS, status=200, body=entries)
    assert probed(webui).scripts == ("seed", "3")


def test_broken_options_do_not_stop_the_rest(webui):
    webui.faults.next("/sdapi/v1/options", Fault.STATUS)
    found = probed(webui)
    assert (found.flavour, found.options) == ("a1111", ServerOptions())
    assert "options" in found.notes[0]


@pytest.mark.parametrize("flavour", ["a1111", "forge"])
def test_without_a_schema_the_routes_are_tried_out(flavour):
    with StandInWebUi(flavour) as webui:
        webui.faults.next("/openapi.json", Fault.STATUS, status=404, times=None)
        found = probed(webui)
    assert found.flavour == flavour
    assert found.has_task_progress
    assert found.txt2img_fields == frozenset()
    assert found.samplers
    assert "tried out" in found.notes[0]


def test_a_wrong_password_is_found_though_the_schema_is_open():
    with StandInWebUi(auth=("me", "hunter2")) as webui:
        with pytest.raises(WebUiAuthError):
            probed(webui, ("me", "guess"))
        with pytest.raises(WebUiAuthError):
            probed(webui)
        assert probed(webui, ("me", "hunter2")).flavour == "a1111"


def test_a_webui_without_its_api_says_how_to_start_it():
    with StandInWebUi(api=False) as webui, pytest.raises(WebUiApiDisabledError):
        probed(webui)


def test_a_page_instead_of_options_is_no_webui(webui):
    webui.faults.next("/sdapi/v1/options", Fault.HTML_200)
    with pytest.raises(WebUiReplyError):
        probed(webui)


def test_options_that_are_none_are_no_webui(webui):
    webui.faults.next("/sdapi/v1/options", Fault.STATUS, status=200, body="[]")
    with pytest.raises(WebUiReplyError):
        probed(webui)


def test_a_webui_that_is_off_is_not_reachable(webui):
    webui.stop_listening()
    with pytest.raises(WebUiNotReachableError):
        probed(webui)


def test_the_first_picture_tells_the_version():
    found = Capabilities(url="http://x", flavour="a1111").with_version("f1.0.0v2-v1.10.1RC")
    assert (found.flavour, found.version) == ("reforge", "f1.0.0v2-v1.10.1RC")
    assert found.with_version("") is found

"""What has to work with every flavour, against a server of each."""

import base64
import threading
import time
from dataclasses import replace

import pytest

from booru_studio.demo.faults import Fault
from booru_studio.domain.jobs import Upscale
from booru_studio.errors import (
    UnknownChoiceError,
    WebUiAuthError,
    WebUiFailedError,
    WebUiOutOfMemoryError,
    WebUiRejectedError,
)
from booru_studio.webui.client import WebUiClient
from booru_studio.webui.payloads import txt2img_payload
from booru_studio.webui.upscaling import upscale_payload
from tests.webui.flavour_servers import API, TRAITS, FlavourWebUi
from tests.webui.samples import approved, generate, picture

THRESHOLD = "interrogate_deepbooru_score_threshold"


@pytest.fixture(params=sorted(TRAITS))
def webui(request):
    with FlavourWebUi(request.param) as started:
        yield started


@pytest.fixture
def client(webui):
    with WebUiClient(webui.url) as made:
        yield made


def paint(client, **fields):
    """Every flavour has this sampler, one of them by a joined name."""
    return generate(client, **{"sampler_name": "DPM++ 2M", "scheduler": "Karras", **fields})


def bodies(webui, route="txt2img"):
    return [call.json for call in webui.calls if call.path == API + route]


def fields_of(client, route="txt2img"):
    known = client.capabilities()
    return known.img2img_fields if route == "img2img" else known.txt2img_fields


def test_it_is_known_by_what_it_has(webui, client):
    assert client.capabilities().flavour == webui.name


def test_the_first_picture_tells_its_version(webui, client):
    paint(client)
    found = client.capabilities()
    assert (found.flavour, found.version) == (webui.name, webui.traits.version)


def test_it_tells_what_it_has(webui, client):
    found = client.capabilities()
    assert {"DDIM", "Euler a"} <= {sampler.name for sampler in found.samplers}
    assert [checkpoint.name for checkpoint in found.checkpoints][0] == "paintedAnimeXL"
    assert found.vaes == ("softColours.vae.safetensors",)
    assert "R-ESRGAN 4x+" in found.upscalers
    assert "ink_lines" in {lora.alias for lora in found.loras}
    assert "seed" in found.scripts
    lacking = {name for name in ("schedulers", "latent-upscale-modes")
               if name in webui.traits.lacks}  # fmt: skip
    assert all(any(name in note for note in found.notes) for name in lacking)


def test_it_paints_what_was_asked_for_without_complaint(webui, client):
    reply = paint(
        client, prompt="sea <lora:ink_lines:0.8>", checkpoint="inkwashSD15", clip_skip=2,
        vae="softColours.vae",
    )  # fmt: skip
    assert (len(reply.images), reply.warnings) == (1, ())
    assert "Schedule type: Karras" in reply.images[0].infotext
    assert "Clip skip: 2" in reply.images[0].infotext
    assert bodies(webui)[0].keys() <= fields_of(client)


def test_hires_fix_works_with_every_field_of_its_own(webui, client):
    reply = paint(
        client, enable_hr=True, hr_scale=1.5, hr_second_pass_steps=3, denoising_strength=0.4,
        hr_upscaler="R-ESRGAN 4x+", hr_cfg=5.0, hr_distilled_cfg=3.0,
    )  # fmt: skip
    assert (reply.images[0].width, reply.images[0].height) == (96, 96)
    assert reply.warnings == ()
    assert bodies(webui)[0].keys() <= fields_of(client)


def test_hires_fix_works_with_nothing_chosen(client):
    assert paint(client, enable_hr=True).images[0].width == 128


def test_a_wish_it_has_no_field_for_is_told(webui, client):
    known = fields_of(client)
    safe = approved(enable_hr=True, hr_prompt="sea at night", distilled_cfg_scale=2.0)
    payload = txt2img_payload(safe, client.capabilities(), "t")
    for name in ("hr_prompt", "distilled_cfg_scale"):
        is_told = f"This WebUI takes no {name}, so it was left out." in payload.warnings
        assert is_told == (name not in known)


def test_img2img_begins_with_the_picture(webui, client):
    safe = approved(
        init_image=f"inputs/{'0' * 64}.png", denoising_strength=0.0, sampler_name="Euler a"
    )
    start = picture(colour="teal")
    payload = txt2img_payload(safe, client.capabilities(), "t", lambda _file: start)
    reply = client.txt2img(payload, safe.request)
    assert (len(reply.images), reply.warnings) == (1, ())
    (sent,) = bodies(webui, "img2img")
    assert sent["init_images"] == [base64.b64encode(start).decode()]
    assert sent.keys() <= fields_of(client, "img2img")


def test_a_picture_is_enlarged(client):
    safe, wanted = approved(), Upscale("x.png", "R-ESRGAN 4x+", 2.0)
    payload = upscale_payload(safe, picture(), wanted, client.capabilities())
    reply = client.upscale(payload, safe, "t")
    assert (reply.images[0].width, reply.images[0].height) == (128, 128)


def test_a_running_job_is_stopped_and_its_half_picture_comes(webui):
    with FlavourWebUi(webui.name, duration_ms=20_000) as slow, WebUiClient(slow.url) as client:
        replies = []
        job = threading.Thread(target=lambda: replies.append(paint(client, steps=20)))
        client.capabilities()
        job.start()
        deadline = time.monotonic() + 10
        while not client.is_busy():
            assert time.monotonic() < deadline
            time.sleep(0.01)
        assert client.interrupt("task(bs-1)")
        job.join(10)
        assert len(replies[0].images) == 1
        assert client.was_interrupted()


def test_lists_are_read_anew(client):
    assert client.refresh("checkpoints") == 3
    assert client.refresh("loras") == 12
    client.skip()


def test_options_are_changed_in_its_own_way(client):
    client.set_options({"sd_model_checkpoint": "inkwashSD15", "sd_vae": "softColours.vae",
                        THRESHOLD: 0.3})  # fmt: skip
    options = client.options()
    assert options["sd_model_checkpoint"].startswith("inkwashSD15")
    assert options[THRESHOLD] == 0.3
    is_chosen = options.get("forge_additional_modules") or options["sd_vae"]
    assert "softColours.vae.safetensors" in is_chosen


def test_modules_are_never_set_without_their_checkpoint(webui, client):
    before = client.options()["sd_model_checkpoint"]
    client.set_options({"sd_vae": "softColours.vae"})
    (sent,) = [call.json for call in webui.calls
               if (call.method, call.path) == ("POST", f"{API}options")]  # fmt: skip
    if "forge_additional_modules" in sent:
        assert sent["sd_model_checkpoint"] == before
    else:
        assert sent == {"sd_vae": "softColours.vae.safetensors"}


def test_a_wrong_password_is_found(webui):
    with FlavourWebUi(webui.name, auth=("anna", "secret")) as guarded:
        for login in (None, ("anna", "guess")):
            with WebUiClient(guarded.url, login) as client, pytest.raises(WebUiAuthError):
                client.capabilities()
        with WebUiClient(guarded.url, ("anna", "secret")) as client:
            assert len(paint(client).images) == 1


def test_an_unknown_sampler_is_never_sent(webui, client):
    with pytest.raises(UnknownChoiceError, match="no sampler “Euler Zwei”"):
        paint(client, sampler_name="Euler Zwei", scheduler=None)
    assert not bodies(webui)


def test_a_setting_it_does_not_have_is_never_sent(webui, client):
    with pytest.raises(UnknownChoiceError, match="has no setting “nope”"):
        paint(client, override_settings={"nope": 1})
    assert not bodies(webui)


def test_its_crash_is_told_in_its_own_words(webui, client):
    webui.faults.next(f"{API}txt2img", Fault.OOM)
    with pytest.raises(WebUiOutOfMemoryError, match="CUDA out of memory"):
        paint(client)


def test_its_refusals_are_told_in_their_own_words(webui, client):
    webui.faults.next(f"{API}txt2img", Fault.VALIDATION_422)
    with pytest.raises(WebUiRejectedError):
        paint(client)
    webui.faults.next(f"{API}upscalers", Fault.STATUS, status=500, body='{"error": "X"}')
    assert client.probe().upscalers == ()
    with pytest.raises(WebUiFailedError):
        paint(client, enable_hr=True, hr_upscaler="4x-Nope")


def test_progress_is_as_sure_as_the_server_is(webui, client):
    assert client.progress("task(bs-9)").is_certain == webui.traits.knows_tasks


def test_a_sampler_refused_by_its_new_name_is_sent_by_its_old_one():
    with FlavourWebUi("a1111") as old, WebUiClient(old.url) as client:
        old.traits = replace(old.traits, refuses_samplers=400, has_joined_samplers=True)
        old.faults.next(f"{API}samplers", Fault.STATUS)
        reply = paint(client)
        names = [body["sampler_name"] for body in bodies(old)]
    assert names == ["DPM++ 2M", "DPM++ 2M Karras"]
    assert (len(reply.images), reply.warnings) == (1, ())


def test_a_sampler_refused_by_both_names_is_refused():
    with FlavourWebUi("a1111") as old, WebUiClient(old.url) as client:
        old.traits = replace(old.traits, refuses_samplers=400, has_joined_samplers=True)
        old.faults.next(f"{API}samplers", Fault.STATUS)
        with pytest.raises(WebUiRejectedError, match="Sampler not found"):
            paint(client, sampler_name="Euler Zwei")
        assert len(bodies(old)) == 2


def test_an_old_server_that_tells_nothing_gets_the_joined_name():
    with (
        FlavourWebUi("classic", publishes_schema=False, lacks=("samplers",)) as old,
        WebUiClient(old.url) as client,
    ):
        assert len(paint(client).images) == 1
        assert bodies(old)[0]["sampler_name"] == "DPM++ 2M Karras"


def test_without_a_schema_it_paints_all_the_same(webui):
    with (
        FlavourWebUi(webui.name, publishes_schema=False) as silent,
        WebUiClient(silent.url) as client,
    ):
        reply = paint(client, enable_hr=True)
    assert client.known_capabilities.txt2img_fields == frozenset()
    assert len(reply.images) == 1

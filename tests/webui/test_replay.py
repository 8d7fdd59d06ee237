"""The client against what real WebUIs answered."""

from collections.abc import Iterator

import pytest

from booru_studio.demo.server import Call, Reply
from booru_studio.errors import WebUiFailedError, WebUiRejectedError, WebUiReplyError
from booru_studio.webui.client import WebUiClient
from booru_studio.webui.differences import BLACK_PICTURE
from booru_studio.webui.payloads import txt2img_payload
from tests.webui.replay import MISSING, ReplayWebUi
from tests.webui.samples import approved, generate

if MISSING:
    pytest.skip(MISSING, allow_module_level=True)

# How all recordings were asked for.
RECORDED = {"prompt": "1girl, solo, flower", "seed": 1, "cfg_scale": 6.5}


@pytest.fixture(params=["a1111", "forge"])
def replay(request: pytest.FixtureRequest) -> Iterator[ReplayWebUi]:
    with ReplayWebUi(request.param) as started:
        yield started


@pytest.fixture
def client(replay: ReplayWebUi) -> Iterator[WebUiClient]:
    with WebUiClient(replay.url) as made:
        yield made


@pytest.mark.parametrize(
    ("flavour", "samplers", "schedulers", "fields", "vae_list"),
    [("a1111", 20, 12, 55, "sd-vae"), ("forge", 25, 16, 59, "sd-modules")],
)
def test_a_real_webui_is_known(flavour, samplers, schedulers, fields, vae_list):
    with ReplayWebUi(flavour) as replay, WebUiClient(replay.url) as client:
        found = client.capabilities()
    assert (found.flavour, found.notes, found.has_task_progress) == (flavour, (), True)
    assert (len(found.samplers), len(found.schedulers)) == (samplers, schedulers)
    assert len(found.txt2img_fields) == fields
    assert vae_list in found.answered
    assert found.vaes == ("tinyB.vae.safetensors",)
    assert [checkpoint.name for checkpoint in found.checkpoints] == ["tinyAnimeA", "tinyAnimeB"]


def test_a_picture_comes_without_complaint(replay, client):
    reply = generate(client, **RECORDED, checkpoint="tinyAnimeA")
    assert [(image.seed, image.width, image.extension) for image in reply.images] == [
        (1, 64, "png")
    ]
    assert reply.warnings == ()
    assert reply.version == client.capabilities().version == replay.version
    assert f"Version: {replay.version}" in reply.images[0].infotext
    assert client.progress("task(bs-1)").completed


def test_every_field_that_is_sent_is_in_the_real_schema(replay, client):
    generate(client, **RECORDED, enable_hr=True, hr_scale=1.5, clip_skip=2, vae="tinyB.vae")
    body = next(call.json for call in replay.calls if call.path.endswith("/txt2img"))
    assert body.keys() <= client.capabilities().txt2img_fields


def test_every_field_of_img2img_is_in_the_real_schema(client):
    file = f"inputs/{'0' * 64}.png"
    safe = approved(
        init_image=file, mask=file, denoising_strength=0.5, clip_skip=2, vae="tinyB.vae",
        checkpoint="tinyAnimeA", sampler_name="Euler a", scheduler="Karras",
    )  # fmt: skip
    known = client.capabilities()
    payload = txt2img_payload(safe, known, "t", lambda _file: b"picture")
    assert payload.json.keys() <= known.img2img_fields
    assert {"init_images", "mask", "inpainting_fill"} <= payload.json.keys()
    assert payload.warnings == ()


def test_hires_fix_comes_without_complaint(client):
    reply = generate(client, **RECORDED, enable_hr=True, hr_scale=1.5)
    assert (reply.images[0].width, reply.warnings) == (96, ())


def test_a_lora_that_was_used_is_seen(client):
    reply = generate(client, **{**RECORDED, "prompt": "1girl <lora:hero_v1:0.8>"})
    # The recorded picture is black, since the model had random weights.
    assert reply.warnings == (BLACK_PICTURE,)


def test_the_grid_of_a_batch_is_left_out(client):
    reply = generate(client, **RECORDED, batch_size=4, save_images=True)
    assert [image.seed for image in reply.images] == [1, 2, 3, 4]
    assert {(image.width, image.height) for image in reply.images} == {(64, 64)}


class OneReply(ReplayWebUi):
    """Answers txt2img with one recording, everything else as recorded."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def answer(self, call: Call) -> Reply:
        is_work = call.path.endswith("/txt2img")
        return self.recorded(self.name) if is_work else super().answer(call)


@pytest.mark.parametrize(
    ("name", "kind", "reason"),
    [
        ("422_type", WebUiRejectedError, "steps: value is not a valid integer"),
        ("422_script", WebUiRejectedError, "Script 'nope' not found"),
        ("422_alwayson", WebUiRejectedError, "Script 'ADetailer' not found"),
        ("404_interrogate_model", WebUiRejectedError, "Model not found"),
        ("404_route", WebUiRejectedError, "it has no /sdapi/v1/txt2img"),
        ("500_keyerror", WebUiFailedError, "KeyError: 'no_such_option'"),
        ("500_upscaler", WebUiFailedError, "could not find upscaler named 4x-Nope"),
        ("500_options_ckpt", WebUiFailedError, "model 'nope' not found"),
        ("500_bad_image", WebUiFailedError, "Invalid encoded image"),
    ],
)
def test_recorded_errors_are_told_in_their_own_words(name, kind, reason):
    with (
        OneReply(f"ERR_{name}") as replay,
        WebUiClient(replay.url) as client,
        pytest.raises(kind) as caught,
    ):
        generate(client)
    assert caught.value.facts["reason"] == reason


@pytest.mark.parametrize(
    ("name", "warning"),
    [
        ("POST_txt2img_unknown_sampler", "The WebUI used the sampler DPM++ 2M instead of Euler a."),
        ("POST_txt2img", "The WebUI used the checkpoint tinyAnimeA instead of tinyAnimeB."),
    ],
)
def test_a_200_that_did_something_else_is_told(name, warning):
    with OneReply(name) as server, WebUiClient(server.url) as client:
        checkpoint = "tinyAnimeB" if "tinyAnimeB" in warning else None
        assert generate(client, **RECORDED, checkpoint=checkpoint).warnings == (warning,)


def test_an_answer_without_pictures_is_no_success():
    with (
        OneReply("POST_txt2img_send_images_false") as server,
        WebUiClient(server.url) as client,
        pytest.raises(WebUiReplyError, match="it sent no picture"),
    ):
        generate(client)

"""Pictures that go in and out of the stand-in WebUI: formats, img2img, upscaling, reading."""

from collections.abc import Iterator
from typing import Any

import pytest

from booru_studio.demo.webui import StandInWebUi
from booru_studio.demo.webui_pictures import infotext_of
from tests.demo.webui_calls import opened, post, txt2img


@pytest.fixture
def webui() -> Iterator[StandInWebUi]:
    with StandInWebUi(step_ms=0) as started:
        yield started


@pytest.mark.parametrize(("name", "kind"), [("png", "PNG"), ("jpg", "JPEG"), ("webp", "WEBP")])
def test_the_reply_comes_in_the_format_of_the_settings(
    webui: StandInWebUi, name: str, kind: str
) -> None:
    post(webui.url, "/sdapi/v1/options", {"samples_format": name})
    body = txt2img(webui.url, prompt="snow, 雪")
    image = opened(body["images"][0])
    assert image.format == kind
    assert infotext_of(image) == body["info"]["infotexts"][0]


def test_an_override_of_the_format_changes_the_file_but_not_the_reply(webui: StandInWebUi) -> None:
    settings = {"samples_format": "webp", "samples_filename_pattern": "bs-job7-[seed]",
                "save_images_add_number": False}  # fmt: skip
    body = txt2img(webui.url, save_images=True, override_settings=settings)
    assert opened(body["images"][0]).format == "PNG"
    assert [path.name for path in webui.folder.rglob("*.*")] == ["bs-job7-1.webp"]


def test_img2img_starts_from_the_picture(webui: StandInWebUi) -> None:
    picture = txt2img(webui.url, prompt="city, night")["images"][0]
    body = {"prompt": "snow", "seed": 1, "steps": 1, "width": 64, "height": 64,
            "init_images": [picture]}  # fmt: skip
    kept, changed = (
        post(webui.url, "/sdapi/v1/img2img", {**body, "denoising_strength": strength}).json()
        for strength in (0.0, 1.0)
    )
    assert opened(kept["images"][0]).tobytes() == opened(picture).tobytes()
    assert opened(changed["images"][0]).tobytes() != opened(picture).tobytes()
    assert kept["parameters"]["init_images"] is None


def test_upscaling_keeps_the_infotext(webui: StandInWebUi) -> None:
    picture = txt2img(webui.url)["images"][0]
    body = {"image": picture, "upscaler_1": "Lanczos", "upscaling_resize": 2}
    reply = post(webui.url, "/sdapi/v1/extra-single-image", body).json()
    image = opened(reply["image"])
    note = "Postprocess upscale by: 2.0, Postprocess upscaler: Lanczos"
    assert (image.size, reply["html_info"]) == ((128, 128), f"<p>{note}</p>")
    assert image.info["parameters"] == opened(picture).info["parameters"]
    assert image.info["postprocessing"] == note


@pytest.mark.parametrize(
    ("settings", "size"),
    [
        ({"upscaler_1": "None"}, (64, 48)),
        ({"resize_mode": 1, "upscaling_resize_w": 100, "upscaling_resize_h": 100}, (100, 100)),
        (
            {
                "resize_mode": 1,
                "upscaling_resize_w": 96,
                "upscaling_resize_h": 96,
                "upscaling_crop": False,
            },
            (128, 96),
        ),
    ],
)
def test_upscaling_to_a_size(
    webui: StandInWebUi, settings: dict[str, Any], size: tuple[int, int]
) -> None:
    picture = txt2img(webui.url, width=64, height=48)["images"][0]
    body = {"upscaler_1": "R-ESRGAN 4x+", **settings, "imageList": [{"data": picture, "name": "a"}]}
    reply = post(webui.url, "/sdapi/v1/extra-batch-images", body).json()
    assert [opened(image).size for image in reply["images"]] == [size]


def test_interrogation_reads_what_was_painted(webui: StandInWebUi) -> None:
    picture = txt2img(webui.url, prompt="blue hair, (smile:1.2), hat_(x)")["images"][0]
    body = {"image": f"data:image/png;base64,{picture}", "model": "deepdanbooru"}
    caption = post(webui.url, "/sdapi/v1/interrogate", body).json()["caption"]
    assert caption == "blue hair, hat x, smile"


def test_png_info_reads_the_settings(webui: StandInWebUi) -> None:
    body = txt2img(webui.url)
    reply = post(webui.url, "/sdapi/v1/png-info", {"image": body["images"][0]}).json()
    assert reply["info"] == body["info"]["infotexts"][0]
    chosen = {key: reply["parameters"][key] for key in ("Prompt", "Seed", "Size-1", "Sampler")}
    assert chosen == {
        "Prompt": "1girl, solo, blue hair, flower field",
        "Seed": "1",
        "Size-1": "64",
        "Sampler": "Euler a",
    }

"""Requests, servers and replies as the tests of the WebUI client need them."""

import base64
import io
import json
from collections.abc import Callable
from typing import Any

from PIL import Image
from PIL.PngImagePlugin import PngInfo

from booru_studio.domain.generation import Txt2ImgRequest
from booru_studio.domain.safety import ApprovedRequest, RatingPolicy, approve
from booru_studio.webui.capabilities import Capabilities, Checkpoint, LoraFile, Sampler, Scheduler
from booru_studio.webui.client import WebUiClient
from booru_studio.webui.fitting import OUR_FIELDS
from booru_studio.webui.img2img import IMG2IMG_FIELDS
from booru_studio.webui.payloads import Txt2ImgPayload, txt2img_payload
from booru_studio.webui.replies import Txt2ImgReply

URL = "http://127.0.0.1:7860"
A1111_FIELDS = frozenset(
    name
    for name in Txt2ImgRequest.__dataclass_fields__
    if name not in OUR_FIELDS | IMG2IMG_FIELDS | {
        "distilled_cfg_scale", "hr_cfg", "hr_distilled_cfg", "hr_additional_modules",
    }
)  # fmt: skip
HIRES_FIELDS = {
    "enable_hr", "firstphase_width", "firstphase_height",
    *(name for name in A1111_FIELDS if name.startswith("hr_")),
}  # fmt: skip
FORGE_FIELDS = A1111_FIELDS | {
    "distilled_cfg_scale", "hr_cfg", "hr_distilled_cfg", "hr_additional_modules",
}  # fmt: skip
ROUTES = frozenset(
    f"/sdapi/v1/{name}" for name in (
        "options", "progress", "interrogate", "samplers", "schedulers", "sd-models", "sd-vae",
        "upscalers", "latent-upscale-modes", "loras", "scripts",
    )
) | {"/internal/progress"}  # fmt: skip
LISTS = frozenset(
    {"samplers", "schedulers", "sd-models", "sd-vae", "sd-modules", "upscalers", "loras",
     "scripts"}
)  # fmt: skip


def wish(**fields: Any) -> Txt2ImgRequest:
    """A small request."""
    usual = {"prompt": "lighthouse, sea, no humans", "steps": 2, "width": 64, "height": 64}
    return Txt2ImgRequest(**{**usual, "seed": 7, **fields})


def approved(**fields: Any) -> ApprovedRequest:
    return approve(wish(**fields), RatingPolicy())


def a1111(**changes: Any) -> Capabilities:
    """What a small A1111 says it has."""
    values: dict[str, Any] = {
        "url": URL,
        "flavour": "a1111",
        "paths": ROUTES,
        "txt2img_fields": A1111_FIELDS,
        "img2img_fields": A1111_FIELDS - HIRES_FIELDS | IMG2IMG_FIELDS,
        "samplers": (
            Sampler("DPM++ 2M", ("k_dpmpp_2m",)),
            Sampler("Euler a", ("k_euler_a",)),
            Sampler("Euler", ("k_euler",)),
            Sampler("DDIM", ("ddim",)),
        ),
        "schedulers": (
            Scheduler("automatic", "Automatic"),
            Scheduler("karras", "Karras"),
            Scheduler("sgm_uniform", "SGM Uniform", ("SGMUniform",)),
        ),
        "checkpoints": (
            Checkpoint("harbourXL.safetensors [0123456789]", "harbourXL",
                       "/models/harbourXL.safetensors", "0123456789"),
            Checkpoint("meadow_v2.safetensors", "meadow_v2", "C:\\models\\meadow_v2.safetensors"),
        ),
        "vaes": ("softColours.vae.safetensors",),
        "upscalers": ("None", "Lanczos", "R-ESRGAN 4x+"),
        "latent_upscale_modes": ("Latent", "Latent (nearest)"),
        "loras": (LoraFile("captain_rowan_v2", "captain_rowan", "/loras/captain_rowan_v2"),),
        "scripts": ("x/y/z plot", "ADetailer", "seed"),
        "answered": LISTS,
    }  # fmt: skip
    return Capabilities(**{**values, **changes})


def forge(**changes: Any) -> Capabilities:
    """What a small Forge says it has."""
    paths = (ROUTES - {"/sdapi/v1/sd-vae"}) | {"/sdapi/v1/sd-modules"}
    return a1111(
        **{"flavour": "forge", "paths": paths, "txt2img_fields": FORGE_FIELDS, **changes}
    )


def sdnext(**changes: Any) -> Capabilities:
    """What a small SD.Next says it has."""
    fields = (A1111_FIELDS - {"scheduler", "force_task_id", "hr_prompt"}) | {
        "clip_skip", "schedulers_sigma",
    }  # fmt: skip
    return a1111(**{"flavour": "sdnext", "txt2img_fields": fields, "schedulers": (), **changes})


def classic(**changes: Any) -> Capabilities:
    """What a small WebUI of the time before schedulers says it has."""
    return a1111(**{
        "flavour": "classic",
        "txt2img_fields": A1111_FIELDS - {"scheduler", "hr_scheduler"},
        "samplers": (Sampler("DPM++ 2M Karras", ("k_dpmpp_2m_ka",)), Sampler("Euler a")),
        "schedulers": (),
        "answered": LISTS - {"schedulers"},
        **changes,
    })  # fmt: skip


def picture(
    kind: str = "PNG", size: tuple[int, int] = (64, 64), colour: str = "teal", infotext: str = ""
) -> bytes:
    """A picture of one colour, with an infotext as the WebUI writes it."""
    image, stream = Image.new("RGB", size, colour), io.BytesIO()
    if kind == "PNG":
        about = PngInfo()
        if infotext:
            about.add_text("parameters", infotext)
        image.save(stream, kind, pnginfo=about)
    else:
        exif = Image.Exif()
        comment = b"UNICODE\0" + infotext.encode("utf-16-be")
        exif.get_ifd(0x8769)[0x9286] = comment
        image.save(stream, kind, exif=exif)
    return stream.getvalue()


def reply_body(
    pictures: list[bytes], infotext: str = "", **info: Any
) -> dict[str, Any]:
    """A txt2img answer; without `infotext` each picture gets that of an obedient server."""
    said = {"all_seeds": [7 + place for place in range(len(pictures))], "sampler_name": "Euler",
            "index_of_first_image": 0, "infotexts": [infotext] * len(pictures),
            "version": "1.10.1"} | info  # fmt: skip
    encoded = [base64.b64encode(data).decode() for data in pictures]
    return {"images": encoded, "parameters": {}, "info": json.dumps(said)}


def generate(
    client: WebUiClient,
    task_id: str = "task(bs-1)",
    change: Callable[[Txt2ImgPayload], Txt2ImgPayload] = lambda payload: payload,
    **fields: Any,
) -> Txt2ImgReply:
    """Approve, fit and send a small request."""
    safe = approved(**{"sampler_name": "Euler a", "scheduler": "Karras", **fields})
    payload = change(txt2img_payload(safe, client.capabilities(), task_id))
    return client.txt2img(payload, safe.request)

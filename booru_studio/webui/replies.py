"""A WebUI's answer to txt2img, read strictly: pictures, seeds, infotexts, and what differs."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from booru_studio.domain.generation import Txt2ImgRequest
from booru_studio.errors import WebUiReplyError
from booru_studio.webui.capabilities import Capabilities
from booru_studio.webui.differences import (
    BLACK_PICTURE,
    differences,
    seed_differences,
    size_difference,
)
from booru_studio.webui.pictures import BadPictureError, Extension, Picture, read_picture

__all__ = ["GeneratedImage", "Txt2ImgReply", "read_txt2img_reply"]


@dataclass(frozen=True, slots=True)
class GeneratedImage:
    """A finished picture: its bytes as the server sent them, sizes in pixels of the file."""

    data: bytes
    extension: Extension
    seed: int
    width: int
    height: int
    infotext: str


@dataclass(frozen=True, slots=True)
class Txt2ImgReply:
    """The pictures that were asked for, and what came beside them: a grid, ControlNet's maps.

    `warnings` are sentences about what the server did otherwise than asked; `version` is what the
    pictures state, "" if nothing.
    """

    images: tuple[GeneratedImage, ...]
    extras: tuple[GeneratedImage, ...]
    warnings: tuple[str, ...]
    is_short: bool
    version: str = ""


def read_txt2img_reply(
    body: object, request: Txt2ImgRequest, capabilities: Capabilities
) -> Txt2ImgReply:
    """Read the JSON body of a txt2img answer.

    Raises:
        WebUiReplyError: no picture, or one that cannot be read.
    """
    url = capabilities.url
    encoded = body.get("images") if isinstance(body, Mapping) else None
    if not isinstance(body, Mapping) or not isinstance(encoded, list) or not encoded:
        raise WebUiReplyError(url=url, reason="it sent no picture")
    info = _info(body.get("info"))
    first, count = _layout(info, len(encoded), request.batch_size)
    every = [_picture(text, place, url) for place, text in enumerate(encoded, start=1)]
    pictures, beside = every[first : first + count], every[:first] + every[first + count :]
    if not pictures:
        raise WebUiReplyError(url=url, reason="it sent no picture but a grid")
    seeds = _seeds(info, request)
    texts = _infotexts(info, first)
    images = tuple(
        _image(picture, place, seeds, texts) for place, picture in enumerate(pictures)
    )
    told = [
        *differences(info, images[0].infotext, request, capabilities),
        *_picture_differences(pictures, images, request),
    ]
    return Txt2ImgReply(
        images=images,
        extras=tuple(_image(picture, 0, seeds, []) for picture in beside),
        warnings=tuple(dict.fromkeys(told)),
        is_short=len(images) < request.batch_size,
        version=str(info.get("version") or ""),
    )


def _info(text: object) -> Mapping[str, Any]:
    """Read the info, a JSON text within the JSON; servers without one send ""."""
    try:
        info = json.loads(text) if isinstance(text, str) and text else text
    except ValueError:
        return {}
    return info if isinstance(info, Mapping) else {}


def _layout(info: Mapping[str, Any], sent: int, asked: int) -> tuple[int, int]:
    """Give the place of the first picture (a grid may be before it), and how many are ours."""
    first = info.get("index_of_first_image")
    first = first if isinstance(first, int) and 0 <= first <= sent else 0
    seeds = info.get("all_seeds")
    return first, len(seeds) if isinstance(seeds, list) and seeds else asked


def _picture(text: object, place: int, url: str) -> Picture:
    try:
        return read_picture(text)
    except BadPictureError as error:
        raise WebUiReplyError(url=url, reason=f"picture {place} is {error}") from error


def _seeds(info: Mapping[str, Any], request: Txt2ImgRequest) -> list[int]:
    seeds = info.get("all_seeds")
    if isinstance(seeds, list) and seeds and all(isinstance(seed, int) for seed in seeds):
        return seeds
    return [request.seed + place for place in range(request.batch_size)]


def _infotexts(info: Mapping[str, Any], first: int) -> list[str]:
    texts = info.get("infotexts")
    return [str(text) for text in texts[first:]] if isinstance(texts, list) else []


def _image(picture: Picture, place: int, seeds: list[int], texts: list[str]) -> GeneratedImage:
    infotext = texts[place] if place < len(texts) else ""
    return GeneratedImage(
        data=picture.data,
        extension=picture.extension,
        seed=seeds[place] if place < len(seeds) else seeds[0] + place,
        width=picture.width,
        height=picture.height,
        infotext=infotext or picture.infotext,
    )


def _picture_differences(
    pictures: list[Picture], images: tuple[GeneratedImage, ...], request: Txt2ImgRequest
) -> list[str]:
    told = [BLACK_PICTURE] if any(picture.is_black for picture in pictures) else []
    if len(images) < request.batch_size:
        told.append(f"The WebUI sent {len(images)} of {request.batch_size} pictures.")
    told += seed_differences([image.seed for image in images], request)
    for image in images:
        told += size_difference(image.width, image.height, request)
    return told

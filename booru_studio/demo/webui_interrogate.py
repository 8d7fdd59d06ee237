"""The stand-in WebUI's reading of pictures: interrogation and PNG info."""

import hashlib
import re
from collections.abc import Mapping
from typing import Any

from PIL import Image

from booru_studio.demo.webui_errors import RefusalError
from booru_studio.demo.webui_pictures import decoded_picture, infotext_of

_SETTING = re.compile(r'\s*([\w ]+):\s*("(?:\\.|[^"\\])*"|[^,]*)(?:,|$)')
_PLAIN_WORDS = {
    "red": (200, 60, 60), "orange": (240, 150, 70), "yellow": (240, 220, 110),
    "green": (90, 160, 90), "aqua": (120, 210, 210), "blue": (90, 130, 210),
    "purple": (140, 90, 180), "pink": (240, 160, 190), "brown": (130, 90, 60),
    "white": (240, 240, 240), "grey": (150, 150, 150), "black": (40, 40, 50),
}  # fmt: skip


def caption_of(image_text: object, model: str, options: Mapping[str, Any]) -> str:
    """Describe a picture as POST /sdapi/v1/interrogate does.

    A picture that carries a prompt is described by it, any other by its main colour.
    """
    image = decoded_picture(image_text)
    if model not in {"clip", "deepdanbooru"}:
        raise RefusalError(404, "Model not found")
    tags = _tags_of(image)
    if model == "clip":
        return f"a painting of {', '.join(tags)}"
    return _deepdanbooru_text(tags, options)


def picture_info(image_text: object) -> dict[str, object]:
    """Answer POST /sdapi/v1/png-info."""
    image = decoded_picture(image_text)
    text = infotext_of(image)
    items = {"parameters": text} if text else {}
    return {"info": text, "items": items, "parameters": _parsed(text)}


def _tags_of(image: Image.Image) -> list[str]:
    prompt = infotext_of(image).split("\nNegative prompt:")[0].split("\nSteps:")[0]
    plain = re.sub(r"<[^<>]*>|[()\[\]\\]|:\d+(?:\.\d+)?", "", prompt.lower())
    tags = [tag.strip().replace("_", " ") for tag in re.split(r"[,\n]", plain) if tag.strip()]
    if tags:
        return tags
    average = image.convert("RGB").resize((1, 1), Image.Resampling.BOX).getpixel((0, 0))
    pixel = average if isinstance(average, tuple) else (0, 0, 0)
    nearest = min(_PLAIN_WORDS, key=lambda word: _distance(_PLAIN_WORDS[word], pixel))
    return [f"{nearest} theme", "no humans", "simple background"]


def _deepdanbooru_text(tags: list[str], options: Mapping[str, Any]) -> str:
    hidden = {tag.strip() for tag in str(options["deepbooru_filter_tags"]).split(",")}
    scored = [(tag, _score(tag)) for tag in dict.fromkeys(tags) if tag not in hidden]
    limit = float(options["interrogate_deepbooru_score_threshold"])
    kept = [(tag, score) for tag, score in scored if score >= limit]
    by_score = sorted(kept, key=lambda pair: -pair[1])
    ordered = sorted(kept) if options["deepbooru_sort_alpha"] else by_score
    return ", ".join(_tag_text(tag, score, options) for tag, score in ordered)


def _tag_text(tag: str, score: float, options: Mapping[str, Any]) -> str:
    text = tag if options["deepbooru_use_spaces"] else tag.replace(" ", "_")
    if options["deepbooru_escape"]:
        text = re.sub(r"([\\()])", r"\\\1", text)
    return f"({text}:{score:.3f})" if options["interrogate_return_ranks"] else text


def _score(tag: str) -> float:
    return 0.55 + hashlib.sha256(tag.encode()).digest()[0] / 255 * 0.44


def _distance(colour: tuple[int, ...], pixel: tuple[float, ...]) -> float:
    return sum((a - b) ** 2 for a, b in zip(colour, pixel, strict=True))


def _parsed(text: str) -> dict[str, object]:
    """Split an infotext; the defaults are there even when it is empty, as in the WebUI."""
    lines = text.strip().split("\n")
    settings = lines.pop() if lines and len(_SETTING.findall(lines[-1])) >= 3 else ""
    body = "\n".join(lines)
    prompt, _, negative = body.partition("\nNegative prompt:")
    found = {key.strip(): value.strip().strip('"') for key, value in _SETTING.findall(settings)}
    size = re.fullmatch(r"(\d+)x(\d+)", found.pop("Size", ""))
    if size:
        found |= {"Size-1": size[1], "Size-2": size[2]}
    defaults = {"Clip skip": "1", "Hires resize-1": "0", "Hires resize-2": "0",
                "Hires sampler": "Use same sampler", "Hires checkpoint": "Use same checkpoint",
                "Hires prompt": "", "Hires negative prompt": "", "RNG": "GPU",
                "Schedule type": "Automatic", "VAE Encoder": "Full", "VAE Decoder": "Full",
                "Emphasis": "Original"}  # fmt: skip
    return {"Prompt": prompt, "Negative prompt": negative.strip(), **defaults, **found}

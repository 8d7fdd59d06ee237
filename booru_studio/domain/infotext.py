"""Infotext: the text the WebUI writes into a picture, built and parsed.

The format is AUTOMATIC1111's (`modules/infotext_utils.py`, `create_infotext` in
`modules/processing.py`): prompt lines, a line “Negative prompt: …”, and a last line of
“Name: value” pairs in which a value with a comma, colon or line break is a JSON string.
"""

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

# A pair begins the line or follows a comma; possessive, since pictures bring texts of any kind.
_PAIR = re.compile(
    r'(?:^|(?<=,))\s*+([\w/-](?:[\w /-]*+)):\s*+("(?:\\.|[^\\"])*+"|[^,]*+)\s*+(?:,|$)'
)
_SIZE = re.compile(r"^(\d{1,5})\s*x\s*(\d{1,5})$")

# Infotext name -> request field. Order is the order in the text.
_NAMES = {
    "Steps": "steps",
    "Sampler": "sampler_name",
    "Schedule type": "scheduler",
    "CFG scale": "cfg_scale",
    "Seed": "seed",
    "Size": "",
    "Model hash": "",
    "Model": "checkpoint",
    "VAE": "vae",
    "Denoising strength": "denoising_strength",
    "Clip skip": "clip_skip",
    "Variation seed": "subseed",
    "Variation seed strength": "subseed_strength",
    "Hires upscale": "hr_scale",
    "Hires steps": "hr_second_pass_steps",
    "Hires upscaler": "hr_upscaler",
    "Hires checkpoint": "hr_checkpoint_name",
    "Hires sampler": "hr_sampler_name",
    "Hires schedule type": "hr_scheduler",
    "Hires prompt": "hr_prompt",
    "Hires negative prompt": "hr_negative_prompt",
    "Refiner": "refiner_checkpoint",
    "Refiner switch at": "refiner_switch_at",
    "Distilled CFG Scale": "distilled_cfg_scale",
}
_HIRES = {"Hires upscale", "Hires resize", "Hires upscaler"}
_WHOLE = {"steps", "seed", "subseed", "clip_skip", "hr_second_pass_steps"}
_DECIMAL = {"cfg_scale", "denoising_strength", "subseed_strength", "hr_scale",
            "refiner_switch_at", "distilled_cfg_scale"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Infotext:
    """What a picture's text says; `settings` holds every pair of the last line, in order."""

    prompt: str = ""
    negative_prompt: str = ""
    settings: Mapping[str, str] = field(default_factory=dict)

    def to_request(self) -> dict[str, Any]:
        """Give the request fields it names; pairs nobody sends (hashes, Version) stay out.

        A number that is none is left out.
        """
        values: dict[str, Any] = {"prompt": self.prompt, "negative_prompt": self.negative_prompt}
        for name, request_field in _NAMES.items():
            if request_field and name in self.settings:
                value = _number(request_field, self.settings[name])
                if value is not None:
                    values[request_field] = value
        size = _SIZE.match(self.settings.get("Size", ""))
        if size:
            values["width"], values["height"] = int(size[1]), int(size[2])
        resized = _SIZE.match(self.settings.get("Hires resize", ""))
        if resized:
            values["hr_resize_x"], values["hr_resize_y"] = int(resized[1]), int(resized[2])
        if not _HIRES.isdisjoint(self.settings):
            values["enable_hr"] = True
        return values


def parse_infotext(text: str) -> Infotext:
    """Read an infotext; any text is one, at worst with the prompt alone. Never raises."""
    lines = text.replace("\r\n", "\n").strip("\n").split("\n")
    while len(lines) > 1 and not lines[-1].strip():
        lines.pop()
    settings: dict[str, str] = {}
    if len(_PAIR.findall(lines[-1])) >= 3:
        settings = {name.strip(): _unquoted(value) for name, value in _PAIR.findall(lines.pop())}
    prompt: list[str] = []
    negative: list[str] | None = None
    for line in lines:
        if negative is None and line.startswith("Negative prompt:"):
            negative = [line.removeprefix("Negative prompt:").removeprefix(" ")]
        else:
            (prompt if negative is None else negative).append(line)
    return Infotext("\n".join(prompt), "\n".join(negative or []), settings)


def build_infotext(prompt: str, negative_prompt: str, settings: Mapping[str, object]) -> str:
    """Write an infotext; `parse_infotext` reads the same back.

    Settings that are None or "" are left out.
    """
    pairs = [
        f"{name}: {_quoted(str(value))}"
        for name, value in settings.items()
        if value is not None and value != ""
    ]
    lines = [prompt]
    if negative_prompt:
        lines.append(f"Negative prompt: {negative_prompt}")
    return "\n".join([*lines, ", ".join(pairs)])


def _quoted(value: str) -> str:
    is_plain = value == value.strip() and not re.search(r'[,:\n\r"]', value)
    return value if is_plain else json.dumps(value, ensure_ascii=False)


def _unquoted(value: str) -> str:
    value = value.strip()
    if value.startswith('"'):
        try:
            return str(json.loads(value, strict=False))
        except ValueError:
            return value
    return value


def _number(request_field: str, text: str) -> object:
    try:
        if request_field in _WHOLE:
            return int(text)
        if request_field not in _DECIMAL:
            return text
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None

"""LoRA tags as prompts write them, `<lora:name:weight>`: read, written, and what breaks them.

The syntax is A1111's (`modules/extra_networks.py`: `<(\\w+):([^>]+)>`, arguments split by “:”;
`extensions-builtin/Lora/extra_networks_lora.py`: name, text-encoder weight, unet weight, and the
same by name as `te=` and `unet=`).
"""

import re
from dataclasses import dataclass

from booru_studio.domain.wildcard_syntax import escape_text

_TAG = re.compile(r"<(?:lora|lyco):([^:>]+)((?::[^>]*)?)>")
_BREAKS_TAG = re.compile(r"[:>=#\n\r]")
# What our engine would read as syntax inside of `<...>`.
_ENGINE_SYNTAX = re.compile(r"[{}]|__.*__|\\[{}|$%#_@!~]")


@dataclass(frozen=True, slots=True)
class LoraTag:
    """One LoRA of a prompt; a weight that is no number is kept as it was written."""

    name: str
    te: float | str = 1.0  # weight of the text encoder
    unet: float | str = 1.0
    rest: tuple[str, ...] = ()  # further arguments, such as `lbw=...`


def lora_tags(prompt: str) -> list[LoraTag]:
    """List the LoRA tags of a prompt in order, repeated ones as well."""
    return [_read(found[1], found[2]) for found in _TAG.finditer(prompt)]


def lora_names(prompt: str) -> list[str]:
    """List the LoRAs a prompt names, each once, in order."""
    return list(dict.fromkeys(tag.name for tag in lora_tags(prompt)))


def lora_signature(prompt: str) -> tuple[tuple[str, ...], ...]:
    """Return names and weights in order; two prompts with equal ones need no new patching.

    `<lora:a>`, `<lora:a:1>` and `<lora:a:1.0:1.0>` are the same. The parts are texts, so that
    signatures can be sorted.
    """
    return tuple(
        (tag.name, str(tag.te), str(tag.unet), *tag.rest) for tag in lora_tags(prompt)
    )


def lora_tag(name: str, weight: float | str, te: float | None = None) -> str:
    """Write a tag as template text: the engine gives the name back as it is.

    Args:
        weight: a number, or template text such as `{0.6..0.9}`.
        te: weight of the text encoder where it differs.
    """
    bare = escape_text(name) if _ENGINE_SYNTAX.search(name) else name
    unet = weight if isinstance(weight, str) else number_text(weight)
    if te is None or number_text(te) == unet:
        return f"<lora:{bare}:{unet}>"
    return f"<lora:{bare}:{number_text(te)}:{unet}>"


def number_text(value: float) -> str:
    """Write a weight as short as it goes: 0.8, 1, -0.25; four decimals at most."""
    return f"{round(value, 4) + 0.0:.4f}".rstrip("0").rstrip(".")


def name_problem(name: str) -> str:
    """Say why a name cannot stand in a tag; "" where it can.

    “:” and “>” end it, “=” makes it a named argument, and “#” begins a comment.
    """
    found = _BREAKS_TAG.search(name)
    if not name.strip():
        return "it has no name"
    return f"its name holds “{found[0]}”, which breaks a LoRA tag" if found else ""


def _read(name: str, arguments: str) -> LoraTag:
    parts = arguments.split(":")[1:]
    named = dict(part.split("=", 1) for part in parts if "=" in part)
    placed = [part for part in parts if "=" not in part]
    te = _number(named.pop("te", placed[0] if placed else "1"))
    unet_text = named.pop("unet", placed[1] if len(placed) > 1 else None)
    unet = te if unet_text is None else _number(unet_text)
    rest = [*placed[2:], *(f"{key}={value}" for key, value in sorted(named.items()))]
    return LoraTag(name, te, unet, tuple(rest))


def _number(text: str) -> float | str:
    try:
        return float(text)
    except ValueError:
        return text

"""What other programs left beside a LoRA file: triggers, weights, ratings.

- `<base>.json`: the WebUI's user metadata (A1111 `modules/ui_extra_networks_user_metadata.py`)
- `<base>.civitai.info`: Civitai Helper, Civitai's model version as JSON
  (https://developer.civitai.com/docs/api/public-rest)
- `<base>.metadata.json`: ComfyUI-Lora-Manager
"""

import json
import locale
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from booru_studio.domain.lora_bases import base_of
from booru_studio.domain.lora_facts import HASH_DIGITS, LoraFacts
from booru_studio.domain.lora_triggers import clean_words, trigger_sets_of
from booru_studio.domain.posts import Rating

MOST_BYTES = 8 * 2**20
_MOST_WEIGHT = 2.0  # of the WebUI's slider


def read_sidecars(
    folder: Path, base: str, present: Collection[str]
) -> tuple[list[LoraFacts], list[str]]:
    """Read every sidecar that is there, the one that counts most first.

    Args:
        base: the LoRA's file name without ending.
        present: the names of the files in the folder.

    Returns:
        The facts, and half a sentence for each file that could not be read.
    """
    facts, problems = [], []
    for ending, read in _READERS.items():
        name = base + ending
        if name not in present:
            continue
        values = _read_json(folder / name)
        if isinstance(values, Mapping):
            facts.append(read(values))
        else:
            problems.append(f"“{name}” is no JSON that we can read")
    return facts, problems


def webui_facts(values: Mapping[str, Any]) -> LoraFacts:
    """Read the WebUI's user metadata; a preferred weight of 0 means that none is set."""
    words = clean_words(_text(values, "activation text"))
    weight = _number(values, "preferred weight")
    return LoraFacts(
        base=base_of(_text(values, "sd version").replace("SD", "sd ")),
        triggers=((words, "webui"),) if words else (),
        weight=weight if weight and abs(weight) <= _MOST_WEIGHT else None,
        negative=clean_words(_text(values, "negative text")),
    )


def civitai_facts(values: Mapping[str, Any]) -> LoraFacts:
    """Read a model version of Civitai; a model marked nsfw counts as explicit."""
    model = _mapping(values, "model")
    files = values.get("files")
    hashes = [_mapping(file, "hashes") for file in files or () if isinstance(file, Mapping)] if (
        isinstance(files, list)
    ) else []  # fmt: skip
    return LoraFacts(
        hash=next((_text(each, "AutoV3") for each in hashes), "").lower()[:HASH_DIGITS],
        base=base_of(_text(values, "baseModel")),
        triggers=_civitai_triggers(values),
        rating=Rating.EXPLICIT if model.get("nsfw") is True else None,
        tags=_texts(model, "tags"),
    )


def lora_manager_facts(values: Mapping[str, Any]) -> LoraFacts:
    """Read Lora-Manager's file; `usage_tips` is JSON within a text."""
    tips = _inner_json(_text(values, "usage_tips"))
    weight = _number(tips, "strength")
    low, high = _number(tips, "strength_min"), _number(tips, "strength_max")
    return LoraFacts(
        base=base_of(_text(values, "base_model")),
        triggers=_civitai_triggers(_mapping(values, "civitai")),
        weight=weight or None,
        range=(min(low, high), max(low, high)) if low is not None and high is not None else None,
        rating=_rating_of_level(values.get("preview_nsfw_level")),
        tags=_texts(values, "tags"),
        favourite=values.get("favorite") is True,
        excluded=values.get("exclude") is True,
    )


_READERS = {
    ".json": webui_facts,
    ".civitai.info": civitai_facts,
    ".metadata.json": lora_manager_facts,
}


def _civitai_triggers(values: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    words = values.get("trainedWords")
    return tuple((text, "civitai") for text in trigger_sets_of(words if isinstance(words, list)
                                                               else ()))  # fmt: skip


def _rating_of_level(level: object) -> Rating | None:
    """Read Civitai's levels: 1 PG, 2 PG-13, 4 R, 8 and more beyond; 0 = not rated."""
    if not isinstance(level, int) or isinstance(level, bool) or level <= 0:
        return None
    ratings = (Rating.GENERAL, Rating.SENSITIVE, Rating.QUESTIONABLE, Rating.EXPLICIT)
    return ratings[min(level.bit_length(), len(ratings)) - 1]


def _read_json(path: Path) -> object:
    """Read UTF-8 or else the system's own encoding, which Civitai Helper writes on Windows."""
    try:
        if path.stat().st_size > MOST_BYTES:
            return None
        raw = path.read_bytes()
        try:
            text = raw.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = raw.decode(locale.getpreferredencoding(False), errors="replace")
        return json.loads(text, strict=False)
    except (OSError, ValueError, RecursionError):
        return None


def _inner_json(text: str) -> Mapping[str, Any]:
    try:
        values = json.loads(text) if text else {}
    except (ValueError, RecursionError):
        return {}
    return values if isinstance(values, Mapping) else {}


def _mapping(values: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = values.get(key)
    return value if isinstance(value, Mapping) else {}


def _text(values: Mapping[str, Any], key: str) -> str:
    value = values.get(key)
    return value.strip() if isinstance(value, str) else ""


def _texts(values: Mapping[str, Any], key: str) -> tuple[str, ...]:
    value = values.get(key)
    return tuple(item for item in value if isinstance(item, str)) if isinstance(value, list) else ()


def _number(values: Mapping[str, Any], key: str) -> float | None:
    value = values.get(key)
    if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 100:
        return float(value)
    return None

"""What the `__metadata__` of a LoRA's safetensors file tells.

Keys `ss_*` and `sshs_*` are kohya-ss/sd-scripts' (`library/train_util.py`), `modelspec.*` those of
https://github.com/Stability-AI/ModelSpec. The WebUI hands the same mapping out at
`/sdapi/v1/loras`, there with JSON values already read.
"""

import json
from collections.abc import Mapping
from typing import Any

from booru_studio.domain.lora_bases import base_of, finer
from booru_studio.domain.lora_facts import HASH_DIGITS, LoraFacts
from booru_studio.domain.lora_triggers import trigger_sets_of

KEPT_KEYS = (
    "ss_output_name", "ss_base_model_version", "ss_sd_model_name", "ss_v2", "ss_tag_frequency",
    "sshs_model_hash", "modelspec.architecture", "modelspec.trigger_phrase", "modelspec.tags",
    "modelspec.title",
)  # fmt: skip
"""The keys that are read; headers may also hold cover pictures and whole training settings."""

MOST_TOP_TAGS = 24
_MOST_TRAINED_TAGS = 8
_SHARE_OF_PICTURES = 0.9
_SENTENCE_LENGTH = 16  # characters; longer tags on average are captions (the WebUI's own rule)


def slim_metadata(metadata: object) -> dict[str, Any]:
    """Keep what `metadata_facts` reads; of the trained tags the most frequent."""
    if not isinstance(metadata, Mapping):
        return {}
    slim = {key: metadata[key] for key in KEPT_KEYS if key in metadata}
    if "ss_tag_frequency" in slim:
        slim["ss_tag_frequency"] = {"": top_tags(slim["ss_tag_frequency"])}
    return slim


def metadata_facts(metadata: Mapping[str, Any]) -> LoraFacts:
    """Read a header; wrong types count as missing."""
    tags = top_tags(metadata.get("ss_tag_frequency"))
    architecture = _text(metadata, "modelspec.architecture")
    base = base_of(_text(metadata, "ss_base_model_version")) or base_of(architecture)
    if not base and _text(metadata, "ss_v2").lower() == "true":
        base = "sd2"
    phrases = trigger_sets_of([_text(metadata, "modelspec.trigger_phrase")])
    triggers = [(phrase, "modelspec") for phrase in phrases]
    if not triggers:
        triggers = [(", ".join(names), "tags") for names in [trained_tags(tags)] if names]
    return LoraFacts(
        alias=_text(metadata, "ss_output_name"),
        hash=_text(metadata, "sshs_model_hash").lower()[:HASH_DIGITS],
        base=finer(base, _text(metadata, "ss_sd_model_name"), _text(metadata, "modelspec.title")),
        triggers=tuple(triggers),
        top_tags=tags,
        tags=tuple(part.strip() for part in _text(metadata, "modelspec.tags").split(",")
                   if part.strip()),
    )  # fmt: skip


def top_tags(frequency: object) -> dict[str, int]:
    """Sum the pictures of each tag over the data sets; the most frequent, falling."""
    if isinstance(frequency, str):
        try:
            frequency = json.loads(frequency)
        except (ValueError, RecursionError):
            return {}
    if not isinstance(frequency, Mapping):
        return {}
    sums: dict[str, int] = {}
    for counts in frequency.values():
        for tag, count in counts.items() if isinstance(counts, Mapping) else ():
            name = str(tag).strip()
            if name and isinstance(count, int):
                sums[name] = sums.get(name, 0) + count
    ranked = sorted(sums.items(), key=lambda pair: (-pair[1], pair[0]))
    return dict(ranked[:MOST_TOP_TAGS])


def trained_tags(tags: Mapping[str, int]) -> list[str]:
    """Guess the triggers: what nearly every training picture was tagged with."""
    if not tags or sum(map(len, tags)) / len(tags) >= _SENTENCE_LENGTH:
        return []
    least = max(tags.values()) * _SHARE_OF_PICTURES
    return [tag for tag, count in tags.items() if count >= least][:_MOST_TRAINED_TAGS]


def _text(metadata: Mapping[str, Any], key: str) -> str:
    value = metadata.get(key)
    return value.strip() if isinstance(value, str) else ""

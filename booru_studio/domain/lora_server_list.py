"""The WebUI's list of LoRAs (`GET /sdapi/v1/loras`) read as scanned LoRAs.

An entry is `{name, alias, path, metadata}` (A1111's `extensions-builtin/Lora/scripts/
lora_script.py`, the same in Forge and SD.Next); `path` is absolute on the server, which may run
another system than this machine.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from booru_studio.domain.lora_facts import ScannedLora
from booru_studio.domain.lora_metadata import metadata_facts

_ROOT_NAMES = frozenset({"lora", "loras", "lycoris"})


def read_server_list(
    entries: Iterable[Mapping[str, Any]], root: str = ""
) -> tuple[list[ScannedLora], str]:
    """Read the list; entries without a name or path are left out.

    Args:
        root: the LoRA folder of an earlier scan; kept as long as every path lies in it, so that
            keys stay the same.

    Returns:
        The LoRAs, and the folder that their keys are below.
    """
    known = [entry for entry in entries if _text(entry, "name") and _text(entry, "path")]
    folders = [_parts(_text(entry, "path"))[:-1] for entry in known]
    top = _parts(root)
    if not top or any(folder[: len(top)] != top for folder in folders):
        top = _root(folders)
    loras = [
        _scanned(entry, folder[len(top) :]) for entry, folder in zip(known, folders, strict=True)
    ]
    return loras, "/".join(top)


def _scanned(entry: Mapping[str, Any], folders: Sequence[str]) -> ScannedLora:
    name, alias = _text(entry, "name"), _text(entry, "alias")
    metadata = entry.get("metadata")
    facts = metadata_facts(metadata if isinstance(metadata, Mapping) else {})
    if alias and alias != name and not facts.alias:
        facts = replace(facts, alias=alias)
    return ScannedLora(key="/".join((*folders, name)), name=name, facts=facts)


def _root(folders: Sequence[Sequence[str]]) -> list[str]:
    """Find the LoRA folder: “Lora” among what all paths share, else all that they share."""
    if not folders:
        return []
    shared = list(folders[0])
    for folder in folders:
        length = next(
            (place for place, (one, other) in enumerate(zip(shared, folder, strict=False))
             if one != other),
            min(len(shared), len(folder)),
        )  # fmt: skip
        del shared[length:]
    places = [place for place, part in enumerate(shared) if part.casefold() in _ROOT_NAMES]
    below_models = [
        place for place in places if place and shared[place - 1].casefold() == "models"
    ]
    chosen = (below_models or places[-1:])[:1]
    return shared[: chosen[0] + 1] if chosen else shared


def _parts(path: str) -> list[str]:
    return path.replace("\\", "/").split("/") if path else []


def _text(entry: Mapping[str, Any], key: str) -> str:
    value = entry.get(key)
    return value if isinstance(value, str) else ""

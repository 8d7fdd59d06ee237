"""One LoRA's own fields changed in the text of a catalog; everything else keeps its bytes."""

import re
from collections.abc import Mapping
from typing import Any

import yaml

from booru_studio.storage.lora_yaml import compose_catalog, load_catalog
from booru_studio.storage.lora_yaml_blocks import AutoBlocks
from booru_studio.storage.lora_yaml_edits import Edits, find_pair, find_value, is_alias
from booru_studio.storage.lora_yaml_text import flow, quoted

_SECTION = re.compile(r"^loras:[ \t]*(?:#.*)?\r?$", re.MULTILINE)
_FIRST = re.compile(r"^( +)[^\s#]", re.MULTILINE)
_HEAD = "loras:\n"


def edit_row(text: str, key: str, changes: Mapping[str, Any]) -> str:
    """Change fields of one LoRA; None takes a field out.

    Only the lines of that LoRA are read where it stands as a scan writes it, since PyYAML takes
    seconds for thousands.

    Raises:
        yaml.YAMLError: the text is no YAML.
        ValueError: the LoRA is not there, or not written as a mapping of its own.
    """
    span = _span(text, key)
    if span:
        start, end = span
        try:
            row = _edited(_HEAD + text[start:end], key, changes)
        except yaml.YAMLError:  # it names something that is written elsewhere
            pass
        else:
            return text[:start] + row.removeprefix(_HEAD) + text[end:]
    blocks = AutoBlocks(text)
    return blocks.restore(_edited(blocks.text, key, changes))


def _span(text: str, key: str) -> tuple[int, int] | None:
    """Find the lines of a LoRA in a catalog of the usual layout."""
    section = _SECTION.search(text)
    first = _FIRST.search(text, section.end()) if section else None
    if first is None:
        return None
    indent = len(first[1])
    single = "'" + key.replace("'", "''") + "'"
    spellings = dict.fromkeys((key, quoted(key), flow(key), single))
    names = "|".join(map(re.escape, spellings))
    found = re.compile(rf"^ {{{indent}}}(?:{names}):", re.MULTILINE).search(text, first.start())
    if found is None:
        return None
    after = re.compile(rf"^(?: {{0,{indent}}}[^\s#])", re.MULTILINE).search(text, found.end())
    return found.start(), after.start() if after else len(text)


def _edited(text: str, key: str, changes: Mapping[str, Any]) -> str:
    rows = _rows(text)
    pair = find_pair(rows, key)
    if pair is None:
        raise ValueError(f"“{key}” is not there")
    before = load_catalog(text)
    row = before["loras"][key] if isinstance(before, dict) else None
    if not isinstance(row, dict | None):
        raise ValueError(f"“{key}” is no mapping of its own")
    edits = Edits(text)
    _edit(edits, rows, *pair, changes, row or {})
    edited = edits.result()
    _check(before, load_catalog(edited), key, _without_none({**(row or {}), **changes}))
    return edited


def _rows(text: str) -> yaml.MappingNode:
    root = compose_catalog(text)
    rows = find_value(root, "loras") if isinstance(root, yaml.MappingNode) else None
    if not isinstance(rows, yaml.MappingNode):
        raise ValueError("“loras” is no mapping")
    return rows


def _edit(
    edits: Edits,
    rows: yaml.MappingNode,
    key: yaml.Node,
    value: yaml.Node,
    changes: Mapping[str, Any],
    plain_row: Mapping[str, Any],
) -> None:
    kept = _without_none(changes)
    if is_alias(key, value):
        raise ValueError(f"“{key.value}” is written elsewhere")
    if isinstance(value, yaml.MappingNode) and value.flow_style and value.value:
        row = _without_none({**plain_row, **changes})
        edits.replace(value.start_mark.index, value.end_mark.index, flow(row))
    elif isinstance(value, yaml.MappingNode) and value.value:
        for name in changes:
            if name in kept:
                edits.set_field(value, name, kept[name])
            else:
                edits.remove_field(value, name)
    elif isinstance(value, yaml.MappingNode) or not value.value or value.value in ("~", "null"):
        edits.set_value(rows, key, value, kept)
    else:
        raise ValueError(f"“{key.value}” is no mapping of its own")


def _check(before: Any, after: Any, key: str, wanted: Mapping[str, Any]) -> None:  # noqa: ANN401
    """Make sure that the edits changed this LoRA as they should, and nothing else."""
    rows = {**before["loras"], key: wanted or None}
    if not isinstance(after, dict) or {**before, "loras": rows} != {
        **after,
        "loras": {**after["loras"], key: after["loras"][key] or None},
    }:
        raise ValueError("the edit would have changed something else")


def _without_none(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if value is not None}

"""The catalog's YAML: read with few surprises, and edited in place.

PyYAML drops comments and respells values, so a scan does not dump the file anew: it changes only
the text of `scan:`, of the `auto:` blocks and of renamed keys. Everything else keeps its bytes.
"""

import re
from collections.abc import Mapping
from typing import Any

import yaml

from booru_studio.domain.lora_scan import ScanPlan
from booru_studio.storage.lora_yaml_blocks import AutoBlocks
from booru_studio.storage.lora_yaml_edits import Edits, find_value, is_alias
from booru_studio.storage.lora_yaml_text import quoted

_Base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_STRING = "tag:yaml.org,2002:str"
_RESOLVERS = (
    ("bool", r"(?:true|True|TRUE|false|False|FALSE)\Z", "tTfF"),
    ("int", r"[-+]?(?:0|[1-9][0-9]*)\Z", "-+0123456789"),
    ("float", r"[-+]?(?:[0-9]+\.[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?\Z", "-+.0123456789"),
    ("null", r"(?:~|null|Null|NULL|)\Z", "~nN\0"),
    ("merge", r"<<\Z", "<"),
)


class _Loader(_Base):  # type: ignore[misc]
    """Reads no text as a date, an octal or a Norwegian “no”: names look like all of them."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}


for _kind, _pattern, _starts in _RESOLVERS:
    _Loader.add_implicit_resolver(
        f"tag:yaml.org,2002:{_kind}",
        re.compile(_pattern),
        ["" if start == "\0" else start for start in _starts],
    )


def load_catalog(text: str) -> object:
    """Read the text as plain values; the keys of mappings are texts.

    Raises:
        yaml.YAMLError: it is no YAML, or more than one document.
    """
    blocks = AutoBlocks(text)
    try:
        catalog = _load(blocks.text)
    except yaml.YAMLError:
        return _load(text)  # so that the error names the right line
    if isinstance(catalog, dict):
        blocks.fill(catalog.get("loras"))
    return catalog


def _load(text: str) -> object:
    loader = _Loader(text)
    try:
        node = loader.get_single_node()
        if node is None:
            return None
        _make_keys_texts(node, set())
        return loader.construct_document(node)
    except (ValueError, OverflowError, RecursionError) as error:
        raise yaml.YAMLError(str(error)) from error
    finally:
        loader.dispose()


def rewrite(text: str, scan: Mapping[str, Any], plan: ScanPlan) -> tuple[str, list[str]]:
    """Write a scan into the text of a catalog.

    Args:
        scan: the new value of `scan:`.

    Returns:
        The new text, and sentences about entries that could not be written to.

    Raises:
        yaml.YAMLError: the text is no YAML.
        ValueError: the root or `loras` is no mapping.
    """
    blocks = AutoBlocks(text)
    try:
        root = compose_catalog(blocks.text)
    except yaml.YAMLError:
        compose_catalog(text)  # so that the error names the right line
        raise
    edited, problems = _rewrite(blocks.text, root, scan, plan)
    return blocks.restore(edited), problems


def _rewrite(
    text: str, root: yaml.Node | None, scan: Mapping[str, Any], plan: ScanPlan
) -> tuple[str, list[str]]:
    edits = Edits(text)
    if root is None:
        edits.append(len(text), {"version": 1, "scan": scan, "loras": _blocks(plan.autos)}, 0)
        return edits.result(), []
    if not isinstance(root, yaml.MappingNode):
        raise ValueError("the catalog is no mapping")
    edits.set_key(root, "scan", scan)
    rows = find_value(root, "loras")
    if rows is None or _is_empty(rows):
        edits.set_key(root, "loras", _blocks(plan.autos))
        return edits.result(), []
    if not isinstance(rows, yaml.MappingNode):
        raise ValueError("“loras” is no mapping")
    return _rewrite_rows(edits, rows, plan)


def _rewrite_rows(
    edits: Edits, rows: yaml.MappingNode, plan: ScanPlan
) -> tuple[str, list[str]]:
    problems = []
    fresh = dict(plan.autos)
    for key_node, value in rows.value:
        old = str(key_node.value)
        new = plan.moved.get(old, old)
        auto = fresh.pop(new, None)
        if auto is None:
            continue
        if new != old:
            edits.replace(key_node.start_mark.index, key_node.end_mark.index, quoted(new))
        if is_alias(key_node, value) or not (
            isinstance(value, yaml.MappingNode) or _is_empty(value)
        ):
            problems.append(f"“{new}” of the catalog is no mapping of its own: it was left alone.")
        elif isinstance(value, yaml.MappingNode) and value.value:
            edits.set_key(value, "auto", auto)
        else:
            edits.set_value(rows, key_node, value, {"auto": auto})
    edits.add_keys(rows, _blocks(fresh))
    return edits.result(), problems


def compose_catalog(text: str) -> yaml.Node | None:
    """Read the text as nodes that know where they stand.

    Raises:
        yaml.YAMLError: it is no YAML.
    """
    loader = _Loader(text)
    try:
        node: yaml.Node | None = loader.get_single_node()
        return node
    finally:
        loader.dispose()


def _blocks(autos: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    return {key: {"auto": auto} for key, auto in sorted(autos.items())}


def _is_empty(node: yaml.Node) -> bool:
    is_null = node.tag == "tag:yaml.org,2002:null"
    return is_null or (isinstance(node, yaml.MappingNode) and not node.value)


def _make_keys_texts(node: yaml.Node, seen: set[int]) -> None:
    """Tag every key as text, so that a LoRA called 2024 or 1.50 keeps its name."""
    if id(node) in seen or isinstance(node, yaml.ScalarNode):
        return
    seen.add(id(node))
    for child in node.value:
        pair = child if isinstance(child, tuple) else (child,)
        if len(pair) == 2 and isinstance(pair[0], yaml.ScalarNode) and pair[0].value != "<<":
            pair[0].tag = _STRING
        for each in pair:
            _make_keys_texts(each, seen)

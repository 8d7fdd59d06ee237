"""Values written as YAML that any reader takes the same way: lists and mappings as JSON."""

import json
import re
from collections.abc import Mapping
from typing import Any

_PLAIN = re.compile(r"[A-Za-z_](?:[\w./+-]|[ ](?=[\w./+-]))*\Z", re.ASCII)
_WORDS = frozenset(["y", "n", "yes", "no", "on", "off", "true", "false", "null"])
_LITERALS: Mapping[str, object] = {"true": True, "false": False, "null": None}
# Allowed in a JSON string, but no YAML text may hold them, or a reader breaks lines at them.
_NO_YAML = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def quoted(text: str) -> str:
    """Write a text: plain where nobody can misread it, else in double quotes."""
    return text if _is_plain(text) else flow(text)


def flow(value: object) -> str:
    """Write a value on one line, as JSON, which is YAML."""
    literal = _LONE_SURROGATE.sub("\ufffd", json.dumps(value, ensure_ascii=False))
    return _NO_YAML.sub(lambda found: f"\\u{ord(found[0]):04x}", literal)


def block_lines(values: Mapping[str, Any], indent: int) -> list[str]:
    """Write a mapping over several lines; mappings of mappings go on lines of their own."""
    lines = []
    for name, value in values.items():
        start = f"{' ' * indent}{quoted(name)}:"
        if isinstance(value, Mapping) and value and _has_depth(name, value):
            lines += [start, *block_lines(value, indent + 2)]
        else:
            lines.append(f"{start} {quoted(value) if isinstance(value, str) else flow(value)}")
    return lines


def read_value(text: str) -> object:
    """Read a value that `block_lines` wrote behind a name.

    Raises:
        ValueError: somebody else wrote it, so a YAML reader has to.
    """
    if text in _LITERALS:
        return _LITERALS[text]
    return text if _is_plain(text) else json.loads(text)


def _is_plain(text: str) -> bool:
    return _PLAIN.match(text) is not None and text.casefold() not in _WORDS


def _has_depth(name: str, value: Mapping[str, Any]) -> bool:
    return name in ("auto", "loras", "scan") or all(
        isinstance(each, Mapping) for each in value.values()
    )

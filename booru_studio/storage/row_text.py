"""Rows as the JSON text they are stored as, and the tables and changes made of them.

The store keeps text and no dictionaries: nobody can change by accident what was written, a
snapshot is a matter of joining, and a row takes a quarter of the memory.
"""

import json
from collections.abc import Mapping
from typing import Any

Rows = dict[int, str]  # document id -> the row as JSON
Tables = dict[str, Rows]
# table -> document id -> the new row, None where it goes; a table that is None is dropped
Changes = dict[str, dict[int, str | None] | None]

_as_it_reads = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode
_as_ascii = json.JSONEncoder(ensure_ascii=True, allow_nan=False, separators=(",", ":")).encode


def to_text(value: Mapping[str, Any]) -> str:
    """Write a row as JSON without line breaks.

    Raises:
        ValueError, TypeError: JSON cannot hold it.
    """
    text = _as_it_reads(value)
    if not text.isascii():
        try:
            text.encode("utf-8")
        except UnicodeEncodeError:  # half of a surrogate pair, which only an escape can hold
            return _as_ascii(value)
    return text


def from_text(text: str) -> dict[str, Any]:
    """Read a row; every call gives a new one."""
    row: dict[str, Any] = json.loads(text)
    return row


def apply(changes: Changes, tables: Tables) -> None:
    """Carry out changes; doing it twice is the same as once."""
    for name, rows in changes.items():
        if rows is None:
            tables.pop(name, None)
            continue
        table = tables.setdefault(name, {})
        for place, text in rows.items():
            if text is None:
                table.pop(place, None)
            else:
                table[place] = text

"""The form of `jobs.json`: a TinyDB file with one row a line.

    {"_meta":{"1":{"gen":7,"next":{"jobs":18}}},
    "jobs":{
    "1":{...},
    "2":{...}
    }
    }

`gen` counts the snapshots, and `next` holds the document ids that come next, so that none is
ever given twice. `TinyDB(path)` opens the file (https://tinydb.readthedocs.io), and so does a
text editor.
"""

import io
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from zlib import crc32

from booru_studio.storage.row_text import Tables, from_text, to_text

META = "_meta"

Seal = tuple[int, int]  # size in bytes and CRC-32 of a snapshot


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All tables at one moment; `generation` is None in a file that another program wrote."""

    tables: Tables
    generation: int | None = None
    next_ids: Mapping[str, int] = field(default_factory=dict)


def render(tables: Tables, generation: int | None, next_ids: Mapping[str, int]) -> bytes:
    """Write tables as a file; without a generation it is a plain TinyDB file."""
    # Row by row: several copies of a whole file at once would stay with the process for ever.
    file = io.BytesIO()
    file.write(b"{")
    if generation is not None:
        meta = to_text({"gen": generation, "next": dict(next_ids)})
        file.write(f'{json.dumps(META)}:{{"1":{meta}}}'.encode())
    for name, rows in tables.items():
        start = ",\n" if file.tell() > 1 else ""
        file.write(f"{start}{json.dumps(name)}:{{\n".encode())
        separator = ""
        for place, text in rows.items():
            file.write(f'{separator}"{place}":{text}'.encode())
            separator = ",\n"
        file.write(b"\n}")
    file.write(b"\n}\n")
    return file.getvalue()


def seal(data: bytes) -> Seal:
    """Return what tells a snapshot from every other one."""
    return len(data), crc32(data)


def parse(data: bytes, expected: Seal | None = None) -> Snapshot | None:
    """Read a snapshot; None where it is none.

    Args:
        expected: where it fits, the file is as `render` wrote it and rows are not looked into.
    """
    if expected is not None and seal(data) == expected:
        return _parse_own(data.decode("utf-8"))
    try:
        tables = json.loads(data.decode("utf-8"), parse_constant=lambda _name: None)
        return _snapshot_of(tables)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None


def _parse_own(text: str) -> Snapshot:
    if not text.startswith('{"' + META):  # begun over a file of another program
        return _snapshot_of(json.loads(text, parse_constant=lambda _name: None))
    first, *lines = text.split("\n")
    meta = from_text(first.removesuffix(",") + "}")[META]["1"]
    tables: Tables = {}
    rows: dict[int, str] = {}
    for line in lines:
        if line.endswith(":{"):
            rows = tables[json.loads(line[:-2])] = {}
        elif line.startswith('"'):
            place, _, row = line.partition(":")
            rows[int(place[1:-1])] = row.removesuffix(",")
    return Snapshot(tables, meta["gen"], meta["next"])


def _snapshot_of(tables: dict[str, dict[str, dict[str, Any]]]) -> Snapshot:
    meta = tables.get(META, {}).get("1", {})
    generation = meta.get("gen")
    return Snapshot(
        {
            name: {int(place): to_text(_checked_row(row)) for place, row in rows.items()}
            for name, rows in tables.items()
            if name != META
        },
        int(generation) if generation is not None else None,
        {name: int(place) for name, place in meta.get("next", {}).items()},
    )


def _checked_row(row: dict[str, Any]) -> dict[str, Any]:
    if not isinstance(row, dict):
        raise TypeError(row)
    return row

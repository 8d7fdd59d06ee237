"""The form of the journal: one line a change, each with a checksum of its own.

    crc32 {"v":1,"gen":7,"snap":[size,crc32],"fresh":false}       header
    crc32 {"s":1,"t":"jobs","d":{"17":{whole row},"18":null}}     rows put and removed
    crc32 {"s":2,"t":null,"d":{"jobs":{"17":null},"gone":null}}   several tables; one is dropped

`gen` and `snap` name the snapshot the journal goes on from, `fresh` says that it was empty. Rows
are whole, so a line may be carried out twice, and a damaged one harms no row but its own.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from zlib import crc32

from booru_studio.storage.row_text import Changes, to_text
from booru_studio.storage.snapshot import Seal

VERSION = 1


@dataclass(frozen=True, slots=True)
class Header:
    """The first line of a journal."""

    generation: int
    snapshot: Seal
    fresh: bool = False  # it was begun upon nothing

    def line(self) -> bytes:
        return _line(
            to_text(
                {
                    "v": VERSION,
                    "gen": self.generation,
                    "snap": list(self.snapshot),
                    "fresh": self.fresh,
                }
            )
        )


@dataclass(frozen=True, slots=True)
class JournalContent:
    """What could be read of a journal."""

    header: Header | None = None
    changes: tuple[Changes, ...] = ()
    size: int = 0  # bytes up to the end of the last good line
    torn: bool = False  # there is something after `size`
    lost: int = 0  # damaged or missing lines with good ones after them
    sequence: int = 0  # number of the last line


def change_line(sequence: int, changes: Changes) -> bytes:
    """Write one change."""
    if len(changes) == 1:
        ((name, rows),) = changes.items()
        if rows is not None:
            table = json.dumps(name)
            return _line(f'{{"s":{sequence},"t":{table},"d":{_rows_text(rows)}}}')
    tables = ",".join(
        f"{json.dumps(name)}:{'null' if rows is None else _rows_text(rows)}"
        for name, rows in changes.items()
    )
    return _line(f'{{"s":{sequence},"t":null,"d":{{{tables}}}}}')


def read_journal(data: bytes) -> JournalContent:
    """Read all good lines of a journal, whatever lies between them."""
    header: Header | None = None
    changes: list[Changes] = []
    size = bad = lost = sequence = 0
    for end, body in _lines(data):
        if body is None:
            bad += 1
            continue
        record = json.loads(body)
        if "gen" in record:
            header = Header(record["gen"], tuple(record["snap"]), record["fresh"])
        else:
            changes.append(_changes_of(record))
            lost += max(record["s"] - sequence - 1, 0)
            sequence = record["s"]
        lost, bad, size = max(lost, bad), 0, end
    return JournalContent(header, tuple(changes), size, size < len(data), lost, sequence)


def _line(body: str) -> bytes:
    data = body.encode("utf-8")
    return b"%08x %b\n" % (crc32(data), data)


def _rows_text(rows: dict[int, str | None]) -> str:
    return "{" + ",".join([f'"{place}":{text or "null"}' for place, text in rows.items()]) + "}"


def _lines(data: bytes) -> Iterator[tuple[int, bytes | None]]:
    """Give the end of each line and its text, None where its checksum does not fit."""
    start = 0
    while (end := data.find(b"\n", start)) >= 0:
        line = data[start:end]
        start = end + 1
        good = line[8:9] == b" " and line[:8] == b"%08x" % crc32(line[9:])
        yield start, line[9:] if good else None


def _changes_of(record: dict[str, Any]) -> Changes:
    tables = record["d"] if record["t"] is None else {record["t"]: record["d"]}
    return {
        name: None
        if rows is None
        else {int(place): row if row is None else to_text(row) for place, row in rows.items()}
        for name, rows in tables.items()
    }

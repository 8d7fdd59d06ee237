"""The `auto:` blocks of a catalog, taken out of the text and read without a YAML reader.

They make up nearly all of a large catalog, and PyYAML takes ten seconds for those of 5,000 LoRAs.
A block is taken only where it stands as we write it; one that a person changed stays for YAML.
"""

import re
from collections.abc import Iterator
from typing import Any

from booru_studio.storage.lora_yaml_text import read_value

_ENTRY = re.compile(r"\s*[^\s#].*:\s*(?:#.*)?\Z")
_FIELD = re.compile(r"([a-z_]+): (\S.*)\Z")
_KEPT = re.compile(r'^( *auto: )"@kept:(\d+)"(?=\r?$)', re.MULTILINE)
_SECTION = re.compile(r"loras:\s*(?:#.*)?\Z")


class AutoBlocks:
    """A text whose blocks are replaced by marks (`auto: "@kept:3"`), and the blocks."""

    def __init__(self, text: str) -> None:
        self._blocks: list[tuple[str, dict[str, Any]]] = []  # text behind "auto:", and values
        self._newline = "\r\n" if "\r\n" in text else "\n"
        self.text = self._newline.join(self._marked(text.split(self._newline)))

    def restore(self, text: str) -> str:
        """Put the blocks back in place of the marks that are still there."""

        def block(found: re.Match[str]) -> str:
            place = int(found[2])
            if place >= len(self._blocks):
                return found[0]
            return found[1].rstrip() + self._newline + self._blocks[place][0]

        return _KEPT.sub(block, text)

    def fill(self, rows: object) -> None:
        """Put the values of the blocks into the LoRAs as they were read from `text`."""
        for row in rows.values() if isinstance(rows, dict) else ():
            mark = row.get("auto") if isinstance(row, dict) else None
            if isinstance(mark, str) and mark.startswith("@kept:") and mark[6:].isdigit():
                place = int(mark[6:])
                if place < len(self._blocks):
                    row["auto"] = self._blocks[place][1]

    def _marked(self, lines: list[str]) -> Iterator[str]:
        """Copy the lines, the blocks of the section `loras:` replaced."""
        section = _Section()
        position = 0
        while position < len(lines):
            line = lines[position]
            position += 1
            if section.is_auto(line):
                end, values = _block(lines, position, _indent(line) + 2)
                if values is not None:
                    yield f'{line.rstrip()} "@kept:{len(self._blocks)}"'
                    text = self._newline.join(lines[position:end])
                    self._blocks.append((text, values))
                    position = end
                    continue
            yield line


class _Section:
    """Where in the file a line stands: which depth LoRAs and their fields have there."""

    def __init__(self) -> None:
        self._is_inside = False
        self._entry: int | None = None  # spaces before a LoRA's key
        self._field: int | None = None  # spaces before its fields; None = not known yet
        self._is_mapping = False

    def is_auto(self, line: str) -> bool:
        """Say whether this next line begins the `auto:` of a LoRA."""
        bare = line.lstrip(" ")
        if not bare or bare[0] in "#\r":
            return False
        indent = len(line) - len(bare)
        if not indent:
            self._is_inside, self._entry = bool(_SECTION.match(line)), None
            return False
        if not self._is_inside:
            return False
        if self._entry is None or indent <= self._entry:
            self._entry, self._field = indent, None
            self._is_mapping = bool(_ENTRY.match(line))
            return False
        if self._field is None:
            self._field = indent
        # Deeper lines may belong to a text of several lines that only looks like a block.
        return self._is_mapping and indent == self._field and bare.rstrip() == "auto:"


def _block(lines: list[str], start: int, indent: int) -> tuple[int, dict[str, Any] | None]:
    """Read the fields that follow; None where one is not as we write it."""
    values: dict[str, Any] = {}
    position = start
    while position < len(lines) and _indent(lines[position]) >= indent:
        found = _FIELD.match(lines[position], indent)
        if found is None:
            return start, None
        try:
            values[found[1]] = read_value(found[2])
        except (ValueError, RecursionError):
            return start, None
        position += 1
    return position, values if "status" in values else None


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))

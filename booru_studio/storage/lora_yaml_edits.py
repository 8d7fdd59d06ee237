"""Changes to the text of a YAML file, placed by the marks of its nodes."""

import re
from collections.abc import Mapping
from operator import itemgetter
from typing import Any

import yaml

from booru_studio.storage.lora_yaml_text import block_lines, flow, quoted


def find_value(mapping: yaml.MappingNode, name: str) -> yaml.Node | None:
    """Return the value of a key, None where it is not there."""
    pair = find_pair(mapping, name)
    return pair[1] if pair else None


def find_pair(mapping: yaml.MappingNode, name: str) -> tuple[yaml.Node, yaml.Node] | None:
    """Return a key and its value; of a repeated one the last, as readers do."""
    for key, value in reversed(mapping.value):
        if isinstance(key, yaml.ScalarNode) and key.value == name:
            return key, value
    return None


def is_alias(key: yaml.Node, value: yaml.Node) -> bool:
    """Say whether a value is written elsewhere (`*name`)."""
    return bool(value.start_mark.index < key.start_mark.index)


class Edits:
    """Collects replacements in a text; places mean the text as it was."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._newline = "\r\n" if "\r\n" in text else "\n"
        # Start, end, and what is deeper first where several are added in one place; then the text.
        self._edits: list[tuple[tuple[int, int, int], str]] = []

    def result(self) -> str:
        """Return the text with all edits made."""
        pieces, position = [], 0
        for (start, end, _), new in sorted(self._edits, key=itemgetter(0)):
            pieces += [self._text[position:start], new]
            position = end
        return "".join([*pieces, self._text[position:]])

    def replace(self, start: int, end: int, new: str, indent: int = 0) -> None:
        self._edits.append(((start, end, -indent), new))

    def append(self, place: int, values: Mapping[str, Any], indent: int) -> None:
        """Add block lines behind the line of `place`."""
        if not values:
            return
        lines = self._newline.join(block_lines(values, indent))
        place = self._line_end(place)
        if place == 0 or self._text[place - 1] == "\n":
            self.replace(place, place, lines + self._newline, indent)
        else:
            self.replace(place, place, self._newline + lines, indent)

    def set_key(self, mapping: yaml.MappingNode, name: str, value: Mapping[str, Any]) -> None:
        """Give a key of a mapping another value, or add the key."""
        pair = find_pair(mapping, name)
        if pair is None:
            self.add_keys(mapping, {name: value})
        else:
            self.set_value(mapping, *pair, value)

    def set_value(
        self,
        mapping: yaml.MappingNode,
        key: yaml.Node,
        value: yaml.Node,
        new: Mapping[str, Any],
    ) -> None:
        """Replace the value of a key that is there."""
        end = self._end(key, value)
        if mapping.flow_style:
            self.replace(key.end_mark.index, end, f": {flow(new)}")
            return
        if not new:
            self.replace(key.end_mark.index, end, ": {}")
            return
        lines = block_lines(new, self._column(key) + 2)
        self.replace(key.end_mark.index, end, self._newline.join([":", *lines]))

    def set_field(self, mapping: yaml.MappingNode, name: str, value: object) -> None:
        """Give a key of a block any value, written on one line, or add the key."""
        pair = find_pair(mapping, name)
        if pair is None:
            self.add_keys(mapping, {name: value})
            return
        text = quoted(value) if isinstance(value, str) else flow(value)
        self.replace(pair[0].end_mark.index, self._end(*pair), f": {text}")

    def remove_field(self, mapping: yaml.MappingNode, name: str) -> None:
        """Take a key and its value out of a block, with the lines they stand on."""
        pair = find_pair(mapping, name)
        if pair is None:
            return
        start, end = pair[0].start_mark.index, self._end(*pair)
        start -= pair[0].start_mark.column
        end = self._text.find("\n", end) + 1 or len(self._text)
        self.replace(start, end, "")

    def add_keys(self, mapping: yaml.MappingNode, values: Mapping[str, Any]) -> None:
        """Add keys behind the last one of a mapping."""
        if not values:
            return
        pairs = [f"{quoted(name)}: {flow(value)}" for name, value in values.items()]
        if not mapping.value:
            self.replace(
                mapping.start_mark.index, mapping.end_mark.index, "{" + ", ".join(pairs) + "}"
            )
        elif mapping.flow_style:
            place = self._end(*mapping.value[-1])
            self.replace(place, place, "".join(f", {pair}" for pair in pairs))
        else:
            indent = self._column(mapping.value[0][0])
            self.append(self._end(*mapping.value[-1]), values, indent)

    def _end(self, key: yaml.Node, value: yaml.Node) -> int:
        """Find where the text of a value ends; PyYAML counts what follows a block to it."""
        if is_alias(key, value):
            found = re.compile(r"\s*:\s*\*[^\s,\]}]+").match(self._text, key.end_mark.index)
            return found.end() if found else key.end_mark.index
        end: int = value.end_mark.index
        if isinstance(value, yaml.ScalarNode):
            return self._scalar_end(value)
        if not isinstance(value, yaml.CollectionNode) or value.flow_style or not value.value:
            return end
        if isinstance(value, yaml.MappingNode):
            return self._end(*value.value[-1])
        last = value.value[-1]
        before = value.value[-2].end_mark.index if len(value.value) > 1 else value.start_mark.index
        is_elsewhere = last.start_mark.index < before
        return len(self._text[:end].rstrip()) if is_elsewhere else self._end(value, last)

    def _scalar_end(self, node: yaml.ScalarNode) -> int:
        """Leave the line break behind a block out, unless it is part of the value (`|+`)."""
        end: int = node.end_mark.index
        if node.style not in ("|", ">"):
            return end
        is_kept = "+" in self._text[node.start_mark.index : node.start_mark.index + 3]
        return len(self._text[:end].rstrip(" " if is_kept else " \r\n"))

    def _column(self, key: yaml.Node) -> int:
        """Return the spaces before a key, of one written `? key` those before the “?”."""
        start = key.start_mark.index
        before = self._text[start - key.start_mark.column : start]
        return len(before) - len(before.lstrip(" ")) if before.strip() else len(before)

    def _line_end(self, place: int) -> int:
        end = self._text.find("\n", place)
        if place and self._text[place - 1] == "\n":
            return place
        if end < 0:
            return len(self._text)
        return end - 1 if end and self._text[end - 1] == "\r" else end

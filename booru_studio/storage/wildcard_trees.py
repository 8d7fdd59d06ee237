"""Wildcards from YAML and JSON trees: keys are the parts of names, lists hold the values.

The layout is that of dynamicprompts
(https://github.com/adieyal/dynamicprompts#wildcard-files): the folder is part of a name, the file
name is not, except for a file whose root is a list.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from booru_studio.domain.wildcard_build import WEIGHT, parse_weight
from booru_studio.domain.wildcard_diagnostics import Diagnostic, remark
from booru_studio.domain.wildcard_library import ListEntries
from booru_studio.storage.wildcard_encoding import to_utf8

MAX_TREE_BYTES = 32 << 20
MAX_NODES = 200_000
MAX_TREE_DEPTH = 100

_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_INLINE_NESTING = re.compile(r"(?:[-?] +){1000}")
_MAX_OPEN_BRACKETS = 2000  # the C parser overflows its stack beyond some 10,000
_BRACKET = re.compile(r"[\[\]{}]")


class TreeError(Exception):
    """A tree file cannot be read; the text says why and on which line."""


@dataclass(frozen=True, slots=True)
class Value:
    """One value with its weight and the line it stands on (0 where unknown)."""

    text: str
    weight: float = 1.0
    line: int = 0


@dataclass(slots=True)
class Tree:
    """What one tree file holds: its values by wildcard name."""

    values: dict[str, ListEntries] = field(default_factory=dict)
    problems: tuple[Diagnostic, ...] = ()


def read_tree_file(path: Path, file: str) -> Tree:
    """Return the wildcards of a YAML or JSON file; a broken one has none and says why.

    `file` is its path below the library with `/`. Raises OSError where it cannot be read.
    """
    size = path.stat().st_size
    if size > MAX_TREE_BYTES:
        reason = f"{size / 1e6:,.0f} MB"
        problem = remark("W_TOO_BIG", file=file, reason=reason, result="it is left out, split it")
        return Tree(problems=(problem,))
    data, encoding = to_utf8(path.read_bytes())
    told = encoding in ("utf-8", "utf-16-le", "utf-16-be")
    problems = () if told else (remark("W_ENCODING", file=file, encoding=encoding),)
    try:
        found = parse_tree(data.decode("utf-8"), file)
    except TreeError as error:
        return Tree(problems=(*problems, remark("W_YAML", file=file, reason=str(error))))
    values = {
        name: ListEntries(
            [value.text for value in each],
            [value.weight for value in each],
            file=file,
            lines=[value.line for value in each],
            problems=problems,
        )
        for name, each in found.items()
    }
    return Tree(values, problems)


def parse_tree(text: str, file: str) -> dict[str, list[Value]]:
    """Return the values by wildcard name; raises TreeError for what is no tree of text."""
    folder, _, last = file.rpartition("/")
    stem = last.rpartition(".")[0]
    walk = _JsonWalk(text) if file.lower().endswith(".json") else _YamlWalk(text)
    found: dict[str, list[Value]] = {}
    for path, value in walk.values():
        parts = [folder, *path] if path else [folder, stem]
        name = "/".join(part.strip().strip("/") for part in parts if part.strip())
        if name and value.text:
            found.setdefault(name, []).append(value)
    return found


def weighted(text: str, line: int) -> Value:
    """Return a value as written: `2::text` has weight 2."""
    text = text.strip()
    found = WEIGHT.match(text)
    if found and (rest := text[found.end() :].strip()):
        return Value(rest, parse_weight(found[1]), line)
    return Value(text, 1.0, line)


class _Walk:
    """Walks one file; `nodes` bounds what aliases can blow up."""

    def __init__(self) -> None:
        self.nodes = 0

    def values(self) -> Iterator[tuple[tuple[str, ...], Value]]:
        """Yield the path of keys and the value, in the order of the file."""
        raise NotImplementedError

    def enter(self, depth: int) -> None:
        self.nodes += 1
        if self.nodes > MAX_NODES:
            raise TreeError(f"it has more than {MAX_NODES:,} values")
        if depth > MAX_TREE_DEPTH:
            raise TreeError(f"it is nested more than {MAX_TREE_DEPTH} deep")


class _JsonWalk(_Walk):
    def __init__(self, text: str) -> None:
        super().__init__()
        try:
            self.root: object = json.loads(text, parse_int=str, parse_float=str)
        except json.JSONDecodeError as error:
            raise TreeError(f"line {error.lineno}: {error.msg}") from error
        except RecursionError as error:
            raise TreeError("it is nested too deep") from error

    def values(self) -> Iterator[tuple[tuple[str, ...], Value]]:
        yield from self._below(self.root, (), 0)

    def _below(
        self, item: object, path: tuple[str, ...], depth: int, listed: bool = False
    ) -> Iterator[tuple[tuple[str, ...], Value]]:
        self.enter(depth)
        match item:
            case dict() if listed:
                if (value := self._weighted(item)) is not None:
                    yield path, value
            case dict():
                for key, below in item.items():
                    yield from self._below(below, (*path, str(key)), depth + 1)
            case list():
                for below in item:
                    yield from self._below(below, path, depth + 1, listed=True)
            case bool():
                yield path, Value("true" if item else "false")
            case str():
                yield path, weighted(item, 0)

    def _weighted(self, item: dict[str, object]) -> Value | None:
        text = item.get("text", item.get("content"))
        if not isinstance(text, str):
            return None
        try:
            return Value(text.strip(), max(0.0, float(str(item.get("weight", 1)))))
        except ValueError:
            return Value(text.strip())


class _YamlWalk(_Walk):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text
        _refuse_deep_nesting(text)
        try:
            self.roots = list(yaml.compose_all(text, Loader=_LOADER))
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark
            line = f"line {mark.line + 1}: " if mark else ""
            raise TreeError(f"{line}{error.problem or 'not YAML'}") from error
        except (yaml.YAMLError, RecursionError, ValueError) as error:
            raise TreeError(" ".join(str(error).split())[:200]) from error

    def values(self) -> Iterator[tuple[tuple[str, ...], Value]]:
        for root in self.roots:
            if root is not None:
                yield from self._below(root, (), 0)

    def _below(
        self, node: yaml.Node, path: tuple[str, ...], depth: int, listed: bool = False
    ) -> Iterator[tuple[tuple[str, ...], Value]]:
        self.enter(depth)
        line = node.start_mark.line + 1
        if isinstance(node, yaml.MappingNode):
            if listed:
                yield path, self._written(node)
                return
            for key, below in node.value:
                yield from self._below(below, (*path, self._source(key)), depth + 1)
        elif isinstance(node, yaml.SequenceNode):
            for below in node.value:
                yield from self._below(below, path, depth + 1, listed=True)
        elif isinstance(node, yaml.ScalarNode):
            yield path, weighted(node.value, line)

    def _written(self, node: yaml.MappingNode) -> Value:
        """Return a mapping in a list as a value.

        `{text: a, weight: 2}` is a weighted value; anything else is a variant somebody did not
        quote (`- {a|b}`), so its source is the value.
        """
        line = node.start_mark.line + 1
        pairs = {self._source(key): below for key, below in node.value}
        text = pairs.get("text", pairs.get("content"))
        if not isinstance(text, yaml.ScalarNode):
            return weighted(self._source(node), line)
        try:
            weight = max(0.0, float(pairs["weight"].value))
        except (KeyError, TypeError, ValueError):
            weight = 1.0
        return Value(text.value.strip(), weight, line)

    def _source(self, node: yaml.Node) -> str:
        if isinstance(node, yaml.ScalarNode):
            return str(node.value)
        return self.text[node.start_mark.index : node.end_mark.index].strip()


def _refuse_deep_nesting(text: str) -> None:
    """Raise TreeError for nesting that would overflow the stack of the C parser."""
    depth = 0
    for bracket in _BRACKET.finditer(text):
        depth = max(0, depth + (1 if bracket[0] in "[{" else -1))
        if depth > _MAX_OPEN_BRACKETS:
            raise TreeError(f"it is nested more than {MAX_TREE_DEPTH} deep")
    if _INLINE_NESTING.search(text):
        raise TreeError(f"it is nested more than {MAX_TREE_DEPTH} deep")

"""What a WebUI's lists hold, and how an entry is found by what people write."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any, Self, TypeVar


@dataclass(frozen=True, slots=True)
class Sampler:
    """A sampler; `aliases` are its older names, which the API itself does not understand."""

    name: str
    aliases: tuple[str, ...] = ()

    @classmethod
    def from_json(cls, entry: Mapping[str, Any]) -> Self:
        return cls(_text(entry, "name"), _texts(entry, "aliases"))

    @property
    def names(self) -> tuple[str, ...]:
        return (self.name, *self.aliases)


@dataclass(frozen=True, slots=True)
class Scheduler:
    """A noise schedule; `label` is what pictures and pages show."""

    name: str
    label: str
    aliases: tuple[str, ...] = ()

    @classmethod
    def from_json(cls, entry: Mapping[str, Any]) -> Self:
        # SD.Next's entries have no label: there the route lists something else.
        return cls(_text(entry, "name"), _text(entry, "label"), _texts(entry, "aliases"))

    @property
    def names(self) -> tuple[str, ...]:
        return (self.label, self.name, *self.aliases)


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A checkpoint; `title` changes once the file is hashed, `name` does not.

    `hash` is the short one of ten digits, "" where the server has not computed it.
    """

    title: str
    name: str
    filename: str
    hash: str = ""

    @classmethod
    def from_json(cls, entry: Mapping[str, Any]) -> Self:
        return cls(
            _text(entry, "title"),
            _text(entry, "model_name"),
            str(entry.get("filename") or ""),
            str(entry.get("hash") or ""),
        )

    @property
    def names(self) -> tuple[str, ...]:
        """Every way to write it, its title first."""
        file = file_name(self.filename)
        return tuple(
            name
            for name in (
                self.title, self.name, without_hash(self.title), file,
                PurePosixPath(file).stem, self.hash,
            )
            if name
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class LoraFile:
    """A LoRA; a prompt may name it by file name or by alias. The file's header is left out."""

    name: str
    alias: str
    path: str

    @classmethod
    def from_json(cls, entry: Mapping[str, Any]) -> Self:
        name = _text(entry, "name")
        return cls(name, str(entry.get("alias") or name), str(entry.get("path") or ""))

    @property
    def names(self) -> tuple[str, ...]:
        return (self.name, self.alias)


N = TypeVar("N", Sampler, Scheduler, Checkpoint)


def find(wanted: str, entries: Iterable[N]) -> N | None:
    """Find an entry by any of its names: exactly first, then in any case."""
    known = list(entries)
    folded = wanted.strip().casefold()
    for entry in known:
        if wanted in entry.names:
            return entry
    for entry in known:
        if folded in (name.casefold() for name in entry.names):
            return entry
    return None


def find_name(wanted: str, names: Iterable[str]) -> str | None:
    """Find a name: exactly, in any case, or without its file ending."""
    known = list(names)
    if wanted in known:
        return wanted
    folded = wanted.strip().casefold()
    for name in known:
        if folded in (name.casefold(), PurePosixPath(name).stem.casefold()):
            return name
    return None


def without_hash(title: str) -> str:
    """Take “ [0123456789]” off a checkpoint's title."""
    return title.rpartition(" [")[0] if title.endswith("]") and " [" in title else title


def file_name(path: str) -> str:
    """Give the last part of a path of either system."""
    return path.replace("\\", "/").rpartition("/")[2]


def _text(entry: Mapping[str, Any], key: str) -> str:
    """Read a text that must be there; KeyError or TypeError mark the entry as unusable."""
    value = entry[key]
    if not isinstance(value, str) or not value:
        raise TypeError(key)
    return value


def _texts(entry: Mapping[str, Any], key: str) -> tuple[str, ...]:
    value = entry.get(key)
    return tuple(item for item in value if isinstance(item, str)) if value else ()

"""Wildcard names: how they are compared, and which ones a reference means."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from fnmatch import translate
from typing import Literal
from unicodedata import normalize

How = Literal["exact", "glob", "sibling", "suffix", "missing"]

_GLOB = re.compile(r"[*?\[]")


def name_key(name: str) -> str:
    """Return the form in which names are compared: NFC, case folded, `/` between parts."""
    if name.isascii():
        return name.lower().replace("\\", "/")
    return normalize("NFC", normalize("NFC", name).casefold()).replace("\\", "/")


def folder_of(name: str) -> str:
    """Return the folder part of a wildcard name, empty at the root."""
    return name.rpartition("/")[0]


@dataclass(frozen=True, slots=True)
class Found:
    """The wildcards a reference means, and by which rule they were found."""

    names: tuple[str, ...]
    how: How


MISSING = Found((), "missing")


class NameIndex:
    """All wildcard names of a library, looked up as references write them.

    A literal name wins over a glob. Then come the folder of the file that refers, and any folder
    at all (`**/name`), since collections refer to their own root wherever they are put. `*`
    crosses `/`, and `**/x` means `x` in the root as well.
    """

    def __init__(self, names: Iterable[str]) -> None:
        self.names = tuple(sorted(names, key=name_key))
        self._by_key: dict[str, list[str]] = {}
        self._by_last_part: dict[str, list[str]] = {}
        for name in self.names:
            key = name_key(name)
            self._by_key.setdefault(key, []).append(name)
            self._by_last_part.setdefault(key.rpartition("/")[2], []).append(name)
        self._found: dict[tuple[str, str], Found] = {}

    def find(self, reference: str, folder: str = "") -> Found:
        """Return what `reference` means in a file of `folder`."""
        found = self._found.get((reference, folder))
        if found is None:
            found = self._look_up(name_key(reference).strip("/"), name_key(folder))
            if len(self._found) > 10_000:
                self._found.clear()
            self._found[reference, folder] = found
        return found

    def _look_up(self, key: str, folder: str) -> Found:
        ways: list[tuple[How, str]] = [("exact", key)]
        if folder:
            ways.append(("sibling", f"{folder}/{key}"))
        for how, wanted in ways:
            if names := self._by_key.get(wanted):
                return Found(tuple(names), how)
        if names := self._by_suffix(key):
            return Found(tuple(names), "suffix")
        if _GLOB.search(key) and len(key) <= 500:
            return self._by_glob(ways, key)
        return MISSING

    def _by_suffix(self, key: str) -> list[str]:
        candidates = self._by_last_part.get(key.rpartition("/")[2], ())
        return [name for name in candidates if name_key(name).endswith("/" + key)]

    def _by_glob(self, ways: list[tuple[How, str]], key: str) -> Found:
        for how, wanted in [*ways, ("suffix", f"**/{key}")]:
            pattern = _glob_pattern(wanted)
            names = tuple(
                name
                for same, all_names in self._by_key.items()
                if pattern.match(same)
                for name in all_names
            )
            if names:
                return Found(names, "glob" if how == "exact" else how)
        return MISSING

    def nearest(self, reference: str, limit: int = 3) -> tuple[str, ...]:
        """Return the names most like `reference`, best first."""
        key = name_key(reference)
        near = get_close_matches(key, self._by_key, n=limit, cutoff=0.6)
        if len(near) < limit:
            last = get_close_matches(key.rpartition("/")[2], self._by_last_part, limit, 0.6)
            more = [name_key(name) for part in last for name in self._by_last_part[part]]
            near = list(dict.fromkeys([*near, *more]))[:limit]
        return tuple(self._by_key[match][0] for match in near)


def _glob_pattern(key: str) -> re.Pattern[str]:
    """Compile a glob over whole names; `**/` also matches nothing at all."""
    pieces = [translate(piece).removesuffix(r"\Z") for piece in key.split("**/")]
    return re.compile("(?:.*/)?".join(pieces) + r"\Z", re.DOTALL)

"""What the wildcard engine asks of a library, and libraries that live in memory."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from itertools import accumulate
from typing import Protocol

from booru_studio.domain.wildcard_diagnostics import Diagnostic
from booru_studio.domain.wildcard_names import Found, NameIndex
from booru_studio.domain.wildcard_syntax import is_plain


class Indices(Protocol):
    """Some indices of values, in order: a range, a list, or anything that reads like one."""

    def __len__(self) -> int: ...

    def __getitem__(self, position: int, /) -> int: ...

    def __iter__(self) -> Iterator[int]: ...


class Entries(Protocol):
    """The values of one wildcard, in the order they were written; they never change.

    A value's index is its place in that order. Duplicates count in random draws (people write a
    line twice to make it likelier) and are left out of `distinct`.
    """

    @property
    def file(self) -> str:
        """Where the values were written, relative to the library, for people to read."""

    @property
    def problems(self) -> tuple[Diagnostic, ...]:
        """What there is to say about the file; the spans mean nothing."""

    @property
    def total(self) -> float:
        """Return the sum of all weights."""

    def __len__(self) -> int: ...

    def text(self, index: int) -> str:
        """Return value `index`, still with its own syntax."""

    def weight(self, index: int) -> float: ...

    def line(self, index: int) -> int:
        """Return the line the value stands on, counted from 1; 0 where there are no lines."""

    def pick(self, fraction: float) -> int:
        """Return the index at `fraction` (0 <= fraction < 1) of the summed weights."""

    def distinct(self) -> Indices:
        """Return the index of the first occurrence of each value that can be drawn, rising."""

    def active(self) -> Indices:
        """Return those of `distinct` whose text the engine must parse."""


class WildcardLibrary(Protocol):
    """Where `__name__` is looked up."""

    def find(self, reference: str, folder: str = "") -> Found:
        """Return the names that `reference` means when written in a file of `folder`."""

    def entries(self, name: str) -> Entries | None:
        """Return the values of one of the names `find` gave, None if it is gone by now."""

    def nearest(self, reference: str, limit: int = 3) -> tuple[str, ...]:
        """Return existing names that look like `reference`, best first."""


class ListEntries:
    """Values in memory; `weights` and `lines` have one number for each text, or are left out."""

    def __init__(
        self,
        texts: Iterable[str],
        weights: Iterable[float] | None = None,
        *,
        file: str = "",
        lines: Iterable[int] = (),
        problems: tuple[Diagnostic, ...] = (),
    ) -> None:
        self.file = file
        self.problems = problems
        self._texts = tuple(texts)
        self._lines = tuple(lines)
        given = tuple(weights) if weights is not None else ()
        self._weights = given if len(set(given)) > 1 and any(given) else ()
        self._sums = tuple(accumulate(self._weights))
        self.total = self._sums[-1] if self._sums else float(len(self._texts))
        self._distinct: tuple[int, ...] | None = None

    def __len__(self) -> int:
        return len(self._texts)

    def text(self, index: int) -> str:
        return self._texts[index]

    def weight(self, index: int) -> float:
        return self._weights[index] if self._weights else 1.0

    def line(self, index: int) -> int:
        return self._lines[index] if self._lines else 0

    def pick(self, fraction: float) -> int:
        if self._sums:
            return bisect_right(self._sums, fraction * self.total)
        return int(fraction * len(self._texts))

    def distinct(self) -> Indices:
        if self._distinct is None:
            first: dict[str, int] = {}
            for index, text in enumerate(self._texts):
                if self.weight(index):
                    first.setdefault(text, index)
            self._distinct = tuple(first.values())
        return self._distinct

    def active(self) -> Indices:
        return [index for index in self.distinct() if not is_plain(self._texts[index])]


class MemoryLibrary:
    """A library of lists in memory: virtual wildcards, and tests."""

    def __init__(self, values: Mapping[str, Sequence[str] | Entries]) -> None:
        self._entries: dict[str, Entries] = {
            name: ListEntries(each, file=name) if isinstance(each, (list, tuple)) else each  # type: ignore[misc]
            for name, each in values.items()
        }
        self.index = NameIndex(self._entries)

    def find(self, reference: str, folder: str = "") -> Found:
        return self.index.find(reference, folder)

    def entries(self, name: str) -> Entries | None:
        return self._entries.get(name)

    def nearest(self, reference: str, limit: int = 3) -> tuple[str, ...]:
        return self.index.nearest(reference, limit)


class MountedLibrary:
    """Several libraries as one; a reference is answered by the first that knows it best.

    A later library (a virtual tree such as `loras/...`) adds its names and hides none.
    """

    def __init__(self, *libraries: WildcardLibrary) -> None:
        self.libraries = libraries

    def find(self, reference: str, folder: str = "") -> Found:
        answers = [library.find(reference, folder) for library in self.libraries]
        for how in ("exact", "sibling", "glob", "suffix"):
            names = tuple(name for each in answers if each.how == how for name in each.names)
            if names:
                return Found(tuple(dict.fromkeys(names)), how)
        return Found((), "missing")

    def entries(self, name: str) -> Entries | None:
        for library in self.libraries:
            if (found := library.entries(name)) is not None:
                return found
        return None

    def nearest(self, reference: str, limit: int = 3) -> tuple[str, ...]:
        near = [name for each in self.libraries for name in each.nearest(reference, limit)]
        return tuple(get_close_matches(reference, dict.fromkeys(near), limit, cutoff=0.0))

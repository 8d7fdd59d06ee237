"""The LoRAs, wildcards and wildcard values that can be completed."""

import time
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Protocol

from booru_studio.domain.wildcard_library import Entries
from booru_studio.domain.wildcard_names import Found

_FRESH = 1.0  # seconds for which a list of names is not asked for again
_MOST_READ = 50_000  # values looked at for one keystroke
_DIVIDERS = "_/-. "


class LoraNames(Protocol):
    """The LoRAs there are; asked at each keystroke, so it answers from memory."""

    def names(self) -> Sequence[str]:
        """Return the names as a prompt has them; the same object while nothing has changed."""

    def weight(self, name: str) -> float:
        """Return the weight to begin with."""

    def triggers(self, name: str) -> str:
        """Return the words that wake it, as template text; "" where it needs none."""

    def allows(self, name: str) -> bool:
        """Say whether the safety rules let it into a prompt; asked of what is shown alone."""


class WildcardNames(Protocol):
    """The wildcards there are; asked at each keystroke."""

    def names(self) -> Sequence[str]:
        """Return the names; the same object while nothing has changed."""

    def values(self, name: str, query: str, limit: int) -> Sequence[str]:
        """Return values of a wildcard that hold `query`, those first that start with it."""


class NoLoras:
    """There are no LoRAs."""

    def names(self) -> Sequence[str]:
        return ()

    def weight(self, name: str) -> float:
        return 1.0

    def triggers(self, name: str) -> str:
        return ""

    def allows(self, name: str) -> bool:
        return True


class NoWildcards:
    """There are no wildcards."""

    def names(self) -> Sequence[str]:
        return ()

    def values(self, name: str, query: str, limit: int) -> Sequence[str]:
        return ()


class NamedLibrary(Protocol):
    """A wildcard library that knows all its names, such as `WildcardFiles`."""

    @property
    def names(self) -> Sequence[str]: ...

    def find(self, reference: str, folder: str = "") -> Found: ...

    def entries(self, name: str) -> Entries | None: ...


class LibraryNames:
    """The `WildcardNames` of a wildcard library; may be asked from any thread."""

    def __init__(
        self, library: NamedLibrary, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._library, self._clock = library, clock
        self._names: tuple[float, Sequence[str]] = (-_FRESH, ())

    def names(self) -> Sequence[str]:
        asked, names = self._names
        now = self._clock()
        if now - asked >= _FRESH:
            fresh = self._library.names
            names = names if fresh == names else fresh
            self._names = (now, names)
        return names

    def values(self, name: str, query: str, limit: int) -> Sequence[str]:
        wanted = query.casefold().replace("_", " ")
        begin: dict[str, None] = {}
        hold: dict[str, None] = {}
        for text in islice(self._texts(name), _MOST_READ):
            folded = text.casefold().replace("_", " ")
            if folded.startswith(wanted):
                begin[text] = None
                if len(begin) == limit:
                    break
            elif wanted in folded:
                hold[text] = None
        return [*begin, *hold][:limit]

    def _texts(self, name: str) -> Iterator[str]:
        for found in self._library.find(name).names:
            entries = self._library.entries(found)
            if entries is not None:
                yield from (entries.text(index) for index in range(len(entries)))


class NameFinder:
    """Finds names by any part of them; remembers their folded form while they stay the same."""

    def __init__(self) -> None:
        self._folded: tuple[Sequence[str], list[tuple[str, str]]] = ((), [])

    def find(self, names: Sequence[str], query: str) -> list[str]:
        """Return the names that hold `query`: whole, at their start, at a part's start, within."""
        wanted = _folded(query)
        if not wanted:
            return list(names)
        known, pairs = self._folded
        if known is not names:
            pairs = [(name, _folded(name)) for name in names]
            self._folded = (names, pairs)
        held = [(_place(folded, wanted), name) for name, folded in pairs if wanted in folded]
        return [name for _, name in sorted(held, key=lambda each: each[0])]


def _folded(text: str) -> str:
    return text.casefold().replace("\\", "/").replace(" ", "_")


def _place(folded: str, wanted: str) -> int:
    last = folded.rpartition("/")[2]
    if wanted in (folded, last):
        return 0
    if folded.startswith(wanted):
        return 1
    if last.startswith(wanted):
        return 2
    return 3 if any(divider + wanted in folded for divider in _DIVIDERS) else 4

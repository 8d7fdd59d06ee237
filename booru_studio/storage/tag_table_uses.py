"""Which tags were used here, how often and how lately; the user's, so kept outside the cache."""

import threading
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from math import exp2
from pathlib import Path
from typing import Any

from booru_studio.errors import StoreWriteError
from booru_studio.storage.atomic import AtomicJSONStorage
from booru_studio.storage.tag_table_text import words_of

FILE_NAME = "tag-uses.json"
MOST_TAGS = 2000  # of which uses are remembered
HALF_LIFE = 30 * 24 * 3600.0  # seconds until a use counts half
_TABLE = "uses"


@dataclass(frozen=True, slots=True)
class Uses:
    """How much each tag was used, as of one moment."""

    weights: Mapping[str, float] = field(default_factory=dict)  # by name; an old use is below 1
    by_letter: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def starting(self, letter: str) -> tuple[str, ...]:
        """Return the used tags with a word, or a whole name, that begins with `letter`."""
        return self.by_letter.get(letter, ())


NO_USES = Uses()


class TagUses:
    """Counts uses of tags; they fade by half in a month.

    What was learnt is written by a thread of its own, a little later. All methods may be called
    from any thread. The file is a TinyDB table `uses` of {tag, uses, last_used}, where `uses` is
    as of `last_used`, in seconds since 1970 UTC.
    """

    def __init__(
        self, folder: Path, clock: Callable[[], float] = time.time, pause: float = 3.0
    ) -> None:
        """Read what was learnt before; a damaged file is set aside and told in `reports`.

        Args:
            clock: seconds since 1970 UTC.
            pause: seconds between a use and writing it, so that many are written at once.
        """
        self.reports: list[str] = []
        self._clock, self._pause = clock, pause
        self._storage = AtomicJSONStorage(folder / FILE_NAME, self.reports.append)
        self._lock, self._writing = threading.Lock(), threading.Lock()
        self._changed, self._closing = False, threading.Event()
        self._writer: threading.Thread | None = None
        rows = (self._storage.read() or {}).get(_TABLE, {}).values()
        self._learnt = {row["tag"]: _Use(row["uses"], row["last_used"]) for row in _whole(rows)}
        self._uses = self._summed()

    def current(self) -> Uses:
        """Return how much tags were used, as of the last use."""
        return self._uses

    def add(self, names: Iterable[str]) -> None:
        """Count one use of each tag."""
        now = self._clock()
        with self._lock:
            if self._closing.is_set():
                return
            for name in names:
                before = self._learnt.pop(name, None)
                self._learnt[name] = _Use((before.weight(now) if before else 0.0) + 1.0, now)
            while len(self._learnt) > MOST_TAGS:  # the one used longest ago
                del self._learnt[next(iter(self._learnt))]
            self._uses = self._summed()
            self._changed = True
            if self._writer is None:
                self._writer = threading.Thread(target=self._keep, name="tag-uses", daemon=True)
                self._writer.start()

    def flush(self) -> None:
        """Write what is not yet written.

        Raises:
            StoreWriteError: it stays in memory and is tried again later.
        """
        with self._writing:
            with self._lock:
                if not self._changed:
                    return
                self._changed = False
                rows = {
                    str(number): {"tag": name, "uses": round(use.uses, 3), "last_used": use.last}
                    for number, (name, use) in enumerate(self._learnt.items(), start=1)
                }
            try:
                self._storage.write({_TABLE: rows})
            except StoreWriteError:
                self._changed = True
                raise

    def close(self) -> None:
        """Write what is left and end the thread.

        Raises:
            StoreWriteError: what was not written is lost.
        """
        self._closing.set()
        with self._lock:
            writer = self._writer
        if writer is not None:
            writer.join()
        self.flush()

    def _keep(self) -> None:
        while not self._closing.wait(self._pause):
            try:
                self.flush()
            except StoreWriteError as error:
                if str(error) not in self.reports:
                    self.reports.append(str(error))
            with self._lock:
                if not self._changed:
                    self._writer = None
                    return

    def _summed(self) -> Uses:
        now = self._clock()
        weights = {name: use.weight(now) for name, use in self._learnt.items()}
        by_letter: dict[str, list[str]] = {}
        for name in sorted(weights, key=lambda name: -weights[name]):
            for letter in {name[:1], *(word[0] for word in words_of(name))}:
                by_letter.setdefault(letter, []).append(name)
        return Uses(weights, {letter: tuple(names) for letter, names in by_letter.items()})


@dataclass(frozen=True, slots=True)
class _Use:
    uses: float  # as of `last`
    last: float  # seconds since 1970

    def weight(self, now: float) -> float:
        return self.uses * exp2(-max(0.0, now - self.last) / HALF_LIFE)


def _whole(rows: Iterable[Any]) -> list[dict[str, Any]]:
    """Leave out rows that somebody edited into something else; the longest ago comes first."""
    whole = [
        row for row in rows
        if isinstance(row, dict)
        and isinstance(row.get("tag"), str)
        and all(isinstance(row.get(name), int | float) for name in ("uses", "last_used"))
    ]  # fmt: skip
    return sorted(whole, key=lambda row: float(row["last_used"]))

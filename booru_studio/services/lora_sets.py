"""Saved randomiser presets as wildcards: `__lora-sets/name__` is one drawn set, new in each job.

Nothing else in a template can say what a preset says: how many of which group, which do not go
together, what their weights are.
"""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from booru_studio.domain.wildcard_diagnostics import Diagnostic
from booru_studio.domain.wildcard_library import Entries, Indices
from booru_studio.domain.wildcard_names import MISSING, Found, name_key

FOLDER = "lora-sets"
SETS = 10_000  # different draws of one preset that a template can lead to
_SEARCHED = 200  # sets that a search looks through; each is drawn for it
_NOT_IN_NAMES = re.compile(r"[^\w.+-]+|__+")

Draw = Callable[[Mapping[str, Any], int], str]
"""Gives the text of the set that options and a seed make."""


def set_reference(preset: str) -> str:
    """Return what means a preset in a template, without the underscores around it."""
    return f"{FOLDER}/{_NOT_IN_NAMES.sub('-', preset).strip('-_') or 'preset'}"


class LoraSets:
    """A wildcard library of the presets.

    Args:
        presets: gives the saved presets by name.
        draw: as `Draw`.
    """

    def __init__(self, presets: Callable[[], Mapping[str, Mapping[str, Any]]], draw: Draw) -> None:
        self._presets, self._draw = presets, draw

    def names(self) -> tuple[str, ...]:
        """Return the wildcards there are."""
        return tuple(sorted(map(set_reference, self._presets())))

    def find(self, reference: str, folder: str = "") -> Found:
        """Return the preset that `reference` means; globs mean none."""
        del folder
        key = name_key(reference).strip("/")
        name = next((each for each in self.names() if name_key(each) == key), None)
        return Found((name,), "exact") if name else MISSING

    def entries(self, name: str) -> Entries | None:
        """Return the sets of a preset, each drawn when it is asked for."""
        presets = self._presets()
        options = next((presets[each] for each in presets if set_reference(each) == name), None)
        return None if options is None else _Sets(name, options, self._draw)

    def nearest(self, reference: str, limit: int = 3) -> tuple[str, ...]:
        """Return presets where `reference` wants one."""
        wanted = name_key(reference).strip("/").startswith(FOLDER)
        return self.names()[:limit] if wanted else ()


class _Sets:
    """The sets of one preset: number n is drawn with the seed n."""

    problems: tuple[Diagnostic, ...] = ()
    total = float(SETS)

    def __init__(self, name: str, options: Mapping[str, Any], draw: Draw) -> None:
        self.file = f"the LoRA preset {name.partition('/')[2]}"
        self.text = lru_cache(maxsize=256)(lambda index: draw(options, index))

    def __len__(self) -> int:
        return SETS

    def weight(self, index: int) -> float:
        del index
        return 1.0

    def line(self, index: int) -> int:
        del index
        return 0

    def pick(self, fraction: float) -> int:
        return int(fraction * SETS)

    def distinct(self) -> Indices:
        return range(SETS)

    def active(self) -> Indices:
        """Nothing: a set is drawn to the end, so each is one leaf."""
        return ()

    def matching(self, query: str) -> Indices:
        """Return those of the first sets that hold `query`, in any case, rising."""
        wanted = query.casefold()
        return [index for index in range(_SEARCHED) if wanted in self.text(index).casefold()]

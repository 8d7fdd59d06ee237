"""The bag of the randomiser: what was drawn does not come again before all else has come."""

from collections.abc import Callable, Collection, Iterator, Sequence

from booru_studio.domain.lora_entries import LoraEntry


class Bag:
    """The keys that were drawn since the bag was last filled."""

    def __init__(self, used: Collection[str]) -> None:
        self._used = set(used)

    @property
    def used(self) -> frozenset[str]:
        return frozenset(self._used)

    def put(self, entry: LoraEntry) -> None:
        """Note that an entry was drawn."""
        self._used.add(entry.key)

    def rounds(
        self, candidates: Sequence[LoraEntry], is_open: Callable[[LoraEntry], bool]
    ) -> Iterator[Sequence[LoraEntry]]:
        """Yield what may be drawn: first what is in the bag, then, if that is not enough, the rest.

        Asking for the rest begins a new round for these candidates, unless one of the first is
        still open and only does not go with the others of this set.
        """
        before = set(self._used)
        fresh = [entry for entry in candidates if entry.key not in before]
        yield fresh
        again = [entry for entry in candidates if entry.key in before]
        if not any(is_open(entry) for entry in fresh):
            self._used -= {entry.key for entry in again}
        yield again

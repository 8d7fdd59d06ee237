"""The LoRA catalog as a tree of wildcards, `__loras/style/*__`, beside the wildcard files."""

import threading
from collections.abc import Callable, Iterable

from booru_studio.domain.lora_entries import LoraEntry
from booru_studio.domain.lora_lines import FOLDER, LineOptions, lines_of
from booru_studio.domain.wildcard_library import Entries, ListEntries, MountedLibrary
from booru_studio.domain.wildcard_names import MISSING, Found, NameIndex, name_key

__all__ = ["LoraWildcards", "MountedLibrary"]

_LINE = LineOptions(triggers="variants")
FILE = "loras.yaml"


class LoraWildcards:
    """A wildcard library of the catalog; one that `MountedLibrary` can put beside the files.

    `loras/style/ink` is one LoRA with its weight and triggers, `loras/style` every LoRA below
    that folder, `loras` all of them. Globs mean LoRAs alone, so that none counts twice. How
    likely one is against others is its `random.weight`.

    Args:
        catalog: gives the entries and a number that changes with them.
        allows: the safety rules; a LoRA they refuse is not there.
    """

    def __init__(
        self,
        catalog: Callable[[], tuple[int, Iterable[LoraEntry]]],
        allows: Callable[[LoraEntry], bool],
    ) -> None:
        self._catalog, self._allows = catalog, allows
        self._lock = threading.Lock()
        self._revision: int | None = None
        self._tree = _Tree(())

    def find(self, reference: str, folder: str = "") -> Found:
        """Return the LoRAs, or else the folder, that `reference` means."""
        tree = self._current()
        key = name_key(reference).strip("/")
        if key in tree.folders and key not in tree.leaf_keys:
            return Found((key,), "exact")
        return tree.index.find(reference, folder) if key else MISSING

    def entries(self, name: str) -> Entries | None:
        """Return the lines of a LoRA or folder, None where no LoRA of it may be used."""
        tree = self._current()
        with self._lock:
            if name not in tree.loaded:
                tree.loaded[name] = self._load(tree, name)
            return tree.loaded[name]

    def nearest(self, reference: str, limit: int = 3) -> tuple[str, ...]:
        """Return existing names that look like `reference`, best first."""
        return self._current().index.nearest(reference, limit)

    def names(self) -> tuple[str, ...]:
        """Return the names of folders and LoRAs, sorted."""
        tree = self._current()
        return tuple(sorted({*tree.folders, *tree.index.names}, key=name_key))

    def _load(self, tree: "_Tree", name: str) -> Entries | None:
        members = tree.leaves.get(name) or tree.folders.get(name_key(name)) or []
        allowed = [entry for entry in members if self._allows(entry)]
        if not allowed:
            return None
        return ListEntries(
            [lines_of(entry, _LINE)[0] for entry in allowed],
            [entry.random.weight for entry in allowed],
            file=FILE,
        )

    def _current(self) -> "_Tree":
        revision, entries = self._catalog()
        with self._lock:
            if revision != self._revision:
                self._tree, self._revision = _Tree(entries), revision
            return self._tree


class _Tree:
    """Names and members at one revision of the catalog; the lines are made when asked for."""

    def __init__(self, entries: Iterable[LoraEntry]) -> None:
        self.leaves: dict[str, list[LoraEntry]] = {}
        self.folders: dict[str, list[LoraEntry]] = {}
        self.loaded: dict[str, Entries | None] = {}
        for entry in entries:
            if not entry.is_usable:
                continue
            name = f"{FOLDER}/{entry.key}"
            self.leaves.setdefault(name, []).append(entry)
            parts = name_key(name).split("/")[:-1]
            for depth in range(1, len(parts) + 1):
                self.folders.setdefault("/".join(parts[:depth]), []).append(entry)
        self.index = NameIndex(self.leaves)
        self.leaf_keys = frozenset(map(name_key, self.leaves))

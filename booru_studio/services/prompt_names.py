"""The names autocomplete offers besides tags: LoRAs of the catalog, wildcards of both kinds."""

import threading
from collections.abc import Sequence

from booru_studio.domain.lora_entries import LoraEntry
from booru_studio.domain.lora_triggers import trigger_texts
from booru_studio.domain.wildcard_library import Entries, MountedLibrary
from booru_studio.domain.wildcard_names import Found
from booru_studio.services.loras import Loras
from booru_studio.storage.wildcard_files import WildcardFiles


class CatalogLoras:
    """The LoRAs of the catalog by name; which of them the rules refuse is asked by name."""

    def __init__(self, loras: Loras) -> None:
        self._loras = loras
        self._lock = threading.Lock()
        self._entries: tuple[LoraEntry, ...] | None = None
        self._names: tuple[str, ...] = ()
        self._by_name: dict[str, LoraEntry] = {}

    def names(self) -> Sequence[str]:
        self._follow()
        return self._names

    def weight(self, name: str) -> float:
        """Return the preferred weight; 1 for a LoRA nobody knows."""
        entry = self._entry(name)
        return entry.weight if entry else 1.0

    def triggers(self, name: str) -> str:
        """Return the words it always needs, with the first of those to choose from."""
        entry = self._entry(name)
        texts = trigger_texts(entry.triggers) if entry else []
        return texts[0] if texts else ""

    def allows(self, name: str) -> bool:
        """Ask the safety rules; a LoRA nobody knows is none of theirs."""
        entry = self._entry(name)
        return entry is None or self._loras.allows(entry)

    def _entry(self, name: str) -> LoraEntry | None:
        self._follow()
        return self._by_name.get(name)

    def _follow(self) -> None:
        """Take over the catalog where it has changed."""
        entries = self._loras.entries()
        with self._lock:
            if entries is self._entries:
                return
            self._by_name = {entry.name: entry for entry in entries if entry.is_usable}
            self._names = tuple(sorted(self._by_name))
            self._entries = entries


class AllWildcards:
    """The wildcard files and the LoRA tree as one library whose names can be listed."""

    def __init__(self, files: WildcardFiles, loras: Loras) -> None:
        self.files, self._loras = files, loras
        self._both = MountedLibrary(files, loras.wildcards)

    @property
    def names(self) -> Sequence[str]:
        return (*self.files.names, *self._loras.wildcards.names())

    def find(self, reference: str, folder: str = "") -> Found:
        """Return the names that `reference` means when written in a file of `folder`."""
        return self._both.find(reference, folder)

    def entries(self, name: str) -> Entries | None:
        """Return the values of a name, None where there is nothing of that name."""
        return self._both.entries(name)

    def nearest(self, reference: str, limit: int = 3) -> tuple[str, ...]:
        """Return existing names that look like `reference`, best first."""
        return self._both.nearest(reference, limit)

"""A wildcard library that remembers its answers, to tell later whether they still hold."""

from booru_studio.domain.wildcard_library import Entries, WildcardLibrary
from booru_studio.domain.wildcard_names import Found


class WatchedLibrary:
    """Passes questions on; `unchanged` asks the same ones again."""

    def __init__(self, library: WildcardLibrary) -> None:
        self._library = library
        self._found: dict[tuple[str, str], Found] = {}
        self._entries: dict[str, Entries | None] = {}

    def find(self, reference: str, folder: str = "") -> Found:
        found = self._library.find(reference, folder)
        self._found.setdefault((reference, folder), found)
        return found

    def entries(self, name: str) -> Entries | None:
        entries = self._library.entries(name)
        self._entries.setdefault(name, entries)
        return entries

    def nearest(self, reference: str, limit: int = 3) -> tuple[str, ...]:
        return self._library.nearest(reference, limit)

    def unchanged(self) -> bool:
        """Tell whether the library would give every answer again that it gave."""
        return all(
            self._library.find(*asked) == found for asked, found in self._found.items()
        ) and all(self._library.entries(name) is given for name, given in self._entries.items())

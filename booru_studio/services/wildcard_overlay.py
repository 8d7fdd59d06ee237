"""A wildcard file as somebody edits it, laid over the library before it is saved."""

from collections.abc import Mapping

from booru_studio.domain.wildcard_library import Entries, ListEntries, WildcardLibrary
from booru_studio.domain.wildcard_names import Found, NameIndex
from booru_studio.errors import InvalidInputError
from booru_studio.storage.wildcard_scan import TREE_SUFFIXES
from booru_studio.storage.wildcard_text import TextEntries
from booru_studio.storage.wildcard_trees import TreeError, Value, parse_tree


class EditedLibrary:
    """A library in which some wildcards have other values than on disk."""

    def __init__(self, base: WildcardLibrary, values: Mapping[str, Entries]) -> None:
        self._base, self._values = base, values
        self._index = NameIndex(values)

    def find(self, reference: str, folder: str = "") -> Found:
        """Return the names that `reference` means when written in a file of `folder`."""
        own = self._index.find(reference, folder)
        found = self._base.find(reference, folder)
        if own.how == "exact" or found.how == "missing":
            return own
        return found

    def entries(self, name: str) -> Entries | None:
        """Return the values of a name, the edited ones first."""
        return self._values[name] if name in self._values else self._base.entries(name)

    def nearest(self, reference: str, limit: int = 3) -> tuple[str, ...]:
        """Return existing names that look like `reference`, best first."""
        return self._base.nearest(reference, limit)


def values_of(file: str, text: str) -> dict[str, Entries]:
    """Read the text of a wildcard file: name -> values.

    Raises:
        InvalidInputError: the text of a YAML or JSON file cannot be read.
    """
    if not file.lower().endswith(TREE_SUFFIXES):
        return {file.rpartition(".")[0]: TextEntries(text.encode("utf-8", "replace"), file)}
    try:
        found = parse_tree(text, file)
    except TreeError as error:
        raise InvalidInputError(reason=f"{file} is not readable yet: {error}.") from error
    return {name: _listed(file, each) for name, each in found.items()}


def _listed(file: str, values: list[Value]) -> ListEntries:
    return ListEntries(
        [value.text for value in values],
        [value.weight for value in values],
        file=file,
        lines=[value.line for value in values],
    )

"""What the tag table on disk knows of tags, so that no site has to be asked."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Protocol

from booru_studio.domain.posts import TagCategory
from booru_studio.services.autocomplete_search import Match, find_tags
from booru_studio.storage.tag_table import TagTable
from booru_studio.storage.tag_table_text import typed_key

_AT_ONCE = 500  # names of one look-up; SQLite takes some thousands
_NEAR = frozenset({Match.ALIAS, Match.NAME_START, Match.WORD_START, Match.SIMILAR})


class Tables(Protocol):
    """`services.autocomplete_tables.TagTables`, of which the table that answers now is used."""

    @property
    def table(self) -> TagTable: ...


class KnownTags:
    """Tells categories, aliases and near names; may be used from any thread."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def categories(self, names: Iterable[str]) -> dict[str, TagCategory]:
        """Return the categories of those names that the table has."""
        with self._tables.table.look_up() as look_up:
            return {
                hit.name: hit.category
                for some in _parts(names)
                for hit in look_up.named(some)
            }

    def alias_of(self, name: str) -> str:
        """Return the tag that a name is another name of; "" where it is none."""
        with self._tables.table.look_up() as look_up:
            hits = look_up.aliased(typed_key(name), 2)
        return next((hit.name for hit in hits if hit.alias == name), "")

    def near(self, name: str, limit: int = 5) -> list[str]:
        """Return tags that a misspelled name may have meant, the likeliest first."""
        with self._tables.table.look_up() as look_up:
            found = find_tags(look_up, name, limit)
        return [tag.hit.name for tag in found if tag.match in _NEAR]


def _parts(names: Iterable[str]) -> Iterator[list[str]]:
    rest = iter(names)
    while part := list(islice(rest, _AT_ONCE)):
        yield part

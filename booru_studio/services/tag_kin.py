"""What the tag list knows of the tags of a prompt, and which tags are like one of them."""

from collections.abc import Sequence
from typing import Any, Protocol

from booru_studio.domain.safety import RatingPolicy, is_kept_tag
from booru_studio.storage.tag_table import TagHit, TagTable
from booru_studio.storage.tag_table_text import typed_key, words_of

MOST_NAMES = 500
_LOOKED_AT = 4  # times as many as are wanted, since some are left out


class Tables(Protocol):
    """Holds the tag list that is in use; `services.autocomplete_tables.TagTables` is one."""

    @property
    def table(self) -> TagTable: ...


class TagKin:
    """Looks tags up by what they are called in a prompt."""

    def __init__(self, tables: Tables, policy: RatingPolicy) -> None:
        self._tables, self._policy = tables, policy

    def facts(self, names: Sequence[str]) -> dict[str, dict[str, Any]]:
        """Return `{category, count}` for each name that is a tag, with spaces or underscores."""
        keys = {name: typed_key(name) for name in names[:MOST_NAMES]}
        with self._tables.table.look_up() as look_up:
            hits = {hit.name: hit for hit in look_up.named(list(dict.fromkeys(keys.values())))}
        return {
            name: {"category": hits[key].category.value, "count": hits[key].posts}
            for name, key in keys.items()
            if key in hits and is_kept_tag(key, self._policy)
        }

    def is_tag(self, name: str) -> bool:
        """Tell whether a name is a tag, with spaces or underscores."""
        return bool(self.facts([name]))

    def similar(self, name: str, limit: int = 20) -> list[dict[str, Any]]:
        """Return tags that share the last word (“long hair” → “short hair”), else the first.

        Returns:
            `{label, text, category, count}` each, the most frequent first; `text` is how it is
            written in a prompt.
        """
        key = typed_key(name)
        words = words_of(key)
        with self._tables.table.look_up() as look_up:
            found: dict[str, TagHit] = {}
            for word in (words[-1:] + words[:1]) if words else []:
                for hit in look_up.with_words([word], limit * _LOOKED_AT):
                    found.setdefault(hit.name, hit)
                if len(found) > limit:
                    break
        kept = [
            hit
            for hit in found.values()
            if hit.name != key and is_kept_tag(hit.name, self._policy)
        ]
        kept.sort(key=lambda hit: -hit.posts)
        return [
            {
                "label": hit.name.replace("_", " "),
                "text": hit.prompt_text,
                "category": hit.category.value,
                "count": hit.posts,
            }
            for hit in kept[:limit]
        ]

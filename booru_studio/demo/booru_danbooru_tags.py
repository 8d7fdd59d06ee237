"""The Danbooru stand-in's routes about tags: tags, aliases, implications, wiki pages."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches
from fnmatch import fnmatchcase

from booru_studio.demo.booru_danbooru_call import DanbooruCall, not_found
from booru_studio.demo.booru_danbooru_json import Json, relation_json, tag_json, wiki_json
from booru_studio.demo.booru_match import in_range
from booru_studio.demo.booru_tags import (
    ALIASES,
    IMPLICATIONS,
    TagRow,
    TagTable,
    WikiPage,
    wiki_pages,
)

CATEGORY_NAMES = {"general": 0, "artist": 1, "copyright": 3, "character": 4, "meta": 5}
_Filter = Callable[[TagRow, str], bool]


def like(pattern: str, name: str) -> bool:
    """Match the site's pattern, in which only * is special."""
    return fnmatchcase(name, pattern.replace("[", "[[]").replace("?", "[?]"))


def category_numbers(text: str) -> set[int]:
    """Read `character` or `4`, several by comma."""
    words = [word.strip().lower() for word in text.split(",")]
    return {int(word) if word.isdecimal() else CATEGORY_NAMES.get(word, -1) for word in words}


def _or_alias(tag: TagRow, pattern: str) -> bool:
    names = [tag.name, *(old for old, new in ALIASES.items() if new == tag.name)]
    return any(like(pattern, name) for name in names)


def _yes(text: str) -> bool:
    return text.lower() in ("yes", "true", "1", "y", "t")


_FILTERS: Mapping[str, _Filter] = {
    "name": lambda tag, text: tag.name == text,
    "name_matches": lambda tag, text: like(text, tag.name),
    "name_or_alias_matches": _or_alias,
    "name_comma": lambda tag, text: tag.name in text.split(","),
    "name_space": lambda tag, text: tag.name in text.split(),
    # Makes search[name_array][]; a call log keeps only the last of several.
    "name_array][": lambda tag, text: tag.name == text,
    "name_normalize": lambda tag, text: tag.name == text.strip().lower().replace(" ", "_"),
    "category": lambda tag, text: tag.category in category_numbers(text),
    "post_count": lambda tag, text: in_range(tag.count, text),
    "is_deprecated": lambda tag, text: tag.is_deprecated == _yes(text),
    "hide_empty": lambda tag, text: tag.count > 0 or not _yes(text),
    "fuzzy_name_matches": lambda tag, text: bool(get_close_matches(text, [tag.name], 1, 0.7)),
}
_ORDERS: Mapping[str, Callable[[TagRow], tuple[int | str, ...]]] = {
    "count": lambda tag: (-tag.count, -tag.number),
    "name": lambda tag: (tag.name,),
    "": lambda tag: (-tag.number,),
}


@dataclass(frozen=True, slots=True)
class TagRoutes:
    """Answers about tags, as JSON values."""

    tags: TagTable
    opened: datetime

    def index(self, call: DanbooruCall) -> list[Json]:
        """/tags.json, newest first."""
        wanted = [(_FILTERS[name], text) for name in _FILTERS if (text := call.search(name))]
        found = [tag for tag in self.tags.rows if all(fit(tag, text) for fit, text in wanted)]
        found.sort(key=_ORDERS.get(call.search("order"), _ORDERS[""]))
        return [tag_json(tag, self.opened) for tag in call.cut(found, lambda tag: tag.number)]

    def aliases(self, call: DanbooruCall) -> list[Json]:
        """/tag_aliases.json"""
        return self._relations(call, ALIASES, 2000)

    def implications(self, call: DanbooruCall) -> list[Json]:
        """/tag_implications.json"""
        return self._relations(call, IMPLICATIONS, 4000)

    def wiki_page(self, _call: DanbooruCall, title: str) -> Json:
        """/wiki_pages/{title}.json"""
        page = next((page for page in wiki_pages() if page.title == title), None)
        if page is None:
            raise not_found()
        return wiki_json(page, self.opened)

    def wiki_index(self, call: DanbooruCall) -> list[Json]:
        """/wiki_pages.json"""
        found = [page for page in wiki_pages() if _fits_wiki(page, call)]
        found.sort(key=lambda page: -page.number)
        return [wiki_json(page, self.opened) for page in call.cut(found, lambda page: page.number)]

    def _relations(
        self, call: DanbooruCall, table: Mapping[str, str], first_number: int
    ) -> list[Json]:
        rows = [
            (first_number + index, old, new)
            for index, (old, new) in enumerate(table.items())
            if _fits_relation(call, old, new)
        ]
        newest_first = call.cut(rows[::-1], lambda row: row[0])
        return [relation_json(*row, self.opened) for row in newest_first]


def _fits_relation(call: DanbooruCall, old: str, new: str) -> bool:
    wanted: Sequence[tuple[str, Sequence[str]]] = (
        ("name_matches", (old, new)),
        ("antecedent_name", (old,)),
        ("consequent_name", (new,)),
        ("implied_from", (old,)),
        ("implied_to", (new,)),
    )
    if call.search("status") not in ("", "active"):
        return False
    return all(
        any(like(pattern, name) for name in names)
        for key, names in wanted
        if (pattern := call.search(key))
    )


def _fits_wiki(page: WikiPage, call: DanbooruCall) -> bool:
    wanted = (
        ("title", lambda text: page.title == text),
        ("title_normalize", lambda text: like(text.lower().replace(" ", "_"), page.title)),
        ("other_names_match", lambda text: any(like(text, name) for name in page.other_names)),
        ("linked_to", lambda text: f"[[{text}]]" in page.body),
    )
    return all(fits(text) for key, fits in wanted if (text := call.search(key)))

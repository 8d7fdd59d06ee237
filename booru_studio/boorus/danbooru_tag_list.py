"""Danbooru's whole list of tags, with their aliases, for autocompletion."""

from collections.abc import Iterator

from booru_studio.boorus.danbooru_calls import DanbooruCalls, read_tag
from booru_studio.boorus.fields import Fields, integer, text
from booru_studio.storage.tag_table_download import TagPage
from booru_studio.storage.tag_table_rows import TagRow

FEWEST_POSTS = 20  # a tag with fewer is of no use in a prompt, and most tags have fewer
PAGE = 1000  # tags; the most the site gives at once
# Aliases come along: https://danbooru.donmai.us/wiki_pages/help:api (parameter `only`).
_ONLY = "id,name,post_count,category,is_deprecated,consequent_aliases"


class DanbooruTagList:
    """Walks down the numbers of the tags, so that a page costs the site the same everywhere."""

    def __init__(self, calls: DanbooruCalls) -> None:
        self._calls = calls

    def pages(self, cursor: str) -> Iterator[TagPage]:
        """Yield the pages after the tag number in `cursor`, the newest tags first.

        Raises:
            BooruError: the site does not answer.
        """
        before = int(cursor) if cursor.isdigit() else 0
        while True:
            found = self._calls.get_items("/tags.json", {
                "search[post_count]": f">={FEWEST_POSTS}",
                "search[hide_empty]": "yes",
                "page": f"b{before}" if before else "",
                "limit": str(PAGE),
                "only": _ONLY,
            })  # fmt: skip
            numbers = [number for item in found if (number := integer(item, "id")) > 0]
            rows = tuple(row for item in found if (row := _row(item)))
            # A site that knows no such paging would give the same page for ever.
            is_last = len(found) < PAGE or not numbers or (before and min(numbers) >= before)
            yield TagPage(rows, "" if is_last else str(min(numbers)))
            if is_last:
                return
            before = min(numbers)


def _row(item: Fields) -> TagRow | None:
    fact = read_tag(item)
    if fact is None or item.get("is_deprecated") is True:
        return None
    listed = item.get("consequent_aliases")
    aliases = tuple(
        name
        for alias in (listed if isinstance(listed, list) else ())
        if isinstance(alias, dict)
        and text(alias, "status") in ("", "active")
        and (name := text(alias, "antecedent_name"))
    )
    return TagRow(fact.name, fact.category, fact.count, aliases)

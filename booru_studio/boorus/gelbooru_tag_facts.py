"""What Gelbooru tells of tags: look-ups by name, and completion with a second way to get it."""

import html
import json
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping

from booru_studio.boorus.capabilities import Autocompletes, TagInfo
from booru_studio.boorus.fields import Fields, integer, text
from booru_studio.boorus.gelbooru_tags import CATEGORIES
from booru_studio.boorus.name_batches import batches
from booru_studio.boorus.tag_categories import TagCategories
from booru_studio.domain.posts import TagCategory
from booru_studio.domain.tag_facts import TagCompletion, TagFact
from booru_studio.errors import BooruReplyError

# The words of its autocompletion; older replies have the numbers of `CATEGORIES`.
_CATEGORY_WORDS: Mapping[str, TagCategory] = {
    "tag": TagCategory.GENERAL,
    "artist": TagCategory.ARTIST,
    "copyright": TagCategory.COPYRIGHT,
    "character": TagCategory.CHARACTER,
    "metadata": TagCategory.META,
}


class GelbooruTags(TagInfo, Autocompletes, ABC):
    """The part of Gelbooru that is about tags."""

    categories: TagCategories

    @abstractmethod
    def ask_items(self, kind: str, **params: str) -> list[Fields]:
        """Ask the API for posts or tags."""

    @abstractmethod
    def ask_json(self, **params: str) -> object:
        """Ask for something that has no envelope.

        Raises:
            BooruReplyError: it is no JSON.
        """

    def tags(self, names: Iterable[str]) -> dict[str, TagFact]:
        found: dict[str, TagFact] = {}
        for batch in batches(dict.fromkeys(name for name in names if name and " " not in name)):
            facts = [_fact(fields) for fields in self.ask_items("tag", names=" ".join(batch),
                                                                limit="100")]  # fmt: skip
            found |= {fact.name: fact for fact in facts if fact.name in set(batch)}
            unknown = dict.fromkeys(batch, TagCategory.GENERAL)
            self.categories.remember(
                unknown | {name: found[name].category for name in batch if name in found}
            )
        return found

    def remembered_categories(self, names: Iterable[str]) -> Mapping[str, TagCategory]:
        return self.categories.known(names)

    def autocomplete(self, text: str, limit: int = 10) -> list[TagCompletion]:
        """Ask the site's own completion, and by the beginning of names where that fails."""
        typed = "_".join(text.replace("%", " ").split()).lower()
        if not typed:
            return []
        try:
            data = self.ask_json(page="autocomplete2", term=typed, type="tag_query", limit="10")
            facts = list(_completions(data))
        except BooruReplyError:
            items = self.ask_items("tag", name_pattern=f"{typed}%", orderby="count", limit="20")
            facts = [_fact(fields) for fields in items]
        # The site does not heed a limit.
        return [TagCompletion(fact) for fact in facts if fact.name][:limit]


def _fact(fields: Fields) -> TagFact:
    name = html.unescape(text(fields, "name"))
    category = CATEGORIES.get(integer(fields, "type"), TagCategory.GENERAL)
    return TagFact(name, category, max(0, integer(fields, "count")))


def _completions(data: object) -> Iterator[TagFact]:
    """Read a list of completions, which may come as text.

    Raises:
        BooruReplyError: it is none.
    """
    if isinstance(data, str):
        try:
            data = json.loads(data)
        except (ValueError, RecursionError):
            data = None
    if not isinstance(data, list):
        raise BooruReplyError(site="Gelbooru", reason="no list of completions")
    for item in data:
        if isinstance(item, Mapping):
            name = html.unescape(text(item, "value") or text(item, "label").partition(" (")[0])
            yield TagFact(name, _category(item), max(0, integer(item, "post_count")))


def _category(item: Fields) -> TagCategory:
    word = text(item, "category").lower()
    by_number = CATEGORIES.get(integer(item, "category"), TagCategory.GENERAL)
    return _CATEGORY_WORDS.get(word, by_number)

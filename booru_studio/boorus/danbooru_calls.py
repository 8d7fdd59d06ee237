"""How Danbooru's lesser endpoints are asked, and their items checked."""

from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping

from booru_studio.boorus.base import PostQuery
from booru_studio.boorus.danbooru_posts import LABEL
from booru_studio.boorus.danbooru_search import plan_search
from booru_studio.boorus.fields import Fields, integer, text
from booru_studio.domain.posts import Rating, TagCategory
from booru_studio.domain.tag_facts import TagFact
from booru_studio.errors import BooruReplyError

# https://danbooru.donmai.us/wiki_pages/api:tags
CATEGORY_NUMBERS: Mapping[TagCategory, int] = {
    TagCategory.GENERAL: 0,
    TagCategory.ARTIST: 1,
    TagCategory.COPYRIGHT: 3,
    TagCategory.CHARACTER: 4,
    TagCategory.META: 5,
}
_CATEGORIES = {number: category for category, number in CATEGORY_NUMBERS.items()}


class DanbooruCalls(ABC):
    """Gives the parts of Danbooru one way to ask, with its account and its errors."""

    @abstractmethod
    def get_json(self, path: str, params: Mapping[str, str]) -> object:
        """GET a path below the root; parameters that are "" are not sent.

        A blank `search[...]` would make the site answer with a redirect.
        """

    @abstractmethod
    def allowed_ratings(self) -> Collection[Rating]:
        """Return the ratings that may come from the site."""

    def get_items(self, path: str, params: Mapping[str, str]) -> list[Fields]:
        """GET a list of objects."""
        return read_items(self.get_json(path, params))

    def rated(self, tags: str) -> str:
        """Tie search words to the allowed ratings, for endpoints that know no term limit."""
        return plan_search(PostQuery(tags=tags), self.allowed_ratings(), None).text


def read_items(data: object) -> list[Fields]:
    """Check that a reply is a list of objects.

    Raises:
        BooruReplyError: it is not.
    """
    if isinstance(data, list) and all(isinstance(item, dict) for item in data):
        return data
    raise BooruReplyError(site=LABEL, reason="no list of records")


def read_tag(data: object) -> TagFact | None:
    """Read a tag object; None where it is none."""
    if not isinstance(data, Mapping) or not text(data, "name"):
        return None
    category = _CATEGORIES.get(integer(data, "category"), TagCategory.GENERAL)
    return TagFact(text(data, "name"), category, max(0, integer(data, "post_count")))

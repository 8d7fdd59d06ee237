"""What a booru may be able to do beyond its posts, one small base class each.

A booru that can do it adds the base class to its own (`class Danbooru(Booru, RelatedTags, ...)`);
the services ask with `isinstance`, so what a site lacks is off where it is needed, with a reason.
Every method may raise the kinds of `BooruError`.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from booru_studio.domain.posts import Post, TagCategory
from booru_studio.domain.tag_facts import (
    PredictedTag,
    RelatedTagList,
    SearchedTag,
    TagCompletion,
    TagFact,
    WikiPage,
)


@dataclass(frozen=True, slots=True)
class RelatedQuery:
    """Which posts to look at, and which of their tags to tell."""

    tags: str  # in the site's search words, without a rating
    categories: tuple[TagCategory, ...] = ()  # none = all
    limit: int = 100  # tags, 1 to 1000
    sample: int = 5000  # posts


class RelatedTags(ABC):
    """Tells which tags the posts of a search have."""

    @abstractmethod
    def related_tags(self, query: RelatedQuery) -> RelatedTagList:
        """Ask with one request; the allowed ratings are always part of it."""


class TagInfo(ABC):
    """Knows the category and use of tags."""

    @abstractmethod
    def tags(self, names: Iterable[str]) -> dict[str, TagFact]:
        """Look tags up by their exact names, one request a hundred; unknown ones are missing."""

    @abstractmethod
    def remembered_categories(self, names: Iterable[str]) -> Mapping[str, TagCategory]:
        """Return those categories that are known without asking."""


class Autocompletes(ABC):
    """Completes a tag."""

    @abstractmethod
    def autocomplete(self, text: str, limit: int = 10) -> list[TagCompletion]:
        """Find tags that begin with `text`, the most used first."""


class SimilarTags(ABC):
    """Finds what a misspelled tag may have meant."""

    @abstractmethod
    def similar_tags(self, name: str, limit: int = 5) -> list[TagFact]:
        """Find tags that are spelled alike, the nearest first."""


class Counts(ABC):
    """Counts posts."""

    @abstractmethod
    def count(self, tags: str) -> int | None:
        """Count the posts of a search within the allowed ratings; None where it takes too long.

        "" counts all posts of the site, whatever their rating, which costs it nothing.
        """


class PopularSearches(ABC):
    """Tells what people search for."""

    @abstractmethod
    def searches(self, day: date) -> list[SearchedTag]:
        """Tell a day's searches (UTC), the most frequent first; [] before its list is made."""

    @abstractmethod
    def missed_searches(self) -> list[SearchedTag]:
        """Tell the searches of today that found nothing."""


class PopularPosts(ABC):
    """Tells the best posts of a day, week or month."""

    @abstractmethod
    def popular_posts(self, day: date, scale: str = "day") -> list[Post]:
        """Tell the best posts of the “day”, “week” or “month” that `day` lies in."""


@dataclass(frozen=True, slots=True)
class RecentPosts:
    """The best-voted posts of some days, the best first."""

    posts: tuple[Post, ...]
    days: float  # how far back they reach
    daily_posts: float = 0.0  # posts a day that the site numbers, where that was measured


class RecentBest(ABC):
    """Finds the best-voted posts of the last days."""

    has_categories: bool = True  # False: all tags of these posts stand as general

    @abstractmethod
    def best_recent_posts(
        self, days: int, daily_posts: float = 0.0, step: Callable[[str], object] = str
    ) -> RecentPosts:
        """Fetch up to 300 posts; `step` is told in a sentence before each request.

        Args:
            daily_posts: what an earlier call measured; 0 = nothing known.
        """


class WikiPages(ABC):
    """Has a page about a tag."""

    @abstractmethod
    def wiki_page(self, title: str) -> WikiPage | None:
        """Fetch the page about a tag; None where there is none."""


class Aliases(ABC):
    """Knows other names of tags, and what follows from them."""

    @abstractmethod
    def alias_of(self, name: str) -> str:
        """Return the tag that an old or other name stands for; "" where it stands for none."""

    @abstractmethod
    def implications(self, names: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
        """Return which tags follow from each of these; names without any are missing."""


class AiTags(ABC):
    """Has a tagger of its own that looked at every picture."""

    @abstractmethod
    def ai_tags(self, number: int) -> list[PredictedTag]:
        """Tell what it saw in a post's picture, the surest first; ratings are left out."""

"""The lists of what is drawn now: characters and tags, popular and rising, of each site alike."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from booru_studio.boorus.base import Booru
from booru_studio.boorus.capabilities import RelatedTags
from booru_studio.domain.posts import TagCategory
from booru_studio.errors import InvalidInputError
from booru_studio.services.character_list import ANY, MOST_LISTED
from booru_studio.services.characters import Characters
from booru_studio.services.popularity import Popularity
from booru_studio.services.steps import Steps
from booru_studio.services.tag_trends import TagTrends
from booru_studio.services.trends import Trends

CHARACTERS, TAGS, OF_TAG = "characters", "tags", "of_tag"
POPULAR, RISING = "popular", "rising"
NOTHING_RISES = "Nothing is drawn more than usual, or what is usual is not known yet."
_CHOICES = {"what": (CHARACTERS, TAGS, OF_TAG), "view": (POPULAR, RISING)}


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedList:
    """Which list to make."""

    what: str = CHARACTERS
    view: str = POPULAR
    booru: str = "danbooru"
    gender: str = ANY  # of characters
    tag: str = ""  # whose characters, with `what` of_tag
    days: int = 3
    limit: int = 30

    def __post_init__(self) -> None:
        for name, allowed in _CHOICES.items():
            value = getattr(self, name)
            if value not in allowed:
                raise InvalidInputError(
                    reason=f"{name} is “{value}”: use one of {', '.join(allowed)}."
                )


@dataclass(frozen=True, slots=True)
class TrendLists:
    """Asks the service that knows a list, and gives all of them one shape."""

    find: Callable[[str], Booru]  # a site by name, or InvalidInputError
    trends: Trends
    popularity: Popularity
    tag_trends: TagTrends
    characters: Characters
    forget: Callable[[], None]  # lets the next look ask the sites anew

    def rows(
        self, wanted: WantedList, steps: Steps | None = None, *, anew: bool = False
    ) -> dict[str, Any]:
        """Make a list: up to 8 requests, none while what is kept is fresh.

        Args:
            anew: ask the sites even so, unless the answer is only just there.

        Returns:
            `{rows, as_of, hidden, notes}`; a row has `name`, `category`, `count`, `share` (null
            = not known) and `rising` (the same), a character's also what `/trending_characters`
            gives.

        Raises:
            InvalidInputError: no such site, gender or tag, or a number out of range.
            BooruError: the site does not answer, and nothing of it is kept.
            WorkCancelledError: it was asked to stop.
        """
        if anew:
            self.forget()
        steps = steps or Steps()
        if wanted.what == TAGS:
            found = self._tags(wanted, steps)
            rows = [{"share": None, "rising": None, **row} for row in found["tags"]]
        else:
            found = self._characters(wanted, steps)
            category = TagCategory.CHARACTER.value
            rows = [{"category": category, **row} for row in found["characters"]]
        return {**{key: found[key] for key in ("as_of", "hidden", "notes")}, "rows": rows}

    def _tags(self, wanted: WantedList, steps: Steps) -> dict[str, Any]:
        if wanted.view == POPULAR and self._counts(wanted.booru):
            return self.popularity.popular_tags(wanted.limit, steps)
        rising = wanted.view == RISING
        return self.tag_trends.tags(
            wanted.booru, wanted.days, wanted.limit, rising=rising, steps=steps
        )

    def _characters(self, wanted: WantedList, steps: Steps) -> dict[str, Any]:
        if wanted.what == OF_TAG:
            return self.characters.characters_for_tag(
                wanted.tag, wanted.gender, wanted.limit, steps
            )
        if wanted.view == POPULAR and self._counts(wanted.booru):
            return self.popularity.popular_characters(wanted.gender, wanted.limit, steps)
        limit = MOST_LISTED if wanted.view == RISING else wanted.limit
        found = self.trends.trending_characters(
            wanted.booru, wanted.gender, wanted.days, limit, steps
        )
        if wanted.view == RISING:
            risen = [row for row in found["characters"] if (row["rising"] or 0) > 1]
            risen.sort(key=lambda row: (-row["rising"], row["name"]))
            if not risen:
                found["notes"] = [*found["notes"], NOTHING_RISES]
            found["characters"] = risen[: wanted.limit]
        return found

    def _counts(self, booru: str) -> bool:
        """Say whether a site counts uploads and searches itself."""
        return isinstance(self.find(booru), RelatedTags)

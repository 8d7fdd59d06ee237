"""Which general tags are drawn now, and which of them more than usual, on each site."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from booru_studio.boorus.base import Booru
from booru_studio.boorus.capabilities import Counts, RecentBest, RelatedTags
from booru_studio.domain.posts import TagCategory
from booru_studio.domain.safety import RatingPolicy, is_kept_tag
from booru_studio.domain.tags import is_count_tag
from booru_studio.domain.trends import estimated_posts, lift
from booru_studio.errors import InvalidInputError
from booru_studio.services.answers import Answer
from booru_studio.services.character_list import check_limit, hidden_note, time_text
from booru_studio.services.gathering import Gathering
from booru_studio.services.rankings import UPLOADS, VOTES
from booru_studio.services.steps import Steps
from booru_studio.services.trend_answers import VotedSample
from booru_studio.services.trend_parts import TrendParts
from booru_studio.services.trends import recent

LEAST_RISING = 3  # posts; a single one of a rare tag would rise above everything
_TOTAL = "all posts"

Sampled = Callable[[RecentBest, str, int, Steps], Answer[VotedSample]]


@dataclass(frozen=True, slots=True)
class TrendingTag:
    """A general tag with how often it is on the posts of some days."""

    name: str
    count: int  # posts
    share: float  # 0-1
    rising: float | None  # share now against share of all time; None = not known

    def json(self) -> dict[str, Any]:
        """Give it as endpoints give characters."""
        rising = None if self.rising is None else round(self.rising, 2)
        return {
            "name": self.name,
            "category": TagCategory.GENERAL.value,
            "count": self.count,
            "share": round(self.share, 6),
            "rising": rising,
        }


class TagTrends:
    """Counts the general tags of new posts, where a site can tell them."""

    def __init__(
        self,
        find: Callable[[str], Booru],
        parts: TrendParts,
        policy: RatingPolicy,
        sampled: Sampled,
    ) -> None:
        """Take the sites.

        Args:
            find: returns a site by name, or raises InvalidInputError.
            sampled: gives the best posts of a site that counts nothing itself.
        """
        self._find, self._parts = find, parts
        self._policy, self._sampled = policy, sampled

    def tags(
        self,
        booru: str = "danbooru",
        days: int = 3,
        limit: int = 30,
        *,
        rising: bool = False,
        steps: Steps | None = None,
    ) -> dict[str, Any]:
        """List tags, the most frequent first, or those that rise most: 1 to 6 requests.

        Returns:
            `{tags: [{name, category, count, share, rising}], as_of, hidden, notes}`.

        Raises:
            InvalidInputError: no such site, or it tells no tags.
            BooruError: the site does not answer, and nothing of it is kept.
            WorkCancelledError: it was asked to stop.
        """
        check_limit(limit)
        site = self._find(booru)
        gathering, steps = Gathering(), steps or Steps()
        if isinstance(site, RelatedTags):
            found = self._counted(site, days, gathering, steps)
        elif isinstance(site, RecentBest):
            found = self._of_sample(site, booru, days, gathering, steps)
        else:
            raise InvalidInputError(reason=f"{site.label} tells no tags: use another site.")
        kept = [tag for tag in found if is_kept_tag(tag.name, self._policy)]
        hidden = len(found) - len(kept)
        gathering.say(*hidden_note(hidden, "tag", "tags"))
        return {
            "tags": [tag.json() for tag in _ordered(kept, rising=rising)[:limit]],
            "as_of": time_text(gathering.as_of(UPLOADS, VOTES)),
            "hidden": hidden,
            "notes": gathering.notes,
        }

    def _counted(
        self, site: RelatedTags, days: int, gathering: Gathering, steps: Steps
    ) -> list[TrendingTag]:
        found = gathering.add(
            UPLOADS, lambda: self._parts.general_tags(site, recent(days), steps)
        )
        if found is None:
            return []
        total = None
        if isinstance(site, Counts):
            counter: Counts = site
            total = gathering.add(_TOTAL, lambda: self._parts.total(counter, steps))
        return [
            TrendingTag(
                item.tag.name,
                round(estimated_posts(item, found)),
                item.share,
                lift(item.share, item.tag.count, total or 0),
            )
            for item in found.tags
        ]

    def _of_sample(
        self, site: RecentBest, name: str, days: int, gathering: Gathering, steps: Steps
    ) -> list[TrendingTag]:
        sample = gathering.add(VOTES, lambda: self._sampled(site, name, days, steps))
        if sample is None:
            return []
        posts = max(1, len(sample.posts))
        usual = self._usual_posts(days)
        total = self._parts.kept_total()
        return [
            TrendingTag(tag, number, number / posts, lift(number / posts, usual.get(tag, 0), total))
            for tag, number in sample.general.items()
        ]

    def _usual_posts(self, days: int) -> Mapping[str, int]:
        """Return the posts of all time by tag, as another site counted them."""
        kept = self._parts.kept_general_tags(recent(days))
        return {item.tag.name: item.tag.count for item in kept.value.tags} if kept else {}


def _ordered(tags: Iterable[TrendingTag], *, rising: bool) -> list[TrendingTag]:
    if not rising:
        named = [tag for tag in tags if not is_count_tag(tag.name)]
        return sorted(named, key=lambda tag: (-tag.share, tag.name))
    risen = [tag for tag in tags if (tag.rising or 0) > 1 and tag.count >= LEAST_RISING]
    return sorted(risen, key=lambda tag: (-(tag.rising or 0), tag.name))

"""Which characters are drawn and liked more than usual, on each site by what it can tell."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from booru_studio.boorus.base import Booru
from booru_studio.boorus.capabilities import Counts, RecentBest, RelatedTags
from booru_studio.domain.posts import TagCategory
from booru_studio.errors import InvalidInputError
from booru_studio.services.answers import Answer
from booru_studio.services.character_list import ANY, CharacterList, hidden_note
from booru_studio.services.listing import Listing, Scope, Wanted
from booru_studio.services.rankings import UPLOADS, VOTES, Rankings, voted_characters
from booru_studio.services.steps import Steps
from booru_studio.services.trend_answers import VotedSample
from booru_studio.services.trend_parts import TrendParts
from booru_studio.services.uncategorized import KnownCategories

MOST_DAYS = 30
GENDER_DAYS = 30  # the solo posts of three days are too few to tell a gender
_TOTAL = "all posts"
_FULL_REACH = 0.85  # of the days that were asked for


def recent(days: int) -> str:
    """Return the search words for the posts of the last days."""
    return f"age:<{days}d"


def gender_scope(days: int) -> Scope:
    """Return the posts that tell the genders of a list of the last days."""
    wide = max(days, GENDER_DAYS)
    return Scope(recent(wide), wide / days)


def nothing_known(_names: Iterable[str]) -> Mapping[str, TagCategory]:
    """Know no tag's category."""
    return {}


class Trends:
    """Trending characters of every site that can tell them."""

    def __init__(
        self,
        find: Callable[[str], Booru],
        parts: TrendParts,
        listing: Listing,
        known: KnownCategories = nothing_known,
    ) -> None:
        """Take the sites, and what is known without asking them.

        Args:
            find: returns a site by name, or raises InvalidInputError.
            known: tells the categories of tags from a list on disk.
        """
        self._find, self._parts, self._listing, self._known = find, parts, listing, known

    def trending_characters(
        self,
        booru: str = "danbooru",
        gender: str = ANY,
        days: int = 3,
        limit: int = 30,
        steps: Steps | None = None,
    ) -> dict[str, Any]:
        """Tell which characters are trending.

        Danbooru: at most 3 requests, 5 with a gender. Gelbooru: at most 6, and 2 of Danbooru
        for a gender, unless it was asked for in the week before.

        Args:
            gender: “any”, “girl”, “boy”, “both”, “other” or “unclear”.
            days: how far back, 1 to 30.

        Returns:
            `{characters, as_of, hidden, notes, rankings}`.

        Raises:
            InvalidInputError: no such site or gender, or a number out of range.
            BooruError: the site does not answer, and nothing of it is kept.
            WorkCancelledError: it was asked to stop.
        """
        site = self._find(booru)
        if not 1 <= days <= MOST_DAYS:
            raise InvalidInputError(reason=f"days is {days}: give a number from 1 to {MOST_DAYS}.")
        wanted = Wanted(gender, limit, steps or Steps())
        if isinstance(site, RelatedTags):
            return self._counted(site, days, wanted).json()
        if isinstance(site, RecentBest):
            return self._voted(site, booru, days, wanted).json()
        raise InvalidInputError(reason=f"{site.label} does not tell trends: use another site.")

    def _counted(self, site: RelatedTags, days: int, wanted: Wanted) -> CharacterList:
        gathering = wanted.gathering
        rankings = gather_rankings(self._parts, site, days, wanted)
        total = None
        if isinstance(site, Counts):
            counter: Counts = site
            total = gathering.add(_TOTAL, lambda: self._parts.total(counter, wanted.steps))
        rankings = Rankings(rankings.uploads, rankings.votes, all_posts=total or 0)
        series = rankings.votes.series if rankings.votes else {}
        as_of = gathering.as_of(UPLOADS, VOTES)
        found = rankings.characters(with_rising=True)
        return self._listing.finish(found, series, gender_scope(days), as_of, wanted)

    def _voted(self, site: RecentBest, name: str, days: int, wanted: Wanted) -> CharacterList:
        gathering, steps = wanted.gathering, wanted.steps
        all_time = self._parts.kept_uploads(recent(days))
        sample = gathering.add(VOTES, lambda: self.sampled(site, name, days, steps))
        as_of = gathering.as_of(VOTES)
        sample = sample or VotedSample(())
        gathering.say(*sample.notes, *_reach(sample, days))
        gathering.say(*hidden_note(sample.hidden, "post", "posts"))
        found = voted_characters(
            sample, all_time.value if all_time else None, self._parts.kept_total()
        )
        if not found:
            gathering.say("No character has enough of the best posts: look at more days.")
        return self._listing.finish(found, sample.series, gender_scope(days), as_of, wanted)

    def sampled(
        self, site: RecentBest, name: str, days: int, steps: Steps
    ) -> Answer[VotedSample]:
        """Tell the best posts of a site that counts nothing itself: up to 6 requests."""
        return self._parts.sample(site, name, days, self._known_with(days), steps)

    def _known_with(self, days: int) -> KnownCategories:
        """Know, beside the list on disk, the characters that another site counted lately."""
        counted = self._parts.kept_uploads(recent(days))
        names = {item.tag.name for item in counted.value.tags} if counted else set()

        def known(asked: Iterable[str]) -> Mapping[str, TagCategory]:
            wanted = tuple(asked)
            characters = dict.fromkeys(names.intersection(wanted), TagCategory.CHARACTER)
            return {**self._known(wanted), **characters}

        return known


def gather_rankings(
    parts: TrendParts, site: RelatedTags, days: int, wanted: Wanted
) -> Rankings:
    """Gather what is uploaded and what is voted for, with one request each."""
    gathering, steps = wanted.gathering, wanted.steps
    uploads = gathering.add(UPLOADS, lambda: parts.uploads(site, recent(days), steps))
    votes = None
    if isinstance(site, RecentBest):
        voter: RecentBest = site
        votes = gathering.add(VOTES, lambda: parts.votes(voter, days, steps))
        gathering.say(*hidden_note(votes.hidden if votes else 0, "post", "posts"))
    return Rankings(uploads, votes)


def _reach(sample: VotedSample, days: int) -> list[str]:
    if not sample.posts or sample.days >= _FULL_REACH * days:
        return []
    return [f"The posts reach back {sample.days:.1f} days; the next look will reach further."]

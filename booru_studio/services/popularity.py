"""What people upload, vote for and search: popular characters and popular tags."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from booru_studio.boorus.base import Booru
from booru_studio.boorus.capabilities import PopularSearches, RelatedTags
from booru_studio.domain.posts import TagCategory
from booru_studio.domain.safety import RatingPolicy, is_kept_tag
from booru_studio.domain.trends import estimated_posts
from booru_studio.errors import InvalidInputError
from booru_studio.services.answers import Answer, Answers
from booru_studio.services.character_list import ANY, check_limit, hidden_note, time_text
from booru_studio.services.gathering import Gathering
from booru_studio.services.listing import Listing, Wanted
from booru_studio.services.rankings import RANKED, SEARCHES, UPLOADS, VOTES, Rankings
from booru_studio.services.steps import Steps
from booru_studio.services.trend_answers import DaySearches
from booru_studio.services.trend_parts import TrendParts
from booru_studio.services.trends import gather_rankings, gender_scope, recent

DAYS = 3
RANKING_HOUR = 4  # UTC; a day's searches are ranked some hours after it began


class Popularity:
    """Popular characters and tags, of the first site that can tell them."""

    def __init__(
        self,
        boorus: Mapping[str, Booru],
        policy: RatingPolicy,
        answers: Answers,
        parts: TrendParts,
        listing: Listing,
    ) -> None:
        self._boorus, self._policy = boorus, policy
        self._answers, self._parts, self._listing = answers, parts, listing

    def popular_characters(
        self, gender: str = ANY, limit: int = 30, steps: Steps | None = None
    ) -> dict[str, Any]:
        """Tell the most uploaded, voted for and searched characters: at most 6 requests.

        Returns:
            `{characters, as_of, hidden, notes, rankings}`; `rankings` has the label and time of
            each of the three, and a character's first note its place in each.

        Raises:
            InvalidInputError: no such gender, or a number out of range.
            BooruError: no ranking can be had, and nothing is kept.
            WorkCancelledError: it was asked to stop.
        """
        wanted = Wanted(gender, limit, steps or Steps())
        found = gather_rankings(self._parts, self._counter(), DAYS, wanted)
        # The gender costs two requests, so that a second one for searches would be too many.
        searches = self._searches(wanted.gathering, wanted.steps, twice=gender == ANY)
        total = self._parts.kept_total()
        rankings = Rankings(found.uploads, found.votes, searches, total)
        as_of = wanted.gathering.as_of(UPLOADS, VOTES, SEARCHES)
        series = found.votes.series if found.votes else {}
        characters = rankings.characters(with_rising=False)
        return self._listing.finish(characters, series, gender_scope(DAYS), as_of, wanted).json()

    def popular_tags(self, limit: int = 30, steps: Steps | None = None) -> dict[str, Any]:
        """Tell the general tags that people search for: at most 4 requests.

        Where no searches are told it is the tags of the last day's posts, with a note.

        Returns:
            `{tags: [{name, count, category}], as_of, hidden, notes}`; `count` is how often it
            was searched, or how many of the posts have it.

        Raises:
            InvalidInputError: a number out of range.
            BooruError: neither can be had, and nothing is kept.
            WorkCancelledError: it was asked to stop.
        """
        check_limit(limit)
        gathering, steps = Gathering(), steps or Steps()
        searches = self._searches(gathering, steps, twice=True)
        rows = _searched_tags(searches)
        if not rows:
            gathering.times.pop(SEARCHES, None)
            rows = self._tags_of_today(gathering, steps)
        kept = [row for row in rows if is_kept_tag(row["name"], self._policy)]
        hidden = len(rows) - len(kept)
        gathering.say(*hidden_note(hidden, "tag", "tags"))
        return {
            "tags": kept[:limit],
            "as_of": time_text(gathering.as_of(SEARCHES, UPLOADS)),
            "hidden": hidden,
            "notes": gathering.notes,
        }

    def _searches(
        self, gathering: Gathering, steps: Steps, *, twice: bool
    ) -> DaySearches | None:
        """Ask for today's searches, or yesterday's while they are not ranked yet."""
        site = next((s for s in self._boorus.values() if isinstance(s, PopularSearches)), None)
        if site is None:
            return None
        searcher: PopularSearches = site
        first = self._day()

        def ask(day: date) -> Answer[DaySearches]:
            return self._parts.searches(searcher, day, steps)

        found = gathering.add(SEARCHES, lambda: ask(first))
        if found and not found.searches and twice:
            found = gathering.add(SEARCHES, lambda: ask(first - timedelta(days=1)))
        if found and not found.searches:
            gathering.times.pop(SEARCHES, None)
            gathering.say("The site has no ranking of searches yet: look again later.")
        elif found and found.day != self._answers.now().date().isoformat():
            gathering.say(f"The searches are those of {found.day}.")
        return found

    def _day(self) -> date:
        now = self._answers.now()
        return now.date() - timedelta(days=int(now.hour < RANKING_HOUR))

    def _counter(self) -> RelatedTags:
        for site in self._boorus.values():
            if isinstance(site, RelatedTags):
                return site
        raise InvalidInputError(reason="No site here tells what is popular.")

    def _tags_of_today(self, gathering: Gathering, steps: Steps) -> list[dict[str, Any]]:
        found = gathering.add(
            UPLOADS, lambda: self._parts.general_tags(self._counter(), recent(1), steps)
        )
        gathering.say("These are the tags of the last day's posts, since no searches are told.")
        if not found:
            return []
        return [
            _row(item.tag.name, estimated_posts(item, found)) for item in found.tags[:RANKED]
        ]


def _searched_tags(found: DaySearches | None) -> list[dict[str, Any]]:
    if not found:
        return []
    return [
        _row(item.name, item.weight)
        for item in found.searches
        if found.facts[item.name].category is TagCategory.GENERAL
    ]


def _row(name: str, count: float) -> dict[str, Any]:
    return {"name": name, "count": round(count), "category": TagCategory.GENERAL.value}

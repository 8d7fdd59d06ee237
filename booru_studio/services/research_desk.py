"""Everything the Research tab asks beyond a search, built in one place."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from booru_studio.boorus.base import Booru
from booru_studio.boorus.capabilities import RelatedTags
from booru_studio.domain.safety import RatingPolicy
from booru_studio.services.answers import Answers
from booru_studio.services.characters import Characters
from booru_studio.services.classifier import Classifier
from booru_studio.services.genders import Genders
from booru_studio.services.listing import Listing
from booru_studio.services.near_names import LocalTags, NearNames, SiteNames
from booru_studio.services.popularity import Popularity
from booru_studio.services.second_opinion import SecondOpinion
from booru_studio.services.tag_trends import TagTrends
from booru_studio.services.trend_lists import TrendLists
from booru_studio.services.trend_parts import TrendParts
from booru_studio.services.trends import Trends, nothing_known
from booru_studio.storage.answer_cache import AnswerFiles
from booru_studio.storage.gender_cache import GenderFile


def _utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class ResearchDesk:
    """Trends, popular lists, characters, and what a site's own tagger says."""

    trends: Trends
    popularity: Popularity
    characters: Characters
    second_opinion: SecondOpinion
    lists: TrendLists


def build_research_desk(
    boorus: Mapping[str, Booru],
    find: Callable[[str], Booru],
    policy: RatingPolicy,
    data: Path,
    known: LocalTags | None = None,
    now: Callable[[], datetime] = _utc_now,
) -> ResearchDesk:
    """Build the desk; nothing is asked of any site yet.

    Args:
        find: returns a site by name, or raises InvalidInputError.
        data: below it the answers are kept.
        known: tells of tags from a list on disk.
    """
    # The first site that counts tags tells the genders for all.
    counter = next((site for site in boorus.values() if isinstance(site, RelatedTags)), None)
    answers = Answers(AnswerFiles(data), now)
    genders = Genders(counter, str(policy), answers, GenderFile(data))
    parts, listing = TrendParts(answers, policy), Listing(policy, genders)
    names = SiteNames(NearNames(policy, answers, known), counter)
    classifier = Classifier(counter, str(policy), answers, genders, names)
    trends = Trends(find, parts, listing, known.categories if known else nothing_known)
    popularity = Popularity(boorus, policy, answers, parts, listing)
    characters = Characters(counter, parts, listing, classifier, policy, names)
    tag_trends = TagTrends(find, parts, policy, trends.sampled)
    return ResearchDesk(
        trends,
        popularity,
        characters,
        SecondOpinion(answers, policy),
        TrendLists(find, trends, popularity, tag_trends, characters, parts.renew),
    )

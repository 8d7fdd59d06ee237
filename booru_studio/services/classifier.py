"""Look closely at one character: the tags of its solo posts, and what its wiki page says."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from booru_studio.boorus.capabilities import (
    RelatedQuery,
    RelatedTags,
    TagInfo,
    WikiPages,
)
from booru_studio.domain.characters import (
    SWAPPED_NOTE,
    SoloCounts,
    Verdict,
    judge,
    with_witness,
)
from booru_studio.domain.posts import TagCategory
from booru_studio.domain.tag_facts import RelatedTagList, TagFact
from booru_studio.domain.wiki_pronouns import gender_in_wiki
from booru_studio.errors import BooruError, InvalidInputError
from booru_studio.services.answers import Answer, Answers, Question, Shape
from booru_studio.services.genders import Genders
from booru_studio.services.near_names import SiteNames
from booru_studio.services.steps import Steps
from booru_studio.services.trend_answers import RELATED

FRESH = timedelta(days=7)
WIKI_FRESH = timedelta(days=30)
_LISTED = 500  # tags of the character's posts
_WHOLE = 0.99  # the share of its own posts that a character has, but for rounding
_WIKI: Shape[str] = Shape(lambda body: body, str)
_REMARKS: Mapping[str, str] = {
    "otoko_no_ko": "show a boy who looks like a girl (otoko_no_ko)",
    "androgynous": "are tagged androgynous",
    "crossdressing": "are tagged crossdressing",
}


@dataclass(frozen=True, slots=True)
class Classified:
    """A character under the name the site has for it, and what it is drawn as."""

    character: str
    verdict: Verdict


class Classifier:
    """Classifies one character at a time with two requests, kept for a week."""

    def __init__(
        self,
        site: RelatedTags | None,
        ratings: str,
        answers: Answers,
        genders: Genders,
        names: SiteNames,
    ) -> None:
        """Take the site that knows (None = there is none) and the ratings it is asked for."""
        self._site, self._ratings, self._names = site, ratings, names
        self._answers, self._genders = answers, genders

    def classify(self, character: str, steps: Steps) -> Classified:
        """Tell a character's gender from its solo posts, with its wiki page as second witness.

        Args:
            character: its tag, as the site writes it.

        Raises:
            InvalidInputError: there is no such character; near names are told.
            BooruError: the site does not answer, and nothing of it is kept.
            WorkCancelledError: it was asked to stop.
        """
        if self._site is None:
            raise InvalidInputError(reason="No site here can classify characters.")
        found = self._solo(self._site, character, steps)
        subject = _subject(found.value, character) or self._checked(character, steps)
        counts = _counts(found.value, subject)
        witness, page = gender_in_wiki(self._wiki(subject.name, steps))
        verdict = with_witness(judge(counts), witness, page)
        self._genders.remember(subject.name, verdict)
        if found.note:
            verdict = replace(verdict, evidence=(*verdict.evidence, found.note))
        return Classified(subject.name, verdict)

    def _solo(
        self, site: RelatedTags, character: str, steps: Steps
    ) -> Answer[RelatedTagList]:
        categories = (TagCategory.GENERAL, TagCategory.CHARACTER)

        def ask() -> RelatedTagList:
            steps(f"Looking at the solo posts of {character}.")
            return site.related_tags(RelatedQuery(f"{character} solo", categories, _LISTED))

        key = f"character|{self._ratings}|{character}"
        return self._answers.get(Question(key, FRESH, RELATED, ask))

    def _checked(self, character: str, steps: Steps) -> TagFact:
        """Look up a character that has no solo post.

        Raises:
            InvalidInputError: there is none.
        """
        if isinstance(self._site, TagInfo):
            steps(f"Looking {character} up.")
            fact = self._site.tags([character]).get(character)
            if fact and fact.category is TagCategory.CHARACTER:
                return fact
            if fact:
                reason = f"“{character}” is no character but a {fact.category.value} tag"
                raise InvalidInputError(reason=f"{reason}: give a character's tag.")
        raise InvalidInputError(
            reason=f"There is no character “{character}”: {self._names.hint(character)}"
        )

    def _wiki(self, name: str, steps: Steps) -> str:
        """Return the text of the wiki page; "" where there is none, or it cannot be fetched."""
        site = self._site
        if not isinstance(site, WikiPages):
            return ""
        pages: WikiPages = site

        def ask() -> str:
            steps(f"Reading the wiki page of {name}.")
            page = pages.wiki_page(name)
            return page.body if page else ""

        try:
            return self._answers.get(Question(f"wiki|{name}", WIKI_FRESH, _WIKI, ask)).value
        except BooruError:
            return ""  # the posts alone then tell


def _subject(found: RelatedTagList, asked: str) -> TagFact | None:
    """Find the character that all these posts have: the one asked for, or what it is named now."""
    everywhere = [
        item.tag
        for item in found.tags
        if item.tag.category is TagCategory.CHARACTER and item.share >= _WHOLE
    ]
    same = [tag for tag in everywhere if tag.name == asked]
    return next(iter(same or sorted(everywhere, key=lambda tag: tag.count)), None)


def _counts(found: RelatedTagList, subject: TagFact) -> SoloCounts:
    def posts(*names: str) -> float:
        return max((found.share_of(name) for name in names), default=0.0) * found.posts

    seen = ("1boy", "1girl", "1other", "no_humans")
    share = min(1.0, sum(found.share_of(name) for name in seen))
    return SoloCounts(
        boy=posts("1boy"),
        girl=posts("1girl"),
        sampled=round(share * found.sampled),
        all_posts=subject.count,
        other=posts("1other", "no_humans"),
        to_girl=min(posts("genderswap_(mtf)"), posts("1girl")),
        to_boy=min(posts("genderswap_(ftm)"), posts("1boy")),
        remarks=tuple(_remarks(found)),
    )


def _remarks(found: RelatedTagList) -> Iterator[str]:
    for name, words in _REMARKS.items():
        share = found.share_of(name)
        if share > SWAPPED_NOTE:
            yield f"{100 * share:.0f} % {words}."

"""Tell girls from boys in a whole list of characters with two requests, kept for a week."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from booru_studio.boorus.capabilities import RelatedQuery, RelatedTags
from booru_studio.domain.characters import (
    Gender,
    SoloCounts,
    Verdict,
    judge,
    judge_other,
)
from booru_studio.domain.posts import TagCategory
from booru_studio.domain.tag_facts import RelatedTagList
from booru_studio.domain.trends import estimated_posts
from booru_studio.errors import BooruError
from booru_studio.services.answers import Answer, Answers, Question
from booru_studio.services.steps import Steps
from booru_studio.services.trend_answers import RELATED
from booru_studio.storage.gender_cache import GenderFile

FRESH = timedelta(days=7)
MOST_LISTED = 1000  # characters of one request
# The two sides that a list is divided into: boys and girls, or people and everybody else.
_PEOPLE = ("1boy", "1girl")
_OTHERS = ("(1boy or 1girl)", "(1other or no_humans)")


@dataclass(frozen=True, slots=True)
class Split:
    """The genders of a list, and what there is to say of it."""

    verdicts: Mapping[str, Verdict]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Side:
    """Solo posts of one kind, by character."""

    posts: Mapping[str, float]  # estimated
    seen: Mapping[str, int]  # in the sample

    @classmethod
    def of(cls, found: RelatedTagList) -> "_Side":
        return cls(
            {item.tag.name: estimated_posts(item, found) for item in found.tags},
            {item.tag.name: round(item.share * found.sampled) for item in found.tags},
        )

    def counts(self, name: str) -> tuple[float, int]:
        return self.posts.get(name, 0.0), self.seen.get(name, 0)


class Genders:
    """Classifies characters by what one site counts; what it learns holds for all sites."""

    def __init__(
        self, site: RelatedTags | None, ratings: str, answers: Answers, memory: GenderFile
    ) -> None:
        """Take the site that counts (None = there is none) and the ratings it is asked for."""
        self._site, self._ratings = site, ratings
        self._answers, self._memory = answers, memory

    def known(self, names: Iterable[str]) -> dict[str, Verdict]:
        """Return what is remembered of characters, without any request."""
        return self._memory.known(names, self._answers.now())

    def remember(self, name: str, verdict: Verdict) -> None:
        """Keep what was learnt of one character."""
        self._memory.remember({name: verdict}, self._answers.now())

    def split(self, posts: Mapping[str, float], scope: str, gender: str, steps: Steps) -> Split:
        """Classify a list with two requests.

        Where the site does not answer, what is remembered still counts, and a note says so.

        Args:
            posts: how many posts of `scope` each character has.
            scope: search words that the posts have in common.
            gender: which one is wanted; “other” is counted in another way than the rest.

        Raises:
            WorkCancelledError: it was asked to stop.
        """
        remembered = self.known(posts)
        if self._site is None:
            return Split(remembered, ("No site here can tell girls from boys.",))
        is_other = gender == Gender.OTHER
        try:
            found = [self._solo(self._site, f"{scope} solo {side}", steps)
                     for side in (_OTHERS if is_other else _PEOPLE)]  # fmt: skip
        except BooruError as error:
            return Split(remembered, (f"{error} Genders that are known from before are used.",))
        first, second = (_Side.of(answer.value) for answer in found)
        judged = {name: _judged(name, first, second, posts[name], is_other) for name in posts}
        decided = {
            name: verdict
            for name, verdict in judged.items()
            if verdict.gender is not Gender.UNCLEAR or name not in remembered
        }
        self._memory.remember(decided, self._answers.now())
        notes = tuple(dict.fromkeys(answer.note for answer in found if answer.note))
        return Split(remembered | decided, notes)

    def _solo(self, site: RelatedTags, tags: str, steps: Steps) -> Answer[RelatedTagList]:
        def ask() -> RelatedTagList:
            steps(f"Counting the characters of {tags}.")
            return site.related_tags(
                RelatedQuery(tags, (TagCategory.CHARACTER,), limit=MOST_LISTED)
            )

        return self._answers.get(Question(f"solo|{self._ratings}|{tags}", FRESH, RELATED, ask))


def _judged(
    name: str, first: _Side, second: _Side, all_posts: float, is_other: bool
) -> Verdict:
    (first_posts, first_seen), (second_posts, second_seen) = first.counts(name), second.counts(name)
    seen = first_seen + second_seen
    if is_other:
        return judge_other(first_posts, second_posts, seen)
    return judge(SoloCounts(boy=first_posts, girl=second_posts, sampled=seen, all_posts=all_posts))

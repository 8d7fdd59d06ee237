"""The parts that trends are made of, each asked for once in a while and kept with its age."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from booru_studio.boorus.capabilities import (
    Counts,
    PopularSearches,
    RecentBest,
    RelatedQuery,
    RelatedTags,
    TagInfo,
)
from booru_studio.boorus.name_batches import batches
from booru_studio.domain.posts import Post, TagCategory
from booru_studio.domain.safety import RatingPolicy, visible_posts
from booru_studio.domain.tag_facts import RelatedTagList, TagFact
from booru_studio.domain.trends import VotedPost
from booru_studio.errors import BooruError
from booru_studio.services.answers import Answer, Answers, Question
from booru_studio.services.steps import Steps
from booru_studio.services.trend_answers import (
    COUNT,
    RELATED,
    SAMPLE,
    SEARCHES,
    DaySearches,
    VotedSample,
)
from booru_studio.services.uncategorized import KnownCategories, sort_posts

MOST_CHARACTERS = 1000
MOST_GENERAL = 300  # tags of one sample
FRESH = timedelta(minutes=30)
SEARCHES_FRESH = timedelta(hours=1)
OLDEST_SEARCHES = 30  # days back, while the site is down
TAG_FRESH = timedelta(days=1)
TOTAL_FRESH = timedelta(days=1)
_NO_SERIES = "original"  # says that a character is the artist's own


class TrendParts:
    """Asks sites for what is uploaded, voted for and searched, and remembers it."""

    def __init__(self, answers: Answers, policy: RatingPolicy) -> None:
        self._answers, self._policy = answers, policy

    def today(self) -> date:
        """Return today's date in UTC, by which the sites make their rankings."""
        return self._answers.now().date()

    def uploads(self, site: RelatedTags, scope: str, steps: Steps) -> Answer[RelatedTagList]:
        """Tell which characters the posts of a search have: one request."""

        def ask() -> RelatedTagList:
            steps(f"Counting the characters of {scope}.")
            query = RelatedQuery(scope, (TagCategory.CHARACTER,), limit=MOST_CHARACTERS)
            return site.related_tags(query)

        fresh = FRESH if scope.startswith("age:") else TAG_FRESH
        return self._answers.get(Question(self._key("uploads", scope), fresh, RELATED, ask))

    def kept_uploads(self, scope: str) -> Answer[RelatedTagList] | None:
        """Return the same without asking."""
        return self._answers.kept(self._key("uploads", scope), RELATED)

    def general_tags(self, site: RelatedTags, scope: str, steps: Steps) -> Answer[RelatedTagList]:
        """Tell which general tags the posts of a search have: one request."""

        def ask() -> RelatedTagList:
            steps(f"Counting the tags of {scope}.")
            return site.related_tags(RelatedQuery(scope, (TagCategory.GENERAL,), limit=200))

        return self._answers.get(Question(self._key("general", scope), FRESH, RELATED, ask))

    def kept_general_tags(self, scope: str) -> Answer[RelatedTagList] | None:
        """Return the same without asking."""
        return self._answers.kept(self._key("general", scope), RELATED)

    def renew(self) -> None:
        """Let all of it that is older than a moment be asked for anew."""
        self._answers.renew(
            "uploads|", "general|", "votes|", "sample of ", "searches|"
        )

    def votes(self, site: RecentBest, days: int, steps: Steps) -> Answer[VotedSample]:
        """Tell whom the best posts of some days show: one request."""

        def ask() -> VotedSample:
            found = site.best_recent_posts(days, step=steps)
            shown, hidden = visible_posts(found.posts, self._policy)
            return sample_of(shown, hidden, found.days)

        return self._answers.get(Question(self._key("votes", str(days)), FRESH, SAMPLE, ask))

    def sample(
        self, site: RecentBest, name: str, days: int, known: KnownCategories, steps: Steps
    ) -> Answer[VotedSample]:
        """Tell the same of a site whose posts have no categories: up to 6 requests."""
        key = self._key(f"sample of {name}", str(days))
        before = self._answers.kept(key, SAMPLE)

        def ask() -> VotedSample:
            daily = before.value.daily_posts if before else 0.0
            found = site.best_recent_posts(days, daily, steps)
            # Blocked tags are found whatever their category, so nothing of these is looked up.
            shown, hidden = visible_posts(found.posts, self._policy)
            posts, note = sort_posts(shown, site, known, steps)
            sample = sample_of(posts, hidden, found.days, [note] if note else [])
            return replace(sample, daily_posts=found.daily_posts)

        return self._answers.get(Question(key, FRESH, SAMPLE, ask))

    def total(self, site: Counts, steps: Steps) -> Answer[int | None]:
        """Tell how many posts the site has, of every rating: one request a day."""

        def ask() -> int | None:
            steps("Counting all posts.")
            # It changes little, so the last number is better than none.
            return site.count("") or self.kept_total() or None

        return self._answers.get(Question("total", TOTAL_FRESH, COUNT, ask))

    def kept_total(self) -> int:
        """Return the same without asking; 0 where it is not known."""
        kept = self._answers.kept("total", COUNT)
        return kept.value or 0 if kept else 0

    def searches(
        self, site: PopularSearches, day: date, steps: Steps
    ) -> Answer[DaySearches]:
        """Tell what people searched for on a day, as far as these are tags: two requests.

        Artists' names and the like are among them, so all are looked up before any is shown.
        """

        def ask() -> DaySearches:
            steps(f"Asking for the searches of {day}.")
            found = site.searches(day)
            names = next(batches(item.name for item in found), [])
            facts = self._facts(site, names, steps)
            known = tuple(item for item in found if item.name in facts)
            return DaySearches(day.isoformat(), known, facts)

        question = Question(_searches_key(day), SEARCHES_FRESH, SEARCHES, ask)
        try:
            return self._answers.get(question)
        except BooruError as error:
            kept = self._earlier_searches(day)
            if kept is None:
                raise
            return self._answers.instead(kept, error)

    def _earlier_searches(self, day: date) -> Answer[DaySearches] | None:
        """Return the searches of the last day before that are kept, without asking."""
        for back in range(1, OLDEST_SEARCHES + 1):
            key = _searches_key(day - timedelta(days=back))
            kept = self._answers.kept(key, SEARCHES)
            if kept and kept.value.searches:
                return kept
        return None

    def _facts(
        self, site: PopularSearches, names: Sequence[str], steps: Steps
    ) -> Mapping[str, TagFact]:
        if not names or not isinstance(site, TagInfo):
            return {}
        info: TagInfo = site
        steps("Looking up what was searched for.")
        return info.tags(names)

    def _key(self, part: str, scope: str) -> str:
        return f"{part}|{self._policy}|{scope}"


def _searches_key(day: date) -> str:
    return f"searches|{day}"


def sample_of(
    posts: Sequence[Post], hidden: int, days: float, notes: Iterable[str] = ()
) -> VotedSample:
    """Reduce posts to what a vote count needs of them."""
    voted = tuple(VotedPost(post.score, post.uploader, post.tags.character) for post in posts)
    general = Counter(tag for post in posts for tag in post.tags.general)
    return VotedSample(
        voted,
        hidden,
        days,
        series=series_of(posts),
        general={name: number for name, number in general.most_common(MOST_GENERAL) if number > 1},
        notes=tuple(notes),
    )


def series_of(posts: Iterable[Post]) -> dict[str, str]:
    """Find each character's series: the one that most of its posts have."""
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for post in posts:
        series = [name for name in post.tags.copyright if name != _NO_SERIES]
        for character in post.tags.character:
            counts[character].update(series)
    return {name: found.most_common(1)[0][0] for name, found in counts.items() if found}

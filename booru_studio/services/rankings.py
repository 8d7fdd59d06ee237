"""Make one list of characters out of what is uploaded, voted for and searched."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from booru_studio.domain.characters import Character
from booru_studio.domain.posts import TagCategory
from booru_studio.domain.tag_facts import RelatedTag, RelatedTagList
from booru_studio.domain.trends import Fused, count_votes, estimated_posts, fuse, lift
from booru_studio.services.trend_answers import DaySearches, VotedSample

UPLOADS, VOTES, SEARCHES, RISING = "uploads", "votes", "searches", "rise"
RANKED = 300  # characters of one ranking; what comes after hardly counts in a fusion
LEAST_RISING = 3  # posts; a single one of a new character would rise above everything


@dataclass(frozen=True, slots=True)
class Rankings:
    """The parts that came; None = it did not."""

    uploads: RelatedTagList | None = None
    votes: VotedSample | None = None
    searches: DaySearches | None = None
    all_posts: int = 0  # of the site, of every rating; 0 = not known

    def characters(self, *, with_rising: bool) -> list[Character]:
        """Fuse the rankings; each character's note says its place in each.

        Args:
            with_rising: whether rising faster than others counts as a ranking, too.
        """
        uploaded = {item.tag.name: item for item in self.uploads.tags} if self.uploads else {}
        voted = _posts_of(self.votes) if self.votes else {}
        rankings = {
            UPLOADS: list(uploaded)[:RANKED],
            VOTES: self._by_votes(),
            SEARCHES: self._by_searches(),
            RISING: self._by_rise() if with_rising else [],
        }
        return [
            self._character(place, uploaded.get(place.name), voted.get(place.name, 0))
            for place in fuse(rankings)
        ]

    def _by_votes(self) -> list[str]:
        votes = count_votes(self.votes.posts) if self.votes else []
        return [item.name for item in votes][:RANKED]

    def _by_searches(self) -> list[str]:
        if not self.searches:
            return []
        facts = self.searches.facts
        return [
            item.name
            for item in self.searches.searches
            if facts[item.name].category is TagCategory.CHARACTER
        ]

    def _by_rise(self) -> list[str]:
        if not self.uploads:
            return []
        rising = [
            (found, item.tag.name)
            for item in self.uploads.tags
            if estimated_posts(item, self.uploads) >= LEAST_RISING
            and (found := self._lift(item)) is not None
        ]
        return [name for _, name in sorted(rising, key=lambda item: (-item[0], item[1]))][:RANKED]

    def _lift(self, item: RelatedTag) -> float | None:
        return lift(item.share, item.tag.count, self.all_posts)

    def _character(self, place: Fused, item: RelatedTag | None, voted: int) -> Character:
        if item is None or self.uploads is None:
            return Character(place.name, count=voted, notes=(_places(place.ranks),))
        return Character(
            place.name,
            count=max(round(estimated_posts(item, self.uploads)), voted),
            share=item.share,
            rising=self._lift(item),
            notes=(_places(place.ranks),),
        )


def voted_characters(
    sample: VotedSample, all_time: RelatedTagList | None, all_posts: int
) -> list[Character]:
    """List the characters of posts that are known only by their votes.

    Args:
        all_time: tags with their posts of all time, of another site, for what is rising.
        all_posts: of that site.
    """
    posts = _posts_of(sample)
    counts = {item.tag.name: item.tag.count for item in all_time.tags} if all_time else {}
    number = max(1, len(sample.posts))
    return [
        Character(
            votes.name,
            count=posts[votes.name],
            share=posts[votes.name] / number,
            rising=lift(posts[votes.name] / number, counts.get(votes.name, 0), all_posts),
            notes=(f"{votes.posts} posts of {votes.uploaders} people among the best.",),
        )
        for votes in count_votes(sample.posts, base=1.0)
    ]


def _posts_of(sample: VotedSample) -> Mapping[str, int]:
    counts: dict[str, int] = {}
    for post in sample.posts:
        for name in post.names:
            counts[name] = counts.get(name, 0) + 1
    return counts


def _places(ranks: Mapping[str, int]) -> str:
    told: Sequence[str] = [f"no. {rank} by {label}" for label, rank in ranks.items()]
    text = ", ".join(told)
    return f"{text[:1].upper()}{text[1:]}."

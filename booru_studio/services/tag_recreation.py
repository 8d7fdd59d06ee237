"""Recreate from a search: its best-tagged posts become drafts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from random import Random

from booru_studio.boorus.base import PostQuery
from booru_studio.domain.drafts import Draft
from booru_studio.domain.posts import Post, Rating
from booru_studio.domain.request_fields import SEED_LIMIT
from booru_studio.domain.tag_quality import tag_quality
from booru_studio.errors import (
    InvalidInputError,
)
from booru_studio.services.post_drafting import LEFT_OUT, Drafter, PostSearch
from booru_studio.services.recreator import Wishes
from booru_studio.services.steps import Steps

MOST_DRAFTS = 50
PAGE_POSTS = 100
MOST_PAGES = 3
_CHOICE = 3  # times as many posts as wanted are chosen from
_LEAST_CHOICE = 10  # posts

@dataclass(frozen=True, slots=True)
class TagWishes:
    """Which posts of a search to recreate."""

    tags: str
    booru: str = "danbooru"
    count: int = 1  # drafts, 1 to 50
    order: str = "score"  # as for a search; "" = the newest
    min_quality: int = 0  # 0 to 100, see `tag_quality`
    seed: int = 0  # the same one chooses the same posts of the same result
    each: Wishes = field(default_factory=Wishes)
    ratings: tuple[Rating, ...] = ()  # as for a search

    def __post_init__(self) -> None:
        _check("count", self.count, 1, MOST_DRAFTS)
        _check("min_quality", self.min_quality, 0, 100)
        _check("seed", self.seed, 0, SEED_LIMIT - 1)


@dataclass(frozen=True, slots=True)
class TagDrafts:
    """The drafts, and why there are no more."""

    drafts: tuple[Draft, ...]
    notes: tuple[str, ...] = ()


class TagRecreation:
    """Chooses posts of a search by how well they are tagged, and drafts them."""

    def __init__(self, search: PostSearch, drafter: Drafter) -> None:
        self._search, self._drafter = search, drafter

    def recreate_tag(self, wishes: TagWishes, steps: Steps | None = None) -> TagDrafts:
        """Draft the best-tagged posts of a search: up to 3 requests, and one for each draft.

        Posts that are hard to recreate (comics, videos) come after all others.

        Raises:
            InvalidInputError: no such site, or a number out of range.
            BlockedContentError: the search is for what is blocked everywhere.
            BooruError: the site does not answer.
            WorkCancelledError: it was asked to stop.
        """
        steps = steps or Steps()
        good, notes, looked_at = self._good_posts(wishes, steps)
        drafts: list[Draft] = []
        for post in _chosen(good, wishes):
            if len(drafts) == wishes.count:
                break
            steps(f"Drafting post {post.id}.")
            try:
                drafts.append(self._drafter.draft(str(post.id), wishes.each))
            except LEFT_OUT as error:
                notes.append(str(error))
        if len(drafts) < wishes.count:
            notes.append(_too_few(len(drafts), len(good), looked_at, wishes))
        return TagDrafts(tuple(drafts), tuple(dict.fromkeys(notes)))

    def _good_posts(self, wishes: TagWishes, steps: Steps) -> tuple[list[Post], list[str], int]:
        """Look through pages until there is a choice; the best-tagged come first."""
        enough = max(_LEAST_CHOICE, _CHOICE * wishes.count)
        good: dict[Post, tuple[int, int]] = {}
        notes: list[str] = []
        page, looked_at = "1", 0
        for number in range(1, MOST_PAGES + 1):
            steps(f"Searching, page {number}.")
            query = PostQuery(wishes.tags, page, PAGE_POSTS, wishes.order, wishes.ratings)
            found = self._search.posts(query, wishes.booru)
            notes += found.notes
            looked_at += len(found.posts)
            for post in found.posts:
                quality = tag_quality(post)
                if quality.score >= wishes.min_quality:
                    good[post] = (bool(quality.hard_to_recreate), -quality.score)
            page = found.next
            if len(good) >= enough or not page:
                break
        return sorted(good, key=lambda post: (good[post], post.id.number)), notes, looked_at


def _chosen(good: Sequence[Post], wishes: TagWishes) -> Iterator[Post]:
    """Draw from the best by the seed; behind them come the rest, for posts that fail."""
    size = max(_LEAST_CHOICE, _CHOICE * wishes.count)
    best = list(good[:size])
    Random(wishes.seed).shuffle(best)
    drawn = sorted(best[: wishes.count], key=good.index)
    yield from drawn
    yield from best[wishes.count :]
    yield from good[size:]


def _too_few(drafted: int, good: int, looked_at: int, wishes: TagWishes) -> str:
    if not looked_at:
        return "No post was found: check the spelling, or use fewer tags."
    if good < wishes.count:
        return (
            f"Only {good} of {looked_at} posts are tagged well enough "
            f"({wishes.min_quality} or more): ask for less, or search for something else."
        )
    return f"Only {drafted} of {wishes.count} drafts could be made."


def _check(name: str, value: int, least: int, most: int) -> None:
    if not least <= value <= most:
        raise InvalidInputError(reason=f"{name} is {value}: give a number from {least} to {most}.")

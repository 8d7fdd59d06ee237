"""Find Gelbooru's best posts of some days, though the site can only be asked by post number."""

import math
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from datetime import timedelta

from booru_studio.boorus.base import PostQuery
from booru_studio.boorus.capabilities import RecentBest, RecentPosts
from booru_studio.boorus.fields import Fields, text
from booru_studio.boorus.gelbooru_posts import parse_post
from booru_studio.domain.posts import Post

# Measured from two posts: 7,956,269 (2022-11-24) to 14,970,719 (2026-09-26).
DAILY_POSTS = 5003.0
MARGIN = 1.15  # more numbers than the days should have; what is too old is left out afterwards
PAGES = 3
PAGE_POSTS = 100
_SECONDS_A_DAY = 86_400.0
_LEAST_MEASURED = 6 * 3600.0  # seconds; a shorter span says nothing about a day


class GelbooruRecent(RecentBest, ABC):
    """The part of Gelbooru that finds what is new and liked."""

    has_categories = False

    @abstractmethod
    def ask_items(self, kind: str, **params: str) -> list[Fields]:
        """Ask the API for posts or tags."""

    @abstractmethod
    def plain_query(self, query: PostQuery) -> str:
        """Write a search as it is sent, the allowed ratings included."""

    def best_recent_posts(
        self, days: int, daily_posts: float = 0.0, step: Callable[[str], object] = str
    ) -> RecentPosts:
        """Ask for the newest number, then for up to 3 pages of what came in the days before.

        Look-ups of categories are left to the caller, since 300 posts have thousands of tags.
        """
        step("Asking Gelbooru for its newest post.")
        newest = self._uncategorized(
            self.ask_items("post", tags=self.plain_query(PostQuery()), limit="10")
        )
        if not newest:
            return RecentPosts((), 0.0, daily_posts)
        back = math.ceil(days * (daily_posts or DAILY_POSTS) * MARGIN)
        found = self._best_after(max(0, newest[0].id.number - back), step)
        daily = _measured([*newest, *found]) or daily_posts
        reach = back / daily if daily else float(days)
        return RecentPosts(
            tuple(_within(found, newest[0], days)), min(float(days), reach), daily
        )

    def _best_after(self, after: int, step: Callable[[str], object]) -> list[Post]:
        found: list[Post] = []
        query = self.plain_query(PostQuery(tags=f"id:>{after}", order="score"))
        for page in range(PAGES):
            step(f"Asking Gelbooru for its best-voted posts, page {page + 1} of {PAGES}.")
            items = self.ask_items("post", tags=query, limit=str(PAGE_POSTS), pid=str(page))
            found += self._uncategorized(items)
            if len(items) < PAGE_POSTS:
                break
        return found

    def _uncategorized(self, items: Sequence[Fields]) -> list[Post]:
        shown = [fields for fields in items if text(fields, "status") != "deleted"]
        return [parse_post(fields, {}) for fields in shown]


def _measured(posts: Sequence[Post]) -> float:
    """Measure how many numbers the site gives a day; 0 where the posts lie too close."""
    dated = sorted(
        ((post.created, post.id.number) for post in posts if post.created), key=lambda item: item[1]
    )
    if not dated:
        return 0.0
    (first, low), (last, high) = dated[0], dated[-1]
    seconds = (last - first).total_seconds()
    if seconds < _LEAST_MEASURED or high <= low:
        return 0.0
    return (high - low) * _SECONDS_A_DAY / seconds


def _within(posts: Sequence[Post], newest: Post, days: int) -> list[Post]:
    if newest.created is None:
        return list(posts)
    oldest = newest.created - timedelta(days=days)
    return [post for post in posts if post.created is None or post.created >= oldest]

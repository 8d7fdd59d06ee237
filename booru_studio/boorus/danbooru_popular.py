"""What is popular on Danbooru: searches, posts, counts (app/controllers/explore)."""

from collections.abc import Callable, Iterator
from datetime import date

from booru_studio.boorus.base import PostQuery
from booru_studio.boorus.capabilities import (
    Counts,
    PopularPosts,
    PopularSearches,
    RecentBest,
    RecentPosts,
)
from booru_studio.boorus.danbooru_calls import DanbooruCalls
from booru_studio.boorus.danbooru_posts import LABEL, is_withdrawn, parse_post, parse_posts
from booru_studio.boorus.danbooru_search import plan_search
from booru_studio.boorus.fields import Fields, integer
from booru_studio.domain.posts import Post
from booru_studio.domain.tag_facts import SearchedTag
from booru_studio.errors import BooruReplyError, BooruTimeoutError

MOST_POSTS = 200  # of a search
MOST_POPULAR = 1000
SCALES = ("day", "week", "month")


class DanbooruPopular(DanbooruCalls, Counts, PopularSearches, PopularPosts, RecentBest):
    """The part of Danbooru that is about what people look at."""

    root: str

    def count(self, tags: str) -> int | None:
        """Ask /counts/posts.json; the site gives up on many big searches."""
        try:
            data = self.get_json("/counts/posts.json", {"tags": self.rated(tags) if tags else ""})
        except BooruTimeoutError:
            return None
        counts = data.get("counts") if isinstance(data, dict) else None
        if not isinstance(counts, dict) or "posts" not in counts:
            raise BooruReplyError(site=LABEL, reason="no count")
        return None if counts["posts"] is None else integer(counts, "posts")

    def searches(self, day: date) -> list[SearchedTag]:
        data = self.get_json("/explore/posts/searches.json", {"date": day.isoformat()})
        return list(_searched(data))

    def missed_searches(self) -> list[SearchedTag]:
        return list(_searched(self.get_json("/explore/posts/missed_searches.json", {})))

    def popular_posts(self, day: date, scale: str = "day") -> list[Post]:
        """Ask the popular page, which may be asked about once a minute.

        Raises:
            ValueError: no such scale.
        """
        if scale not in SCALES:
            raise ValueError(scale)
        params = {"date": day.isoformat(), "scale": scale, "limit": str(MOST_POPULAR)}
        return self._shown_posts(parse_posts(self.get_json("/explore/posts/popular.json", params)))

    def best_recent_posts(
        self, days: int, daily_posts: float = 0.0, step: Callable[[str], object] = str
    ) -> RecentPosts:
        """Ask for the best posts of the last days by their votes, with one request."""
        query = PostQuery(tags=f"age:<{days}d", order="score")
        search = plan_search(query, self.allowed_ratings(), None)
        step("Asking Danbooru for the best-voted posts.")
        params = {"tags": search.text, "limit": str(MOST_POSTS)}
        found = parse_posts(self.get_json("/posts.json", params))
        return RecentPosts(tuple(self._shown_posts(found)), float(days), daily_posts)

    def _shown_posts(self, found: list[Fields]) -> list[Post]:
        return [parse_post(fields, self.root) for fields in found if not is_withdrawn(fields)]


def _searched(data: object) -> Iterator[SearchedTag]:
    """Read `[["name", 12.0], ...]`.

    Raises:
        BooruReplyError: it is no list.
    """
    if not isinstance(data, list):
        raise BooruReplyError(site=LABEL, reason="no list of searches")
    for item in data:
        match item:
            case [str() as name, int() | float() as weight] if name.strip():
                yield SearchedTag(name.strip(), float(weight))

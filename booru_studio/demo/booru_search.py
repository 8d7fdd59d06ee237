"""The stand-in booru's search results: which posts, in which order, which page of them."""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from booru_studio.demo.booru_match import NUMBERS, fits
from booru_studio.demo.booru_posts import StandInPost
from booru_studio.demo.booru_query import AllOf, AnyOf, Node, Not, Term, metatag

DEEPEST_PAGE = 1000
_Key = Callable[[StandInPost], float]
_RANK_SPAN = timedelta(days=2)
_SORT_KEYS: dict[str, _Key] = {
    **NUMBERS,
    "created_at": lambda post: post.number,
    "landscape": lambda post: post.width / post.height,
    "portrait": lambda post: -post.width / post.height,
    "filesize": lambda post: post.file_size,
    "upvotes": lambda post: post.score,
}


class TooDeepError(Exception):
    """The page lies beyond what the site serves."""


@dataclass(frozen=True, slots=True)
class Search:
    """One search over one site's posts, which are given newest first."""

    posts: Sequence[StandInPost]
    now: datetime
    resolve: Callable[[str], str] = str  # follows aliases

    def found(self, node: Node) -> list[StandInPost]:
        """Find all posts that fit, newest first."""
        resolved = self._resolved(node)
        return [post for post in self.posts if fits(resolved, post, self.now)]

    def danbooru(self, node: Node) -> list[StandInPost]:
        """Find all posts in the order that `order:` asks for; an unknown one means newest first."""
        found = self.found(node)
        if metatag(node, "random"):
            return _shuffled(found)[: _whole(metatag(node, "random"))]
        order = metatag(node, "order")
        if order == "rank":
            return self._ranked(found)
        if order == "random":
            return _shuffled(found)
        # Danbooru's `order:id` alone counts upwards.
        name = "id_asc" if order == "id" else order
        return _sorted(found, name.removesuffix("_asc").removesuffix("_desc"), name[-4:] == "_asc")

    def gelbooru(self, node: Node) -> list[StandInPost]:
        """Find all posts in the order that `sort:` asks for (`score`, `id:asc`, `random` ...)."""
        found = self.found(node)
        key, _, direction = metatag(node, "sort").partition(":")
        if key == "random":
            return _shuffled(found)
        return _sorted(found, key, direction == "asc")

    def _ranked(self, posts: Iterable[StandInPost]) -> list[StandInPost]:
        """Sort as Danbooru's “hot” page: three times the score makes up for 9.7 hours of age."""
        hot = [post for post in posts if post.score > 0 and self.now - post.created < _RANK_SPAN]
        return sorted(
            hot, key=lambda post: -(math.log(post.score, 3) + post.created.timestamp() / 35_000)
        )

    def _resolved(self, node: Node) -> Node:
        match node:
            case Term("", value):
                return Term("", self.resolve(value))
            case Term():
                return node
            case Not(part):
                return Not(self._resolved(part))
            case AllOf(parts):
                return AllOf(tuple(map(self._resolved, parts)))
            case AnyOf(parts):
                return AnyOf(tuple(map(self._resolved, parts)))


def danbooru_page(found: list[StandInPost], page: str, limit: int) -> list[StandInPost]:
    """Cut one page: a number from 1, or `b123` and `a123` for the posts before and after an id.

    Raises:
        TooDeepError: beyond page 1000, or no page at all.
    """
    if page[:1] in ("a", "b") and page[1:].isdecimal():
        edge = int(page[1:])
        by_number = sorted(found, key=lambda post: -post.number)
        if page[0] == "b":
            return [post for post in by_number if post.number < edge][:limit]
        return [post for post in by_number if post.number > edge][-limit:] if limit else []
    if not page.isdecimal() or int(page) > DEEPEST_PAGE:
        raise TooDeepError
    start = (max(1, int(page)) - 1) * limit
    return found[start : start + limit]


def _sorted(found: list[StandInPost], key: str, is_rising: bool) -> list[StandInPost]:
    measure = _SORT_KEYS.get(key)
    if measure is None:
        return found
    return sorted(found, key=measure, reverse=not is_rising)


def _shuffled(found: list[StandInPost]) -> list[StandInPost]:
    return Random().sample(found, len(found))


def _whole(text: str) -> int:
    return int(text) if text.isdecimal() else 0

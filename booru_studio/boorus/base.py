"""What a booru has to offer.

To add a booru, write `boorus/<name>.py` with one subclass of `Booru`: set `name`, `label`,
`default_url`, `site_hosts`, `picture_hosts`, and implement `post_url`, `post_number`, `post` and
`posts`.
Everything else (the list on the page, post links, the contract test) finds it by being there;
the contract test wants its replies in `tests/data/<name>/replies.json`.
"""

from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import ClassVar
from urllib.parse import SplitResult, urlsplit

import requests

from booru_studio.domain.posts import Post, PostPage, Rating
from booru_studio.http import Secret, make_session


@dataclass(frozen=True, slots=True)
class BooruAccess:
    """How to reach a site: its root, an account, and which ratings may come from it."""

    url: str = ""  # root without a slash at the end; "" = the site's own
    # Login name or number, as the site wants it; people paste whole key strings here.
    user: str = field(default="", repr=False)
    key: Secret = field(default_factory=lambda: Secret(""))
    ratings: frozenset[Rating] = frozenset({Rating.GENERAL})


@dataclass(frozen=True, slots=True)
class PostQuery:
    """A search as a person typed it; the rating is added by the booru, never by the person."""

    tags: str = ""  # the site's own search words; "" = the newest posts
    page: str = "1"  # a number, or what `PostPage.next` held
    limit: int = 40  # posts, 1 to 100
    order: str = ""  # "" = newest first, “score” = best first
    ratings: tuple[Rating, ...] = ()  # only these of the allowed ones; none = all of them

    def asked_ratings(self, allowed: Collection[Rating]) -> Collection[Rating]:
        """Return the ratings to ask for, which are never more than the allowed ones."""
        return [rating for rating in allowed if rating in self.ratings] or allowed


class Booru(ABC):
    """One site: posts by number and by search."""

    name: ClassVar[str]  # as in “danbooru:123”
    label: ClassVar[str]  # as people write it
    default_url: ClassVar[str]
    interval: ClassVar[float] = 0.5  # seconds between two requests
    picture_interval: ClassVar[float] = 0.1  # the same for pictures, which lie on other machines
    site_hosts: ClassVar[tuple[str, ...]] = ()  # where its pages are, without “www.”
    picture_hosts: ClassVar[tuple[str, ...]]  # where its pictures lie; “.x.org” = all below x.org
    picture_headers: ClassVar[Mapping[str, str]] = {}

    def __init__(self, access: BooruAccess, session: requests.Session | None = None) -> None:
        self.access = access
        self.root = access.url.rstrip("/") or self.default_url
        self.session = session or make_session(interval=self.interval, through_proxy=True)
        self.picture_session = session or make_session(
            interval=self.picture_interval, through_proxy=True
        )

    def unavailable(self) -> str:
        """Say in one sentence why the site cannot be asked; "" when it can."""
        return ""

    def searched_tags(self, tags: str) -> list[str]:
        """Return the tags that a search names, without negated ones, patterns and metatags."""
        return list(dict.fromkeys(tag for tag in tags.lower().split() if tag[0] not in "-~"))

    def allowed_picture_hosts(self) -> tuple[str, ...]:
        """Return where pictures may be fetched; a configured root serves its own."""
        own = urlsplit(self.access.url).netloc.rpartition("@")[2].lower()
        return (*self.picture_hosts, own) if own else self.picture_hosts

    def path_below_root(self, link: SplitResult) -> str | None:
        """Return a link's path on this site, or on the configured root; None for other sites."""
        if (link.hostname or "").removeprefix("www.") in self.site_hosts:
            return link.path
        root = urlsplit(self.root)
        below = link.path == root.path or link.path.startswith(root.path + "/")
        if (link.hostname, link.port) != (root.hostname, root.port) or not below:
            return None
        return link.path[len(root.path) :]

    @abstractmethod
    def post_url(self, number: int) -> str:
        """Return the address of a post's page on the site itself, whatever the root is."""

    @abstractmethod
    def post_number(self, link: SplitResult) -> int | None:
        """Find the post's number in a link; None when it is no post link of this site."""

    @abstractmethod
    def post(self, number: int) -> Post:
        """Fetch one post.

        Raises:
            BooruError: one of its kinds, see `booru_studio.errors`.
        """

    @abstractmethod
    def posts(self, query: PostQuery) -> PostPage:
        """Search; the rating of `access.ratings` is always part of what is asked.

        Raises:
            BooruError: one of its kinds.
        """

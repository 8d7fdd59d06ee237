"""Gelbooru: posts by number and by search (https://gelbooru.com/index.php?page=help&topic=dapi)."""

import re
from collections.abc import Iterable, Mapping
from typing import ClassVar
from urllib.parse import SplitResult, parse_qs

import requests

from booru_studio.boorus import gelbooru_posts
from booru_studio.boorus.base import Booru, BooruAccess, PostQuery
from booru_studio.boorus.credentials import hide_credentials_in_logs
from booru_studio.boorus.fields import Fields, integer, text, web_address
from booru_studio.boorus.gelbooru_key import KEY_VARIABLE, USER_VARIABLE, read_key
from booru_studio.boorus.gelbooru_posts import parse_post, tag_names
from booru_studio.boorus.gelbooru_recent import GelbooruRecent
from booru_studio.boorus.gelbooru_replies import read_items
from booru_studio.boorus.gelbooru_search import Search, plain_tags, plan_search
from booru_studio.boorus.gelbooru_tag_facts import GelbooruTags
from booru_studio.boorus.gelbooru_tags import look_up
from booru_studio.boorus.paging import Page, is_last_page, read_page, wanted_posts
from booru_studio.boorus.replies import Line, Reply
from booru_studio.boorus.tag_categories import RememberedCategories, TagCategories
from booru_studio.domain.posts import Post, PostPage
from booru_studio.errors import (
    BooruKeyMissingError,
    BooruReplyError,
    PostDeletedError,
    PostNotFoundError,
    PostWithoutPictureError,
)

DEPTH = 20_000  # posts of one search that the site pages through; further on use their numbers


class Gelbooru(Booru, GelbooruTags, GelbooruRecent):
    """Gelbooru, which answers only with an account's number and API key."""

    name = gelbooru_posts.SITE
    label = gelbooru_posts.LABEL
    default_url = "https://gelbooru.com"
    interval = 1.0
    site_hosts = ("gelbooru.com",)
    picture_hosts = (".gelbooru.com",)
    # Without it the site redirects to a page that says the picture is not available.
    picture_headers: ClassVar[dict[str, str]] = {"Referer": "https://gelbooru.com/"}

    def __init__(
        self,
        access: BooruAccess,
        session: requests.Session | None = None,
        categories: TagCategories | None = None,
    ) -> None:
        super().__init__(access, session)
        hide_credentials_in_logs()
        self._key = read_key(access.user, access.key.value)
        self._line = Line(self.session, self.label, f"{USER_VARIABLE} and {KEY_VARIABLE}")
        self.categories = RememberedCategories() if categories is None else categories

    def unavailable(self) -> str:
        """Say which of the account's variables are missing."""
        return str(self._key_missing()) if self._key.missing else ""

    def post_url(self, number: int) -> str:
        return gelbooru_posts.PAGE.format(number=number)

    def post_number(self, link: SplitResult) -> int | None:
        """Read `index.php?page=post&s=view&id=123`, with its parts in any order."""
        path = self.path_below_root(link)
        if path not in ("", "/", "/index.php"):
            return None
        query = parse_qs(link.query)
        page, view = query.get("page", [""])[0], query.get("s", [""])[0]
        match = re.match(r"(\d{1,18})(?![\w-])", query.get("id", [""])[0], re.ASCII)
        is_post = (page, view) in {("post", "view"), ("dapi", "post")}
        return int(match[1]) if match and is_post else None

    def post(self, number: int) -> Post:
        """Fetch one post, its tags sorted into their categories."""
        found = [fields for fields in self.ask_items("post", id=str(number)) if fields.get("id")]
        if not found:
            raise PostNotFoundError(site=self.label, post_id=number)
        if integer(found[0], "id") != number:
            raise BooruReplyError(site=self.label, reason="another post")
        if text(found[0], "status") == "deleted":
            raise PostDeletedError(site=self.label, post_id=number)
        if not web_address(found[0], "file_url"):
            raise PostWithoutPictureError(site=self.label, post_id=number)
        return self._posts(found[:1])[0]

    def posts(self, query: PostQuery) -> PostPage:
        """Search; the newest posts are paged by number of post, since deep pages are refused."""
        search = plan_search(query, query.asked_ratings(self.access.ratings))
        page = read_page(query.page, site=self.label, is_ordered=search.is_ordered)
        wanted = wanted_posts(query.limit)
        terms = search.text + (f" id:<{page.before}" if page.before else "")
        found = self.ask_items("post", tags=terms, limit=str(wanted), pid=str(page.number - 1))
        shown = [fields for fields in found if text(fields, "status") != "deleted"]
        posts = tuple(post for post in self._posts(shown) if post.file_url)
        return PostPage(posts, _following(found, search, page, wanted), search.notes)

    def _posts(self, found: Iterable[Fields]) -> list[Post]:
        found = list(found)
        names = (name for fields in found for name in tag_names(fields))
        categories = look_up(names, self.categories, self._ask_tags)
        return [parse_post(fields, categories) for fields in found]

    def _ask_tags(self, names: str) -> list[Fields]:
        return self.ask_items("tag", names=names, limit="100")

    def ask_items(self, kind: str, **params: str) -> list[Fields]:
        asked = {"page": "dapi", "s": kind, "q": "index", "json": "1", **params}
        return read_items(self._line, self._reply(asked), kind)

    def ask_json(self, **params: str) -> object:
        reply = self._reply(params)
        self._line.raise_for_status(reply)
        return reply.json(self.label)

    def searched_tags(self, tags: str) -> list[str]:
        return plain_tags(tags)

    def plain_query(self, query: PostQuery) -> str:
        return plan_search(query, self.access.ratings).text

    def _reply(self, params: Mapping[str, str]) -> Reply:
        if self._key.missing:
            raise self._key_missing()
        return self._line.ask(f"{self.root}/index.php", {**params, **self._key.params()})

    def _key_missing(self) -> BooruKeyMissingError:
        return BooruKeyMissingError(site=self.label, variables=self._key.missing)


def _following(found: list[Fields], search: Search, page: Page, wanted: int) -> str:
    if is_last_page(len(found), wanted):
        return ""
    if search.is_ordered:
        return str(page.number + 1) if page.number * wanted < DEPTH else ""
    return f"b{min(integer(fields, 'id') for fields in found)}"

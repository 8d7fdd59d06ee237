"""Danbooru: posts by number and by search (https://danbooru.donmai.us/wiki_pages/help:api)."""

import re
from collections.abc import Collection, Mapping
from typing import ClassVar
from urllib.parse import SplitResult

import requests
from requests.auth import HTTPBasicAuth

from booru_studio.boorus import danbooru_posts
from booru_studio.boorus.base import Booru, BooruAccess, PostQuery
from booru_studio.boorus.danbooru_errors import raise_for_error
from booru_studio.boorus.danbooru_popular import DanbooruPopular
from booru_studio.boorus.danbooru_posts import is_withdrawn, parse_post, parse_posts
from booru_studio.boorus.danbooru_search import Search, plan_search
from booru_studio.boorus.danbooru_tags import DanbooruTags
from booru_studio.boorus.danbooru_terms import plain_tags, split_terms
from booru_studio.boorus.fields import Fields, flag, integer
from booru_studio.boorus.paging import Page, is_last_page, read_page, wanted_posts
from booru_studio.boorus.replies import Line
from booru_studio.domain.posts import Post, PostPage, Rating
from booru_studio.errors import (
    BooruError,
    BooruKeyRefusedError,
    BooruReplyError,
    BooruTermLimitError,
    PostDeletedError,
    PostNotFoundError,
    PostWithoutPictureError,
)

FULL_URL = "https://danbooru.donmai.us"
MOST_TERMS = 2  # counted terms of a search without an account
MOST_POSTS = 200  # a page
LAST_PAGE = 1000  # of numbered pages
_POST_PATH = re.compile(r"/posts?/(?:show/)?(\d{1,18})(?![\w-])", re.ASCII)


class Danbooru(Booru, DanbooruTags, DanbooruPopular):
    """Danbooru; its safe host unless ratings beyond general are allowed."""

    name = danbooru_posts.SITE
    label = danbooru_posts.LABEL
    default_url = "https://safebooru.donmai.us"
    site_hosts = (
        "danbooru.donmai.us",
        "safebooru.donmai.us",
        "hijiribe.donmai.us",
        "sonohara.donmai.us",
        "kagamihara.donmai.us",
        "shima.donmai.us",
        "donmai.us",
        "donmai.moe",
        "danbooru.donmai.moe",
        "safebooru.donmai.moe",
    )
    picture_hosts = ("cdn.donmai.us",)
    variables: ClassVar[str] = "DANBOORU_LOGIN and DANBOORU_API_KEY"

    def __init__(self, access: BooruAccess, session: requests.Session | None = None) -> None:
        super().__init__(access, session)
        if not access.url and not access.ratings <= {Rating.GENERAL}:
            self.root = FULL_URL
        self._line = Line(self.session, self.label, self.variables)
        self._aliases: dict[str, str] = {}  # looked up so far; "" = it is none
        # Which kind of account a key belongs to is only known from what the site refuses.
        self._most_terms = None if access.key else MOST_TERMS

    def unavailable(self) -> str:
        """Say that half an account is given; without one Danbooru answers all the same."""
        if bool(self.access.user) == bool(self.access.key):
            return ""
        return str(self._half_an_account())

    def post_url(self, number: int) -> str:
        return danbooru_posts.PAGE.format(number=number)

    def post_number(self, link: SplitResult) -> int | None:
        """Read `/posts/123`, `/posts/123.json?q=cat` and the old `/post/show/123/cat`."""
        path = self.path_below_root(link)
        match = _POST_PATH.match(path) if path is not None else None
        return int(match[1]) if match else None

    def post(self, number: int) -> Post:
        """Fetch one post.

        A post whose rating is not allowed is returned without its pictures, which the safe host
        withholds: the caller's safety check then says the right thing about it.
        """
        reply = self._line.ask(f"{self.root}/posts/{number}.json", auth=self._auth())
        if reply.status == 404:
            raise PostNotFoundError(site=self.label, post_id=number)
        raise_for_error(self._line, reply)
        fields = reply.json(self.label)
        if not isinstance(fields, dict):
            raise BooruReplyError(site=self.label, reason="no post")
        return self._whole_post(fields, number)

    def searched_tags(self, tags: str) -> list[str]:
        return plain_tags(split_terms(tags))

    def get_json(self, path: str, params: Mapping[str, str]) -> object:
        asked = {name: value for name, value in params.items() if value}
        reply = self._line.ask(f"{self.root}{path}", asked, self._auth())
        raise_for_error(self._line, reply)
        return reply.json(self.label)

    def allowed_ratings(self) -> Collection[Rating]:
        return self.access.ratings

    def _whole_post(self, fields: Fields, number: int) -> Post:
        post = parse_post(fields, self.root)
        if post.id.number != number:
            raise BooruReplyError(site=self.label, reason="another post")
        if flag(fields, "is_deleted"):
            raise PostDeletedError(site=self.label, post_id=number)
        withheld = flag(fields, "is_banned") or not post.file_url
        if withheld and post.rating in self.access.ratings:
            raise PostWithoutPictureError(site=self.label, post_id=number)
        return post

    def posts(self, query: PostQuery) -> PostPage:
        """Search; terms beyond the account's limit are checked here, and the notes say so."""
        try:
            return self._search(query)
        except BooruTermLimitError as error:
            if self._most_terms is not None and error.most_terms >= self._most_terms:
                raise
            self._most_terms = error.most_terms
        return self._search(query)

    def _search(self, query: PostQuery) -> PostPage:
        ratings = query.asked_ratings(self.access.ratings)
        search = plan_search(query, ratings, self._most_terms)
        page = read_page(query.page, site=self.label, is_ordered=search.is_ordered)
        wanted = wanted_posts(query.limit)
        # With terms left to check here most posts drop out, so more of them are looked at.
        asked = MOST_POSTS if search.rest and not search.is_ordered else wanted
        found = self._ask_posts(search.text, page, asked)
        posts = self._usable(found)
        search = self._by_own_names(search, posts)
        posts = [post for post in posts if search.keeps(post)]
        if search.is_ordered:
            is_last = is_last_page(len(found), asked) or page.number >= LAST_PAGE
            return PostPage(tuple(posts), "" if is_last else str(page.number + 1), search.notes)
        shown = posts[:wanted]
        if len(posts) > wanted:
            following = f"b{shown[-1].id.number}"
        elif is_last_page(len(found), asked):
            following = ""
        else:
            following = f"b{min(integer(fields, 'id') for fields in found)}"
        return PostPage(tuple(shown), following, search.notes)

    def _ask_posts(self, tags: str, page: Page, asked: int) -> list[Fields]:
        params = {
            "tags": tags,
            "limit": str(asked),
            "page": f"b{page.before}" if page.before else str(page.number),
        }
        return parse_posts(self.get_json("/posts.json", params))

    def _usable(self, found: list[Fields]) -> list[Post]:
        posts = [parse_post(fields, self.root) for fields in found if not is_withdrawn(fields)]
        return [post for post in posts if post.file_url]

    def _by_own_names(self, search: Search, posts: list[Post]) -> Search:
        """Follow aliases in what is checked here; in what is sent the site does so itself."""
        names = search.unseen(posts) if posts else []
        for name in names:
            if name not in self._aliases:
                try:
                    self._aliases[name] = self.alias_of(name)
                except BooruError:
                    return search
        return search.renamed({name: self._aliases[name] for name in names if self._aliases[name]})

    def _auth(self) -> HTTPBasicAuth | None:
        if bool(self.access.user) != bool(self.access.key):
            raise self._half_an_account()
        if not self.access.key:
            return None
        # As bytes, since the library would refuse letters beyond Latin-1 with a ValueError.
        return HTTPBasicAuth(self.access.user.encode(), self.access.key.value.encode())

    def _half_an_account(self) -> BooruKeyRefusedError:
        variables = f"{self.variables}, of which only one is set,"
        return BooruKeyRefusedError(site=self.label, variables=variables)

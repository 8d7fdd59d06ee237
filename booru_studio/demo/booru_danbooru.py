"""The Danbooru stand-in: which path is answered by what."""

import re
from collections.abc import Callable
from datetime import datetime
from html import escape
from urllib.parse import urlencode

from booru_studio.demo.booru_danbooru_call import DanbooruCall, DanbooruError, not_found
from booru_studio.demo.booru_danbooru_json import only_fields
from booru_studio.demo.booru_danbooru_posts import PostRoutes
from booru_studio.demo.booru_danbooru_related import RelatedRoutes
from booru_studio.demo.booru_danbooru_tags import TagRoutes
from booru_studio.demo.booru_posts import StandInPost, posts_of
from booru_studio.demo.booru_tags import TagTable
from booru_studio.demo.server import Reply, html_reply, json_reply

_Route = Callable[[DanbooruCall], object]


class DanbooruSite:
    """All JSON routes over one set of posts; `root` gives the address pictures are served from."""

    def __init__(self, now: Callable[[], datetime], root: Callable[[], str]) -> None:
        opened = now()
        self.posts: tuple[StandInPost, ...] = posts_of("danbooru", opened)
        tags = TagTable(self.posts)
        self._posts = PostRoutes(self.posts, tags, now, opened, root)
        self._tags = TagRoutes(tags, opened)
        related = RelatedRoutes(self.posts, tags, now, opened)
        self._routes: dict[str, _Route] = {
            "/posts.json": self._posts.index,
            "/posts/random.json": self._posts.random,
            "/counts/posts.json": self._posts.counts,
            "/explore/posts/popular.json": self._posts.popular,
            "/explore/posts/viewed.json": self._posts.viewed,
            "/explore/posts/searches.json": self._posts.searches,
            "/explore/posts/missed_searches.json": self._posts.missed_searches,
            "/ai_tags.json": self._posts.ai_tags,
            "/tags.json": self._tags.index,
            "/tag_aliases.json": self._tags.aliases,
            "/tag_implications.json": self._tags.implications,
            "/wiki_pages.json": self._tags.wiki_index,
            "/related_tag.json": related.related,
            "/autocomplete.json": related.autocomplete,
        }

    def answer(self, call: DanbooruCall) -> Reply:
        """Answer a call whose key was checked."""
        blank = [name for name, value in call.call.query.items()
                 if name.startswith("search[") and not value]  # fmt: skip
        if blank:
            return _redirect_without(call, blank)
        try:
            value = self._value(call)
        except DanbooruError as error:
            return error.reply()
        if isinstance(value, Reply):
            return value
        wanted = call.get("only")
        return json_reply(only_fields(value, wanted) if wanted else value, headers=_cache(call))

    def _value(self, call: DanbooruCall) -> object:
        if call.call.body and call.call.method == "GET":
            raise DanbooruError(
                400, "ApplicationController::RequestBodyNotAllowedError", "Request body not allowed"
            )
        if route := self._routes.get(call.path):
            return route(call)
        if found := re.fullmatch(r"/posts/(\d+)\.json", call.path):
            return self._posts.show(call, int(found[1]))
        if found := re.fullmatch(r"/posts/(\d+)", call.path):
            return self._page(int(found[1]))
        if found := re.fullmatch(r"/wiki_pages/(.+)\.json", call.path):
            return self._tags.wiki_page(call, found[1])
        raise not_found()

    def _page(self, number: int) -> Reply:
        post = self._posts.by_number(number)
        tags = escape(" ".join(sorted(post.tags.all())))
        return html_reply(
            f"<!DOCTYPE html><title>{tags} | stand-in Danbooru</title>"
            f"<h1>Post {number}</h1><p>{tags}</p>"
        )


def _redirect_without(call: DanbooruCall, names: list[str]) -> Reply:
    """Send the client to the same address without its blank search fields, as the site does."""
    kept = {name: value for name, value in call.call.query.items() if name not in names}
    query = f"?{urlencode(kept)}" if kept else ""
    return Reply(302, headers={"Location": f"{call.call.path}{query}"})


def _cache(call: DanbooruCall) -> dict[str, str]:
    if call.path == "/autocomplete.json":
        return {"Cache-Control": "max-age=600, public, stale-while-revalidate=86400"}
    return {"Cache-Control": "max-age=0, private, must-revalidate"}

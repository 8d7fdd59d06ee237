"""The Gelbooru stand-in: posts, tags and autocomplete in the shapes of the 0.2.5 dapi."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta, timezone
from html import escape
from typing import Any

from booru_studio.demo.booru_posts import SAMPLE_WIDTH, StandInPost, posts_of
from booru_studio.demo.booru_query import read_gelbooru
from booru_studio.demo.booru_search import Search
from booru_studio.demo.booru_tags import TagRow, TagTable
from booru_studio.demo.server import Call, Reply, html_reply, json_reply

Json = dict[str, Any]
PREVIEW_SIDE = 360  # pixels
MOST = 100  # records in one answer
_DEEPEST = 20_000  # posts
_ZONE = timezone(timedelta(hours=-5))
_RATINGS = {"g": "general", "s": "sensitive", "q": "questionable", "e": "explicit"}
_AUTOCOMPLETE_WORDS = {0: "tag", 1: "artist", 3: "copyright", 4: "character", 5: "metadata"}
_DEPRECATED = 6
_TAG_ORDERS: Mapping[str, Callable[[TagRow], tuple[int | str, ...]]] = {
    "count": lambda tag: (tag.count, tag.number),
    "name": lambda tag: (tag.name,),
    "date": lambda tag: (tag.number,),
}


def gelbooru_denial(reason: str) -> Reply:
    """Make the denial that comes as XML even where JSON was asked for."""
    denial = f'<response success="false" reason="{escape(reason)}"/>'
    text = f'<?xml version="1.0" encoding="UTF-8"?>\n{denial}'
    return Reply(200, text.encode(), "text/xml; charset=utf-8")


class GelbooruSite:
    """/index.php over one set of posts; `root` gives the address pictures are served from."""

    def __init__(
        self,
        now: Callable[[], datetime],
        root: Callable[[], str],
        user_id: str,
        api_key: str,
    ) -> None:
        self._now, self._root = now, root
        self._keys = (user_id, api_key)
        everything = posts_of("gelbooru", now())
        self.posts = tuple(post for post in everything if "deleted" not in post.flags)
        self._deleted = tuple(post for post in everything if "deleted" in post.flags)
        self.tags = TagTable(self.posts)

    def answer(self, call: Call) -> Reply:
        """Answer a call to /index.php."""
        page = call.query.get("page", "")
        if page == "autocomplete2":
            return json_reply(self._autocomplete(call.query))
        if page == "post" and call.query.get("s") == "view":
            return self._page(call.query)
        if page != "dapi" or call.query.get("q") != "index":
            return html_reply("<!DOCTYPE html><title>stand-in Gelbooru</title><h1>Home</h1>")
        if (call.query.get("user_id"), call.query.get("api_key")) != self._keys:
            return Reply(401, b"", "text/html; charset=UTF-8")
        if call.query.get("json") != "1":
            return gelbooru_denial("This stand-in answers in JSON only: add json=1.")
        if call.query.get("s") == "tag":
            return self._tag_reply(call.query)
        return self._post_reply(call.query)

    def _post_reply(self, query: Mapping[str, str]) -> Reply:
        limit, page = _limit(query), _whole(query.get("pid", ""), 0)
        if limit * page > _DEEPEST:
            return html_reply("Too deep! Pull it back some. Holy fuck.")
        found = self._found(query)
        cut = found[page * limit : (page + 1) * limit]
        posts = [self._post_json(post) for post in cut]
        return json_reply(_envelope("post", posts, limit, page * limit, len(found)))

    def _found(self, query: Mapping[str, str]) -> list[StandInPost]:
        if query.get("deleted") == "show":
            last = _whole(query.get("last_id", ""), 0)
            return [post for post in self._deleted if post.number > last]
        found = Search(self.posts, self._now()).gelbooru(read_gelbooru(query.get("tags", "")))
        if "id" in query:
            found = [post for post in found if str(post.number) == query["id"]]
        return found

    def _post_json(self, post: StandInPost) -> Json:
        pictures, scale = f"{self._root()}/gelbooru", PREVIEW_SIDE / max(post.width, post.height)
        has_sample = post.has_sample
        return {
            "id": post.number,
            "created_at": post.created.astimezone(_ZONE).strftime("%a %b %d %H:%M:%S %z %Y"),
            "score": post.score,
            "width": post.width,
            "height": post.height,
            "md5": post.md5,
            "directory": f"{post.md5[:2]}/{post.md5[2:4]}",
            # A video is listed by the name it was uploaded with, whatever the file is now.
            "image": f"{post.md5}.{'webm' if post.is_video else post.ext}",
            "rating": _RATINGS[post.rating],
            "source": escape(post.source),
            "change": int(post.created.timestamp()),
            "owner": post.uploader,
            "creator_id": post.uploader_id,
            "parent_id": 0,
            "sample": int(has_sample),
            "preview_height": round(post.height * min(1.0, scale)),
            "preview_width": round(post.width * min(1.0, scale)),
            "tags": _entities(" ".join(sorted(post.tags.all()))),
            "title": "",
            "has_notes": "false",
            "has_comments": "false",
            "file_url": f"{pictures}/original/{post.number}.{post.ext}",
            "preview_url": f"{pictures}/preview/{post.number}.jpg",
            "sample_url": f"{pictures}/sample/{post.number}.jpg" if has_sample else "",
            "sample_height": post.height * SAMPLE_WIDTH // post.width if has_sample else 0,
            "sample_width": SAMPLE_WIDTH if has_sample else 0,
            "status": "deleted" if "deleted" in post.flags else "active",
            "post_locked": 0,
            "has_children": "false",
        }

    def _tag_reply(self, query: Mapping[str, str]) -> Reply:
        limit, page = _limit(query), _whole(query.get("pid", ""), 0)
        found = [tag for tag in self.tags.rows if _fits_tag(tag, query)]
        key = _TAG_ORDERS.get(query.get("orderby", "date"), _TAG_ORDERS["date"])
        found.sort(key=key, reverse=query.get("order", "DESC").upper() != "ASC")
        cut = found[page * limit : (page + 1) * limit]
        rows = [_tag_json(tag) for tag in cut]
        return json_reply(_envelope("tag", rows, limit, page * limit, len(found)))

    def _autocomplete(self, query: Mapping[str, str]) -> list[Json]:
        """Complete the last word; the site ignores `limit` and gives ten."""
        term = query.get("term", "").lower().removeprefix("-").replace(" ", "_")
        found = [tag for tag in self.tags.rows if term and tag.name.startswith(term) and tag.count]
        found.sort(key=lambda tag: -tag.count)
        return [
            {
                "type": "tag",
                "label": _entities(tag.name),
                "value": _entities(tag.name),
                "post_count": str(tag.count),
                "category": _AUTOCOMPLETE_WORDS[tag.category],
            }
            for tag in found[:10]
        ]

    def _page(self, query: Mapping[str, str]) -> Reply:
        post = next((post for post in self.posts if str(post.number) == query.get("id")), None)
        if post is None:
            return html_reply("<!DOCTYPE html><title>No such post</title>", 404)
        tags = _entities(" ".join(sorted(post.tags.all())))
        return html_reply(f"<!DOCTYPE html><title>stand-in Gelbooru</title><p>{tags}</p>")


def _envelope(name: str, rows: Sequence[Json], limit: int, offset: int, count: int) -> Json:
    """Wrap records as the site does: without hits the key is absent."""
    attributes = {"@attributes": {"limit": limit, "offset": offset, "count": count}}
    return attributes | ({name: list(rows)} if rows else {})


def _fits_tag(tag: TagRow, query: Mapping[str, str]) -> bool:
    wanted: dict[str, Callable[[str], bool]] = {
        "id": lambda text: str(tag.number) == text,
        "after_id": lambda text: tag.number > _whole(text, 0),
        "name": lambda text: tag.name == text,
        "names": lambda text: tag.name in text.split(),
        "name_pattern": lambda text: _sql_like(text, tag.name),
    }
    return all(fits(query[key]) for key, fits in wanted.items() if query.get(key))


def _sql_like(pattern: str, name: str) -> bool:
    """Match SQL LIKE: % is any text, _ is one letter."""
    parts = (re.escape(letter) for letter in pattern.lower())
    expression = "".join({"%": ".*", "_": "."}.get(part, part) for part in parts)
    return re.fullmatch(expression, name) is not None


def _tag_json(tag: TagRow) -> Json:
    return {
        "id": tag.number,
        "name": _entities(tag.name),
        "count": tag.count,
        "type": _DEPRECATED if tag.is_deprecated else tag.category,
        "ambiguous": 0,
    }


def _entities(text: str) -> str:
    """Write `'` as `&#039;` and `&`, `<`, `>`, `"` as entities, as PHP's htmlspecialchars does."""
    return escape(text, quote=True).replace("&#x27;", "&#039;")


def _limit(query: Mapping[str, str]) -> int:
    return min(_whole(query.get("limit", ""), MOST), MOST)


def _whole(text: str, default: int) -> int:
    return int(text) if text.isdecimal() else default

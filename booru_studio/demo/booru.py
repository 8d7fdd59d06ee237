"""The stand-in booru: Danbooru and Gelbooru on one loopback port, with invented posts."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256

from booru_studio.demo.booru_danbooru import DanbooruSite
from booru_studio.demo.booru_danbooru_call import DanbooruCall, DanbooruError, check_key
from booru_studio.demo.booru_faults import BooruFaults, cloudflare_reply, fault_reply
from booru_studio.demo.booru_gelbooru import GelbooruSite
from booru_studio.demo.booru_pictures import Pictures
from booru_studio.demo.booru_posts import StandInPost
from booru_studio.demo.server import Call, LoopbackServer, Reply, html_reply

_SAFE_ROOT = "/safebooru"
_PICTURE = re.compile(r"/(danbooru|gelbooru)/(\w+)/(\d+)\.(\w+)")
# Danbooru turns these away since 2026-04; an application has to say its own name.
_REFUSED_AGENTS = re.compile(r"python-requests|mozilla|^$", re.IGNORECASE)
_GELBOORU_REFERER = "https://gelbooru.com/"
_HOTLINK = "/hotlink.php"


@dataclass(frozen=True, slots=True)
class StandInKeys:
    """The accounts that the stand-in sites know."""

    danbooru_login: str = "demo_visitor"
    danbooru_api_key: str = "demo-danbooru-key"
    gelbooru_user_id: str = "4711"
    gelbooru_api_key: str = "demo-gelbooru-key"


def _utc_now() -> datetime:
    return datetime.now(UTC)


class StandInBooru(LoopbackServer):
    """Both sites until `close`; posts are dated back from `now()` at the time it is made.

    `danbooru_url` serves every rating, `safebooru_url` general posts alone, as
    safebooru.donmai.us does (`safe_mode=true` works on both). Danbooru refuses the user agents
    that the real one refuses. `faults.next(path, fault)` makes the next call to a path fail.
    """

    def __init__(self, now: Callable[[], datetime] = _utc_now) -> None:
        super().__init__()
        self.keys = StandInKeys()
        self.faults = BooruFaults()
        self._pictures = Pictures()
        self._danbooru = DanbooruSite(now, lambda: self.url)
        self._gelbooru = GelbooruSite(
            now, lambda: self.url, self.keys.gelbooru_user_id, self.keys.gelbooru_api_key
        )

    @property
    def danbooru_url(self) -> str:
        """The root of the Danbooru stand-in."""
        return self.url

    @property
    def safebooru_url(self) -> str:
        """The root of the same site in safe mode."""
        return self.url + _SAFE_ROOT

    @property
    def gelbooru_url(self) -> str:
        """The root of the Gelbooru stand-in."""
        return self.url

    @property
    def danbooru_posts(self) -> tuple[StandInPost, ...]:
        """All posts of Danbooru, newest first, hidden and deleted ones too."""
        return self._danbooru.posts

    @property
    def gelbooru_posts(self) -> tuple[StandInPost, ...]:
        """The posts of Gelbooru, newest first, without the deleted ones."""
        return self._gelbooru.posts

    def answer(self, call: Call) -> Reply:
        """Answer one call; see `LoopbackServer`."""
        path = call.path.removeprefix(_SAFE_ROOT)
        fault = self.faults.take(path)
        if fault is not None:
            return fault_reply(fault, self.stopping.wait)
        if picture := _PICTURE.fullmatch(path):
            return self._picture(call, *picture.groups())
        if path == "/index.php":
            return self._gelbooru.answer(call)
        if path == _HOTLINK:
            return html_reply("<p>This content is not available in your country.</p>")
        return self._danbooru_answer(call, path)

    def _danbooru_answer(self, call: Call, path: str) -> Reply:
        if path.endswith(".json") and _is_refused_agent(call):
            return cloudflare_reply()
        is_safe = path != call.path or call.query.get("safe_mode") == "true"
        try:
            check_key(call, self.keys.danbooru_login, self.keys.danbooru_api_key)
        except DanbooruError as error:
            return error.reply()
        return _unless_known(self._danbooru.answer(DanbooruCall(path, call, is_safe)), call)

    def _picture(self, call: Call, site: str, folder: str, number: str, ext: str) -> Reply:
        posts = self._danbooru.posts if site == "danbooru" else self._gelbooru.posts
        if site == "danbooru" and _is_refused_agent(call):
            return cloudflare_reply()
        if site == "gelbooru" and not call.headers.get("referer", "").startswith(_GELBOORU_REFERER):
            return Reply(302, b"", "text/html", {"Location": _HOTLINK})
        post = next((post for post in posts if str(post.number) == number), None)
        if post is None or "banned" in post.flags:
            return html_reply("<h1>404 Not Found</h1>", 404)
        return self._pictures.reply(post, folder, ext)


def _unless_known(reply: Reply, call: Call) -> Reply:
    """Send the body only to those who do not have it, as the real site does by its ETags."""
    if reply.status != 200:
        return reply
    etag = f'W/"{sha256(reply.body).hexdigest()[:32]}"'
    headers = {**reply.headers, "ETag": etag}
    if call.headers.get("if-none-match") == etag:
        return Reply(304, b"", reply.content_type, headers)
    return replace(reply, headers=headers)


def _is_refused_agent(call: Call) -> bool:
    return _REFUSED_AGENTS.search(call.headers.get("user-agent", "")) is not None

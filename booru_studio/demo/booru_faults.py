"""Ways in which a booru fails, to be switched on for the next calls of the stand-in."""

import json
import threading
from collections import deque
from collections.abc import Callable, Mapping
from enum import StrEnum

from booru_studio.demo.booru_danbooru_call import DanbooruError
from booru_studio.demo.booru_gelbooru import gelbooru_denial
from booru_studio.demo.server import Reply, html_reply, json_reply


class BooruFault(StrEnum):
    """What goes wrong."""

    CLOUDFLARE = "cloudflare"  # 403, a challenge page
    BUSY = "busy"  # 429 with Retry-After: 1
    TIMEOUT = "timeout"  # 500, the database gave up
    UNAVAILABLE = "unavailable"  # 502
    HTML = "html"  # 200, a page where JSON was asked for
    EMPTY = "empty"  # 200, no body
    NOT_JSON = "not_json"  # 200, JSON that breaks off
    HUGE = "huge"  # 200, eight million bytes of JSON
    HANG = "hang"  # no answer until the stand-in closes
    DENIAL = "denial"  # 200, Gelbooru's XML denial


class BooruFaults:
    """Faults waiting for the next calls, by path; “*” is any path."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: dict[str, deque[BooruFault]] = {}

    def next(self, path: str, fault: BooruFault | str, times: int = 1) -> None:
        """Let the next `times` calls to `path` fail so; faults of one path queue up.

        Raises:
            ValueError: no fault has that name.
        """
        with self._lock:
            self._waiting.setdefault(path, deque()).extend([BooruFault(fault)] * times)

    def take(self, path: str) -> BooruFault | None:
        """Take the fault that the call to `path` now meets, if any."""
        with self._lock:
            for key in (path, "*"):
                if self._waiting.get(key):
                    return self._waiting[key].popleft()
        return None


def fault_reply(fault: BooruFault, wait: Callable[[], object]) -> Reply:
    """Make the answer of a fault; `wait` blocks until the stand-in closes."""
    if fault is BooruFault.HANG:
        wait()
        return Reply(503)
    return _REPLIES[fault]()


def cloudflare_reply() -> Reply:
    """Make the page that turns away python-requests and everything that says Mozilla."""
    page = "<!DOCTYPE html><title>Just a moment...</title><p>Checking your browser.</p>"
    headers = {"cf-mitigated": "challenge", "Server": "cloudflare"}
    return Reply(403, page.encode(), "text/html; charset=UTF-8", headers)


def _busy_reply() -> Reply:
    limits = {
        "action": "posts:index", "cost": 1, "rate": 10, "burst": 10, "minimum_points": -30,
        "limits": [{"points": -1.0}],
    }  # fmt: skip
    body = DanbooruError(429, "RateLimiter::RateLimitError", "Rate limit exceeded.").reply().body
    headers = {"Retry-After": "1", "x-rate-limit": json.dumps(limits)}
    return Reply(429, body, headers=headers)


def _timeout_reply() -> Reply:
    message = "The database timed out running your query."
    return DanbooruError(500, "ActiveRecord::QueryCanceled", message).reply()


_REPLIES: Mapping[BooruFault, Callable[[], Reply]] = {
    BooruFault.CLOUDFLARE: cloudflare_reply,
    BooruFault.BUSY: _busy_reply,
    BooruFault.TIMEOUT: _timeout_reply,
    BooruFault.UNAVAILABLE: lambda: html_reply("<h1>502 Bad Gateway</h1>", 502),
    BooruFault.HTML: lambda: html_reply("<!DOCTYPE html><title>Maintenance</title>"),
    BooruFault.EMPTY: Reply,
    BooruFault.NOT_JSON: lambda: Reply(body=b'[{"id": 1, "tag_str'),
    BooruFault.HUGE: lambda: json_reply(["harbor" * 100] * 13_000),
    BooruFault.DENIAL: lambda: gelbooru_denial("Search error: API limited due to abuse."),
}

"""Ask a booru, and turn every way in which it may not answer into its error."""

import json
import re
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import requests
from requests.auth import AuthBase

from booru_studio.boorus.kept_replies import KeptBodies
from booru_studio.errors import (
    BooruBusyError,
    BooruKeyRefusedError,
    BooruRefusedError,
    BooruReplyError,
    BooruUnreachableError,
)
from booru_studio.http import TOO_MANY_REQUESTS

REPLY_BYTES = 8 * 1024 * 1024  # a page of 200 posts has less than 1 MB
# Danbooru makes each further call while limited cost more, so a minute is the least.
LEAST_PAUSE, LONGEST_PAUSE = 60.0, 86_400.0  # seconds
NOT_MODIFIED = 304
DOWN_STATUSES = frozenset({502, 503, 504, *range(520, 528)})  # from 520 on they are Cloudflare's


@dataclass(frozen=True, slots=True)
class Reply:
    """What a site sent: status, headers (any case) and the whole body."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def is_page(self) -> bool:
        """Whether this is a web page (or XML), which a JSON endpoint only sends in trouble."""
        return self.body.lstrip()[:1] == b"<"

    def json(self, site: str) -> object:
        """Parse the body.

        Raises:
            BooruReplyError: the body is empty, a web page or no JSON.
        """
        if not self.body.strip():
            raise BooruReplyError(site=site, reason="an empty page")
        if self.is_page:
            raise BooruReplyError(site=site, reason="a web page instead of data")
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            raise BooruReplyError(site=site, reason="no JSON") from None


class Rest:
    """How long a site is left alone after it asked for that; for any thread."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._until = 0.0

    def begin(self, seconds: float) -> None:
        with self._lock:
            self._until = self._clock() + seconds

    def left(self) -> float:
        """Return the seconds that are left; 0 when the site may be asked."""
        with self._lock:
            return max(0.0, self._until - self._clock())


@dataclass(frozen=True, slots=True)
class Line:
    """The wire to one site: its label for errors, and which variables hold its account."""

    session: requests.Session
    site: str
    variables: str
    rest: Rest = field(default_factory=Rest, repr=False)
    kept: KeptBodies = field(default_factory=KeptBodies, repr=False)

    def ask(
        self, url: str, params: Mapping[str, str] | None = None, auth: AuthBase | None = None
    ) -> Reply:
        """GET `url` without following redirects, so that credentials stay with the site.

        Where the site says that nothing changed, the reply is what it sent before.

        Raises:
            BooruUnreachableError: no connection, or it took too long.
            BooruReplyError: more than `REPLY_BYTES`.
            BooruBusyError: it asked lately to be left alone; nothing was sent.
        """
        if left := self.rest.left():
            raise BooruBusyError(site=self.site, seconds=left)
        before = self.kept.find(url, params or {})
        reply = self._get(url, params, auth, before.etag if before else None)
        if before and reply.status == NOT_MODIFIED:
            return Reply(200, reply.headers, before.body)
        if reply.status == 200:
            self.kept.keep(url, params or {}, reply.headers.get("ETag", ""), reply.body)
        return reply

    def _get(
        self, url: str, params: Mapping[str, str] | None, auth: AuthBase | None, etag: str | None
    ) -> Reply:
        headers = {"If-None-Match": etag} if etag else None
        try:
            with self.session.get(
                url, params=params, auth=auth, headers=headers, stream=True, allow_redirects=False
            ) as response:
                return Reply(response.status_code, response.headers, self._body(response))
        except requests.RequestException as error:
            reason = type(error).__name__
        # Raised out here so that the library's error, whose text holds the whole URL, does not
        # hang on ours as its context.
        raise BooruUnreachableError(site=self.site, reason=reason)

    def _body(self, response: requests.Response) -> bytes:
        body = bytearray()
        for chunk in response.iter_content(64 * 1024):
            body += chunk
            if len(body) > REPLY_BYTES:
                raise BooruReplyError(
                    site=self.site, reason=f"more than {REPLY_BYTES // 2**20} MB"
                )
        return bytes(body)

    def raise_for_status(self, reply: Reply) -> None:
        """Raise what any site means by a status other than 200.

        Raises:
            BooruError: one of its kinds.
        """
        if reply.status == 200:
            return
        if reply.status == 401:
            raise BooruKeyRefusedError(site=self.site, variables=self.variables)
        if reply.status in (403, 451):
            raise BooruRefusedError(site=self.site, reason=_refusal(reply))
        if reply.status == TOO_MANY_REQUESTS:
            seconds = _pause(reply)
            self.rest.begin(seconds)
            raise BooruBusyError(site=self.site, seconds=seconds)
        if reply.status in DOWN_STATUSES:
            raise BooruUnreachableError(site=self.site, reason=f"it answered {reply.status}")
        raise BooruReplyError(site=self.site, reason=f"it answered {reply.status}")


def said(message: object) -> str:
    """Make a site's own message fit for one of our sentences; "" where it is no text."""
    words = " ".join(message.split()) if isinstance(message, str) else ""
    return (words if len(words) <= 160 else words[:159] + "…").rstrip(".")


def _refusal(reply: Reply) -> str:
    if reply.headers.get("cf-mitigated") or reply.is_page:
        return "its guard against bots stands in between"
    return f"it answered {reply.status}"


def _pause(reply: Reply) -> float:
    after = reply.headers.get("Retry-After", "").strip()
    seconds = float(after) if re.fullmatch(r"\d{1,9}", after, re.ASCII) else 0.0
    return min(max(seconds, LEAST_PAUSE), LONGEST_PAUSE)

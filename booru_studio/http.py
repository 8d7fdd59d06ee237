"""The one way out: sessions with our user agent, timeouts, polite rates, retries of reads only."""

import logging
import threading
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit, urlunsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3 import BaseHTTPResponse
from urllib3.connectionpool import ConnectionPool
from urllib3.exceptions import InvalidHeader, MaxRetryError, ReadTimeoutError
from urllib3.util.retry import Retry

from booru_studio import __version__
from booru_studio.errors import PictureError

log = logging.getLogger(__name__)

USER_AGENT = f"BooruStudio/{__version__} (+https://github.com/booru-studio/booru-studio)"
# A site that takes longer than this to connect or to send the next bytes is down for our purpose.
TIMEOUT = (5.0, 30.0)  # seconds: connect, read
RETRIES = 3
TOO_MANY_REQUESTS = 429
RETRIED_STATUSES = (TOO_MANY_REQUESTS, 502, 503, 504)
# A Retry-After of an hour must not hang the page; past this the answer itself is shown.
LONGEST_RETRY_AFTER = 20.0  # seconds
PICTURE_BYTES = 40 * 1024 * 1024


# Before the address of a WebUI whose Agent Scheduler extension is to keep the jobs.
AGENT_PREFIX = "agent+"


def shown_url(url: str) -> str:
    """Return `url` without user name, password and query: fit for a log or a sentence."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if ":" in host:
        host = f"[{host}]"
    port = f":{parts.port}" if parts.port else ""
    return urlunsplit((parts.scheme, host + port, parts.path.rstrip("/"), "", ""))


@dataclass(frozen=True, slots=True, repr=False)
class Secret:
    """A credential; `repr()` and `str()` never show it."""

    value: str

    def __repr__(self) -> str:
        return "Secret(…)" if self.value else "Secret('')"

    __str__ = __repr__

    def __bool__(self) -> bool:
        return bool(self.value)


class _PoliteRetry(Retry):
    """Retry as urllib3 does, but neither after read timeouts nor against a site's wish.

    A read that timed out once has already cost half a minute, and stays `requests.ReadTimeout`.
    Where a site asks for fewer requests (429), each further one may count against us, as it does
    at Danbooru: only a short Retry-After is heeded, and only once.
    """

    def increment(
        self,
        method: str | None = None,
        url: str | None = None,
        response: BaseHTTPResponse | None = None,
        error: Exception | None = None,
        _pool: ConnectionPool | None = None,
        _stacktrace: TracebackType | None = None,
    ) -> Self:
        if isinstance(error, ReadTimeoutError):
            raise error
        # urllib3 asks for the method only after read errors; a refused or broken connection
        # would have a POST sent again.
        if error and not self._is_read_error(error) and not self._is_method_retryable(method or ""):
            raise MaxRetryError(_pool, url, error) from error  # type: ignore[arg-type]
        if response is not None and not self._is_welcome(response):
            raise MaxRetryError(_pool, url)  # type: ignore[arg-type]
        return super().increment(method, url, response, error, _pool, _stacktrace)

    def get_retry_after(self, response: BaseHTTPResponse) -> float | None:
        """Read the header; one that is neither a number nor a date counts as missing."""
        try:
            return super().get_retry_after(response)
        except InvalidHeader:
            return None

    def _is_welcome(self, response: BaseHTTPResponse) -> bool:
        """Say whether the site minds being asked again now."""
        seconds = self.get_retry_after(response)
        if seconds is not None and seconds > LONGEST_RETRY_AFTER:
            return False
        was_busy = any(entry.status == TOO_MANY_REQUESTS for entry in self.history)
        return response.status != TOO_MANY_REQUESTS or (seconds is not None and not was_busy)


class _Rate:
    """Lets one request a host start every `interval` seconds, across threads."""

    def __init__(self, clock: Callable[[], float], sleep: Callable[[float], None]) -> None:
        self._clock, self._sleep = clock, sleep
        self._lock = threading.Lock()
        self._free_at: dict[str, float] = {}

    def wait(self, host: str, interval: float) -> None:
        with self._lock:
            start = max(self._clock(), self._free_at.get(host, 0.0))
            self._free_at[host] = start + interval
        delay = start - self._clock()
        if delay > 0:
            self._sleep(delay)


class _Adapter(HTTPAdapter):
    """Adds the default timeout and the rate limit to everything that goes through it."""

    def __init__(self, retry: Retry, interval: float, rate: _Rate) -> None:
        self._interval, self._rate = interval, rate
        super().__init__(max_retries=retry)

    def send(  # type: ignore[override]
        self, request: requests.PreparedRequest, **options: Any  # noqa: ANN401
    ) -> requests.Response:
        if options.get("timeout") is None:
            options["timeout"] = TIMEOUT
        host = urlsplit(request.url or "").hostname or ""
        if self._interval and not is_loopback(host):
            self._rate.wait(host, self._interval)
        return super().send(request, **options)


def is_loopback(host: str) -> bool:
    """Say whether only this machine can reach `host`."""
    if host.lower() == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def is_unheard(url: str) -> bool:
    """Say whether nobody on the way can listen: https, or http that stays on this machine."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return False
    return bool(host) and (
        parts.scheme == "https" or (parts.scheme == "http" and is_loopback(host))
    )


def make_session(
    *,
    retries: int = RETRIES,
    interval: float = 0.0,
    through_proxy: bool = False,
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], None] = time.sleep,
) -> requests.Session:
    """Make the session that a client of ours talks through.

    GET and HEAD are retried on connection errors and on 502, 503 and 504, and once on a 429 with
    a Retry-After of at most `LONGEST_RETRY_AFTER`; a POST is never retried, since it may have
    worked. Read timeouts are not retried, so that they stay `requests.ReadTimeout`.

    Args:
        retries: how many times a read is tried again.
        interval: least seconds between two requests to the same host; none on this machine.
        through_proxy: heed HTTP_PROXY and its kin; off for a WebUI on the same machine or
            network, which a proxy would swallow.
    """
    retry = _PoliteRetry(
        total=retries,
        connect=retries,
        read=retries,
        status=retries,
        backoff_factor=0.5,
        status_forcelist=RETRIED_STATUSES,
        allowed_methods=("GET", "HEAD"),
        raise_on_status=False,
        respect_retry_after_header=True,
    )
    session = requests.Session()
    session.trust_env = through_proxy
    session.auth = _no_netrc
    session.headers["User-Agent"] = USER_AGENT
    adapter = _Adapter(retry, interval, _Rate(clock, sleep))
    session.mount("https://", adapter)
    session.mount("http://", adapter)
    return session


def _no_netrc(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """Stand in as the session's login, so that no password of ~/.netrc slips into a request."""
    return request


def is_allowed_host(url: str, hosts: Collection[str]) -> bool:
    """Say whether `url` is http(s) on one of `hosts`; “.example.org” allows its subdomains.

    An entry may carry a port (“127.0.0.1:8080”), which then must match.
    """
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError:
        return False
    if parts.scheme not in ("http", "https") or parts.username or parts.password:
        return False
    return any(
        host.endswith(allowed) if allowed.startswith(".") else allowed in (host, f"{host}:{port}")
        for allowed in hosts
    )


def fetch_picture(
    session: requests.Session,
    url: str,
    *,
    hosts: Collection[str],
    headers: Mapping[str, str] | None = None,
    most_bytes: int = PICTURE_BYTES,
) -> tuple[bytes, str]:
    """Fetch a picture from one of `hosts`, without following redirects.

    A redirect is refused because Gelbooru answers hot-linking with one to an HTML page.

    Returns:
        The bytes, and the content type (“image/png”).

    Raises:
        PictureError: other host, redirect, no picture, too large, or no answer.
    """
    if not is_allowed_host(url, hosts):
        raise PictureError(reason="its address is not one of the site's own")
    try:
        with session.get(url, headers=headers, stream=True, allow_redirects=False) as response:
            return _picture_body(response, most_bytes)
    except requests.RequestException as error:
        raise PictureError(reason=type(error).__name__) from error


def _picture_body(response: requests.Response, most_bytes: int) -> tuple[bytes, str]:
    content_type = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if response.status_code != 200:
        raise PictureError(reason=f"the site answered {response.status_code}")
    if not content_type.startswith("image/") or content_type == "image/svg+xml":
        raise PictureError(reason=f"the site sent {content_type or 'no type'} and no picture")
    body = bytearray()
    for chunk in response.iter_content(64 * 1024):
        body += chunk
        if len(body) > most_bytes:
            raise PictureError(reason=f"it is larger than {most_bytes // 2**20} MB")
    return bytes(body), content_type

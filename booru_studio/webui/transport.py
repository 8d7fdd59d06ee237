"""HTTP with one WebUI: requests go out, and every fault comes back as an error of ours."""

import json
import logging
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import unquote, urlsplit, urlunsplit

import requests
from requests.auth import HTTPBasicAuth
from urllib3.exceptions import HTTPError

from booru_studio.errors import (
    WebUiApiDisabledError,
    WebUiError,
    WebUiNotReachableError,
    WebUiReplyError,
)
from booru_studio.http import make_session, shown_url
from booru_studio.webui.faults import Answer, refusal, silence
from booru_studio.webui.line import Line

log = logging.getLogger(__name__)

API = "/sdapi/v1"
CONNECT_SECONDS = 4.0
LIST_SECONDS = 15.0
LORAS_SECONDS = 60.0  # the list holds the header of every file
PROGRESS_SECONDS = 5.0
LOAD_SECONDS = 900.0  # refreshes and model changes wait behind a running job, then load
MOST_BYTES = 300 * 1024 * 1024
_CHUNK = 256 * 1024


class WebUiTransport:
    """Talk HTTP with the WebUI at `url`; safe to use from several threads.

    Args:
        url: its address; a user name and password in it are taken out and used as login.
        auth: user name and password for `--api-auth`; goes before those in `url`.
    """

    def __init__(self, url: str, auth: tuple[str, str] | None = None) -> None:
        self.shown_url = shown_url(url)
        self._base, login = _without_login(url)
        login = auth or login
        # As bytes, since requests would write a text as Latin-1.
        self._auth = HTTPBasicAuth(*(part.encode() for part in login)) if login else None
        self._session = self._prepared(make_session(retries=1))
        self._shut = ""  # why nothing may be asked
        self._lines: dict[str, Line] = {}
        self._lock = threading.Lock()

    def __repr__(self) -> str:
        return f"WebUiTransport({self.shown_url!r})"

    def get(
        self, path: str, *, params: Mapping[str, str] | None = None, seconds: float = LIST_SECONDS
    ) -> Any:  # noqa: ANN401 (whatever the server sent)
        """Fetch JSON; None for an empty answer.

        Raises:
            WebUiError: of the kind that fits; never WebUiOutcomeUnknownError.
        """
        answer = self._exchange("GET", path, seconds=seconds, params=params)
        return self._json(answer, path, is_work=False)

    def file(self, path: str, *, seconds: float = LIST_SECONDS) -> bytes | None:
        """Fetch a file's bytes; None where there is none that we may have.

        Raises:
            WebUiError: it does not answer.
        """
        answer = self._exchange("GET", path, seconds=seconds)
        return answer.body if answer.is_success else None

    def post(
        self, path: str, body: Mapping[str, Any] | None = None, *, seconds: float = LIST_SECONDS
    ) -> Any:  # noqa: ANN401 (whatever the server sent)
        """Send JSON for a short call, and fetch the answer; None if that is empty.

        Raises:
            WebUiError: of the kind that fits; never WebUiOutcomeUnknownError.
        """
        answer = self._exchange("POST", path, seconds=seconds, body=body)
        return self._json(answer, path, is_work=False)

    def delete(self, path: str, *, seconds: float = LIST_SECONDS) -> Any:  # noqa: ANN401
        """Ask for a deletion, and fetch the answer; None if that is empty.

        Raises:
            WebUiError: of the kind that fits; never WebUiOutcomeUnknownError.
        """
        answer = self._exchange("DELETE", path, seconds=seconds)
        return self._json(answer, path, is_work=False)

    def has_route(self, path: str) -> bool:
        """Say whether a route exists, by asking for it; a POST route says 405 to a GET."""
        return self._exchange("GET", path, seconds=LIST_SECONDS).status != 404

    def work(self, path: str, body: Mapping[str, Any], key: str) -> Any:  # noqa: ANN401
        """Send JSON for work that takes as long as it takes, over a connection of its own.

        There is no read timeout: a dead peer is found by TCP keepalive, and `hang_up(key)` from
        another thread ends the wait.

        Raises:
            WebUiNotReachableError: nothing was sent.
            WebUiOutcomeUnknownError: it was sent, and no whole answer came back.
            WebUiError: of the kind that fits.
        """
        line = Line()
        with self._lock:
            self._lines[key] = line
        try:
            with self._prepared(make_session(retries=0)) as session:
                line.fit(session)
                session.headers["Connection"] = "close"
                answer = self._exchange(
                    "POST", path, seconds=None, body=body, session=session, line=line
                )
        finally:
            with self._lock:
                del self._lines[key]
        return self._json(answer, path, is_work=True)

    def hang_up(self, key: str) -> None:
        """End the wait of `work` for `key`, which then raises WebUiOutcomeUnknownError."""
        with self._lock:
            line = self._lines.get(key)
        if line is not None:
            line.hang_up()

    def shut(self, why: str) -> None:
        """Ask nothing any more; every call raises WebUiNotReachableError with `why`."""
        self._shut = why

    def close(self) -> None:
        """Hang up on everything and free the connections."""
        with self._lock:
            lines = list(self._lines.values())
        for line in lines:
            line.hang_up()
        self._session.close()

    def _prepared(self, session: requests.Session) -> requests.Session:
        if self._auth is not None:
            session.auth = self._auth
        # On loopback and in a LAN, unpacking pictures costs more than it saves.
        session.headers["Accept-Encoding"] = "identity"
        return session

    def _exchange(
        self,
        method: str,
        path: str,
        *,
        seconds: float | None,
        params: Mapping[str, str] | None = None,
        body: Mapping[str, Any] | None = None,
        session: requests.Session | None = None,
        line: Line | None = None,
    ) -> Answer:
        if self._shut:
            raise WebUiNotReachableError(url=self.shown_url, reason=self._shut)
        try:
            with (session or self._session).request(
                method,
                self._base + path,
                params=params,
                json=None if body is None else dict(body),
                timeout=(CONNECT_SECONDS, seconds),
                allow_redirects=False,
                stream=True,
            ) as response:
                read = self._read(response, time.monotonic, seconds)
                headers = {name.lower(): value for name, value in response.headers.items()}
                return Answer(response.status_code, headers, read)
        except (requests.RequestException, HTTPError, OSError) as error:
            log.info("%s %s%s: %s", method, self.shown_url, path, type(error).__name__)
            is_lost_work = line is not None and line.was_connected
            raise silence(error, self.shown_url, is_lost_work) from error

    def _read(
        self, response: requests.Response, clock: Callable[[], float], seconds: float | None
    ) -> bytes:
        """Read the body; `seconds` bounds each wait, twice as long the whole of it."""
        end = None if seconds is None else clock() + 2 * seconds
        body = bytearray()
        while chunk := response.raw.read1(_CHUNK, decode_content=True):
            body += chunk
            if len(body) > MOST_BYTES:
                reason = f"its answer is larger than {MOST_BYTES // 2**20} MB"
                raise WebUiReplyError(url=self.shown_url, reason=reason)
            if end is not None and clock() > end:
                raise TimeoutError
        return bytes(body)

    def _json(self, answer: Answer, path: str, is_work: bool) -> Any:  # noqa: ANN401
        if not answer.is_success:
            raise self._refusal(answer, path, is_work)
        try:
            return answer.json()
        except (ValueError, RecursionError) as error:
            reason = "its answer is a page" if answer.body.lstrip()[:1] == b"<" else "no JSON"
            raise WebUiReplyError(url=self.shown_url, reason=reason) from error

    def _refusal(self, answer: Answer, path: str, is_work: bool) -> WebUiError:
        if not answer.is_missing_route or not path.startswith(API):
            return refusal(answer, self.shown_url, is_work)
        if path != f"{API}/options" and self._status(f"{API}/options") != 404:
            return refusal(_naming(answer, path), self.shown_url, is_work)
        if self._status("/") == 200:
            return WebUiApiDisabledError(url=self.shown_url)
        return WebUiReplyError(url=self.shown_url, reason=f"it has no {path}")

    def _status(self, path: str) -> int:
        try:
            return self._exchange("GET", path, seconds=LIST_SECONDS).status
        except WebUiError:
            return 0


def _naming(answer: Answer, path: str) -> Answer:
    body = json.dumps({"detail": f"it has no {path}"}).encode()
    return Answer(answer.status, answer.headers, body)


def _without_login(url: str) -> tuple[str, tuple[str, str] | None]:
    parts = urlsplit(url)
    place = parts.netloc.rpartition("@")[2]
    base = urlunsplit((parts.scheme, place, parts.path.rstrip("/"), "", ""))
    if not parts.username:
        return base, None
    return base, (unquote(parts.username), unquote(parts.password or ""))

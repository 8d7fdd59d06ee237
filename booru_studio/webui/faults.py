"""Which error a WebUI's refusal or silence is, and its reason in a few plain words.

Error bodies: A1111 writes {"error", "detail", "body", "errors"}, Forge {"error", "detail",
"body", "message"}, both {"detail": [{"loc", "msg", "type"}]} for ill-typed fields (FastAPI).
"""

import json
import re
import ssl
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from requests import exceptions as from_requests
from urllib3 import exceptions as from_urllib3

from booru_studio.errors import (
    WebUiAuthError,
    WebUiBusyError,
    WebUiError,
    WebUiFailedError,
    WebUiNotReachableError,
    WebUiOutcomeUnknownError,
    WebUiOutOfMemoryError,
    WebUiRejectedError,
    WebUiReplyError,
)

LONGEST_REASON = 200  # characters
USUAL_WAIT = 10.0  # seconds, where a busy server does not say how long
LONGEST_WAIT = 600.0  # seconds

_SAYING = ("errors", "message", "detail", "error")  # fields of an error body, best first
_BUSY = {429, 503}
# A proxy gave up on the WebUI behind it, which may well go on working (524, 522, 520: Cloudflare).
_LOST_BEHIND_PROXY = {502, 504, 520, 522, 524}
# Cloudflare's words for a WebUI that it could not connect to.
_NOT_CONNECTED = {521, 523, 525, 526, 530}
_LOGIN = re.compile(r"login|log-in|signin|sign-in|/auth", re.IGNORECASE)
_CREDENTIALS = re.compile(r"//[^/\s@]+@")
_OUT_OF_MEMORY = re.compile(r"out of memory|OutOfMemory|not enough memory", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer of a server; header names lower-case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def is_success(self) -> bool:
        return 200 <= self.status < 300

    def json(self) -> Any:  # noqa: ANN401 (whatever the server sent)
        """Read the body; None if it is empty, ValueError if it is no JSON."""
        return json.loads(self.body) if self.body.strip() else None

    def details(self) -> Mapping[str, Any]:
        """Give the body's fields, none if it holds no JSON object."""
        try:
            body = self.json()
        except ValueError:
            return {}
        return body if isinstance(body, Mapping) else {}

    @property
    def is_missing_route(self) -> bool:
        """Tell a route that does not exist from a 404 the WebUI itself says (“Model not found”)."""
        return self.status == 404 and self.details().get("detail") in (None, "Not Found")


def silence(error: Exception, url: str, is_work: bool) -> WebUiError:
    """Name the error of a request that got no whole answer.

    Args:
        error: what requests or urllib3 raised.
        url: the WebUI's address without credentials.
        is_work: the request may have started work that goes on without us, so that its outcome
            is unknown.
    """
    causes = list(_causes(error))
    for kinds, reason in _UNSENT:
        if any(isinstance(cause, kinds) for cause in causes):
            return WebUiNotReachableError(url=url, reason=reason)
    reason = next(
        (words for kinds, words in _LOST if any(isinstance(cause, kinds) for cause in causes)),
        "the connection failed",
    )
    if is_work:
        return WebUiOutcomeUnknownError(url=url, reason=reason)
    return WebUiNotReachableError(url=url, reason=reason)


_UNSENT: tuple[tuple[type[Exception] | tuple[type[Exception], ...], str], ...] = (
    (from_urllib3.NameResolutionError, "its name is not known"),
    (ConnectionRefusedError, "connection refused"),
    (from_urllib3.NewConnectionError, "no way to it"),
    ((from_urllib3.ConnectTimeoutError, from_requests.ConnectTimeout), "no connection in time"),
    (ssl.SSLCertVerificationError, "its certificate is not valid"),
    ((from_requests.InvalidURL, from_requests.InvalidSchema), "that is no address"),
)
_LOST: tuple[tuple[type[Exception] | tuple[type[Exception], ...], str], ...] = (
    ((from_urllib3.ReadTimeoutError, from_requests.ReadTimeout, TimeoutError), "no answer in time"),
    ((from_urllib3.IncompleteRead, from_requests.ChunkedEncodingError), "its answer was cut short"),
    (ConnectionResetError, "the connection was reset"),
    (ssl.SSLError, "the encrypted connection failed"),
    ((from_urllib3.ProtocolError, ConnectionError), "the connection was closed"),
)


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Walk an error, what it was raised from, and the errors it wraps as arguments."""
    waiting: list[object] = [error]
    seen: set[int] = set()
    while waiting:
        cause = waiting.pop(0)
        if not isinstance(cause, BaseException) or id(cause) in seen:
            continue
        seen.add(id(cause))
        yield cause
        waiting += [*cause.args, getattr(cause, "reason", None), cause.__cause__, cause.__context__]


def refusal(answer: Answer, url: str, is_work: bool) -> WebUiError:
    """Name the error of an answer that is no success; see `silence` for the arguments."""
    status = answer.status
    if status in _BUSY:
        return WebUiBusyError(
            url=url, reason=_reason(answer), retry_after=_wait(answer.headers.get("retry-after"))
        )
    if status in _LOST_BEHIND_PROXY:
        reason = f"a proxy before it answered {status}"
        if is_work:
            return WebUiOutcomeUnknownError(url=url, reason=reason)
        return WebUiNotReachableError(url=url, reason=reason)
    if status in _NOT_CONNECTED:
        return WebUiNotReachableError(url=url, reason=f"a proxy before it answered {status}")
    if status >= 500:
        return _failure(answer, url)
    if status in (401, 403):
        return WebUiAuthError(url=url)
    if 300 <= status < 400:
        return _redirect(answer, url)
    return WebUiRejectedError(url=url, reason=_reason(answer))


def is_out_of_memory(text: str) -> bool:
    """Say whether a fault's text means that the graphics card had too little memory."""
    return bool(_OUT_OF_MEMORY.search(text))


def _failure(answer: Answer, url: str) -> WebUiFailedError:
    whole = " ".join(str(answer.details().get(name, "")) for name in _SAYING)
    kind = WebUiOutOfMemoryError if is_out_of_memory(whole) else WebUiFailedError
    return kind(url=url, reason=_reason(answer))


def _redirect(answer: Answer, url: str) -> WebUiError:
    if _LOGIN.search(answer.headers.get("location", "")):
        return WebUiAuthError(url=url)
    return WebUiReplyError(url=url, reason="it redirects to another address")


def _reason(answer: Answer) -> str:
    """Say in one short line why, by the first field that says something."""
    details = answer.details()
    for name in _SAYING:
        text = _field_problems(details[name]) if name in details else ""
        if text:
            kind = str(details.get("error") or "")
            return short(f"{kind}: {text}" if _is_python_name(kind, text) else text)
    text = answer.body[:1000].decode(errors="replace").strip()
    if not text or text.startswith(("<", "{", "[")):
        return f"status {answer.status}"
    return short(text)


def _is_python_name(kind: str, text: str) -> bool:
    """Say whether the error's name adds something: KeyError to “'x'”, not HTTPException."""
    return kind.endswith("Error") and kind != "RuntimeError" and kind not in text


def _field_problems(detail: object) -> str:
    """Write out a detail, which is a text or FastAPI's list of ill-typed fields."""
    if not isinstance(detail, list):
        return str(detail or "")
    problems = []
    for problem in detail:
        if isinstance(problem, Mapping):
            where = [str(part) for part in problem.get("loc", ()) if part != "body"]
            says = str(problem.get("msg", "is wrong"))
            problems.append(f"{'.'.join(where)}: {says}" if where else says)
    return "; ".join(problems)


def short(text: str) -> str:
    """Keep the last line of a traceback or the first line of anything else, without secrets."""
    lines = [line.strip() for line in text.splitlines() if line.strip()] or [""]
    line = lines[-1] if lines[0].startswith("Traceback") else lines[0]
    line = _CREDENTIALS.sub("//", line).rstrip(".:")
    return line if len(line) <= LONGEST_REASON else line[: LONGEST_REASON - 1] + "…"


def _wait(retry_after: str | None) -> float:
    """Read a Retry-After in seconds; a date or nothing counts as the usual wait."""
    try:
        seconds = float(retry_after or "")
    except ValueError:
        return USUAL_WAIT
    return min(max(seconds, 0.0), LONGEST_WAIT) if seconds == seconds else USUAL_WAIT

"""The login of a shared app: who is in, how often one may try, and the page that asks."""

import base64
import binascii
import hashlib
import hmac
import secrets
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from html import escape
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from booru_studio.settings import Login
from booru_studio.ui.replies import NEVER

PATH, LEAVE = "/login", "/logout"
# All that is answered without credentials where there is a login. What is not here is refused,
# also a route that a later Gradio adds.
OPEN = frozenset({("GET", PATH), ("HEAD", PATH), ("POST", PATH)})

STAYS = 12 * 3600.0  # seconds after its last request that somebody stays in
MOST_IN = 1000  # browsers and scripts that are in at once
LARGEST_FORM = 4096  # bytes
TRIES, TRIES_IN_ALL = 6, 60  # wrong ones a minute, from one address and from all together
MINUTE = 60.0

Clock = Callable[[], float]


class Attempts:
    """Counts wrong tries of the last minute; may be used from any thread."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._failed: deque[tuple[float, str]] = deque(maxlen=TRIES_IN_ALL)

    def wait(self, address: str) -> float:
        """Return in how many seconds an address may try again; 0 = now."""
        with self._lock:
            now = self._clock()
            while self._failed and self._failed[0][0] <= now - MINUTE:
                self._failed.popleft()
            own = [when for when, where in self._failed if where == address]
            if len(own) < TRIES and len(self._failed) < TRIES_IN_ALL:
                return 0.0
            return (own or [self._failed[0][0]])[0] + MINUTE - now

    def note_failure(self, address: str) -> None:
        """Take note of a wrong try."""
        with self._lock:
            self._failed.append((self._clock(), address))


class LoginDoor:
    """Lets in who knows user name and password: with a form once, or with each request.

    A browser, and `gradio_client.Client(url, auth=(user, password))`, post the form and keep a
    cookie; curl and MCP clients send the two as HTTP Basic.
    """

    def __init__(self, login: Login, cookie: str, clock: Clock = time.monotonic) -> None:
        """Take the login; `cookie` is a name that no other app of this host has."""
        self._user, self._password = _digest(login.user), _digest(login.password.value)
        self._cookie, self._clock = cookie, clock
        self._attempts = Attempts(clock)
        self._inside: OrderedDict[bytes, float] = OrderedDict()  # digest of a cookie -> until when
        self._lock = threading.Lock()

    async def answer(self, request: Request) -> Response | None:
        """Return what a request is answered with instead of the app; None lets it pass."""
        if (request.method, request.scope["path"]) in OPEN:
            return await self._form(request) if request.method == "POST" else _page(200)
        if self._is_inside(request):
            return self._goodbye(request) if request.scope["path"] == LEAVE else None
        basic = _basic(request)
        if basic is None:
            return _refusal(request)
        return self._trouble(request, *basic)

    async def _form(self, request: Request) -> Response:
        body = bytearray()
        async for piece in request.stream():
            body += piece
            if len(body) > LARGEST_FORM:
                return _told(request, 413, "That is too much text.")
        fields = parse_qs(body.decode("utf-8", "replace"), max_num_fields=10)
        user, password = ("".join(fields.get(name, [""])) for name in ("username", "password"))
        return self._trouble(request, user.strip(), password) or self._welcome(request)

    def _goodbye(self, request: Request) -> Response:
        with self._lock:
            self._inside.pop(_digest(cookie_of(request, self._cookie)), None)
        answer = RedirectResponse("./", 303)
        answer.delete_cookie(self._cookie)
        return answer

    def _trouble(self, request: Request, user: str, password: str) -> Response | None:
        """Check a try; None where it is right."""
        address = request.client.host if request.client else ""
        seconds = self._attempts.wait(address)
        if seconds:
            sentence = f"That were too many wrong tries: wait {seconds:.0f} s, then try again."
            return _told(request, 429, sentence)
        # Both are compared whatever the first one gives, each in a time that tells nothing.
        if hmac.compare_digest(_digest(user), self._user) & hmac.compare_digest(
            _digest(password), self._password
        ):
            return None
        self._attempts.note_failure(address)
        return _told(request, 401, "User name or password is wrong: try again.")

    def _welcome(self, request: Request) -> Response:
        token = secrets.token_urlsafe(32)
        with self._lock:
            self._inside[_digest(token)] = self._clock() + STAYS
            while len(self._inside) > MOST_IN:
                self._inside.popitem(last=False)
        answer: Response = (
            RedirectResponse("./", 303) if _is_page(request) else JSONResponse({"success": True})
        )
        answer.set_cookie(
            self._cookie, token, httponly=True, samesite="lax", secure=is_https(request)
        )
        return answer

    def _is_inside(self, request: Request) -> bool:
        token = cookie_of(request, self._cookie)
        if not token:
            return False
        key, now = _digest(token), self._clock()
        with self._lock:
            if self._inside.get(key, 0.0) <= now:
                self._inside.pop(key, None)
                return False
            self._inside[key] = now + STAYS
            self._inside.move_to_end(key)
            return True


def cookie_of(request: Request, name: str) -> str:
    """Return a cookie; "" where there is none or the header cannot be read."""
    try:
        found = SimpleCookie(request.headers.get("cookie", "")).get(name)
    except CookieError:
        return ""
    return found.value if found else ""


def is_https(request: Request) -> bool:
    """Say whether the browser's side of the connection is encrypted, here or at a proxy."""
    told = request.headers.get("x-forwarded-proto", "").split(",")[0].strip()
    return "https" in (request.url.scheme, told)


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()


def _basic(request: Request) -> tuple[str, str] | None:
    kind, _, value = request.headers.get("authorization", "").partition(" ")
    if kind.lower() != "basic":
        return None
    try:
        user, _, password = base64.b64decode(value.strip()).decode("utf-8").partition(":")
    except (binascii.Error, ValueError):
        return "", ""
    return user, password


def _is_page(request: Request) -> bool:
    return "text/html" in request.headers.get("accept", "")


def _refusal(request: Request) -> Response:
    return _page(401) if request.method == "GET" and _is_page(request) else _plain(401)


def _told(request: Request, status: int, sentence: str) -> Response:
    return _page(status, sentence) if _is_page(request) else _plain(status, sentence)


def _plain(status: int, sentence: str = "Log in first.") -> Response:
    return JSONResponse({"detail": sentence, "error": sentence}, status, headers=NEVER)


def _page(status: int, sentence: str = "") -> Response:
    return HTMLResponse(_PAGE.format(sentence=escape(sentence)), status, headers=NEVER)


_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Booru Studio: log in</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,">
<style>
body {{ margin: 0; min-height: 100vh; display: grid; place-items: center; color-scheme: dark;
  background: #14161a; color: #e6e8ec; font: 15px/1.5 system-ui, sans-serif; }}
form {{ display: grid; gap: 12px; width: min(320px, 88vw); }}
h1 {{ margin: 0; font-size: 20px; }}
label {{ display: grid; gap: 4px; }}
input, button {{ font: inherit; padding: 10px; border-radius: 6px; border: 1px solid #59606c;
  background: #1e2127; color: inherit; }}
button {{ background: #3a6df0; border-color: #3a6df0; color: #fff; cursor: pointer; }}
:focus-visible {{ outline: 2px solid #9db8ff; outline-offset: 2px; }}
p {{ margin: 0; min-height: 1.5em; color: #ff9d9d; }}
</style></head><body><form method="post" action="/login">
<h1>Booru Studio</h1>
<label>User name<input name="username" autocomplete="username" required autofocus></label>
<label>Password<input name="password" type="password" autocomplete="current-password" required>
</label><p role="alert">{sentence}</p><button>Log in</button></form></body></html>
"""

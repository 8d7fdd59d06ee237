"""Who may talk to the app: host, origin, size, login and visitor of every request.

Gradio's own login covers neither routes added to it nor its MCP server; it answers any Host
header (DNS rebinding), allows foreign origins where it is reached by a public name, and lets a
foreign page post files. This stands before all of it.
"""

from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from booru_studio.ui.login import PATH as LOGIN_PATH
from booru_studio.ui.login import LoginDoor
from booru_studio.ui.security_headers import guarded_headers
from booru_studio.ui.visitors import VisitorCookie

LARGEST_BODY = 65 * 2**20  # bytes of any request; what takes less says so itself
# Gradio's launch asks this once over HTTP before anybody else can know the address.
STARTUP = "/gradio_api/startup-events"

_READS = ("GET", "HEAD", "OPTIONS")
_PAGES = ("/", LOGIN_PATH)  # what a link on another site may lead to
_PASSED = "booru_studio.guarded"


@dataclass(frozen=True, slots=True, kw_only=True)
class GuardRules:
    """What one app allows.

    `hosts`: the names it may be called by, without port; None allows any, for an app that is
    reached under names only its owner knows. `frames`: origins whose pages may show it.
    """

    hosts: Collection[str] | None
    door: LoginDoor | None = None
    visitors: VisitorCookie | None = None
    frames: tuple[str, ...] = ()
    largest_body: int = LARGEST_BODY


class GuardPost:
    """The middleware Gradio is given: it puts the guard before all others, and is the last wall.

    Gradio places its own middleware, which answers foreign origins, before those it is given.
    Whatever did not come through the guard is refused here.
    """

    def __init__(self, app: ASGIApp, rules: GuardRules) -> None:
        self._app, self._rules = app, rules

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            whole = scope["app"]
            whole.middleware_stack = Guard(whole.middleware_stack, self._rules)
        elif not scope.get(_PASSED):
            refusal = PlainTextResponse("The app has not been started as it should.", 503)
            await refusal(scope, receive, send)
            return
        await self._app(scope, receive, send)


class Guard:
    """The outermost part of the app; plain ASGI, so that streamed answers are not held back."""

    def __init__(self, app: ASGIApp, rules: GuardRules) -> None:
        self._app, self._rules = app, rules
        self._is_started = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        elif scope["type"] == "http":
            await self._guarded(scope, receive, send)
        else:  # neither Gradio nor we have websockets
            await send({"type": "websocket.close", "code": 1008, "reason": ""})

    async def _guarded(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        answer = self._refusal(request)
        if answer is None and self._rules.door and not self._is_launch(request):
            answer = await self._rules.door.answer(request)
        cookie = self._rules.visitors.greet(request) if self._rules.visitors else None
        added = guarded_headers(scope["path"], self._rules.frames)
        if cookie:
            added.append((b"set-cookie", cookie))

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*_kept(message.get("headers", ()), added), *added]
            await send(message)

        scope[_PASSED] = True
        await (answer or self._app)(scope, receive, send_guarded)

    def _refusal(self, request: Request) -> Response | None:
        hosts, own = self._rules.hosts, request.headers.get("host", "")
        if hosts is not None and _name(own) not in hosts:
            sentence = "This address is not the app's own: open it as it was printed at the start."
            return PlainTextResponse(sentence, 400)
        if _is_foreign(request, own):
            return PlainTextResponse("Another website may not do that here.", 403)
        return self._weighed(request)

    def _weighed(self, request: Request) -> Response | None:
        length = request.headers.get("content-length", "")
        if "transfer-encoding" in request.headers:
            return PlainTextResponse("Say how long the body is.", 411)
        if length and not (length.isascii() and length.isdigit() and len(length) < 16):
            return PlainTextResponse("The length of the body is no number.", 400)
        if length and int(length) > self._rules.largest_body:
            most = self._rules.largest_body // 2**20
            return PlainTextResponse(f"That is too much: {most} MB are allowed.", 413)
        return None

    def _is_launch(self, request: Request) -> bool:
        if self._is_started or (request.method, request.scope["path"]) != ("GET", STARTUP):
            return False
        self._is_started = True
        return True


def _kept(
    headers: Collection[tuple[bytes, bytes]], added: Collection[tuple[bytes, bytes]]
) -> list[tuple[bytes, bytes]]:
    """Leave out what we say ourselves, and what would let other origins read an answer."""
    ours = {name for name, _ in added} - {b"set-cookie"}
    return [
        (name, value)
        for name, value in headers
        if name.lower() not in ours and not name.lower().startswith(b"access-control-")
    ]


def _name(host: str) -> str:
    try:
        return (urlsplit(f"//{host}").hostname or "") if "@" not in host else ""
    except ValueError:
        return ""


def _is_foreign(request: Request, own: str) -> bool:
    """Say whether a browser names another site as where a request comes from.

    Other sites may link to our pages, and nothing else: a picture of ours in a foreign page, or
    a foreign script that asks, is refused.
    """
    reads = request.method in _READS
    site = request.headers.get("sec-fetch-site", "none")
    if site not in ("same-origin", "none"):
        mode = request.headers.get("sec-fetch-mode", "")
        is_link = reads and mode == "navigate" and request.scope["path"] in _PAGES
        if not is_link:
            return True
    origin = request.headers.get("origin")
    if origin is None:
        return False
    # No page can send the second one to another site without being asked first, and refused.
    own_names = (own, request.headers.get("x-forwarded-host", own))
    try:
        return urlsplit(origin).netloc not in own_names
    except ValueError:
        return True

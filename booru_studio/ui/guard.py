"""Who may talk to the app: host, origin and login of every request, Gradio's and ours.

Gradio's own login does not cover routes added to it, it answers any Host header (DNS rebinding)
and lets a foreign page post files; this stands before all of it.
"""

from collections.abc import Collection
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import urlsplit

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from booru_studio.ui.shapes import ROUTES

_READS = ("GET", "HEAD", "OPTIONS")
_ADDED = ((b"x-content-type-options", b"nosniff"), (b"referrer-policy", b"same-origin"))


class Guard:
    """An ASGI middleware; plain, so that streamed answers are not held back."""

    def __init__(self, app: ASGIApp, hosts: Collection[str] | None) -> None:
        """Guard an app.

        Args:
            hosts: the names it may be called by, without port; None allows any, for an app that
                is reached under names only its owner knows.
        """
        self._app = app
        self._hosts = hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        headers = {name.lower(): value.decode("latin-1") for name, value in scope["headers"]}
        refusal = self._refusal(scope, headers)
        if refusal:
            await _refuse(send, *refusal)
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), *_ADDED]
            await send(message)

        await self._app(scope, receive, send_guarded)

    def _refusal(self, scope: Scope, headers: dict[bytes, str]) -> tuple[int, str] | None:
        host = headers.get(b"host", "")
        if self._hosts is not None and _name(host) not in self._hosts:
            return 400, "This address is not the app's own: open it as it was printed at the start."
        if scope.get("method", "GET") not in _READS and _is_foreign(headers, host):
            return 403, "Another website may not do that here."
        if scope["path"].startswith(ROUTES) and not _is_logged_in(scope, headers):
            return 401, "Log in first."
        return None


def _name(host: str) -> str:
    return (urlsplit(f"//{host}").hostname or "") if host.count("@") == 0 else ""


def _is_foreign(headers: dict[bytes, str], host: str) -> bool:
    """Say whether a browser names another site as where a request comes from."""
    if headers.get(b"sec-fetch-site") == "cross-site":
        return True
    origin = headers.get(b"origin")
    return origin is not None and urlsplit(origin).netloc != host


def _is_logged_in(scope: Scope, headers: dict[bytes, str]) -> bool:
    """Ask Gradio's own login; these attributes are private there, and a test pins them."""
    app: Any = scope["app"]
    if getattr(app, "auth", None) is None:
        return True
    try:
        cookies = SimpleCookie(headers.get(b"cookie", ""))
    except CookieError:
        return False
    names = (f"access-token-{app.cookie_id}", f"access-token-unsecure-{app.cookie_id}")
    return any(name in cookies and cookies[name].value in app.tokens for name in names)


async def _refuse(send: Send, status: int, sentence: str) -> None:
    body = sentence.encode("utf-8")
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", str(len(body)).encode("ascii")),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})

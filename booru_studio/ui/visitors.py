"""Who is who on a Space: a cookie that nobody can guess or make up, and what it stands for."""

import hmac
import secrets
from typing import Any

from starlette.requests import Request

from booru_studio.ui.login import cookie_of, is_https

COOKIE = "bs-visitor"
_IN_SCOPE = "booru_studio.visitor"
_DAY = 24 * 3600  # seconds


class VisitorCookie:
    """Gives each browser or script an id of its own, and knows its own ids again.

    A new key with every start: what visitors had is gone then, too.
    """

    def __init__(self) -> None:
        self._key = secrets.token_bytes(32)

    def greet(self, request: Request) -> bytes | None:
        """Note whose request it is; return a Set-Cookie value for somebody new."""
        visitor, _, seal = cookie_of(request, COOKIE).partition(".")
        is_known = bool(visitor) and hmac.compare_digest(
            seal.encode(), self._seal(visitor).encode()
        )
        if not is_known:
            visitor = secrets.token_hex(16)
        request.scope[_IN_SCOPE] = visitor
        return None if is_known else self._cookie(visitor, is_https(request))

    def _seal(self, visitor: str) -> str:
        return hmac.new(self._key, visitor.encode("utf-8", "replace"), "sha256").hexdigest()

    def _cookie(self, visitor: str, https: bool) -> bytes:
        # A Space is shown inside of a page of huggingface.co, where other cookies are held back.
        site = "SameSite=None; Secure; Partitioned" if https else "SameSite=Lax"
        value = f"{visitor}.{self._seal(visitor)}"
        return f"{COOKIE}={value}; Max-Age={_DAY}; Path=/; HttpOnly; {site}".encode("ascii")


def visitor_of(request: Any) -> str:  # noqa: ANN401  Gradio's request or Starlette's
    """Return whose request it is; "" where visitors are not told apart."""
    inner = getattr(request, "request", request)
    return str(inner.scope.get(_IN_SCOPE, "")) if inner is not None else ""

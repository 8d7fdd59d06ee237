"""One call to the Danbooru stand-in: its parameters, and the errors it can end in."""

from base64 import b64decode
from binascii import Error as BadBase64
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from booru_studio.demo.booru_match import in_range
from booru_studio.demo.booru_search import DEEPEST_PAGE
from booru_studio.demo.server import Call, Reply, json_reply

Item = TypeVar("Item")
DEFAULT_LIMIT = 20
MOST_POSTS = 200
MOST_OTHERS = 1000


class DanbooruError(Exception):
    """An answer of Danbooru that is an error: status, Ruby class and message."""

    def __init__(self, status: int, kind: str, message: str) -> None:
        super().__init__(message)
        self.status, self.kind, self.message = status, kind, message

    def reply(self) -> Reply:
        """Write the body that the site sends with every error."""
        trace = ["app/logical/rack_server_timing.rb:19:in 'RackServerTiming#call'"]
        body = {
            "success": False, "error": self.kind, "message": self.message, "backtrace": trace,
        }  # fmt: skip
        return json_reply(body, self.status, {"Cache-Control": "no-cache"})


def not_found() -> DanbooruError:
    """Make the error for a record that does not exist."""
    return DanbooruError(404, "ActiveRecord::RecordNotFound", "That record was not found.")


def too_deep() -> DanbooruError:
    """Make the error for a page that is not served."""
    message = f"You cannot go beyond page {DEEPEST_PAGE}."
    return DanbooruError(410, "PaginationExtension::PaginationError", message)


@dataclass(frozen=True, slots=True)
class DanbooruCall:
    """A call with its root taken off the path; `is_safe` when it wants general posts alone."""

    path: str
    call: Call
    is_safe: bool

    def get(self, name: str, default: str = "") -> str:
        return self.call.query.get(name, default)

    def search(self, name: str) -> str:
        """Get `search[name]`."""
        return self.get(f"search[{name}]")

    def limit(self, most: int, default: int = DEFAULT_LIMIT) -> int:
        return min(self.number("limit", default), most)

    def number(self, name: str, default: int) -> int:
        text = self.get(name)
        return int(text) if text.isdecimal() else default

    def cut(self, items: Sequence[Item], number_of: Callable[[Item], int]) -> list[Item]:
        """Cut the page asked for out of records that are no posts."""
        limit, page = self.limit(MOST_OTHERS), self.get("page", "1")
        if page[:1] in ("a", "b") and page[1:].isdecimal():
            sign = ">" if page[0] == "a" else "<"
            beyond = [item for item in items if in_range(number_of(item), sign + page[1:])]
            beyond.sort(key=number_of, reverse=True)
            return beyond[-limit:] if page[0] == "a" else beyond[:limit]
        if not page.isdecimal() or int(page) > DEEPEST_PAGE:
            raise too_deep()
        start = (max(1, int(page)) - 1) * limit
        return list(items[start : start + limit])


def check_key(call: Call, login: str, key: str) -> None:
    """Check login and key, by HTTP Basic or in the query; nobody need give any.

    Raises:
        DanbooruError: 401, when they are wrong or one is missing.
    """
    given = _credentials(call)
    if not any(given):
        return
    if not all(given):
        raise _refused("Missing `login` or `api_key`")
    if given != (login, key):
        raise _refused("Invalid API key")


def _credentials(call: Call) -> tuple[str, str]:
    scheme, _, token = call.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return call.query.get("login", ""), call.query.get("api_key", "")
    try:
        login, _, key = b64decode(token, validate=True).decode().partition(":")
    except (BadBase64, UnicodeDecodeError) as error:
        raise _refused("Invalid API key") from error
    return login, key


def _refused(message: str) -> DanbooruError:
    return DanbooruError(401, "SessionLoader::AuthenticationFailure", message)

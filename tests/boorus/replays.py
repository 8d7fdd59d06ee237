"""Sites that answer from a file: what the boorus are tested with."""

import json
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import requests
import responses

from booru_studio.boorus.base import BooruAccess
from booru_studio.domain.posts import Rating
from booru_studio.http import Secret, make_session

DATA = Path(__file__).parent.parent / "data"
USER = "4711"
KEY = "c0ffee-tea-and-biscuits"


def access(*, user: str = USER, key: str = KEY, url: str = "", ratings=(Rating.GENERAL,)):
    return BooruAccess(url=url, user=user, key=Secret(key), ratings=frozenset(ratings))


def quick_session() -> requests.Session:
    """A session that neither waits nor tries again."""
    return make_session(retries=0)


def asked(call: responses.Call) -> dict[str, str]:
    """The query of a request, each field once."""
    query = parse_qs(urlsplit(call.request.url).query, keep_blank_values=True)
    return {name: values[0] for name, values in query.items()}


class Replay:
    """Answers with the first reply of `tests/data/<booru>/replies.json` that fits a request."""

    def __init__(self, booru: str) -> None:
        self.replies = json.loads((DATA / booru / "replies.json").read_text())

    def __call__(self, request: requests.PreparedRequest) -> tuple[int, Mapping[str, str], str]:
        url = urlsplit(request.url)
        query = {name: values[0] for name, values in parse_qs(url.query).items()}
        for reply in self.replies:
            if url.path == reply["path"] and reply.get("query", {}).items() <= query.items():
                return 200, {}, json.dumps(reply["body"])
        return 404, {}, "{}"

    def change_posts(self, **fields: object) -> None:
        """Change fields of every post; None takes the field out."""
        for reply in self.replies:
            for post in _posts(reply["body"]):
                post.update(fields)
                for name in [name for name, value in fields.items() if value is None]:
                    del post[name]


def _posts(body: object) -> list[dict[str, object]]:
    if isinstance(body, dict) and "@attributes" in body:
        body = body.get("post", [])
    return body if isinstance(body, list) else [body]

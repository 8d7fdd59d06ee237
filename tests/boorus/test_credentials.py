"""API keys in what is shown and logged."""

import logging
import re
import traceback

import pytest

from booru_studio.boorus.base import PostQuery
from booru_studio.boorus.credentials import without_credentials
from booru_studio.boorus.gelbooru import Gelbooru
from booru_studio.errors import BooruUnreachableError
from booru_studio.http import make_session
from tests.boorus.replays import KEY, USER, access
from tests.loopback import Loopback, hang_up, reply


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("/index.php?s=post&api_key=abc&user_id=12&x=1",
         "/index.php?s=post&api_key=…&user_id=…&x=1"),
        ('"GET /?API_KEY=abc HTTP/1.1"', '"GET /?API_KEY=… HTTP/1.1"'),
        ("url: /?login=mira&tags=cat)", "url: /?login=…&tags=cat)"),
        ("http://mira:secret@example.org/a", "http://…@example.org/a"),
        ("api_key%3Dabc", "api_key%3D…"),
        ("tags=cat mail@example.org", "tags=cat mail@example.org"),
    ],
)  # fmt: skip
def test_keys_are_replaced(text, shown):
    assert without_credentials(text) == shown


def test_the_library_logs_requests_without_the_account(caplog):
    caplog.set_level(logging.DEBUG)
    with Loopback(reply(body=b"[]")) as server:
        gelbooru = Gelbooru(access(url=server.url), make_session(retries=0))
        gelbooru.posts(PostQuery())
        gelbooru.session.close()
    assert KEY in server.requests[0][1]
    assert "/index.php?" in caplog.text
    assert not re.search(rf"{KEY}|\b{USER}\b", caplog.text)


def test_a_connection_that_breaks_shows_no_account(caplog):
    caplog.set_level(logging.DEBUG)
    with Loopback(hang_up) as server:
        gelbooru = Gelbooru(access(url=server.url), make_session(retries=1))
        with pytest.raises(BooruUnreachableError) as caught:
            gelbooru.posts(PostQuery())
        gelbooru.session.close()
    assert len(server.requests) == 2
    assert "Retrying" in caplog.text
    assert KEY not in caplog.text
    assert KEY not in "".join(traceback.format_exception(caught.value))
    assert caught.value.__context__ is None


def test_adding_the_filter_twice_changes_nothing():
    Gelbooru(access())
    before = list(logging.getLogger("urllib3.connectionpool").filters)
    Gelbooru(access())
    assert logging.getLogger("urllib3.connectionpool").filters == before

"""The wire to a site: being left alone, and not sending again what stayed the same."""

from socket import create_server

import pytest

from booru_studio.boorus.kept_replies import LARGEST_KEPT, MOST_KEPT
from booru_studio.boorus.replies import Line, Rest
from booru_studio.errors import BooruBusyError, BooruUnreachableError
from tests.boorus.replays import KEY, quick_session

URL = "https://site.example/posts.json"
TAGGED = {"ETag": 'W/"tea"'}


@pytest.fixture
def clock():
    return [100.0]


@pytest.fixture
def line(clock):
    return Line(quick_session(), "Site", "KEY", Rest(lambda: clock[0]))


def test_a_site_that_was_busy_is_left_alone_for_as_long_as_it_asked(net, line, clock):
    net.add("GET", URL, status=429, headers={"Retry-After": "90"})
    with pytest.raises(BooruBusyError):
        line.raise_for_status(line.ask(URL))
    clock[0] += 60
    with pytest.raises(BooruBusyError) as caught:
        line.ask(URL)
    assert caught.value.facts["seconds"] == 30
    assert len(net.calls) == 1
    clock[0] += 31
    net.replace("GET", URL, json=[])
    assert line.ask(URL).status == 200


def test_what_stayed_the_same_is_not_sent_again(net, line):
    net.add("GET", URL, json=[1, 2], headers=TAGGED)
    first = line.ask(URL, {"tags": "cat"})
    net.replace("GET", URL, status=304)
    again = line.ask(URL, {"tags": "cat"})
    assert net.calls[1].request.headers["If-None-Match"] == 'W/"tea"'
    assert (again.status, again.json("Site")) == (200, first.json("Site"))


def test_another_search_or_a_reply_without_etag_is_asked_for_plainly(net, line):
    net.add("GET", URL, json=[], headers=TAGGED)
    line.ask(URL, {"tags": "cat"})
    net.replace("GET", URL, json=[])
    for tags in ("dog", "dog"):
        line.ask(URL, {"tags": tags})
    assert not any("If-None-Match" in call.request.headers for call in net.calls)


def test_what_changed_takes_the_place_of_what_was_kept(net, line):
    for number, state in enumerate(("one", "two")):
        net.upsert("GET", URL, json=number, headers={"ETag": state})
        line.ask(URL)
    net.replace("GET", URL, status=304)
    assert line.ask(URL).json("Site") == 1
    assert net.calls[-1].request.headers["If-None-Match"] == "two"


def test_only_some_replies_are_kept_and_none_that_is_huge(net, line):
    net.add("GET", URL, json=[], headers=TAGGED)
    for number in range(MOST_KEPT + 1):
        line.ask(URL, {"page": str(number)})
    assert line.kept.find(URL, {"page": "0"}) is None
    assert line.kept.find(URL, {"page": str(MOST_KEPT)})
    net.replace("GET", URL, body=b"x" * (LARGEST_KEPT + 1), headers=TAGGED)
    line.ask(URL, {"page": "huge"})
    assert line.kept.find(URL, {"page": "huge"}) is None


def test_keys_in_an_address_are_kept_nowhere(net, line):
    net.add("GET", URL, json=[], headers=TAGGED)
    line.ask(URL, {"api_key": KEY})
    assert KEY not in f"{line!r} {vars(line.kept)!r}"


def test_an_error_is_not_kept(net, line):
    net.add("GET", URL, status=404, headers=TAGGED)
    line.ask(URL)
    assert line.kept.find(URL, {}) is None


def test_a_stall_ends_with_the_read_timeout(monkeypatch, line):
    monkeypatch.setattr("booru_studio.http.TIMEOUT", (1.0, 0.05))
    with create_server(("127.0.0.1", 0)) as deaf, pytest.raises(BooruUnreachableError) as caught:
        line.ask(f"http://127.0.0.1:{deaf.getsockname()[1]}/posts.json")
    assert "ReadTimeout" in str(caught.value)
    line.session.close()


def test_a_304_that_nobody_asked_for_is_an_answer_like_any_other(net, line):
    net.add("GET", URL, status=304)
    assert line.ask(URL).status == 304

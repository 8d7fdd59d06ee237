"""What every booru promises; a new file in `booru_studio/boorus` is tested by being there."""

import logging
import re

import pytest
import requests

import booru_studio.boorus
from booru_studio import __version__
from booru_studio.boorus.base import Booru, PostQuery
from booru_studio.domain.posts import Rating
from booru_studio.errors import (
    BooruBusyError,
    BooruError,
    BooruKeyRefusedError,
    BooruRefusedError,
    BooruReplyError,
    BooruUnreachableError,
)
from booru_studio.registry import find_members
from tests.boorus.replays import KEY, Replay, access, asked, quick_session

ANYTHING = re.compile(r".*")
BOORUS = find_members(booru_studio.boorus, Booru)
each_booru = pytest.mark.parametrize("booru_class", BOORUS, ids=lambda member: member.name)


@pytest.fixture
def replay(net, booru_class):
    replay = Replay(booru_class.name)
    net.add_callback("GET", ANYTHING, callback=replay)
    return replay


@pytest.fixture
def booru(booru_class):
    return booru_class(access(), quick_session())


def some_number(booru):
    """A post that `replies.json` has by its number."""
    return booru.posts(PostQuery()).posts[0].id.number


def test_both_sites_are_found():
    assert [booru.name for booru in BOORUS] == ["danbooru", "gelbooru"]


@each_booru
def test_names_and_addresses_have_their_shape(booru_class):
    assert re.fullmatch(r"[a-z]+", booru_class.name)
    assert booru_class.label.strip()
    assert re.fullmatch(r"https://[a-z.]+", booru_class.default_url)
    assert all(re.fullmatch(r"\.?[a-z0-9.]+", host) for host in booru_class.picture_hosts)
    assert booru_class.interval >= 0.5


@each_booru
def test_the_user_agent_is_ours(booru_class, net):
    net.add("GET", ANYTHING, json=[])
    booru_class(access()).posts(PostQuery())
    agent = net.calls[0].request.headers["User-Agent"]
    assert agent.startswith(f"BooruStudio/{__version__} (+http")
    assert not re.search("python-requests|Mozilla", agent)


@each_booru
@pytest.mark.parametrize("tags", ["", "cat", "cat rating:e", "-rating:general", "Rating:Explicit"])
def test_every_search_asks_for_general_posts_alone(replay, booru, net, tags):
    booru.posts(PostQuery(tags=tags))
    sent = asked(net.calls[0])["tags"]
    assert re.findall(r"\S*rating:\S*", sent, re.IGNORECASE) in (["rating:g"], ["rating:general"])


@each_booru
@pytest.mark.parametrize(
    ("rating", "parsed"),
    [("general", Rating.GENERAL), ("q", Rating.QUESTIONABLE), ("fine", Rating.EXPLICIT),
     ("", Rating.EXPLICIT), (None, Rating.EXPLICIT), (7, Rating.EXPLICIT)],
)  # fmt: skip
def test_a_rating_that_is_unknown_or_missing_counts_as_explicit(replay, booru, rating, parsed):
    replay.change_posts(rating=rating)
    assert {post.rating for post in booru.posts(PostQuery()).posts} == {parsed}


@each_booru
def test_a_post_is_read_with_tags_pictures_and_the_sites_own_address(replay, booru):
    post = booru.post(some_number(booru))
    assert post.id.site == booru.name
    assert post.rating is Rating.GENERAL
    assert (post.tags.character, post.tags.artist) == (("mira_(harbor_tales)",), ("tin_kettle",))
    assert str(post.created).endswith("+00:00")
    assert all(url.startswith("https://") for url in (post.preview_url, post.sample_url))
    assert booru.post_number(requests.compat.urlsplit(post.url)) == post.id.number


@each_booru
def test_the_sites_own_address_is_shown_even_for_another_root(replay, booru_class):
    booru = booru_class(access(url="http://127.0.0.1:8123"), quick_session())
    post = booru.posts(PostQuery()).posts[0]
    assert post.url.startswith("https://")
    assert booru.label.lower() in post.url


@each_booru
def test_a_configured_root_may_serve_its_own_pictures(booru_class):
    booru = booru_class(access(url="http://127.0.0.1:8123/site"))
    assert "127.0.0.1:8123" in booru.allowed_picture_hosts()
    assert booru_class(access()).allowed_picture_hosts() == booru_class.picture_hosts


@each_booru
@pytest.mark.parametrize(
    ("failure", "error"),
    [
        ({"body": requests.ConnectionError("Max retries exceeded with url: /?k")},
         BooruUnreachableError),
        ({"body": requests.ReadTimeout("read timed out")}, BooruUnreachableError),
        ({"status": 502, "body": "bad gateway"}, BooruUnreachableError),
        ({"status": 503}, BooruUnreachableError),
        ({"status": 522, "body": "<html>"}, BooruUnreachableError),
        ({"status": 401}, BooruKeyRefusedError),
        ({"status": 429}, BooruBusyError),
        ({"status": 403, "body": "<html>Just a moment</html>",
          "headers": {"cf-mitigated": "challenge"}}, BooruRefusedError),
        ({"body": "<!DOCTYPE html><html>Log in</html>"}, BooruReplyError),
        ({"body": ""}, BooruReplyError),
        ({"body": "{\"post\": [1, 2"}, BooruReplyError),
        ({"body": "[" * 100_000}, BooruReplyError),
        ({"json": [1, 2]}, BooruReplyError),
        ({"json": [{"rating": "g", "file_url": "https://example.org/x.png"}]}, BooruReplyError),
        ({"json": 5}, BooruReplyError),
        ({"body": b"\xff\xfe\x00"}, BooruReplyError),
        ({"status": 302, "headers": {"Location": "https://example.org/"}}, BooruReplyError),
        ({"status": 418}, BooruReplyError),
    ],
)  # fmt: skip
def test_each_way_to_fail_has_its_error_and_shows_no_credentials(net, booru, failure, error):
    net.add("GET", ANYTHING, **failure)
    with pytest.raises(error) as caught:
        booru.posts(PostQuery(tags="cat"))
    assert str(caught.value).startswith(booru.label)
    assert KEY not in f"{caught.value!r} {caught.value.facts}"
    assert caught.value.__context__ is None or KEY not in str(caught.value.__context__)


@each_booru
def test_a_reply_without_end_is_cut_off(net, booru, monkeypatch):
    monkeypatch.setattr("booru_studio.boorus.replies.REPLY_BYTES", 2**20)
    net.add("GET", ANYTHING, body=b"[" + b" " * 2**21 + b"]")
    with pytest.raises(BooruReplyError, match="more than 1 MB"):
        booru.posts(PostQuery())


@each_booru
@pytest.mark.parametrize(
    ("header", "seconds"), [({}, 60), ({"Retry-After": "5"}, 60), ({"Retry-After": "90"}, 90),
                            ({"Retry-After": "Wed, 21 Oct 2026 07:28:00 GMT"}, 60)]
)  # fmt: skip
def test_being_too_fast_means_to_wait_a_minute_or_as_long_as_asked(net, booru, header, seconds):
    net.add("GET", ANYTHING, status=429, headers=header)
    with pytest.raises(BooruBusyError) as caught:
        booru.posts(PostQuery())
    assert caught.value.facts["seconds"] == seconds


@each_booru
@pytest.mark.parametrize("page", ["0", "-1", "a5", "b", "b0", "two", "9" * 30, "b5; drop"])
def test_a_page_that_is_none_is_refused_before_anything_is_sent(net, booru, page):
    with pytest.raises(BooruError, match="is no page"):
        booru.posts(PostQuery(page=page))
    assert len(net.calls) == 0


@each_booru
@pytest.mark.parametrize(("limit", "sent"), [(-3, "1"), (5, "5"), (4000, "100")])
def test_a_page_has_one_to_a_hundred_posts(replay, booru, net, limit, sent):
    booru.posts(PostQuery(limit=limit))
    assert asked(net.calls[0])["limit"] == sent


@each_booru
def test_an_order_that_does_not_exist_is_refused(net, booru):
    with pytest.raises(BooruError, match="no order “loudest”"):
        booru.posts(PostQuery(order="loudest"))


@each_booru
def test_credentials_are_in_no_repr_and_no_post(replay, booru):
    page = booru.posts(PostQuery())
    shown = f"{booru!r} {booru.access!r} {page!r} {booru.__dict__!r}"
    assert page.posts
    assert KEY not in shown


@each_booru
def test_credentials_are_in_no_log(replay, booru, caplog):
    caplog.set_level(logging.DEBUG)
    booru.posts(PostQuery())
    assert KEY not in caplog.text


@each_booru
def test_half_an_account_or_none_is_said_without_asking(net, booru_class):
    booru = booru_class(access(user="", key=KEY), quick_session())
    with pytest.raises(BooruError) as caught:
        booru.posts(PostQuery())
    assert str(caught.value) == booru.unavailable()
    assert len(net.calls) == 0

"""What Danbooru tells of what is popular."""

import re
from datetime import date

import pytest

from booru_studio.boorus.danbooru import Danbooru
from booru_studio.domain.tag_facts import SearchedTag
from booru_studio.errors import BooruReplyError
from tests.boorus.replays import Replay, access, asked, quick_session

ANYTHING = re.compile(r".*")
DAY = date(2026, 3, 14)


@pytest.fixture
def danbooru():
    return Danbooru(access(), quick_session())


@pytest.mark.parametrize(
    ("reply", "count"), [({"counts": {"posts": 12}}, 12), ({"counts": {"posts": None}}, None)]
)
def test_a_count_may_be_missing(net, danbooru, reply, count):
    net.add("GET", ANYTHING, json=reply)
    assert danbooru.count("cat") == count
    assert asked(net.calls[0])["tags"] == "(cat) rating:g"


def test_a_count_that_takes_too_long_is_none(net, danbooru):
    net.add("GET", ANYTHING, status=500, json={"error": "ActiveRecord::QueryCanceled"})
    assert danbooru.count("cat") is None


def test_all_posts_are_counted_without_any_search_word(net, danbooru):
    net.add("GET", ANYTHING, json={"counts": {"posts": 9_000_000}})
    assert danbooru.count("") == 9_000_000
    assert asked(net.calls[0]) == {}


@pytest.mark.parametrize("reply", [[], {}, {"counts": 5}])
def test_no_count_is_an_error(net, danbooru, reply):
    net.add("GET", ANYTHING, json=reply)
    with pytest.raises(BooruReplyError, match="no count"):
        danbooru.count("cat")


def test_searches_are_read_and_odd_ones_left_out(net, danbooru):
    net.add("GET", ANYTHING, json=[["cat", 3.0], ["dog", 1], ["", 5], ["x"], [1, 2], "y", None])
    assert danbooru.searches(DAY) == [SearchedTag("cat", 3.0), SearchedTag("dog", 1.0)]
    assert asked(net.calls[0]) == {"date": "2026-03-14"}


def test_missed_searches_have_the_same_shape(net, danbooru):
    net.add("GET", ANYTHING, json=[["lighthose", 4.0]])
    assert danbooru.missed_searches() == [SearchedTag("lighthose", 4.0)]


def post_of_replies():
    bodies = (reply["body"] for reply in Replay("danbooru").replies)
    return next(dict(body) for body in bodies if isinstance(body, dict) and "id" in body)


def test_popular_posts_leave_out_withdrawn_ones(net, danbooru):
    post = post_of_replies()
    net.add("GET", ANYTHING, json=[post, {**post, "id": 5, "is_deleted": True}])
    assert [found.id.number for found in danbooru.popular_posts(DAY, "week")] == [post["id"]]
    assert asked(net.calls[0])["scale"] == "week"


def test_a_scale_that_does_not_exist_is_a_mistake_of_ours(net, danbooru):
    with pytest.raises(ValueError, match="year"):
        danbooru.popular_posts(DAY, "year")
    assert len(net.calls) == 0


def test_the_best_recent_posts_are_one_request_within_the_rating(net, danbooru):
    net.add("GET", ANYTHING, json=[post_of_replies()])
    steps = []
    found = danbooru.best_recent_posts(3, step=steps.append)
    assert (len(found.posts), found.days, len(steps)) == (1, 3.0, 1)
    assert asked(net.calls[0])["tags"] == "(age:<3d) rating:g order:score"

"""Gelbooru's best posts of some days, found by their numbers."""

import json
import re
from datetime import UTC, datetime, timedelta

import pytest

from booru_studio.boorus.gelbooru import Gelbooru
from booru_studio.errors import WorkCancelledError
from tests.boorus.replays import access, asked, quick_session

ANYTHING = re.compile(r".*")
NOW = datetime(2026, 3, 14, 12, tzinfo=UTC)
NEWEST = 15_000_000


def post(number, days_ago, score=5, **more):
    created = (NOW - timedelta(days=days_ago)).strftime("%a %b %d %H:%M:%S +0000 %Y")
    return {"id": number, "created_at": created, "score": score, "rating": "general",
            "tags": "1girl hat", "owner": "ann", "status": "active",
            "file_url": f"https://img4.gelbooru.com/{number}.jpg", **more}  # fmt: skip


class Site:
    """Has so many posts a day, and answers one page of each kind of question."""

    def __init__(self, daily, posts):
        self.daily, self.posts = daily, posts
        self.asked = []

    def __call__(self, request):
        query = asked(type("Call", (), {"request": request}))
        self.asked.append(query["tags"])
        match = re.search(r"id:>(\d+)", query["tags"])
        if not match:
            found = [post(NEWEST, 0)]
        else:
            numbers = [n for n in range(NEWEST, int(match[1]), -max(1, self.daily // 100))]
            page = int(query["pid"])
            numbers = numbers[page * 100 : page * 100 + 100][: self.posts]
            found = [post(n, (NEWEST - n) / self.daily) for n in numbers]
        return 200, {}, json.dumps({"@attributes": {}, "post": found})


@pytest.fixture
def gelbooru():
    return Gelbooru(access(), quick_session())


def test_posts_are_asked_for_by_number_and_too_old_ones_left_out(net, gelbooru):
    site = Site(daily=4000, posts=100)
    net.add_callback("GET", ANYTHING, callback=site)
    steps = []
    found = gelbooru.best_recent_posts(2, step=steps.append)
    assert site.asked[0] == "rating:general"
    assert set(site.asked[1:]) == {f"rating:general id:>{NEWEST - 11507} sort:score:desc"}
    assert len(steps) == len(net.calls) == 4
    assert found.posts
    assert min(item.created for item in found.posts) >= NOW - timedelta(days=2)
    assert found.daily_posts == pytest.approx(4000, rel=0.01)


def test_what_was_measured_before_decides_how_far_to_go_back(net, gelbooru):
    site = Site(daily=10_000, posts=100)
    net.add_callback("GET", ANYTHING, callback=site)
    short = gelbooru.best_recent_posts(2)
    assert short.days == pytest.approx(1.15, rel=0.02)  # it has twice the posts we knew of
    full = gelbooru.best_recent_posts(2, short.daily_posts)
    assert full.days == 2


def test_a_short_page_is_the_last(net, gelbooru):
    net.add_callback("GET", ANYTHING, callback=Site(daily=4000, posts=30))
    assert len(gelbooru.best_recent_posts(2).posts) == 30
    assert len(net.calls) == 2


def test_a_site_without_posts_gives_none(net, gelbooru):
    net.add("GET", ANYTHING, json={"@attributes": {"count": 0}})
    assert gelbooru.best_recent_posts(2).posts == ()


def test_it_stops_between_two_requests(net, gelbooru):
    net.add_callback("GET", ANYTHING, callback=Site(daily=4000, posts=100))
    steps = []

    def step(sentence):
        steps.append(sentence)
        if len(steps) == 3:
            raise WorkCancelledError

    with pytest.raises(WorkCancelledError):
        gelbooru.best_recent_posts(2, step=step)
    assert len(net.calls) == 2


def test_tags_of_these_posts_are_not_looked_up(net, gelbooru):
    net.add_callback("GET", ANYTHING, callback=Site(daily=4000, posts=5))
    (first, *_) = gelbooru.best_recent_posts(2).posts
    assert first.tags.general == ("1girl", "hat")
    assert not any("s=tag" in call.request.url for call in net.calls)

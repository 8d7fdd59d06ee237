"""Searches that are shown again, also while their site is down."""

import dataclasses

import pytest

from booru_studio.boorus.base import PostQuery
from booru_studio.domain.posts import Post, PostId, PostPage, PostTags, Rating
from booru_studio.domain.safety import RatingPolicy
from booru_studio.errors import BooruQueryError, BooruUnreachableError
from booru_studio.services.answers import Answers
from booru_studio.services.post_pages import POST_PAGE
from booru_studio.services.research import Research
from booru_studio.services.seen_posts import SeenPosts
from booru_studio.storage.answer_cache import AnswerFiles
from booru_studio.storage.picture_cache import PictureCache
from tests.services.research_house import NOON, ResearchHouse


@pytest.fixture
def house(tmp_path):
    house = ResearchHouse(tmp_path)
    yield house
    house.close()


@pytest.fixture
def research(house, tmp_path):
    answers = Answers(AnswerFiles(tmp_path), lambda: house.now)
    return Research(house.boorus, house.policy, SeenPosts(), PictureCache(tmp_path), answers)


@pytest.mark.parametrize("booru", ["danbooru", "gelbooru"])
def test_a_search_is_shown_again_without_asking(house, research, booru):
    query = PostQuery(tags="1girl")
    found = research.posts(query, booru)
    house.requests()
    assert research.posts(query, booru) == found
    assert house.requests() == []
    house.later(minutes=3)
    assert research.posts(query, booru).as_of == house.now
    assert len(house.requests()) == 1


def test_an_offline_page_opens_with_what_is_kept(house, research):
    found = research.posts(PostQuery())
    house.later(hours=7)
    house.site.stop_listening()
    again = research.posts(PostQuery())
    assert again.posts == found.posts
    assert again.as_of == found.as_of
    assert any("7 h old" in note for note in again.notes)
    with pytest.raises(BooruUnreachableError):
        research.posts(PostQuery(tags="hat"))


def test_each_page_and_order_is_a_search_of_its_own(house, research):
    queries = [PostQuery(), PostQuery(page="2"), PostQuery(limit=20), PostQuery(order="score"),
               PostQuery(tags="hat")]  # fmt: skip
    for query in queries:
        research.posts(query)
    assert len(house.requests()) == len(queries)


def test_a_search_under_another_rating_is_another_one(house, research, tmp_path):
    research.posts(PostQuery())
    house.requests()
    policy = RatingPolicy(frozenset({Rating.GENERAL, Rating.SENSITIVE}))
    answers = Answers(AnswerFiles(tmp_path), lambda: house.now)
    wider = Research(house.boorus, policy, SeenPosts(), PictureCache(tmp_path), answers)
    wider.posts(PostQuery())
    assert len(house.requests()) == 1


def test_a_search_that_cannot_be_asked_is_an_error_each_time(house, research):
    for _ in range(2):
        with pytest.raises(BooruQueryError):
            research.posts(PostQuery(tags="(hat"))


def test_a_post_is_written_whole():
    post = Post(
        PostId("danbooru", 5), "https://x.example/5", Rating.SENSITIVE, 10, 20,
        PostTags(("hat",), ("mira",), ("tales",), ("ann",), ("highres",)), None, -3, "p", "s", "f",
        "source", "u", "md5", True, ("note",),
    )  # fmt: skip
    dated = dataclasses.replace(post, created=NOON)
    page = PostPage((post, dated), "b5", ("a",))
    assert POST_PAGE.read(POST_PAGE.write(page)) == page

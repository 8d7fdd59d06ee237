"""Saved searches and favourites: kept over a restart, and never more than may be shown."""

from contextlib import closing

import pytest

from booru_studio.domain.posts import Post, PostId, PostTags, Rating
from booru_studio.domain.safety import RatingPolicy
from booru_studio.errors import BlockedContentError, InvalidInputError
from booru_studio.services.research_shelf import ResearchShelf
from booru_studio.services.seen_posts import SeenPosts
from booru_studio.storage.defaults import DefaultsStore

SEARCH = {"tags": "outdoors smile", "booru": "danbooru", "order": "score", "rating": ""}


def post(number, rating=Rating.GENERAL):
    return Post(
        PostId("danbooru", number), "https://x.example", rating, 10, 20, PostTags(("smile",))
    )


def shelf_in(store, *posts, policy=None):
    seen = SeenPosts()
    seen.note(posts)
    return ResearchShelf(store, seen, policy or RatingPolicy())


@pytest.fixture
def store(tmp_path):
    with closing(DefaultsStore(tmp_path, migrations=(), file_name="research.json")) as store:
        yield store


def test_a_search_is_kept_once_and_the_latest_comes_first(store):
    shelf = shelf_in(store)
    other = {**SEARCH, "tags": "rain"}
    for search in (SEARCH, other, SEARCH):
        shelf.save_search(search)

    assert shelf_in(store).overview()["searches"] == [SEARCH, other]
    shelf.forget_search(SEARCH)
    assert shelf.overview()["searches"] == [other]


def test_favourites_outlast_a_restart_with_all_that_is_shown(store):
    shelf_in(store, post(1), post(2)).set_favourite(PostId("danbooru", 1), wanted=True)
    later = shelf_in(store)

    assert later.favourites() == [post(1)]
    later.set_favourite(PostId("danbooru", 1), wanted=False)
    assert later.overview()["favourites"] == []


def test_a_favourite_beyond_the_allowed_ratings_is_not_shown(store):
    every = RatingPolicy(frozenset(Rating))
    sensitive = post(3, Rating.SENSITIVE)
    shelf_in(store, sensitive, policy=every).set_favourite(sensitive.id, wanted=True)

    assert shelf_in(store).overview()["favourites"] == []
    assert shelf_in(store, policy=every).favourites() == [sensitive]


def test_only_a_post_that_was_shown_becomes_a_favourite(store):
    with pytest.raises(InvalidInputError, match="search again"):
        shelf_in(store).set_favourite(PostId("danbooru", 9), wanted=True)


@pytest.mark.parametrize("wrong", [{"tags": 5}, {"rating": "nice"}, {"tags": "a" * 501}])
def test_what_is_no_search_is_told(store, wrong):
    with pytest.raises(InvalidInputError):
        shelf_in(store).save_search({**SEARCH, **wrong})


def test_a_blocked_search_is_not_kept(store):
    with pytest.raises(BlockedContentError):
        shelf_in(store).save_search({**SEARCH, "tags": "loli"})


@pytest.mark.parametrize(
    "damage",
    [{"searches": 5}, {"searches": [{"tags": 1}]}, {"favourites": [1]},
     {"favourites": {"posts": [{}]}}],
)  # fmt: skip
def test_a_file_that_was_edited_badly_shows_what_is_left(store, damage):
    store.save(damage)

    assert shelf_in(store).overview() == {"searches": [], "favourites": []}

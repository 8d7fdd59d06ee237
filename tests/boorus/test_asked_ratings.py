"""A search may narrow the allowed ratings, never widen them."""

import pytest

from booru_studio.boorus.base import PostQuery
from booru_studio.boorus.danbooru_search import plan_search
from booru_studio.boorus.gelbooru_search import plan_search as plan_gelbooru_search
from booru_studio.domain.posts import Rating

GENERAL, SENSITIVE, EXPLICIT = Rating.GENERAL, Rating.SENSITIVE, Rating.EXPLICIT


@pytest.mark.parametrize(
    ("wanted", "allowed", "asked"),
    [
        ((), {GENERAL}, {GENERAL}),
        ((SENSITIVE,), {GENERAL, SENSITIVE}, {SENSITIVE}),
        ((EXPLICIT,), {GENERAL, SENSITIVE}, {GENERAL, SENSITIVE}),
        ((EXPLICIT, GENERAL), {GENERAL}, {GENERAL}),
    ],
)
def test_only_allowed_ratings_are_asked_for(wanted, allowed, asked):
    query = PostQuery("tea", ratings=wanted)

    assert set(query.asked_ratings(allowed)) == asked


def test_the_sites_are_asked_for_the_narrower_rating():
    query = PostQuery("tea", ratings=(SENSITIVE,))
    ratings = query.asked_ratings({GENERAL, SENSITIVE})

    assert "rating:s" in plan_search(query, ratings, 2).text.split()
    assert "rating:sensitive" in plan_gelbooru_search(query, ratings).text.split()

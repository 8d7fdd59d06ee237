"""One picture on both sites, which the stand-ins have under the same md5, is judged alike."""

from datetime import UTC, datetime

import pytest

from booru_studio.boorus.base import BooruAccess, PostQuery
from booru_studio.boorus.danbooru import Danbooru
from booru_studio.boorus.gelbooru import Gelbooru
from booru_studio.demo.booru import StandInBooru
from booru_studio.domain.tag_quality import tag_quality
from booru_studio.http import Secret
from tests.boorus.replays import quick_session


@pytest.fixture(scope="module")
def twins():
    with StandInBooru(now=lambda: datetime(2026, 3, 14, 12, tzinfo=UTC)) as site:
        keys = site.keys
        account = BooruAccess(
            site.gelbooru_url, keys.gelbooru_user_id, Secret(keys.gelbooru_api_key)
        )
        ours = by_md5(Danbooru(BooruAccess(site.safebooru_url), quick_session()))
        theirs = by_md5(Gelbooru(account, quick_session()))
    return [(ours[md5], theirs[md5]) for md5 in ours.keys() & theirs.keys()]


def by_md5(booru):
    posts, page = [], "1"
    while page:
        found = booru.posts(PostQuery(page=page, limit=100))
        posts, page = [*posts, *found.posts], found.next
    return {post.md5: post for post in posts}


def test_a_twin_has_the_same_tags_in_the_same_categories(twins):
    assert len(twins) > 50
    for ours, theirs in twins:
        for category in ("general", "character", "copyright", "artist"):
            assert set(getattr(ours.tags, category)) == set(getattr(theirs.tags, category))


def test_a_twin_scores_within_three_points(twins):
    for ours, theirs in twins:
        assert abs(tag_quality(ours).score - tag_quality(theirs).score) <= 3

"""Tags that are not shown, on posts that are."""

import pytest

from booru_studio.domain.kept_tags import with_kept_tags
from booru_studio.domain.posts import Post, PostId, PostTags, Rating
from booru_studio.domain.safety import RatingPolicy

TAGS = PostTags(("hat", "nude"), ("mira",), ("tales", "nude_tales"), ("ann",), ("highres",))
ALL = RatingPolicy(frozenset(Rating))


def a_post(tags):
    return Post(PostId("danbooru", 1), "", Rating.GENERAL, 1, 1, tags)


def test_what_is_not_for_this_policy_is_taken_out():
    kept = with_kept_tags(a_post(TAGS), RatingPolicy()).tags
    assert kept == PostTags(("hat",), ("mira",), ("tales",), ("ann",), ("highres",))


@pytest.mark.parametrize(("tags", "policy"), [(TAGS, ALL), (PostTags(("hat",)), RatingPolicy())])
def test_a_post_without_such_tags_is_left_as_it_is(tags, policy):
    post = a_post(tags)
    assert with_kept_tags(post, policy) is post

"""A post that may be shown, without those of its tags that may not."""

from dataclasses import replace

from booru_studio.domain.posts import Post, PostTags, TagCategory
from booru_studio.domain.safety import RatingPolicy, is_kept_tag


def with_kept_tags(post: Post, policy: RatingPolicy) -> Post:
    """Take out the tags of a post that may be shown but are not for this policy themselves."""
    if all(is_kept_tag(tag, policy) for tag in post.tags.all()):
        return post
    kept = {
        category.value: tuple(tag for tag in post.tags.of(category) if is_kept_tag(tag, policy))
        for category in TagCategory
    }
    return replace(post, tags=PostTags(**kept))

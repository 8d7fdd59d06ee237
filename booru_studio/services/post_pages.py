"""A page of posts as JSON, so that a search can be shown again while its site is down."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from booru_studio.domain.posts import Post, PostId, PostPage, PostTags, Rating
from booru_studio.services.answers import Shape


def _write_post(post: Post) -> dict[str, Any]:
    return asdict(post) | {"created": post.created.isoformat() if post.created else ""}


def _read_post(fields: dict[str, Any]) -> Post:
    tags = {category: tuple(names) for category, names in fields["tags"].items()}
    created = fields["created"]
    return Post(
        **fields
        | {
            "id": PostId(**fields["id"]),
            "rating": Rating.parse(fields["rating"]),
            "tags": PostTags(**tags),
            "created": datetime.fromisoformat(created) if created else None,
            "notes": tuple(fields["notes"]),
        }
    )


def _write(page: PostPage) -> object:
    posts = [_write_post(post) for post in page.posts]
    return {"posts": posts, "next": page.next, "notes": list(page.notes)}


def _read(value: object) -> PostPage:
    if not isinstance(value, dict):
        raise TypeError(value)
    posts = tuple(_read_post(fields) for fields in value["posts"])
    return PostPage(posts, str(value["next"]), tuple(map(str, value["notes"])))


POST_PAGE: Shape[PostPage] = Shape(_write, _read)

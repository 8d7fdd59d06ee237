"""What drafting many posts needs of search and recreator, and which posts it passes over."""

from typing import Protocol

from booru_studio.boorus.base import PostQuery
from booru_studio.domain.drafts import Draft
from booru_studio.errors import (
    BlockedContentError,
    HiddenPostError,
    PictureError,
    PictureFileError,
    PostDeletedError,
    PostNotFoundError,
    PostWithoutPictureError,
)
from booru_studio.services.recreator import Wishes
from booru_studio.services.research import FoundPosts

# What is wrong with one post alone, so that the others are drafted all the same.
LEFT_OUT = (
    BlockedContentError,
    HiddenPostError,
    PictureError,
    PictureFileError,
    PostDeletedError,
    PostNotFoundError,
    PostWithoutPictureError,
)


class PostSearch(Protocol):
    """Finds posts that may be shown here; `services.research.Research` is one."""

    def posts(self, query: PostQuery, booru: str = "danbooru") -> FoundPosts: ...


class Drafter(Protocol):
    """Makes drafts of posts; `services.recreator.Recreator` is one."""

    def draft(self, post: str, wishes: Wishes | None = None) -> Draft: ...

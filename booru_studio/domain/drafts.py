"""A draft: what a post or picture becomes before it is queued."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from booru_studio.domain.posts import Post
from booru_studio.domain.prompts import DraftTag
from booru_studio.domain.tag_quality import Quality
from booru_studio.domain.tag_recall import Recall


@dataclass(frozen=True, slots=True)
class Draft:
    """A prompt with its size and settings; `request` can be queued as it is."""

    prompt: str
    negative_prompt: str
    width: int  # pixels
    height: int  # pixels
    post: Post | None
    quality: Quality
    tags: tuple[DraftTag, ...]
    request: Mapping[str, Any]
    family: str  # name of the model family whose preset was used
    warnings: tuple[str, ...] = ()
    recall: Recall | None = None  # where an interrogator looked at the post's picture

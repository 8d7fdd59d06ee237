"""How much of what a tagger surely sees in a picture its post is tagged with."""

from collections.abc import Iterable
from dataclasses import dataclass

from booru_studio.domain.posts import Post, TagCategory
from booru_studio.domain.tag_facts import PredictedTag

SURE = 0.75  # score from which a tagger is believed


@dataclass(frozen=True, slots=True)
class Recall:
    """A second opinion on a post's tags, shown beside its quality and not mixed into it."""

    share: float  # 0-1, of the sure tags that the post has
    missing: tuple[str, ...]  # sure tags it lacks, the surest first


def tag_recall(post: Post, predicted: Iterable[PredictedTag]) -> Recall | None:
    """Compare a post's general tags with what a tagger saw; None where it was sure of nothing."""
    sure = [
        item
        for item in predicted
        if item.category is TagCategory.GENERAL and item.score >= SURE
    ]
    if not sure:
        return None
    tagged = set(post.tags.all())
    missing = sorted((item for item in sure if item.name not in tagged), key=lambda i: -i.score)
    share = 1 - len(missing) / len(sure)
    return Recall(share, tuple(item.name for item in missing))

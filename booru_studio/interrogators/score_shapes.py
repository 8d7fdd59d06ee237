"""Scores in the shapes that hosted taggers answer with.

They are a list of labels (https://huggingface.co/docs/inference-providers/tasks/image-classification),
the value of a Gradio Label or JSON component (https://www.gradio.app/docs/gradio/label), and
objects of tags by category, as custom handlers of Inference Endpoints send them.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from booru_studio.domain.interrogation import SeenTag
from booru_studio.domain.posts import TagCategory
from booru_studio.domain.sights import RATING_PREFIX, RATING_WORDS, is_score

_CATEGORIES = {
    "general": TagCategory.GENERAL, "tag": TagCategory.GENERAL, "feature": TagCategory.GENERAL,
    "character": TagCategory.CHARACTER, "copyright": TagCategory.COPYRIGHT,
    "ip": TagCategory.COPYRIGHT, "artist": TagCategory.ARTIST, "style": TagCategory.ARTIST,
    "meta": TagCategory.META,
}  # fmt: skip
_RATING = "rating"


class ShapeError(ValueError):
    """That is none of the shapes."""


def read_shape(value: object, category: TagCategory = TagCategory.GENERAL) -> list[SeenTag]:
    """Read scores; ratings come as tags that begin with “rating:”.

    Args:
        value: a decoded JSON value.
        category: of the tags, where the shape tells none.

    Raises:
        ShapeError: it is none of the shapes.
    """
    if isinstance(value, Mapping) and ("confidences" in value or "label" in value):
        value = value.get("confidences") or []
    if isinstance(value, list):
        rows = value[0] if len(value) == 1 and isinstance(value[0], list) else value
        return _tags(list(map(_labelled, rows)), category)
    if not isinstance(value, Mapping):
        raise ShapeError("no scores came")
    if value and all(isinstance(part, Mapping | list) for part in value.values()):
        return [tag for name, part in value.items() for tag in _of_category(str(name), part)]
    return _tags([(str(name), score) for name, score in value.items()], category)


def category_of(word: str) -> TagCategory | None:
    """Say which category a word like “characters” names; None for ratings and the unknown."""
    return _CATEGORIES.get(word.strip().lower().removesuffix("_tags").removesuffix("s"))


def _of_category(name: str, part: object) -> Iterator[SeenTag]:
    if name.lower().rstrip("s") == _RATING:
        for tag in read_shape(part):
            word = tag.name.removeprefix(RATING_PREFIX)
            yield SeenTag(RATING_PREFIX + word, TagCategory.META, tag.score)
    else:
        category = category_of(name)
        if category is not None:
            yield from read_shape(part, category)


def _tags(pairs: list[tuple[str, Any]], category: TagCategory) -> list[SeenTag]:
    known = [(name, float(score)) for name, score in pairs if is_score(score)]
    if pairs and not known:
        raise ShapeError("its scores are no numbers from 0 to 1")
    if known and all(name in RATING_WORDS for name, _ in known):
        known = [(RATING_PREFIX + name, score) for name, score in known]
    return [SeenTag(name, category, score) for name, score in known]


def _labelled(row: object) -> tuple[str, object]:
    if not isinstance(row, Mapping) or "label" not in row:
        raise ShapeError("its list holds no labels")
    return str(row["label"]), row.get("score", row.get("confidence"))

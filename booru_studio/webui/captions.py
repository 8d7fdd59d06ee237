r"""What servers say of a picture, read: captions of DeepBooru, scores of taggers.

DeepBooru's caption is “tag one, smile \(face\)”, with `interrogate_return_ranks`
“(tag one:0.987), …” (AUTOMATIC1111/stable-diffusion-webui, modules/deepbooru.py). SD.Next answers
with tags and scores beside each other (its routes /sdapi/v1/tagger), the wd14-tagger extension with
scores, flat (toriato/stable-diffusion-webui-wd14-tagger) or under “tag” and “rating” (picobyte's).
"""

import re
from collections.abc import Mapping

from booru_studio.domain.interrogation import SeenTag
from booru_studio.domain.posts import TagCategory
from booru_studio.domain.sights import RATING_PREFIX, Sight, is_score, sight_of

_RANKED = re.compile(r"\((.*):(\d+(?:\.\d+)?)\)", re.DOTALL)
_FAULT = re.compile(r"Exception <class|<error>")


class BadCaptionError(ValueError):
    """It says nothing of a picture; the text says what it is instead."""


def read_caption(text: object) -> list[SeenTag]:
    """Read DeepBooru's caption, with ranks or without.

    Raises:
        BadCaptionError: it is none, or a fault that came as a success.
    """
    if not isinstance(text, str):
        raise BadCaptionError("no caption came")
    if _FAULT.match(text.strip()):
        raise BadCaptionError(f"it failed there: {text.strip()[:120]}")
    return [_ranked(part.strip()) for part in text.split(", ") if part.strip()]


def read_scores(scores: object, prefix: str = "") -> list[SeenTag]:
    """Read an object of tags and scores, leaving out what is no score.

    Raises:
        BadCaptionError: it is no object.
    """
    if not isinstance(scores, Mapping):
        raise BadCaptionError("no scores came")
    return [
        SeenTag(prefix + str(name).removeprefix(prefix), TagCategory.GENERAL, float(score))
        for name, score in scores.items()
        if is_score(score)
    ]


def read_extension(caption: object) -> Sight:
    """Read the wd14-tagger extension's answer, in the shape of either of its authors.

    Raises:
        BadCaptionError: it is neither.
    """
    if isinstance(caption, Mapping) and isinstance(caption.get("tag"), Mapping):
        rating = read_scores(caption.get("rating") or {}, RATING_PREFIX)
        return sight_of([*read_scores(caption["tag"]), *rating])
    return sight_of(read_scores(caption), bare_ratings=True)


def _ranked(part: str) -> SeenTag:
    found = _RANKED.fullmatch(part)
    name, score = (found[1], min(float(found[2]), 1.0)) if found else (part, None)
    return SeenTag(name, TagCategory.GENERAL, score)

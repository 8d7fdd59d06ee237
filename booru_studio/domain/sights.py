"""What somebody else's tagger says of a picture, brought into our spelling: tags and ratings."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from booru_studio.domain.interrogation import FLOOR, SeenTag
from booru_studio.domain.posts import Rating

RATING_PREFIX = "rating:"
RATING_WORDS = frozenset({*(rating.value for rating in Rating), "safe"})
_ESCAPED = re.compile(r"\\([\\()\[\]])")


@dataclass(frozen=True, slots=True)
class Sight:
    """Tags, the surest first, and the ratings that were told, maybe none."""

    tags: tuple[SeenTag, ...]
    rating: Mapping[Rating, float]  # 0-1 each


def sight_of(told: Iterable[SeenTag], *, bare_ratings: bool = False) -> Sight:
    """Part tags from ratings (“rating:safe”); of a tag told twice the surer one counts.

    Args:
        told: tags in any spelling.
        bare_ratings: whether “general” or “explicit” on its own is a rating, too.
    """
    tags: dict[str, SeenTag] = {}
    rating: dict[Rating, float] = {}
    for tag in told:
        name = tag_name(tag.name)
        word = name.removeprefix(RATING_PREFIX)
        if word != name or (bare_ratings and word in RATING_WORDS):
            which = Rating.parse(word)
            rating[which] = max(rating.get(which, 0.0), 1.0 if tag.score is None else tag.score)
        elif name and (tag.score is None or tag.score >= FLOOR):
            tags[name] = max(tags.get(name, tag), tag, key=_sureness)
    named = (replace(tag, name=name) for name, tag in tags.items())
    return Sight(tuple(sorted(named, key=_sureness, reverse=True)), rating)


def tag_name(text: str) -> str:
    """Give a tag the booru's spelling: none has a space or a backslash before a parenthesis."""
    return re.sub(r"\s+", "_", _ESCAPED.sub(r"\1", text.strip())).lower()


def is_score(value: object) -> bool:
    """Say whether a value is a score of 0-1."""
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1


def _sureness(tag: SeenTag) -> float:
    return 1.0 if tag.score is None else tag.score

"""What makes a picture hard to recreate, however well its post is tagged."""

import re
from collections.abc import Iterable, Iterator
from enum import Enum, auto
from functools import lru_cache
from itertools import chain

from booru_studio.domain.posts import Post

_MOST_PEOPLE = 3
_MUCH_TEXT = 3  # this many tags about text make a picture text-heavy
_HEAD_COUNT = re.compile(r"(\d{1,9})\+?(?:girl|boy|other)s?", re.ASCII)
_KOMA = re.compile(r"(?:\w+_)?\d+koma")
_VIEW_TAGS = frozenset({"multiple_views", "reference_sheet", "character_sheet", "turnaround"})
_MOTION_TAGS = frozenset({"animated", "animated_gif", "ugoira", "video"})
_TEXT_PAGE_TAGS = frozenset({"text_focus", "wall_of_text", "text-only_page", "character_profile"})
_TEXT_TAGS = frozenset({"speech_bubble", "thought_bubble", "sound_effects", "translated"})


class _Sign(Enum):
    COMIC = auto()
    VIEWS = auto()
    TEXT = auto()
    MOTION = auto()
    PERSON = auto()


def hard_to_recreate(post: Post, tags: Iterable[str]) -> tuple[str, ...]:
    """Tell in sentences what a new picture will hardly show like the post's.

    Args:
        tags: all of the post's, each once.
    """
    signs = tuple(chain.from_iterable(map(_signs, tags)))
    # A name is the weaker sign: one character in a variant outfit has two.
    people = signs.count(_Sign.PERSON) or len(frozenset(post.tags.character))
    checks = (
        (_Sign.COMIC in signs, "A comic with several panels."),
        (_Sign.VIEWS in signs, "Several views of a character in one picture."),
        (signs.count(_Sign.TEXT) >= _MUCH_TEXT, "Much of the picture is text."),
        (people > _MOST_PEOPLE, f"More than {_MOST_PEOPLE} characters."),
        (post.is_video or _Sign.MOTION in signs, "It is animated."),
    )
    return tuple(sentence for holds, sentence in checks if holds)


# Remembered, since the same tags come again in every page of posts.
@lru_cache(maxsize=50_000)
def _signs(tag: str) -> tuple[_Sign, ...]:
    """Tell what a tag is a sign of; one that weighs more is named several times."""
    return tuple(_signs_of(tag))


def _signs_of(tag: str) -> Iterator[_Sign]:
    if tag == "comic" or _KOMA.fullmatch(tag):
        yield _Sign.COMIC
    if tag in _VIEW_TAGS:
        yield _Sign.VIEWS
    if tag in _MOTION_TAGS:
        yield _Sign.MOTION
    if tag in _TEXT_PAGE_TAGS:
        yield from [_Sign.TEXT] * _MUCH_TEXT
    elif tag in _TEXT_TAGS or tag.endswith("_text"):
        yield _Sign.TEXT
    heads = _HEAD_COUNT.fullmatch(tag)
    if heads:
        yield from [_Sign.PERSON] * min(int(heads[1]), _MOST_PEOPLE + 1)

"""Whether a post of the stand-in booru fits a search."""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta, timezone
from fnmatch import fnmatchcase
from functools import lru_cache
from operator import ge, gt, le, lt

from booru_studio.demo.booru_posts import StandInPost
from booru_studio.demo.booru_query import AllOf, AnyOf, Node, Not, Term

# Danbooru's own time zone: dates of anonymous visitors are meant in it.
SITE_ZONE = timezone(timedelta(hours=-5))
_UNIT_SECONDS = {
    "s": 1, "second": 1, "mi": 60, "min": 60, "minute": 60, "h": 3600, "hour": 3600, "d": 86_400,
    "day": 86_400, "w": 604_800, "week": 604_800, "mo": 2_629_800, "month": 2_629_800,
    "y": 31_557_600, "year": 31_557_600,
}  # fmt: skip
_COMPARISONS = {">=": ge, "<=": le, ">": gt, "<": lt}
_IS_RATINGS = {
    "general": "g", "sensitive": "s", "questionable": "q", "explicit": "e", "sfw": "gs",
    "nsfw": "qe",
}  # fmt: skip
# These order or cut the result and fit every post.
_NO_FILTERS = frozenset({"order", "sort", "limit", "random"})

NUMBERS: dict[str, Callable[[StandInPost], float]] = {
    "id": lambda post: post.number,
    "score": lambda post: post.score,
    "favcount": lambda post: post.favourites,
    "width": lambda post: post.width,
    "height": lambda post: post.height,
    "mpixels": lambda post: post.width * post.height / 1e6,
    "ratio": lambda post: round(post.width / post.height, 2),
    "tagcount": lambda post: len(post.tags.all()),
    "gentags": lambda post: len(post.tags.general),
    "arttags": lambda post: len(post.tags.artist),
    "copytags": lambda post: len(post.tags.copyright),
    "chartags": lambda post: len(post.tags.character),
    "metatags": lambda post: len(post.tags.meta),
}


def fits(node: Node, post: StandInPost, now: datetime) -> bool:
    """Say whether a post fits; `now` is what `age:` is counted from."""
    match node:
        case Not(part):
            return not fits(part, post, now)
        case AllOf(parts):
            return all(fits(part, post, now) for part in parts)
        case AnyOf(parts):
            return any(fits(part, post, now) for part in parts)
        case Term("", value):
            return _has_tag(post, value)
        case Term(name, value):
            return name in _NO_FILTERS or _fits_metatag(name, value, post, now)


def in_range(value: float, text: str, read: Callable[[str], float] = float) -> bool:
    """Say whether a number is within `5`, `>5`, `<=5`, `1..5`, `1..`, `..5` or `1,2,3`.

    A range that cannot be read holds nothing.
    """
    try:
        return any(_in_one_range(value, part, read) for part in text.split(","))
    except ValueError:
        return False


def _in_one_range(value: float, text: str, read: Callable[[str], float]) -> bool:
    for sign, compare in _COMPARISONS.items():
        if text.startswith(sign):
            return bool(compare(value, read(text[len(sign) :])))
    low, dots, high = text.partition("..")
    if not dots:
        return value == read(text)
    ends = sorted((read(low) if low else float("-inf"), read(high) if high else float("inf")))
    # “age:1w..3d” means the same as “age:3d..1w”.
    return ends[0] <= value <= ends[1]


def _has_tag(post: StandInPost, name: str) -> bool:
    if "*" not in name:
        return name in _tag_set(post.tags.all())
    pattern = name.replace("[", "[[]").replace("?", "[?]")
    return any(fnmatchcase(tag, pattern) for tag in post.tags.all())


@lru_cache(maxsize=2000)
def _tag_set(tags: tuple[str, ...]) -> frozenset[str]:
    return frozenset(tags)


def _fits_metatag(name: str, value: str, post: StandInPost, now: datetime) -> bool:
    if name in NUMBERS:
        return in_range(NUMBERS[name](post), value)
    if name == "age":
        return in_range((now - post.created).total_seconds(), value, _seconds)
    if name == "date":
        return in_range(post.created.astimezone(SITE_ZONE).toordinal(), value, _day)
    if name == "is":
        return post.rating in _IS_RATINGS.get(value, "") or _has_status(post, value)
    one_of = value.split(",")
    if name == "rating":
        return post.rating in {word[:1] for word in one_of}
    if name == "status":
        return _has_status(post, value)
    plain = {"user": post.uploader, "md5": post.md5, "filetype": post.ext}
    return plain.get(name) in one_of


def _has_status(post: StandInPost, status: str) -> bool:
    if status in ("any", "all"):
        return True
    if status == "active":
        return "deleted" not in post.flags
    return status in ("deleted", "banned") and status in post.flags


def _seconds(text: str) -> float:
    found = re.fullmatch(r"(\d+(?:\.\d+)?)([a-z]+?)s?", text) or re.fullmatch(r"(\d+)(s)", text)
    if found is None or found[2] not in _UNIT_SECONDS:
        raise ValueError(text)
    return float(found[1]) * _UNIT_SECONDS[found[2]]


def _day(text: str) -> float:
    return date.fromisoformat(text).toordinal()

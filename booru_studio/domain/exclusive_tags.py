"""Tags of which a picture mostly has one: counts of people, hair and eye colour, hair length."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import lru_cache

from booru_studio.domain.tag_implications import implied_by


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_COUNT = re.compile(r"(?:(\d)(\+?)|multiple_)(girl|boy|other)s?")
_HAIR_COLOURS = _words("""
    aqua_hair black_hair blonde_hair blue_hair brown_hair dark_blue_hair dark_green_hair
    green_hair grey_hair light_blue_hair light_brown_hair light_green_hair light_purple_hair
    orange_hair pink_hair purple_hair red_hair white_hair
""")
_EYE_COLOURS = _words("""
    aqua_eyes black_eyes blue_eyes brown_eyes green_eyes grey_eyes orange_eyes pink_eyes
    purple_eyes red_eyes white_eyes yellow_eyes
""")
_HAIR_LENGTHS = _words("""
    bald very_short_hair short_hair medium_hair long_hair very_long_hair absurdly_long_hair
""")
# Where one of these is, several colours are no contradiction.
_SEVERAL_HAIR_COLOURS = _words("""
    multicolored_hair two-tone_hair streaked_hair gradient_hair colored_inner_hair
    split-color_hair
""")
_SEVERAL_EYE_COLOURS = frozenset({"heterochromia", "multicolored_eyes"})
_GROUPS = (
    (_HAIR_COLOURS, _SEVERAL_HAIR_COLOURS),
    (_EYE_COLOURS, _SEVERAL_EYE_COLOURS),
    (_HAIR_LENGTHS, frozenset[str]()),
)


@dataclass(frozen=True, slots=True)
class Heads:
    """What a count tag says: “2girls” is 2 of the kind girl, “multiple_boys” at least 2 boys."""

    kind: str
    least: int
    is_exact: bool


@lru_cache(maxsize=50_000)
def heads(tag: str) -> Heads | None:
    """Read a tag that counts people of one kind; None for any other."""
    found = _COUNT.fullmatch(tag)
    if found is None:
        return None
    number, more, kind = found.groups()
    return Heads(kind, int(number or 2), bool(number) and not more)


def people(tags: Collection[str]) -> int | None:
    """Return how many people the count tags tell of; None where they leave it open."""
    by_kind: dict[str, list[Heads]] = {}
    for count in filter(None, map(heads, tags)):
        by_kind.setdefault(count.kind, []).append(count)
    exact = {kind: [count.least for count in counts if count.is_exact]
             for kind, counts in by_kind.items()}  # fmt: skip
    if not exact or not all(exact.values()):
        return None
    return sum(max(numbers) for numbers in exact.values())


@dataclass(frozen=True, slots=True)
class Collision:
    """A tag that stands against another of the same picture."""

    with_tag: str
    is_contradiction: bool  # both cannot be true; else only that group was filled already


def collisions(tag: str, present: Collection[str]) -> list[Collision]:
    """Find what a tag would stand against among those that a picture already has.

    A tag that only tells more or less of the same (very_long_hair, long_hair) is no
    contradiction, nor are several colours where several people are.
    """
    rivals = dict.fromkeys(_rivals(tag, present))
    may_be_several = bool(rivals) and _may_be_several(tag, present)
    return [
        Collision(other, not (may_be_several or _is_more_of_the_same(tag, other)))
        for other in rivals
    ]


def _is_more_of_the_same(tag: str, other: str) -> bool:
    return other in implied_by(tag) or tag in implied_by(other)


def _rivals(tag: str, present: Collection[str]) -> Iterator[str]:
    for group, _ in _GROUPS:
        if tag in group:
            yield from (other for other in present if other in group and other != tag)
    if heads(tag) or tag in ("solo", "no_humans"):
        yield from (other for other in present if _counts_differ(tag, other))
        yield from _company(tag, present)


def _counts_differ(tag: str, other: str) -> bool:
    first, second = heads(tag), heads(other)
    if "no_humans" in (tag, other):
        return tag != other and (bool(first or second) or "solo" in (tag, other))
    return tag != other and first is not None and second is not None and first.kind == second.kind


def _company(tag: str, present: Collection[str]) -> Iterator[str]:
    """Find what stands against being alone."""
    counts = {other: count for other in present if (count := heads(other))}
    if tag == "solo":
        yield from (other for other, count in counts.items() if count.least > 1)
        if len({count.kind for count in counts.values()}) > 1:
            yield next(iter(counts))
    count = heads(tag)
    if count and "solo" in present:
        kinds = {other.kind for other in counts.values()} - {count.kind}
        if count.least > 1 or kinds:
            yield "solo"


def _may_be_several(tag: str, present: Collection[str]) -> bool:
    for group, several in _GROUPS:
        if tag in group:
            number = people(present)
            many = any(count.least > 1 for count in filter(None, map(heads, present)))
            return bool(several & set(present)) or many or (number or 0) > 1
    return False

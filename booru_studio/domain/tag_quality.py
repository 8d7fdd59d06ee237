"""How well a post is tagged: a score of two visible parts, and what is missing."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from itertools import chain, pairwise
from operator import mul
from types import MappingProxyType

from booru_studio.domain.hard_to_recreate import hard_to_recreate
from booru_studio.domain.posts import Post
from booru_studio.domain.tag_slots import slot_names


@dataclass(frozen=True, slots=True)
class Quality:
    """How well a post's tags tell what is in its picture.

    `score` is 100 * mark * (0.6 * coverage + 0.4 * amount); a mark is a tag such as `tagme`.
    `hard_to_recreate` is a badge of its own: a well-tagged comic page is still a comic page.
    """

    score: int  # 0-100
    general_tags: int
    missing: tuple[str, ...]  # names of the empty slots, the weightiest first
    reasons: tuple[str, ...]  # sentences: why the score is not 100
    coverage: float  # 0-1, how many of the slots that apply are filled, by weight
    amount: float  # 0-1, by the number of general tags
    hard_to_recreate: tuple[str, ...] = ()  # sentences


# The site asks for 10 general tags in an upload; its mean post had 30 in 2025.
_FEWEST_TAGS, _MEAN_TAGS, _ALL_TAGS = 10, 30, 65
_AMOUNT_KNOTS = ((0, 0.0), (5, 0.05), (10, 0.2), (20, 0.45), (30, 0.65), (45, 0.85), (65, 1.0))

_WEIGHTS: Mapping[str, float] = MappingProxyType(
    {
        "who": 3.0,
        "attire": 3.0,
        "background": 2.5,
        "count": 2.0,
        "framing": 1.5,
        "pose": 1.5,
        "expression": 1.5,
        "hair_color": 1.5,
        "hair_style": 1.0,
        "eye_color": 1.0,
        "gaze": 1.0,
        "artist": 1.0,
    }
)
_SCENERY_WEIGHTS: Mapping[str, float] = MappingProxyType(
    {"background": 4.0, "count": 2.0, "who": 1.0, "artist": 1.0}
)
_GAPS: Mapping[str, str] = MappingProxyType(
    {
        "who": "No character tag, and not marked original.",
        "attire": "No attire tags, such as shirt or boots.",
        "background": "No background, place or time tag, such as outdoors or white_background.",
        "count": "No count of the characters, such as 1girl or solo.",
        "framing": "No framing tag, such as upper_body or full_body.",
        "pose": "No pose or action tag, such as sitting or holding.",
        "expression": "No expression tag, such as smile or closed_mouth.",
        "hair_color": "No hair colour tag, such as brown_hair.",
        "hair_style": "No hair length or style tag, such as long_hair or braid.",
        "eye_color": "No eye colour tag, such as blue_eyes.",
        "gaze": "No gaze or view tag, such as looking_at_viewer or from_above.",
        "artist": "No artist tag.",
    }
)
_FACE_SLOTS = frozenset({"expression", "eye_color", "gaze"})
_NO_FACE_TAGS = frozenset({"faceless", "head_out_of_frame", "facing_away"})
_COLOR_SLOTS = frozenset({"hair_color", "eye_color"})
_NO_COLOR_TAGS = frozenset({"monochrome", "greyscale"})
_OUTFIT_TAGS = 5  # this many attire tags count as a described outfit
_SERIES_ALONE = 0.4  # what the series is worth where the character is not named
_MARKS: Mapping[str, float] = MappingProxyType(
    {"tagme": 0.6, "character_request": 0.9, "copyright_request": 0.95}
)
# These give their tags without categories: an artist's name that no table knows is there, but
# cannot be told from a general tag, so its absence says nothing.
_SITES_WITHOUT_CATEGORIES = frozenset({"gelbooru"})


def tag_quality(post: Post) -> Quality:
    """Score how well a post is tagged, 0 to 100, and name what is missing.

    Only the tags are judged, neither the picture nor the post's votes. Removing a tag never
    raises the score, except a tag that takes slots out (no_humans, monochrome, faceless ...)
    or a mark such as tagme. The anchors (10, 30 general tags) and the slots are Danbooru's:
    https://danbooru.donmai.us/wiki_pages/howto:tag_checklist
    """
    tags = frozenset(post.tags.all())
    general = frozenset(post.tags.general)
    slots = _slots(
        is_scenery="no_humans" in tags,
        has_face=tags.isdisjoint(_NO_FACE_TAGS),
        has_color=tags.isdisjoint(_NO_COLOR_TAGS),
        has_artist=bool(post.tags.artist) or post.id.site not in _SITES_WITHOUT_CATEGORIES,
    )
    filled = _filled(post, tags, general, slots.weights)
    coverage = sum(map(mul, slots.weights.values(), filled.values())) / slots.total
    amount = _amount(len(general))
    return Quality(
        score=round(100 * _mark(tags) * (0.6 * coverage + 0.4 * amount)),
        general_tags=len(general),
        missing=tuple(slot for slot, share in filled.items() if share == 0),
        reasons=_reasons(filled, tags, len(general)),
        coverage=coverage,
        amount=amount,
        hard_to_recreate=hard_to_recreate(post, tags),
    )


@dataclass(frozen=True, slots=True)
class _Slots:
    """The slots that apply to a picture, the weightiest first."""

    weights: Mapping[str, float]
    total: float


@cache
def _slots(*, is_scenery: bool, has_face: bool, has_color: bool, has_artist: bool) -> _Slots:
    weights = dict(_SCENERY_WEIGHTS if is_scenery else _WEIGHTS)
    left_out: set[str] = set()
    if not has_face:
        left_out |= _FACE_SLOTS
    if not has_color:
        left_out |= _COLOR_SLOTS
    if not has_artist:
        left_out.add("artist")
    applying = {slot: weight for slot, weight in weights.items() if slot not in left_out}
    return _Slots(MappingProxyType(applying), sum(applying.values()))


def _filled(
    post: Post, tags: frozenset[str], general: frozenset[str], slots: Mapping[str, float]
) -> dict[str, float]:
    """Tell how far each slot is filled, 0 to 1."""
    hits = tuple(chain.from_iterable(map(slot_names, general)))
    filled = dict.fromkeys(slots, 0.0)
    filled |= dict.fromkeys(slots.keys() & hits, 1.0)
    filled["who"] = _named(post, tags)
    if "artist" in filled:
        filled["artist"] = 1.0 if post.tags.artist else 0.0
    if "attire" in filled:
        filled["attire"] = min(1.0, hits.count("attire") / _OUTFIT_TAGS)
    return filled


def _named(post: Post, tags: frozenset[str]) -> float:
    if post.tags.character or "original" in tags:
        return 1.0
    return _SERIES_ALONE if post.tags.copyright else 0.0


def _amount(general_tags: int) -> float:
    for (low, low_share), (high, high_share) in pairwise(_AMOUNT_KNOTS):
        if general_tags <= high:
            return low_share + (high_share - low_share) * (general_tags - low) / (high - low)
    return 1.0


def _mark(tags: frozenset[str]) -> float:
    mark = 1.0
    for tag, factor in _MARKS.items():
        mark *= factor if tag in tags else 1.0
    return mark


def _reasons(
    filled: Mapping[str, float], tags: frozenset[str], general_tags: int
) -> tuple[str, ...]:
    gaps = [_GAPS[slot] for slot, share in filled.items() if share == 0]
    if 0 < filled["who"] < 1:
        gaps.append("Only the series is named, not the character.")
    if 0 < filled.get("attire", 1) < 1:
        gaps.append(f"Fewer than {_OUTFIT_TAGS} attire tags.")
    marks = [f"Marked {mark}: its tagger knew that something is missing."
             for mark in _MARKS if mark in tags]  # fmt: skip
    return (*marks, *gaps, *_amount_reasons(general_tags))


def _amount_reasons(general_tags: int) -> tuple[str, ...]:
    if general_tags >= _ALL_TAGS:
        return ()
    noun = "general tag" if general_tags == 1 else "general tags"
    if general_tags < _FEWEST_TAGS:
        return (f"Only {general_tags} {noun}; Danbooru asks for at least {_FEWEST_TAGS}.",)
    if general_tags < _MEAN_TAGS:
        return (f"{general_tags} {noun}; the average post has {_MEAN_TAGS}.",)
    return (f"{general_tags} {noun}; the most thoroughly tagged posts have {_ALL_TAGS} or more.",)

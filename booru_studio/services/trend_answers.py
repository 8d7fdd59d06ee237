"""What trends are made of, as values and as the JSON that is kept of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from booru_studio.domain.posts import TagCategory
from booru_studio.domain.tag_facts import RelatedTag, RelatedTagList, SearchedTag, TagFact
from booru_studio.domain.trends import VotedPost
from booru_studio.services.answers import Shape


@dataclass(frozen=True, slots=True)
class VotedSample:
    """The best-voted posts of some days, with the characters on them."""

    posts: tuple[VotedPost, ...]
    hidden: int = 0  # posts that may not be looked at
    days: float = 0.0  # how far back they reach
    daily_posts: float = 0.0  # posts a day that the site numbers; 0 = not measured
    series: Mapping[str, str] = field(default_factory=dict)  # of characters
    general: Mapping[str, int] = field(default_factory=dict)  # posts by tag, of the frequent ones
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DaySearches:
    """The searched tags that exist, with their search counts."""

    day: str  # ISO date
    searches: tuple[SearchedTag, ...]
    facts: Mapping[str, TagFact]


def _write_fact(fact: TagFact) -> list[object]:
    return [fact.name, fact.category.value, fact.count]


def _read_fact(row: object) -> TagFact:
    match row:
        case [str() as name, str() as category, int() as count]:
            return TagFact(name, TagCategory(category), count)
    raise ValueError(row)


def _write_related(found: RelatedTagList) -> object:
    return {
        "posts": found.posts,
        "sampled": found.sampled,
        "subject": _write_fact(found.subject) if found.subject else None,
        "tags": [[*_write_fact(item.tag), item.share] for item in found.tags],
    }


def _read_related(value: object) -> RelatedTagList:
    fields = _object(value)
    subject = fields["subject"]
    return RelatedTagList(
        int(fields["posts"]),
        int(fields["sampled"]),
        tuple(RelatedTag(_read_fact(row[:3]), float(row[3])) for row in fields["tags"]),
        _read_fact(subject) if subject else None,
    )


def _write_sample(sample: VotedSample) -> object:
    return {
        "posts": [[post.score, post.uploader, list(post.names)] for post in sample.posts],
        "hidden": sample.hidden,
        "days": sample.days,
        "daily_posts": sample.daily_posts,
        "series": dict(sample.series),
        "general": dict(sample.general),
        "notes": list(sample.notes),
    }


def _read_sample(value: object) -> VotedSample:
    fields = _object(value)
    return VotedSample(
        tuple(
            VotedPost(int(score), str(uploader), tuple(map(str, names)))
            for score, uploader, names in fields["posts"]
        ),
        int(fields["hidden"]),
        float(fields["days"]),
        float(fields["daily_posts"]),
        {str(name): str(series) for name, series in fields["series"].items()},
        notes=tuple(map(str, fields["notes"])),
        general={str(name): int(number) for name, number in fields.get("general", {}).items()},
    )


def _write_searches(found: DaySearches) -> object:
    return {
        "day": found.day,
        "searches": [[item.name, item.weight] for item in found.searches],
        "facts": [_write_fact(fact) for fact in found.facts.values()],
    }


def _read_searches(value: object) -> DaySearches:
    fields = _object(value)
    facts = [_read_fact(row) for row in fields["facts"]]
    return DaySearches(
        str(fields["day"]),
        tuple(SearchedTag(str(name), float(weight)) for name, weight in fields["searches"]),
        {fact.name: fact for fact in facts},
    )


def _read_count(value: object) -> int | None:
    if value is None or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    raise ValueError(value)


def _object(value: object) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise TypeError(value)
    return value


RELATED: Shape[RelatedTagList] = Shape(_write_related, _read_related)
SAMPLE: Shape[VotedSample] = Shape(_write_sample, _read_sample)
SEARCHES: Shape[DaySearches] = Shape(_write_searches, _read_searches)
COUNT: Shape[int | None] = Shape(lambda count: count, _read_count)

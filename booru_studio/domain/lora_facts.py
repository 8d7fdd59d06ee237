"""What the files beside a LoRA, its header or its server tell of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

from booru_studio.domain.lora_bases import finer
from booru_studio.domain.posts import Rating

HASH_DIGITS = 12  # as many as infotexts show


@dataclass(frozen=True, slots=True, kw_only=True)
class LoraFacts:
    """Facts from one source; what it does not tell is empty or None.

    `triggers` are (text, source), each a set of words that belong together.
    """

    alias: str = ""
    hash: str = ""
    base: str = ""
    triggers: tuple[tuple[str, str], ...] = ()
    top_tags: Mapping[str, int] = field(default_factory=dict)  # tag -> pictures, falling
    weight: float | None = None
    range: tuple[float, float] | None = None
    negative: str = ""
    rating: Rating | None = None
    tags: tuple[str, ...] = ()
    favourite: bool = False
    excluded: bool = False  # the person took it out of their list elsewhere


@dataclass(frozen=True, slots=True, kw_only=True)
class ScannedLora:
    """A LoRA that a scan found.

    `key` is its path below the LoRA root, without ending, with “/”; `name` what goes into a tag.
    """

    key: str
    name: str
    facts: LoraFacts = LoraFacts()
    preview: str = ""
    mtime: int = 0  # seconds since 1970; 0 = unknown

    def auto(self, status: str) -> dict[str, Any]:
        """Give the catalog's `auto:` block; what is unknown is left out."""
        facts = self.facts
        block: dict[str, Any] = {
            "name": self.name,
            "alias": facts.alias,
            "hash": facts.hash,
            "base": finer(facts.base, self.key),
            "weight": facts.weight,
            "range": list(facts.range) if facts.range else None,
            "triggers": [{"text": text, "source": source} for text, source in facts.triggers],
            "negative": facts.negative,
            "rating": facts.rating.value if facts.rating else "",
            "tags": list(facts.tags),
            "favourite": facts.favourite,
            "excluded": facts.excluded,
            "top_tags": dict(facts.top_tags),
            "preview": self.preview,
            "mtime": self.mtime,
        }
        kept = {name: value for name, value in block.items() if value}
        return {**kept, "status": status}


def merge_facts(parts: Iterable[LoraFacts]) -> LoraFacts:
    """Put several sources together: the first that tells something counts.

    Of the ratings the strictest counts, and one source is enough for a favourite.
    """
    merged = LoraFacts()
    for part in parts:
        changes = {
            each.name: getattr(part, each.name)
            for each in fields(LoraFacts)
            if not getattr(merged, each.name) and getattr(part, each.name)
        }
        base = finer(merged.base, part.base) if merged.base else part.base
        rating = _stricter(merged.rating, part.rating)
        merged = replace(merged, **{**changes, "base": base, "rating": rating})
    return merged


def _stricter(one: Rating | None, other: Rating | None) -> Rating | None:
    known = [rating for rating in (one, other) if rating]
    return max(known, key=list(Rating).index) if known else None

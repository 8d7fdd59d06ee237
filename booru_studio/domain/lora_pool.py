"""Which LoRAs the randomiser may draw."""

import re
from collections.abc import Callable, Collection, Iterable

from booru_studio.domain.generation import Txt2ImgRequest
from booru_studio.domain.lora_bases import base_of, goes_with
from booru_studio.domain.lora_entries import LoraEntry, fold_tag, folded_tags
from booru_studio.domain.lora_options import PoolFilter
from booru_studio.domain.model_families import guess_family
from booru_studio.domain.safety import RatingPolicy, approve
from booru_studio.errors import BlockedContentError

UNRATED = "unrated"


def pool_of(
    entries: Iterable[LoraEntry],
    wanted: PoolFilter,
    *,
    checkpoint: str = "",
    banned: Collection[str] = (),
) -> list[LoraEntry]:
    """List the LoRAs that pass the filters, sorted by key; the safety rules come later.

    Args:
        checkpoint: name of the one in use, for the base “auto”.
        banned: names that a person never wants drawn.
    """
    passes = _passes(wanted, checkpoint)
    pool = [
        entry
        for entry in entries
        if entry.is_usable and entry.random.enabled and entry.random.weight > 0
        and entry.name not in banned and passes(entry)
    ]  # fmt: skip
    return sorted(pool, key=lambda entry: entry.key)


def is_allowed(entry: LoraEntry, policy: RatingPolicy) -> bool:
    """Say whether a LoRA's rating, name and words may go into a prompt under this policy."""
    try:
        approve(Txt2ImgRequest(prompt=entry.words), policy, entry.rating)
    except BlockedContentError:
        return False
    return True


def base_of_checkpoint(checkpoint: str) -> str:
    """Find the base of a checkpoint by its file name; "" where it does not tell."""
    base = base_of(checkpoint)
    return base or ("sd1" if guess_family(checkpoint).name == "sd1_anime" else "")


def _passes(wanted: PoolFilter, checkpoint: str) -> Callable[[LoraEntry], bool]:
    base = wanted.base.strip().casefold()
    base = base_of_checkpoint(checkpoint) if base == "auto" else base_of(base) or base
    name = re.compile(wanted.name, re.IGNORECASE) if wanted.name else None
    kinds = frozenset(kind.casefold() for kind in wanted.kinds)
    without = frozenset(fold_tag(tag[1:]) for tag in wanted.tags if tag.startswith("-"))
    tags = frozenset(fold_tag(tag) for tag in wanted.tags if not tag.startswith("-"))
    groups = frozenset(group.casefold() for group in wanted.groups_in)
    ratings = frozenset(rating.casefold() for rating in wanted.ratings)
    words = fold_tag(wanted.search).split()

    def passes(entry: LoraEntry) -> bool:
        if wanted.favourites and not entry.favourite or kinds and entry.kind not in kinds:
            return False
        if not goes_with(entry.base, base, unknown=wanted.unknown_base):
            return False
        if name and not (name.search(entry.name) or name.search(entry.key)):
            return False
        if groups and entry.group not in groups or ratings and rating_name(entry) not in ratings:
            return False
        if words and not holds_words(entry, words):
            return False
        return _passes_tags(entry, tags, without) and _passes_places(entry, wanted)

    return passes


def rating_name(entry: LoraEntry) -> str:
    """Return the rating by name, “unrated” where nobody gave one."""
    return entry.rating.value if entry.rating else UNRATED


def holds_words(entry: LoraEntry, words: Collection[str]) -> bool:
    """Say whether all folded words occur in name, key, kind, tags or triggers."""
    return all(word in entry.search_text for word in words)


def _passes_tags(entry: LoraEntry, tags: frozenset[str], without: frozenset[str]) -> bool:
    if not tags and not without:
        return True
    own = folded_tags(entry)
    return (not tags or bool(own & tags)) and not own & without


def _passes_places(entry: LoraEntry, wanted: PoolFilter) -> bool:
    if any(entry.is_named(pattern) for pattern in wanted.exclude):
        return False
    return not wanted.folders or any(entry.is_named(folder) for folder in wanted.folders)

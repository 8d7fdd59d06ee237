"""Find the tags that a typed text may mean, the best first."""

from collections.abc import Sequence
from enum import IntEnum
from math import log1p
from typing import NamedTuple

from booru_studio.storage.tag_table import TagHit, TagLookUp
from booru_studio.storage.tag_table_text import typed_key, words_of
from booru_studio.storage.tag_table_uses import NO_USES, Uses

_FEW = 3  # with fewer hits, slips of the finger are looked for
_SHORTEST_GUESS = 4  # letters
_SHORTEST_PART = 3  # letters
_LONGEST_INITIALS = 8  # letters
_USE_STRENGTH = 2.0


class Match(IntEnum):
    """How a tag answers what was typed, the best way first."""

    EXACT = 0
    ALIAS = 1
    NAME_START = 2
    WORD_START = 3
    ALIAS_START = 4
    PART = 5
    ABBREVIATION = 6
    SIMILAR = 7


class FoundTag(NamedTuple):
    """A tag, and how it was found."""

    hit: TagHit
    match: Match


def find_tags(
    look_up: TagLookUp, typed: str, limit: int, uses: Uses = NO_USES, *, guess: bool = True
) -> list[FoundTag]:
    """Return up to `limit` tags for what was typed, with spaces or underscores.

    They are sorted by the kind of match, and within one by log(1 + posts) and twice
    log(1 + own uses).

    Args:
        guess: also look for what may have been meant where little is found.
    """
    key = typed_key(typed)
    if not key.strip("_") and not key.startswith("_"):
        return []
    search = _Search(look_up, key, limit)
    search.by_name()
    search.by_alias()
    search.by_part()
    if guess:
        search.by_guess()
    return search.sorted(uses)


class _Search:
    """One search; each step adds only what the ones before have not found."""

    def __init__(self, look_up: TagLookUp, key: str, limit: int) -> None:
        self._look_up, self._key, self._limit = look_up, key, limit
        self._words = words_of(key)
        self._found: dict[int, FoundTag] = {}

    def by_name(self) -> None:
        whole = self._key.rstrip("_") or self._key
        self._add(Match.EXACT, self._look_up.named((self._key, whole)))
        self._add(Match.ALIAS, self._look_up.aliased(whole, self._limit))
        self._add(Match.NAME_START, self._look_up.starting(self._key, self._wanted))
        if self._has_room:
            self._add(Match.WORD_START, self._look_up.with_words(self._words, self._wanted))

    def by_alias(self) -> None:
        if self._has_room:
            hits = self._look_up.alias_with_words(self._key, self._words, self._wanted)
            self._add(Match.ALIAS_START, hits)

    def by_part(self) -> None:
        # Of several words, the ones before the last are whole, so little can stand within a word.
        is_open = len(self._words) < 2 or not self._found
        if is_open and self._has_room and len(self._key) >= _SHORTEST_PART:
            self._add(Match.PART, self._look_up.containing(self._key, self._wanted))
        if self._has_room and self._key.isalpha() and len(self._key) <= _LONGEST_INITIALS:
            hits = self._look_up.with_initials(self._key, self._limit)
            self._add(Match.ABBREVIATION, hits)

    def by_guess(self) -> None:
        """Take the letters as the beginnings of words, then as a slip of the finger."""
        if len(self._found) >= _FEW or len(self._key) < _SHORTEST_GUESS:
            return
        if any(tag.match < Match.PART for tag in self._found.values()):
            return  # what was typed is the beginning of something
        starts = [self._words] if len(self._words) > 1 else []
        if len(self._words) == 1:
            starts = self._look_up.divided(self._words[0])
        for words in starts:
            hits = self._look_up.with_word_starts(words, self._wanted)
            self._add(Match.ABBREVIATION, hits)
        if len(self._found) < _FEW:
            for words in self._look_up.respelled(self._words):
                self._add(Match.SIMILAR, self._look_up.with_words(words, self._wanted))

    def sorted(self, uses: Uses) -> list[FoundTag]:
        """Return what was found; it was added in its order, which only own uses change."""
        self._add_used(uses)
        found = list(self._found.values())
        if uses.weights:
            found.sort(key=lambda tag: (tag.match, -_score(tag.hit, uses)))
        return found[: self._limit]

    def _add_used(self, uses: Uses) -> None:
        """Add tags used here that too many others come before by their posts."""
        names = [name for name in uses.starting(self._key[:1]) if self._match_of(name) is not None]
        if names:
            for hit in self._look_up.named(names[: self._limit]):
                match = self._match_of(hit.name)
                if match is not None:
                    self._add(match, [hit])

    def _match_of(self, name: str) -> Match | None:
        if name.startswith(self._key):
            return Match.NAME_START
        if len(self._words) == 1 and f"_{self._words[0]}" in name:
            return Match.WORD_START
        return None

    @property
    def _has_room(self) -> bool:
        return len(self._found) < self._limit

    @property
    def _wanted(self) -> int:
        """Say how many rows to ask for, so that the ones found before do not fill the answer."""
        return self._limit + len(self._found)

    def _add(self, match: Match, hits: Sequence[TagHit]) -> None:
        found = self._found
        for hit in hits:
            if hit.rank not in found:
                found[hit.rank] = FoundTag(hit, match)


def _score(hit: TagHit, uses: Uses) -> float:
    return log1p(hit.posts) + _USE_STRENGTH * log1p(uses.weights.get(hit.name, 0.0))

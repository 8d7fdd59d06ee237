"""The words that tags are made of, and which of them a misspelled word may mean."""

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence

_SHORTEST = 3  # letters; shorter words are not guessed at
_MOST_READINGS = 3
_MOST_UNKNOWN = 2  # words
_BEYOND = "\U0010ffff"


class Spelling:
    """The words of a tag table that are of three letters or more."""

    def __init__(self, words: Iterable[tuple[str, int, int]]) -> None:
        """Take (word, rank of its most used tag, number of its tags), sorted by word."""
        rows = list(words)
        self._words = [word for word, _, _ in rows]
        self._ranks = array("L", (rank for _, rank, _ in rows))
        self._tags = array("L", (tags for _, _, tags in rows))

    def tags_with(self, word: str) -> int | None:
        """Return how many tags have a word; None where it is not known."""
        place = bisect_left(self._words, word)
        if place < len(self._words) and self._words[place] == word:
            return self._tags[place]
        return None

    def readings(self, words: Sequence[str]) -> list[list[str]]:
        """Return `words` with the unknown ones replaced, the likeliest first.

        The last word may be the start of one. Where all words are known, the rarest counts as
        unknown. Nothing is returned where no word is one slip away.
        """
        last = len(words) - 1
        unknown = {at for at, word in enumerate(words) if not self._is_known(word, at < last)}
        if not unknown and (rarest := self._rarest(words)) is not None:
            unknown = {rarest}
        if not 0 < len(unknown) <= _MOST_UNKNOWN:
            return []
        readings: list[list[str]] = [[]]
        for at, word in enumerate(words):
            choices = self._nearest(word) if at in unknown else [word]
            readings = [[*reading, choice] for choice in choices for reading in readings]
        return readings[:_MOST_READINGS]

    def divided(self, word: str) -> list[list[str]]:
        """Return the ways to read `word` as the beginnings of two words, the likeliest first."""
        ways = []
        for cut in range(2, len(word) - 1):
            one, two = self._best(word[:cut]), self._best(word[cut:])
            if one and two:
                ways.append((max(one, two), [word[:cut], word[cut:]]))
        return [way for _, way in sorted(ways)[:_MOST_READINGS]]

    def _is_known(self, word: str, whole: bool) -> bool:
        if len(word) < _SHORTEST or not word.isalpha():
            return True
        place = bisect_left(self._words, word)
        if place == len(self._words):
            return False
        found = self._words[place]
        return found == word if whole else found.startswith(word)

    def _rarest(self, words: Sequence[str]) -> int | None:
        """Return the place of the word whose tags are used least; None for a lone word."""
        guessable = [at for at, word in enumerate(words) if len(word) >= _SHORTEST]
        if len(words) < 2 or not guessable:
            return None
        return max(guessable, key=lambda at: self._best(words[at]))

    def _nearest(self, word: str) -> list[str]:
        """Return starts of words that are one slip away, by how much the words are used."""
        ranked: dict[str, int] = {}
        is_word = self._best(word) > 0
        for other in self._slips(word):
            is_same = is_word and (word.startswith(other) or other.startswith(word))
            if not is_same and other not in ranked and (rank := self._best(other)):
                ranked[other] = rank
        return sorted(ranked, key=lambda other: ranked[other])[:_MOST_READINGS]

    def _slips(self, word: str) -> Iterator[str]:
        """Yield what may have been meant: letters swapped, one too many, wrong, or left out."""
        low, high = 0, len(self._words)
        for at in range(len(word) + 1):
            head, tail = word[:at], word[at:]
            low = bisect_left(self._words, head, low, high)
            high = bisect_left(self._words, head + _BEYOND, low, high)
            if low == high:
                return  # nothing begins so, whatever comes after
            if len(tail) > 1:
                yield head + tail[1] + tail[0] + tail[2:]
            if tail:
                yield head + tail[1:]
            for letter in self._letters_after(head, low, high):
                if tail:
                    yield head + letter + tail[1:]
                if head:
                    yield head + letter + tail

    def _letters_after(self, head: str, low: int, high: int) -> Iterator[str]:
        """Yield the letters that come after `head` in the words from `low` to `high`."""
        at = len(head)
        if low < high and self._words[low] == head:
            low += 1
        while low < high:
            letter = self._words[low][at]
            yield letter
            low = bisect_left(self._words, head + chr(ord(letter) + 1), low, high)

    def _best(self, start: str) -> int:
        """Return the rank of the most used tag with a word that starts so; 0 = there is none."""
        low = bisect_left(self._words, start)
        if low == len(self._words) or not self._words[low].startswith(start):
            return 0
        high = bisect_left(self._words, start + _BEYOND, low)
        return min(self._ranks[low:high])

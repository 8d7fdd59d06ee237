"""Trigger words of a LoRA: cleaned, escaped, and put together."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from booru_studio.domain.wildcard_syntax import escape_text

TriggerMode = Literal["always", "one_of", "optional"]

_NETWORK = re.compile(r"<\w+:[^>]*>")
_SPACE = re.compile(r"\s+")
_DIVISION = re.compile(r"\\.|[,()\[\]]")
_BARE_BRACKET = re.compile(r"(?<!\\)((?:\\\\)*)([()\[\]])")
# Written by a person as prompt text, so that “(word:1.2)” means emphasis.
_PROMPT_SOURCES = frozenset({"user", "webui"})


@dataclass(frozen=True, slots=True)
class Trigger:
    """A set of words that wakes a LoRA.

    Every `always` set is used, one of the `one_of` sets, and an `optional` one by chance.
    """

    text: str
    mode: TriggerMode = "always"
    chance: float = 0.5  # of an optional one, 0-1
    source: str = "user"

    @property
    def prompt_text(self) -> str:
        """The text as a template holds it: the engine gives it back unchanged.

        Brackets of words that come from elsewhere are escaped for the WebUI; those a person wrote
        stay. “#” begins a comment on the WebUI and knows no escape there, so it is left out.
        """
        text = _SPACE.sub(" ", self.text.replace("#", "")).strip()
        if self.source not in _PROMPT_SOURCES:
            text = _BARE_BRACKET.sub(r"\1\\\2", text)
        return escape_text(text)


def trigger_sets_of(texts: Iterable[object]) -> list[str]:
    """Clean trigger words as sites list them: one text a set, without tags, each once."""
    cleaned = (clean_words(text) for text in texts if isinstance(text, str))
    return _unlike(cleaned)


def clean_words(text: str) -> str:
    """Take network tags and repeated words out of a comma list, and put it on one line."""
    parts = split_words(_SPACE.sub(" ", _NETWORK.sub("", text)))
    return ", ".join(_unlike(parts))


def trigger_texts(triggers: Iterable[Trigger]) -> list[str]:
    """List the ways to write the triggers as template text, the plainest first.

    Each holds all `always` sets and one of the `one_of` ones; optional sets are left out. Empty
    where there are none.
    """
    known = list(triggers)
    always = [each.prompt_text for each in known if each.mode == "always"]
    choices = [each.prompt_text for each in known if each.mode == "one_of"]
    texts = [[*always, choice] for choice in choices] or [always]
    return [text for text in _unlike(map(join_words, texts)) if text]


def all_triggers(triggers: Iterable[Trigger]) -> str:
    """Join every set, optional ones included, as template text; each word once."""
    return join_words(each.prompt_text for each in triggers)


def join_words(texts: Iterable[str], used: Iterable[str] = ()) -> str:
    """Join comma lists; a word that is there already, in any case, is left out.

    Args:
        used: words that stand elsewhere in the prompt.
    """
    seen = {_key(word) for word in used}
    words: list[str] = []
    for text in texts:
        for word in split_words(text):
            if _key(word) not in seen:
                seen.add(_key(word))
                words.append(word)
    return ", ".join(words)


def prompt_words(prompt: str) -> list[str]:
    """Split a prompt into the words that `join_words` compares; LoRA tags are left out."""
    return split_words(_NETWORK.sub(",", prompt).replace("\n", ","))


def split_words(text: str) -> list[str]:
    """Split at the commas that stand outside of brackets."""
    words, depth, start = [], 0, 0
    for found in _DIVISION.finditer(text):
        mark = found[0]
        if mark == "," and not depth:
            words.append(text[start : found.start()])
            start = found.end()
        elif mark in ("(", "["):
            depth += 1
        elif mark in (")", "]"):
            depth = max(0, depth - 1)
    words.append(text[start:])
    return [word.strip() for word in words if word.strip()]


def _unlike(texts: Iterable[str]) -> list[str]:
    first: dict[str, str] = {}
    for text in texts:
        if text:
            first.setdefault(text.casefold(), text)
    return list(first.values())


def _key(word: str) -> str:
    return _SPACE.sub(" ", word.replace("\\", "").replace("_", " ")).strip().casefold()

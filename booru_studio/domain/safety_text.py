"""Bring a text into the forms the safety rules match on, whatever it was wrapped or split with."""

import html
import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

# Weights and schedule numbers: “(word:1.2)”, “[a:b:0.5]”, “<lora:name:0.8>”, “2::word”, “2$$”.
_NUMBERS = re.compile(r"(?<=:)\s*-?\d*\.?\d+\s*(?=[)\]>:|,]|$)|\d*\.?\d+::|[-\d]*\$\$")
_KEYWORDS = re.compile(r"\b(?:BREAK|AND|ADDCOMM|ADDBASE|ADDCOL|ADDROW)\b")
_NO_WORD = re.compile(r"[^\w]+|_")
_SYNTAX = re.compile(r"[^\w\s,]+|_+")
_NETWORK = re.compile(r"<\w+:[^>]*>")  # “<lora:name:1>”, which the WebUI takes out of the text
_CHOICE = re.compile(r"[\[{]([^\[\]{}]*)[\]}]")  # “[a|b]”, “[a:b:0.5]”, “{a|b}”
_MOST_OPTIONS = 4
_DEEPEST = 8  # nested choices
_CAMEL = re.compile(r"(?<=[a-z\d])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")  # “SomeLoraV2”
_STRETCHED = re.compile(r"([^\W\d_])\1{2,}")
_SPELLED = re.compile(r"(?<![^\W_])(?:[^\W_] ){2,}[^\W_](?![^\W_])")
_SPELLED_LENGTHS = range(3, 15)  # letters of a word that somebody may spell out
_GLUED_DIGITS = re.compile(r"(?<= )\d+(?=[^\W\d])|(?<=[^\W\d])\d+(?= )")
# Letters that look like plain Latin ones: Cyrillic, Greek, barred or dotless, small capitals.
_TWINS = str.maketrans(
    "аеіјорсухѕԁһӏткмвн" "οαιγνρτκεημχυβ" "ıłøđħŧɑɡɩ" "ᴀʙᴄᴅᴇɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ",
    "aeijopcyxsdhltkmbh" "oaiyvptkenmxub" "ilodhtagi" "abcdeghijklmnoprstuvwyz",
)  # fmt: skip
# Letters in circles, squares and flags, which NFKC leaves as they are; each block starts at A.
_EMOJI_LETTERS = {
    first + place: chr(ord("a") + place)
    for first in (0x1F150, 0x1F170, 0x1F1E6)
    for place in range(26)
}
_SIGNS = str.maketrans("@$!", "asi")
_DIGIT_LETTERS = (str.maketrans("013457", "oieast"), str.maketrans("013457", "oleast"))
_BLANK_LETTERS = "\u115f\u1160\u3164"  # Hangul fillers: letters that nobody sees


def fold(text: str, invisible: str = "") -> str:
    """Fold case, width, accents and HTML entities away; `invisible` replaces what is not seen."""
    for _ in range(3):  # “&amp;amp;lt;” unescapes in steps
        text = html.unescape(text)
    text = _KEYWORDS.sub(" ", text)
    text = unicodedata.normalize("NFKC", text).casefold().translate(_EMOJI_LETTERS)
    decomposed = unicodedata.normalize("NFD", text)
    return unicodedata.normalize("NFC", "".join(_seen(letter, invisible) for letter in decomposed))


def _seen(character: str, invisible: str) -> str:
    """Drop accents and what is invisible; the two kana voicing marks change the letter."""
    if character.isspace() or character in "\u3099\u309a":
        return character
    category = unicodedata.category(character)
    if category in ("Cf", "Cc") or character in _BLANK_LETTERS:
        return invisible
    return "" if category == "Mn" else character


@lru_cache(maxsize=32)
def forms(text: str) -> tuple[str, ...]:
    """Return the ways a text can be read, each as words divided and framed by single spaces.

    Punctuation as a division; syntax taken out as if it split one word (“gar(den:1.2)”), with
    each option of a choice (“gar[x:den:0.5]”); letters spelled one by one (“g a r d e n”);
    digits, signs and foreign letters read as what they look like (“g4rden”); words of a file
    name (“GardenStyleV2”); stretched letters (“gaaarden”).
    """
    found: dict[str, None] = {}
    for reading in dict.fromkeys(_readings(text)):
        for candidate in dict.fromkeys((reading, reading.translate(_TWINS))):
            words = _words(candidate)
            spelled = _SPELLED.sub(_spelled_words, words)
            letters = _as_letters(spelled)
            shorter = _STRETCHED.sub(r"\1", spelled)
            found |= dict.fromkeys((words, spelled, *letters, shorter, _without_digits(spelled)))
    return tuple(found)


def _readings(text: str) -> Iterator[str]:
    folded = fold(text)
    yield folded
    yield fold(text, invisible=" ")
    yield fold(_CAMEL.sub(" ", text))
    yield _NUMBERS.sub(" ", folded)
    yield _joined(folded)
    yield _joined(folded.translate(_SIGNS))
    without_networks = _NETWORK.sub("", folded)
    yield _joined(without_networks)
    for place in range(_MOST_OPTIONS):
        yield _joined(_chosen(without_networks, place))


def _joined(text: str) -> str:
    return _SYNTAX.sub("", _NUMBERS.sub("", text))


def _chosen(text: str, place: int) -> str:
    """Resolve every choice to its option at `place`, or to its last one."""

    def option(found: re.Match[str]) -> str:
        options = re.split(r"[|:]", _NUMBERS.sub("", found[1]))
        return options[min(place, len(options) - 1)]

    for _ in range(_DEEPEST):
        text, count = _CHOICE.subn(option, text)
        if not count:
            break
    return text


def _words(text: str) -> str:
    return f" {' '.join(_NO_WORD.sub(' ', text).split())} "


def _spelled_words(run: re.Match[str]) -> str:
    """Give every word that may be spelled in a run of single letters, wherever it begins."""
    letters = run[0].replace(" ", "")
    return " ".join(
        letters[start : start + length]
        for start in range(len(letters))
        for length in _SPELLED_LENGTHS
        if start + length <= len(letters)
    )


def _as_letters(words: str) -> Iterator[str]:
    """Read digits inside of words as the letters they look like, in both readings of 1."""
    for table in _DIGIT_LETTERS:
        yield " ".join(
            word if word.isdigit() or word.isalpha() else word.translate(table)
            for word in words.split(" ")
        )


def _without_digits(words: str) -> str:
    """Take digits off the ends of words: “2girls”, “style3”."""
    return _GLUED_DIGITS.sub("", words)

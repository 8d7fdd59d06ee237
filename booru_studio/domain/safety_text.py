"""Bring a text into the forms the safety rules match on, whatever it was wrapped or split with."""

import html
import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

# Weights and schedule numbers: “(word:1.2)”, “[a:b:0.5]”, “<lora:name:0.8>”, “2::word”, “2$$”.
# Possessive throughout, since anybody may paste a text that is all digits.
_NUMBER = r"(?:\d++\.?\d*+|\.\d++)"
_NUMBERS = re.compile(
    rf":\s*+-?{_NUMBER}\s*+(?=[)\]>:|,]|$)|(?<![\d.]){_NUMBER}::|(?<![-\d])[-\d]*+\$\$"
)
_KEYWORDS = re.compile(r"\b(?:BREAK|AND|ADDCOMM|ADDBASE|ADDCOL|ADDROW)\b")
_NO_WORD = re.compile(r"[^\w]+|_")
_SYNTAX = re.compile(r"[^\w\s,]+|_+")
_DIVIDERS = re.compile(r"[-_./<>:|]")
_NETWORK = re.compile(r"<\w+:[^>]*>")  # “<lora:name:1>”, which the WebUI takes out of the text
_CHOICE = re.compile(r"[\[{]([^\[\]{}]*)[\]}]")  # “[a|b]”, “[a:b:0.5]”, “{a|b}”
_MOST_OPTIONS = 4
_MOST_MIXTURES = 16
_MOST_STEPS = 200  # choices resolved one by one
_DEEPEST = 8  # nested choices
_CAMEL = re.compile(r"(?<=[a-z\d])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")  # “SomeLoraV2”
_STRETCHED = re.compile(r"([^\W\d_])\1{2,}")
_SPELLED = re.compile(r"(?<![^\W_])(?:[^\W_] ){2,}[^\W_](?![^\W_])")
_SPELLED_LENGTHS = range(3, 15)  # letters of a word that somebody may spell out
_LEADING_DIGITS = re.compile(r"(?<= )\d+(?=[^\W\d])")  # “2girls”
_TRAILING_DIGITS = re.compile(r"(?<=[^\W\d])\d+(?= )")  # “style3”
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
_ASCII_CONTROLS = {code: None for code in range(128) if not chr(code).isprintable()
                   and not chr(code).isspace()}  # fmt: skip
_SIGNS = str.maketrans("@$!", "asi")
_DIGIT_LETTERS = (str.maketrans("013457", "oieast"), str.maketrans("013457", "oleast"))
_ZERO_WIDTH_SPACE = "\u200b"
_BLANK_LETTERS = "\u115f\u1160\u3164"  # Hangul fillers: letters that nobody sees


def fold(text: str, spaces: str = "") -> str:
    """Fold case, width, accents, HTML entities and the invisible away; `spaces` become spaces."""
    for _ in range(3):  # “&amp;amp;lt;” unescapes in steps
        text = html.unescape(text)
    text = _KEYWORDS.sub(" ", text).translate(dict.fromkeys(map(ord, spaces), " "))
    if text.isascii():  # as nearly all tags are
        return text.casefold().translate(_ASCII_CONTROLS)
    text = unicodedata.normalize("NFKC", text).casefold().translate(_EMOJI_LETTERS)
    decomposed = unicodedata.normalize("NFD", text)
    return unicodedata.normalize("NFC", "".join(filter(_is_seen, decomposed)))


def _is_seen(character: str) -> bool:
    """Keep what is no accent and not invisible; the two kana voicing marks change the letter."""
    if character.isspace() or character in "\u3099\u309a":
        return True
    return not _is_invisible(character) and unicodedata.category(character) != "Mn"


def _is_invisible(character: str) -> bool:
    return character in _BLANK_LETTERS or (
        unicodedata.category(character) in ("Cf", "Cc") and not character.isspace()
    )


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
            uncounted = _LEADING_DIGITS.sub("", words)
            for plain in dict.fromkeys((words, uncounted, _TRAILING_DIGITS.sub("", uncounted))):
                spelled = _SPELLED.sub(_spelled_words, plain)
                shorter = _STRETCHED.sub(r"\1", spelled)
                found |= dict.fromkeys((plain, spelled, *_as_letters(spelled), shorter))
    return tuple(found)


def _readings(text: str) -> Iterator[str]:
    invisible = "".join(sorted(filter(_is_invisible, set(html.unescape(text)))))
    bases = [fold(text, spaces) for spaces in sorted({"", _ZERO_WIDTH_SPACE, invisible})]
    for base in dict.fromkeys((*bases, fold(_CAMEL.sub(" ", text)))):
        yield base
        yield _NUMBERS.sub(" ", base)
        without_networks = _without_networks(base)
        signs = base.translate(_SIGNS)
        chosen = (*_chosen(base), *_chosen(without_networks))
        for whole in dict.fromkeys((base, signs, without_networks, *chosen)):
            bare = _NUMBERS.sub("", whole)
            yield _SYNTAX.sub("", bare)
            yield _SYNTAX.sub("", _DIVIDERS.sub(" ", bare))


def _without_networks(text: str) -> str:
    up_to_last, end, rest = text.rpartition(">")
    return _NETWORK.sub("", up_to_last + end) + rest


def _chosen(text: str) -> Iterator[str]:
    """Resolve the choices: every mixture of options while they are few, then all alike."""
    pending = [text]
    for _ in range(_MOST_STEPS):
        if not pending or len(pending) > _MOST_MIXTURES:
            break
        current = pending.pop()
        found = _CHOICE.search(current)
        if found is None:
            yield current
            continue
        before, after = current[: found.start()], current[found.end() :]
        pending += [before + option + after for option in dict.fromkeys(_options(found))]
    for rest in pending:
        yield from (_chosen_alike(rest, place) for place in range(_MOST_OPTIONS))


def _chosen_alike(text: str, place: int) -> str:
    """Resolve every choice to its option at `place`, or to its last one."""
    for _ in range(_DEEPEST):
        text, count = _CHOICE.subn(lambda found: (_options(found)[: place + 1])[-1], text)
        if not count:
            break
    return text


def _options(choice: re.Match[str]) -> list[str]:
    return re.split(r"[|:]", _NUMBERS.sub("", choice[1]))


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

"""How tags are cut up for the index, and how what was typed is brought into the same form."""

import re
import unicodedata

# A run of letters or of digits; “1girl” is two words, so that “girl” finds it.
_WORD = re.compile(r"[^\W\d_]+|\d+")
MOST_TYPED = 100  # characters; longer is no tag


def typed_key(typed: str) -> str:
    """Write what was typed as the table has its names, without what no name can hold.

    A space at the end stays, as the underscore it stands for.
    """
    text = typed.lstrip().replace(" ", "_").lower()[:MOST_TYPED]
    if text.isascii() and text.isprintable():
        return re.sub("__+", "_", text)
    return re.sub("__+", "_", "".join(map(_kept, unicodedata.normalize("NFC", text))))


def indexed(text: str) -> str:
    """Write a name in ASCII without accents, one run for each other character.

    SQLite's tokenizer knows the characters of an older Unicode and would divide at newer ones.
    """
    if text.isascii():
        return text
    bare = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    return "".join(c if c.isascii() else f"zx{ord(c):06x}" for c in bare)


def words_of(name: str) -> list[str]:
    """Return the words of a name, in the form of the index."""
    return _WORD.findall(name) if name.isascii() else _WORD.findall(indexed(name))


def initials_of(words: list[str]) -> str:
    """Return “lav” for looking at viewer; "" for a single word."""
    return "".join(word[0] for word in words) if len(words) > 1 else ""


def starting(text: str) -> str:
    """Write a term of a full-text query: what starts with `text`."""
    return exactly(text) + "*"


def exactly(text: str) -> str:
    """Write a term of a full-text query: just `text`."""
    return '"' + text.replace('"', '""') + '"'


def _kept(character: str) -> str:
    if unicodedata.category(character)[0] in "CZ":
        return "_" if character.isspace() else ""
    return character

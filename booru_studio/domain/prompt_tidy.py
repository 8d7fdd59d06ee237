"""Tidy a prompt on request: spaces, commas, doubled tags and booru spelling, nothing else."""

import re
from collections.abc import Callable, Iterator
from itertools import groupby

from booru_studio.domain.prompt_text import tag_key, unescaped
from booru_studio.domain.tags import KAOMOJI, escape_tag

_PAIRS = {"(": ")", "[": "]", "{": "}", "<": ">"}
_DIVIDERS = " \t\n,，、"
_COMMENT = re.compile(r"(?:\A|\s)#")
_RANDOM = re.compile(r"[{}$]|__")  # drawn anew where it stands, so that two of them differ
_BREAK = re.compile(r"(?<!\S)(?:BREAK|AND)(?!\S)")
_INNER_COMMA = re.compile(r"[ \t]*,[ \t]*(?=\S)")
_WEIGHT_COLON = re.compile(r"[ \t]*:[ \t]*(?=-?\d*\.?\d+[ \t]*[)\]])")
_OPENING_SPACE = re.compile(r"(?<=[(\[])[ \t]+(?!\Z)|(?<=\S)[ \t]+(?=[)\]])")
# A booru's name with the copyright it is of; “_(” opens no emphasis.
_BOORU_NAME = re.compile(r"[^\s()\[\]\\]+_\([^()\[\]\\]+\)\Z")


def tidy_prompt(text: str, is_tag: Callable[[str], bool] = lambda _name: False) -> str:
    """Return a prompt with even spaces and commas, and no tag twice in one part of it.

    Tags that `is_tag` knows, in booru spelling, are written as prompts have them: with spaces, and
    with parentheses escaped. Line breaks, weights, BREAK, AND, comments and everything the
    wildcard engine or the WebUI reads as syntax stay as they were written. What is tidy is
    returned unchanged.
    """
    runs = [
        (is_comment, list(lines))
        for is_comment, lines in groupby(text.split("\n"), lambda line: bool(_COMMENT.search(line)))
    ]
    made: list[str] = []
    for at, (is_comment, lines) in enumerate(runs):
        if is_comment:
            made += lines
            continue
        tidied, before, after = _tidied("\n".join(lines), is_tag)
        # A comma towards a comment divides what stands on both sides of it.
        made.append(
            (", " if at and before else "") + tidied + ("," if runs[at + 1 :] and after else "")
        )
    return "\n".join(made)


def _tidied(text: str, is_tag: Callable[[str], bool]) -> tuple[str, bool, bool]:
    """Return the text, and whether a comma stood before and behind it."""
    seen: set[str] = set()
    made = gap = ""
    is_led = False
    for piece in _pieces(text):
        if not piece.strip(_DIVIDERS):
            gap += piece
            continue
        tag = _tidy_tag(piece, is_tag)
        if _BREAK.search(tag):
            seen.clear()  # what follows is a prompt of its own
        elif not _RANDOM.search(tag):
            if (key := tag_key(tag)) in seen:
                continue
            seen.add(key)
        is_led = is_led or (not made and bool(gap.strip()))
        made += (_tidy_gap(gap) if made else "") + tag
        gap = ""
    return made, is_led, bool(made and gap.strip())


def _pieces(text: str) -> Iterator[str]:
    """Divide a text at the commas and line ends outside of brackets; those come by themselves."""
    open_ends: list[str] = []
    start = at = 0
    while at < len(text):
        mark = text[at]
        if mark == "\\":
            at += 1
        elif mark in _PAIRS and text.find(_PAIRS[mark], at) > 0:
            open_ends.append(_PAIRS[mark])
        elif open_ends and mark == open_ends[-1]:
            open_ends.pop()
        elif not open_ends and mark in ",\n，、":
            yield from (text[start:at], mark)
            start = at + 1
        at += 1
    yield text[start:]


def _tidy_gap(gap: str) -> str:
    comma = "," if gap.strip() else ""
    ends = min(gap.count("\n"), 2)
    return comma + ("\n" * ends if ends else " ")


def _tidy_tag(piece: str, is_tag: Callable[[str], bool]) -> str:
    tag = piece.strip()
    if _RANDOM.search(tag) or "<" in tag or tag in KAOMOJI:
        return tag
    bare = tag_key(unescaped(tag))
    if is_tag(bare) or _BOORU_NAME.match(tag):
        return escape_tag(bare if is_tag(bare) else tag)
    tag = re.sub(r"[ \t]+", " ", tag)
    if "\\" not in tag:
        tag = _OPENING_SPACE.sub("", tag)
    tag = _WEIGHT_COLON.sub(":", tag)
    return _INNER_COMMA.sub(", ", tag)

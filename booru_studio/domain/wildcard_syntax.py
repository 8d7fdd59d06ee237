"""The characters the wildcard engine reads as syntax, and how text is kept from being read so."""

import re

ESCAPABLE = "{}|$%#_@!~"
"""A backslash before one of these is consumed and the character stands for itself.

Every other backslash stays as it is, with the character after it (`\\\\`, `\\(`, `\\[`): those
belong to the WebUI's own prompt syntax.
"""

# A backslash that would swallow what follows cannot be doubled (the WebUI would see two), so it
# is wrapped in a variant of one padded option, which the engine trims.
LITERAL_BACKSLASH = r"{ \ }"

_SYNTAX = re.compile(
    r"""
      (?P<backslashes> \\+ ) (?P<next> .?)   # looked at with what follows the run
    | (?P<always> [{}|$%\#] )
    | (?P<underscores> __+ | \A_ | _\Z )
    | (?P<sampler> \A[@!~] )
    """,
    re.VERBOSE | re.DOTALL,
)
_ACTIVE = re.compile(r"\{|__|\\[{}|$%#_@!~]|(?:\A|\s)#")


def escape_text(text: str) -> str:
    """Return `text` written so that the engine gives it back unchanged, alone or within more.

    `expand(escape_text(t), library, seed).text == t` for every text up to the size limit.
    Single underscores inside and `@ ! ~` after the first character are left alone, because the
    engine never reads those as syntax.
    """
    pieces: list[str] = []
    position = 0
    while found := _SYNTAX.search(text, position):
        pieces.append(text[position : found.start()])
        position = _append_escaped(found, text, pieces)
    pieces.append(text[position:])
    return "".join(pieces)


def _append_escaped(found: re.Match[str], text: str, pieces: list[str]) -> int:
    """Append the escaped form of one syntax character or run; return where reading goes on."""
    run = found["backslashes"]
    if run is None:
        pieces.append("".join("\\" + character for character in found[0]))
        return found.end()
    pairs, odd = divmod(len(run), 2)
    pieces.append("\\\\" * pairs)
    if odd:
        after = found["next"]
        pieces.append(LITERAL_BACKSLASH if after == "" or after in ESCAPABLE else "\\")
    return found.start() + len(run)


def is_plain(text: str) -> bool:
    """Tell whether the engine gives `text` back as it is, so that it need not be parsed."""
    return _ACTIVE.search(text) is None

"""What stands at a place of a prompt: the token under the caret, and the names a prompt uses."""

import re
from dataclasses import dataclass
from enum import StrEnum

_REACH = 600  # characters; nothing longer than this before the caret is completed
_BRACKET_REACH = 1000  # characters; how far back an open bracket is looked for
_NAME = r"[A-Za-z_-][A-Za-z0-9_-]*"

_COMMENT = re.compile(r"(?:^|\s)#")
_LORA_OPENING = re.compile(r"<(?P<word>\w*)(?:(?P<colon>:)(?P<name>[^:]*)(?P<weight>:)?)?")
_LORA_REST = re.compile(r"[^:<>\n,]*(?P<closing>(?::[^<>\n,]*)?>)")
_VARIABLE_OPENING = re.compile(r"(?<!\\)\$\{\s*(?P<name>[A-Za-z0-9_-]*)\Z")
_VARIABLE_REST = re.compile(r"[A-Za-z0-9_-]*(?P<closing>\s*\}|(?=[:=?]))?")
_WILDCARD_REST = re.compile(r"[^\s,|{}<>()]*?(?P<closing>__)")
_WILDCARD_TAIL = re.compile(r"[\w/.*-]*")
_WORD_REST = re.compile(r"(?:[^\s,|{}()\[\]<>:\\，、]|\\.)*")
_WEIGHT = re.compile(r"(?<=.):\s*-?\d*\.?\d*\s*\Z", re.DOTALL)
_SCHEDULE_COLON = re.compile(r"(?<=[^\s:]):")

# What divides tokens, what only looks like it, and the `__` of wildcard names.
_MARK = re.compile(
    r"""
      (?P<text>      \\. | \|\|?_\|\|? | <\|>_<\|> | \(o\)_\(o\) )
    | (?P<wildcard>  __ )
    | (?P<inner>     (?<=_)\( )                        # miku_(cosplay
    | (?P<close>     \) )
    | (?P<divider>   <\w+:[^<>]*> | :-?[\d.]+> | \d*\.?\d+:: | [\d-]*\$\$
                   | (?<![^\s,])(?:AND|BREAK)\s | [,\n{}|(\[\]，、] )
    """,
    re.VERBOSE | re.DOTALL,
)
_BRACKET = re.compile(r"\\.|_\((?:[^()]*\))?|[{}()\[\]]", re.DOTALL)
_OPENING_OF = {"}": "{", ")": "(", "]": "["}


class TokenKind(StrEnum):
    """What can be completed."""

    TAG = "tag"
    LORA = "lora"
    WILDCARD = "wildcard"
    VALUE = "value"  # one of a wildcard's values, in place of the wildcard
    VARIABLE = "variable"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Token:
    """The part of a prompt that a completion replaces: `text[start:end]`."""

    kind: TokenKind
    start: int
    end: int
    query: str = ""  # what was typed of the name, without the backslashes
    wildcard: str = ""  # for a VALUE: the wildcard's name
    opening: str = ""  # what goes before the name: “<lora:”, “__~”, “${”
    closing: str = ""  # what goes behind it: “:0.8>”, “__”, “}”
    inside: str = ""  # the innermost bracket that is open: “{”, “(”, “[” or none


def token_at(text: str, caret: int) -> Token:
    """Return what is being typed at `caret`, an index into `text` from 0 to its length.

    The text before the caret decides what it is; the replaced span goes on to the end of the
    name or word that the caret is in. Only the surroundings of the caret are looked at, so a
    long prompt costs no more than a short one.
    """
    low = max(0, caret - _REACH)
    before = text[low:caret]
    nothing = Token(TokenKind.NOTHING, caret, caret)
    line = before[before.rfind("\n") + 1 :]
    if "#" in line and _COMMENT.search(line):
        return nothing
    if (lora := _lora(text, low, caret)) is not None:
        return lora
    if "${" in before and (found := _VARIABLE_OPENING.search(before)):
        return _variable(text, low + found.start(), caret, found["name"])
    inside = _open_bracket(text, caret)
    return _last_token(text, low, caret, inside) or nothing


def variables_in(text: str) -> tuple[str, ...]:
    """Return the names of the variables that a template sets, each once, in their order."""
    return tuple(dict.fromkeys(re.findall(rf"\$\{{\s*({_NAME})\s*\??=", text)))


def tag_names_in(text: str) -> tuple[str, ...]:
    """Return what could be tags in a prompt, as boorus spell them, each once.

    Weights, brackets, `<...>` and wildcards are left out.
    """
    bare = re.sub(r"<\w+:[^>]*>|__[^_\s](?:[^,\n]*?)__|\$\{[^}]*\}", ",", text)
    names = []
    for part in re.split(r"[,\n|{}，、]|\d*\.?\d+::|[\d-]*\$\$", bare):
        plain = re.sub(r":\s*-?\d+\.?\d*\s*(?=[)\]\s]*\Z)", "", part)
        plain = re.sub(r"(\\.|_\([^()]*\))|[()\[\]]", r"\1", plain)
        names.append(tag_key(unescaped(plain.strip())))
    return tuple(dict.fromkeys(name for name in names if name))


def tag_key(text: str) -> str:
    """Write a typed tag as boorus do: lower case, underscores for spaces."""
    return "_".join(text.lower().split())


def unescaped(text: str) -> str:
    """Take the backslashes out that keep characters from being read as syntax."""
    return re.sub(r"\\(.)", r"\1", text, flags=re.DOTALL) if "\\" in text else text


def _lora(text: str, low: int, caret: int) -> Token | None:
    start = text.rfind("<", low, caret)
    if start < 0 or any(text.find(end, start, caret) >= 0 for end in ">\n"):
        return None
    if start and text[start - 1] in "_\\":  # the face “>_<”
        return None
    found = _LORA_OPENING.match(text, start, caret)
    if found is None:
        return None
    word, is_lora = found["word"].lower(), found["word"].lower() in ("lora", "lyco")
    if not found["colon"]:
        begun = found.end() == caret and any(name.startswith(word) for name in ("lora", "lyco"))
        return Token(TokenKind.LORA, start, caret, opening="<lora:", closing=">") if begun else None
    if not is_lora or found["weight"]:
        return Token(TokenKind.NOTHING, caret, caret)
    rest = _LORA_REST.match(text, caret)
    return Token(
        TokenKind.LORA, start, rest.end() if rest else caret, found["name"],
        opening=f"<{found['word']}:", closing=rest["closing"] if rest else ">",
    )  # fmt: skip


def _variable(text: str, start: int, caret: int, name: str) -> Token:
    rest = _VARIABLE_REST.match(text, caret)
    end, closing = caret, "}"
    if rest and rest["closing"] is not None:  # else what follows is not this variable's
        end, closing = rest.end(), rest["closing"]
    return Token(TokenKind.VARIABLE, start, end, name, opening="${", closing=closing)


@dataclass(slots=True)
class _Reading:
    """How far `_last_token` has read, as indices into the text."""

    start: int  # of the token
    name: int | None = None  # of a wildcard that is open
    wildcard: tuple[int, int] | None = None  # the last closed wildcard of the token
    in_tag: int = 0  # open parentheses that belong to the tag

    def divide(self, start: int) -> None:
        self.start, self.name, self.wildcard, self.in_tag = start, None, None, 0

    def underscores(self, start: int) -> None:
        if self.name is None or self.name + 2 >= start:
            self.name = start
        else:
            self.wildcard, self.name = (self.name, start + 2), None


def _last_token(text: str, low: int, caret: int, inside: str) -> Token | None:
    # What stands before the last comma or line can say nothing about the token.
    low = max(low, text.rfind(",", low, caret) + 1, text.rfind("\n", low, caret) + 1)
    reading = _Reading(low)
    for mark in _MARK.finditer(text, low, caret):
        if mark["divider"]:
            reading.divide(mark.end())
        elif mark["wildcard"]:
            reading.underscores(mark.start())
        elif mark["inner"]:
            reading.in_tag += 1
        elif mark["close"]:
            if reading.in_tag:
                reading.in_tag -= 1
            else:
                reading.divide(mark.end())
    if reading.name is not None:
        return _wildcard(text, reading.name, caret, inside)
    start = reading.start
    if reading.wildcard is not None:
        name_start, name_end = reading.wildcard
        typed = text[name_end:caret]
        if not any(character.isspace() for character in typed):
            name = text[name_start + 2 : name_end - 2].lstrip("~!@")
            return Token(TokenKind.VALUE, name_start, caret, typed, wildcard=name, inside=inside)
        start = name_end
    return _tag(text, start, caret, inside)


def _wildcard(text: str, start: int, caret: int, inside: str) -> Token:
    typed = text[start + 2 : caret]
    sampler = typed[:1] if typed[:1] in ("~", "!", "@") else ""
    closed = _WILDCARD_REST.match(text, caret)
    tail = closed or _WILDCARD_TAIL.match(text, caret)
    end = tail.end() if tail else caret
    return Token(
        TokenKind.WILDCARD, start, end, typed[len(sampler) :],
        opening="__" + sampler, closing="__", inside=inside,
    )  # fmt: skip


def _tag(text: str, start: int, caret: int, inside: str) -> Token | None:
    raw = text[start:caret]
    if inside == "[":
        colons = list(_SCHEDULE_COLON.finditer(raw))  # [from:to:when]
        if colons and not _WEIGHT.search(raw):
            start += colons[-1].end()
            raw = text[start:caret]
    if inside in ("(", "[") and _WEIGHT.search(raw):
        return None
    typed = raw.lstrip()
    if not typed:
        return None
    rest = _WORD_REST.match(text, caret)
    end = rest.end() if rest else caret
    return Token(TokenKind.TAG, caret - len(typed), end, unescaped(typed), inside=inside)


def _open_bracket(text: str, caret: int) -> str:
    """Return the innermost bracket that is open at the caret."""
    opened: list[str] = []
    for found in _BRACKET.finditer(text, max(0, caret - _BRACKET_REACH), caret):
        bracket = found[0]
        if bracket in ("{", "(", "["):
            opened.append(bracket)
        elif opened and _OPENING_OF.get(bracket) == opened[-1]:
            opened.pop()
    return opened[-1] if opened else ""

"""The search words of Danbooru and of Gelbooru, read into one kind of tree."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

_DANBOORU_WORDS = """
rating status is id score favcount age date user md5 width height mpixels ratio filetype tagcount
gentags arttags copytags chartags metatags order limit random
"""
_FREE_WORDS = """
status rating limit is id date age filesize filetype parent child md5 width height duration mpixels
ratio score upvote downvotes favcount embedded tagcount pixiv_id pixiv
"""
DANBOORU_METATAGS = frozenset(_DANBOORU_WORDS.split())
# These cost nothing of the two terms that an anonymous visitor may use.
FREE_METATAGS = frozenset(_FREE_WORDS.split())
GELBOORU_METATAGS = frozenset({"rating", "score", "id", "width", "height", "md5", "user", "sort"})
GELBOORU_RATINGS = {"general": "g", "sensitive": "s", "questionable": "q", "explicit": "e"}
_DEEPEST = 50  # parentheses within parentheses
_UNBALANCED_TAGS = (":)", ":(", ";)", ";(", ">:)", ">:(")


@dataclass(frozen=True, slots=True)
class Term:
    """A metatag, or a tag where `name` is ""; the value of a tag may hold wildcards (*)."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Not:
    """Everything but."""

    part: "Node"


@dataclass(frozen=True, slots=True)
class AllOf:
    """Posts that fit every part; without parts, all posts."""

    parts: tuple["Node", ...] = ()


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Posts that fit one part or more; without parts, none."""

    parts: tuple["Node", ...] = ()


Node: TypeAlias = Term | Not | AllOf | AnyOf
NOTHING = AnyOf()


def terms(node: Node) -> Iterator[Term]:
    """List all tags and metatags of a search, left to right."""
    if isinstance(node, Term):
        yield node
    elif isinstance(node, Not):
        yield from terms(node.part)
    else:
        for part in node.parts:
            yield from terms(part)


def metatag(node: Node, name: str) -> str:
    """Find the value of the first metatag of that name; "" if there is none."""
    return next((term.value for term in terms(node) if term.name == name), "")


def read_danbooru(text: str) -> Node:
    """Read a Danbooru search: AND binds tighter than `or`, parentheses group, `-` negates.

    A search with bad syntax finds nothing, as on the site. Grammar: app/logical/post_query/
    parser.rb of github.com/danbooru/danbooru.
    """
    reader = _DanbooruReader(text.lower())
    try:
        return reader.read()
    except _SyntaxError:
        return NOTHING


def counted_terms(node: Node) -> int:
    """Count what Danbooru counts against the limit of terms."""
    return len({term for term in terms(node) if term.name not in FREE_METATAGS})


class _SyntaxError(Exception):
    """The search cannot be read."""


class _DanbooruReader:
    """A recursive descent over the text."""

    def __init__(self, text: str) -> None:
        self._text, self._at, self._open = text.strip(), 0, 0

    def read(self) -> Node:
        if not self._text:
            return AllOf()
        node = self._any()
        if self._at < len(self._text):
            raise _SyntaxError
        return node

    def _any(self) -> Node:
        parts = [self._all()]
        while self._accept(r"or(?=[\s(])"):
            parts.append(self._all())
        return parts[0] if len(parts) == 1 else AnyOf(tuple(parts))

    def _all(self) -> Node:
        parts: list[Node] = []
        optional: list[Node] = []
        while not self._is_at_end_of_group():
            if self._accept(r"and(?=[\s(])") and parts:
                continue
            (optional if self._accept("~") else parts).append(self._one())
        if optional:
            parts.append(AnyOf(tuple(optional)))
        if not parts:
            raise _SyntaxError
        return parts[0] if len(parts) == 1 else AllOf(tuple(parts))

    def _is_at_end_of_group(self) -> bool:
        self._accept("")
        rest = self._text[self._at :]
        return not rest or (self._open > 0 and rest[0] == ")") or bool(re.match(r"or[\s(]", rest))

    def _one(self) -> Node:
        if signs := self._accept("-+"):
            part = self._one()
            return Not(part) if len(signs) % 2 else part
        if self._accept(r"\("):
            self._open += 1
            if self._open > _DEEPEST:
                raise _SyntaxError
            node = self._any()
            if not self._accept(r"\)"):
                raise _SyntaxError
            self._open -= 1
            return node
        return self._term()

    def _term(self) -> Term:
        name = self._accept(rf"(?:{'|'.join(sorted(DANBOORU_METATAGS))}):")[:-1]
        if name and (quoted := self._accept(r'"[^"]*"')):
            return Term(name, quoted[1:-1])
        word = self._without_closing_parentheses(self._accept(r"[^\s]+"))
        if not word:
            raise _SyntaxError
        return Term(name, word)

    def _without_closing_parentheses(self, word: str) -> str:
        """Put back the `)` that end a group and not the tag, as in `(aoi_(starlit_harbor))`."""
        for _ in range(self._open):
            is_whole = word.count("(") == word.count(")") or word in _UNBALANCED_TAGS
            if not word.endswith(")") or is_whole:
                break
            word, self._at = word[:-1], self._at - 1
        return word

    def _accept(self, pattern: str) -> str:
        """Skip blanks, then take what fits here; "" when it does not."""
        blanks = re.compile(r"\s*").match(self._text, self._at)
        start = blanks.end() if blanks else self._at
        found = re.compile(pattern).match(self._text, start)
        if found is None:
            return ""
        self._at = found.end()
        return found[0]


def read_gelbooru(text: str) -> Node:
    """Read a Gelbooru search: all terms, `-` negates, `{a ~ b}` or `{ a ~ b }` is one of them.

    Parentheses are part of a tag here. Words: https://gelbooru.com/index.php?page=wiki&s=view&
    id=26263 (howto:cheatsheet).
    """
    parts: list[Node] = []
    for sign, group, word in re.findall(r"(-?)\{\s*([^{}]*?)\s*\}|(\S+)", text.lower()):
        if word:
            parts.append(_gelbooru_term(word))
        elif group:
            choices = re.split(r"\s~\s", f" {group} ")
            any_of = AnyOf(tuple(read_gelbooru(choice) for choice in choices))
            parts.append(Not(any_of) if sign else any_of)
    return AllOf(tuple(parts))


def _gelbooru_term(word: str) -> Node:
    if word.startswith("-") and len(word) > 1:
        return Not(_gelbooru_term(word[1:]))
    name, colon, value = word.partition(":")
    if not colon or name not in GELBOORU_METATAGS:
        return Term("", word)
    if name == "rating":
        letter = GELBOORU_RATINGS.get(value)
        return Term("rating", letter) if letter else NOTHING
    return Term(name, value)

"""The parsed form of a template: immutable nodes that know their place in the source."""

from dataclasses import dataclass, field
from typing import Literal

from booru_studio.domain.wildcard_diagnostics import Diagnostic

Sampler = Literal["", "~", "!", "@"]
"""How a choice is made: as the mode says, at random, by enumeration, or in turn."""


@dataclass(frozen=True, slots=True)
class Text:
    """Literal text; `text` is what the source span stands for once escapes are consumed."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Comment:
    """`# ...` up to the end of the line; it leaves nothing behind."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Phrase:
    """A run of nodes whose results are joined.

    `literal` is the whole result where no choice is left in it, `height` the number of phrases
    nested in this one, itself included.
    """

    start: int
    end: int
    source: str
    parts: "tuple[Node, ...]"
    assignments: "tuple[Assignment, ...]" = ()
    literal: str | None = None
    height: int = 1


@dataclass(frozen=True, slots=True)
class Choice:
    """What every choice point has.

    `key` identifies it among the choice points of one text: a hash of its source and of its
    ordinal among equal ones, so that edits elsewhere leave it alone.
    """

    start: int
    end: int
    source: str
    key: bytes


@dataclass(frozen=True, slots=True)
class Option:
    """One option of a variant; `weight` is at least 0."""

    weight: float
    body: Phrase


@dataclass(frozen=True, slots=True)
class Variant(Choice):
    """`{a|2::b}`, `{1-2$$ and $$a|b}`: `low` to `high` options, joined by `separator`.

    `high` is None where there is no upper bound. `multiple` tells whether bounds were written,
    `cumulative` has the running sums of the weights unless all are equal.
    """

    options: tuple[Option, ...]
    multiple: bool = False
    low: int = 1
    high: int | None = 1
    separator: str = ","
    sampler: Sampler = ""
    cumulative: tuple[float, ...] | None = None


@dataclass(frozen=True, slots=True)
class NumberRange(Choice):
    """`{0.6..0.9}`: the numbers `(first + step * i) / 10**decimals` for i in 0..size-1."""

    first: int
    step: int
    size: int
    decimals: int

    def value(self, index: int) -> str:
        """Return number `index` with the decimals the range was written with."""
        number = self.first + self.step * index
        if not self.decimals:
            return str(number)
        digits = str(abs(number)).rjust(self.decimals + 1, "0")
        sign = "-" if number < 0 else ""
        return f"{sign}{digits[: -self.decimals]}.{digits[-self.decimals :]}"


@dataclass(frozen=True, slots=True)
class Wildcard(Choice):
    """`__name(k=v)__`; `quiet` inside `<...>`, where a name that resolves to nothing is text."""

    name: Phrase
    parameters: "tuple[Assignment, ...]" = ()
    sampler: Sampler = ""
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Assignment(Choice):
    """`${x=a}`, `${x=!a}` (decided once a text), `${x?=a}` (unless set already)."""

    name: str
    value: Phrase
    immediate: bool = False
    only_if_missing: bool = False


@dataclass(frozen=True, slots=True)
class Variable(Choice):
    """`${x}` or `${x:default}`."""

    name: str
    default: Phrase | None = None


@dataclass(frozen=True, slots=True)
class Wrap:
    """`%{outer ... $$inner}`: the inner text in place of the first ellipsis of the outer one."""

    start: int
    end: int
    source: str
    outer: Phrase
    inner: Phrase


Node = Text | Comment | Variant | NumberRange | Wildcard | Assignment | Variable | Wrap


@dataclass(frozen=True, slots=True)
class Template:
    """A parsed text: its phrase and what the parser had to remark."""

    phrase: Phrase
    problems: tuple[Diagnostic, ...] = field(default=())

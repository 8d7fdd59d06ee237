"""What is known at one point of an expansion: variables, place, randomness, depth."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b

from booru_studio.domain.wildcard_nodes import Assignment, Phrase, Sampler, Variable, Wildcard

SAMPLED: tuple[Sampler, ...] = ("~", "@")


@dataclass(frozen=True, slots=True)
class Fixed:
    """A variable whose text is decided."""

    text: str


@dataclass(frozen=True, slots=True, eq=False)
class Lazy:
    """A variable that is worked out at each use, in the scope it was written in.

    `once` marks a `=!` variable while counting: it has one text, but which is still open.
    """

    name: str
    value: Phrase
    scope: "Scope"
    once: bool = False


Binding = Fixed | Lazy


@dataclass(frozen=True, slots=True)
class Scope:
    """Everything an evaluation passes down.

    `key` seeds the choices of the current text, `within` is the wildcard it belongs to ("" for
    the template), `chain` the wildcards and variables being worked out, `load` how many phrases
    are nested around it, `span` the reference in the template that led here, `turn` the position
    of cyclical choices.
    """

    env: Mapping[str, Binding]
    key: bytes
    within: str = ""
    chain: tuple[str | Lazy, ...] = ()
    load: int = 0
    span: tuple[int, int] | None = None
    file: str = ""
    line: int = 0
    path: tuple[str, ...] = ()
    sampler: Sampler = ""
    turn: int = 0


def root_scope(seed: int, turn: int) -> Scope:
    """Return the scope of a whole template."""
    key = blake2b(hex(seed).encode(), digest_size=16).digest()
    return Scope(env={}, key=key, turn=turn)


def child_key(scope_key: bytes, node_key: bytes, occurrence: int = 0) -> bytes:
    """Return the 128-bit key of a choice point: for its own draw and for what it leads to."""
    tail = occurrence.to_bytes(4) if occurrence else b""
    return blake2b(scope_key + node_key + tail, digest_size=16).digest()


def fraction_of(key: bytes) -> float:
    """Return the number in [0, 1) that a key stands for."""
    return (int.from_bytes(key[:8]) >> 11) * 2.0**-53


def effective(
    assignments: Sequence[Assignment], env: Mapping[str, Binding]
) -> tuple[list[Assignment], list[Assignment]]:
    """Return the lazy and the immediate assignments that count, each name once.

    The last `=` of a name wins; `?=` counts only where nothing else sets the name.
    """
    chosen: dict[str, Assignment] = {}
    for each in assignments:
        if not each.only_if_missing:
            chosen[each.name] = each
    for each in assignments:
        if each.only_if_missing and each.name not in env:
            chosen.setdefault(each.name, each)
    lazy = [each for each in chosen.values() if not each.immediate]
    return lazy, [each for each in chosen.values() if each.immediate]


def bound_scope(
    scope: Scope,
    lazy: Sequence[Assignment],
    decided: Mapping[str, Binding],
    written_in: Scope | None = None,
) -> Scope:
    """Return `scope` with variables added.

    Lazy values are worked out in `written_in`, or where that is None in the new scope itself, so
    that the assignments of one phrase see each other.
    """
    env = dict(scope.env)
    inner = replace(scope, env=env)
    for each in lazy:
        env[each.name] = Lazy(each.name, each.value, written_in or inner)
    env.update(decided)
    return inner


def sampled(sampler: Sampler, scope: Scope) -> Scope:
    """Return the scope under a written sampler; nothing enumerates inside of `~` and `@`."""
    if not sampler or scope.sampler in SAMPLED and sampler not in SAMPLED:
        return scope
    return replace(scope, sampler=sampler)


def after_turn(scope: Scope, size: int) -> Scope:
    """Return the scope for what a choice among `size` led to; cycles nest like an odometer."""
    return replace(scope, turn=scope.turn // size) if scope.sampler == "@" else scope


def value_scope(
    scope: Scope, node: Wildcard, name: str, phrase: Phrase, key: bytes, file: str, line: int
) -> Scope:
    """Return the scope of one value of the wildcard `name`."""
    return Scope(
        env=scope.env,
        key=key,
        within=name,
        chain=(*scope.chain, name),
        load=scope.load + phrase.height,
        span=scope.span or (node.start, node.end),
        file=file,
        line=line,
        path=(*scope.path, node.source),
        sampler=scope.sampler,
        turn=scope.turn,
    )


def variable_scope(scope: Scope, node: Variable, binding: Lazy) -> Scope:
    """Return the scope of one use of a lazy variable: its own names and place, our depth."""
    return replace(
        binding.scope,
        key=child_key(scope.key, node.key),
        chain=(*scope.chain, binding),
        load=scope.load + binding.value.height,
        span=scope.span,
        path=(*scope.path, node.source),
        sampler=scope.sampler,
        turn=scope.turn,
    )

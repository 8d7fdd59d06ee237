"""The randomiser's options: every control, its default, and what is refused."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Literal

from booru_studio.domain.lora_rows import LoraRow, read_rows
from booru_studio.domain.lora_weights import WeightRule, number, pair, parse_weight
from booru_studio.errors import InvalidInputError

MOST_LORAS = 50
TriggerChoice = Literal["none", "always", "one", "all"]
Place = Literal["after", "before", "end"]


@dataclass(frozen=True, slots=True)
class GroupRule:
    """How many of a group: a number between the two, but with `chance` alone any at all."""

    least: int = 1
    most: int = 1
    chance: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolFilter:
    """Which LoRAs may be drawn; an empty list or text does not filter.

    Args:
        folders: globs of keys or folders, below which everything counts; any of them.
        kinds: any of them.
        tags: any of them; one with “-” before it must not be there.
        base: a base model, or “auto” for that of the checkpoint.
        unknown_base: whether a LoRA of unknown base counts as matching.
        name: a regular expression searched in name and key, in any case.
        exclude: globs of keys, names or folders.
        favourites: favourites alone.
        groups_in: any of these groups (`random.group` of a LoRA, else its kind).
        ratings: any of them; “unrated” is a LoRA nobody rated.
        search: words that all occur in name, key, tags or triggers, in any case.
    """

    folders: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    base: str = ""
    unknown_base: bool = True
    name: str = ""
    exclude: tuple[str, ...] = ()
    favourites: bool = False
    groups_in: tuple[str, ...] = ()
    ratings: tuple[str, ...] = ()
    search: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RandomOptions:
    """What a draw is to be like.

    Args:
        count: fewest and most LoRAs, locked ones included; 0 is allowed. None: one, or with
            `groups` as many as those give.
        chance: that any is drawn at all.
        groups: group (`random.group` of a LoRA, else its kind) -> its rule.
        te: text-encoder weight; None = the LoRA's own, else the same as its weight.
        total_cap: most that the weights, without sign, may add up to; drawn ones are scaled down.
        triggers: `always` those a LoRA always needs, `one` also one of its alternatives and by
            chance the optional ones, `all` every word.
        place: triggers after or before their LoRA, or all of them at the end.
        prompt: text they come to; words that stand there are not repeated.
        negatives: give the LoRAs' words for the negative prompt as well.
        no_repeat: draw from a bag, so that none comes again before all have come.
        reset_bag: begin the bag anew.
        seed: a pinned seed, which goes before the one of the call.
        locked: rows that stay as they are, in front.
        rows, reroll: a set drawn before, and the index of the one row to be drawn anew.
        preview: leave bag and history as they are.
        preset: name of a saved preset; options given beside it win.
    """

    pool: PoolFilter = PoolFilter()
    count: tuple[int, int] | None = None
    chance: float = 1.0
    groups: Mapping[str, GroupRule] = field(default_factory=dict)
    weight: WeightRule = WeightRule()
    te: tuple[float, float] | None = None
    total_cap: float | None = None
    triggers: TriggerChoice = "always"
    place: Place = "after"
    prompt: str = ""
    negatives: bool = False
    no_repeat: bool = False
    reset_bag: bool = False
    seed: int | None = None
    locked: tuple[LoraRow, ...] = ()
    rows: tuple[LoraRow, ...] = ()
    reroll: int | None = None
    preview: bool = False

    @property
    def bounds(self) -> tuple[int, int]:
        """Fewest and most LoRAs in all."""
        if self.count is not None:
            return self.count
        if self.groups:
            return 0, min(MOST_LORAS, sum(rule.most for rule in self.groups.values()))
        return 1, 1


POOL_NAMES = frozenset(each.name for each in fields(PoolFilter))
NAMES = tuple(
    sorted({each.name for each in fields(RandomOptions)} - {"pool"} | POOL_NAMES | {"preset"})
)


def parse_options(values: object) -> RandomOptions:
    """Read the options of `/random_loras`; the filters of the pool stand among the others.

    Raises:
        InvalidInputError: an unknown name, or a wrong type or range.
    """
    if not isinstance(values, Mapping):
        raise InvalidInputError(reason="options is no object: give options by name.")
    for name in values:
        if name not in NAMES:
            raise InvalidInputError(
                reason=f"There is no LoRA option “{name}”: use {', '.join(NAMES)}."
            )
    given = {name: value for name, value in values.items() if name != "preset"}
    pool = {name: _READERS[name](given.pop(name), name) for name in POOL_NAMES & set(given)}
    read: dict[str, Any] = {
        name: _READERS[name](value, name) for name, value in given.items() if value is not None
    }
    options = RandomOptions(pool=PoolFilter(**pool), **read)
    if options.reroll is not None and options.reroll >= len(options.rows):
        raise InvalidInputError(
            reason=f"There is no row {options.reroll} to draw anew: give rows, and the index of "
            "one of them."
        )
    return options


def _texts(value: object, name: str) -> tuple[str, ...]:
    if isinstance(value, str):
        return tuple(part.strip() for part in re.split(r"[,\n]", value) if part.strip())
    if isinstance(value, list | tuple) and all(isinstance(item, str) for item in value):
        return tuple(item.strip() for item in value if item.strip())
    raise InvalidInputError(reason=f"{name} is no list of texts: give one like [\"style/*\"].")


def _text(value: object, name: str) -> str:
    if isinstance(value, str) and len(value) <= 100_000:
        return value
    raise InvalidInputError(reason=f"{name} is no text: give a text.")


def _expression(value: object, name: str) -> str:
    text = _text(value, name)
    try:
        re.compile(text)
    except (re.error, OverflowError, RecursionError) as error:
        raise InvalidInputError(
            reason=f"{name} is no regular expression ({error}): mend it."
        ) from error
    if len(text) > 200:
        raise InvalidInputError(reason=f"{name} is too long: give at most 200 letters.")
    return text


def _flag(value: object, name: str) -> bool:
    if isinstance(value, bool):
        return value
    raise InvalidInputError(reason=f"{name} is neither true nor false: give one of them.")


def _chance(value: object, name: str) -> float:
    if not isinstance(value, bool) and isinstance(value, int | float) and 0 <= value <= 1:
        return float(value)
    raise InvalidInputError(reason=f"{name} is no chance: give a number from 0 to 1.")


def _whole(value: object, name: str) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**63:
        return value
    raise InvalidInputError(reason=f"{name} is no whole number: give one.")


def _place_of_row(value: object, name: str) -> int:
    place = _whole(value, name)
    if place < 0:
        raise InvalidInputError(reason=f"{name} is below 0: give the index of a row.")
    return place


def _count(value: object, name: str) -> tuple[int, int]:
    if isinstance(value, Mapping) and set(value) <= {"min", "max"} and value:
        value = [value.get("min", 0), value.get("max", value.get("min"))]
    ends = list(value) if isinstance(value, list | tuple) else [value, value]
    whole = [end for end in ends if isinstance(end, int) and not isinstance(end, bool)]
    if len(ends) == len(whole) == 2 and all(0 <= end <= MOST_LORAS for end in whole):
        return min(whole), max(whole)
    raise InvalidInputError(
        reason=f"{name} is no number of LoRAs: give one from 0 to {MOST_LORAS}, or two as "
        "[fewest, most]."
    )


def _groups(value: object, name: str) -> dict[str, GroupRule]:
    if not isinstance(value, Mapping):
        raise InvalidInputError(
            reason=f"{name} is no object: give one like {{\"style\": {{\"count\": [0, 1]}}}}."
        )
    return {str(group).casefold(): _group(rule, f"{name}.{group}") for group, rule in value.items()}


def _group(value: object, name: str) -> GroupRule:
    if not isinstance(value, Mapping):
        return GroupRule(*_count(value, name))
    if unknown := sorted(set(map(str, value)) - {"count", "chance"}):
        raise InvalidInputError(reason=f"{name} has no field “{unknown[0]}”: use count, chance.")
    least, most = _count(value.get("count", 1), f"{name}.count")
    return GroupRule(least, most, _chance(value.get("chance", 1.0), f"{name}.chance"))


def _cap(value: object, name: str) -> float:
    cap = number(value, name)
    if cap <= 0:
        raise InvalidInputError(reason=f"{name} is not above 0: give more, or leave it out.")
    return cap


def _choice(*choices: str) -> Any:  # noqa: ANN401 (the literal type of the field)
    def read(value: object, name: str) -> str:
        if value not in choices:
            raise InvalidInputError(
                reason=f"{name} “{value}” is not known: use {', '.join(choices)}."
            )
        return str(value)

    return read


_READERS: Mapping[str, Any] = {
    "folders": _texts, "kinds": _texts, "tags": _texts, "exclude": _texts,
    "groups_in": _texts, "ratings": _texts,
    "base": _text, "name": _expression, "prompt": _text, "search": _text,
    "unknown_base": _flag, "favourites": _flag, "negatives": _flag, "no_repeat": _flag,
    "reset_bag": _flag, "preview": _flag,
    "count": _count, "chance": _chance, "groups": _groups, "total_cap": _cap,
    "weight": lambda value, _name: parse_weight(value), "te": pair,
    "triggers": _choice("none", "always", "one", "all"),
    "place": _choice("after", "before", "end"),
    "seed": _whole, "locked": read_rows, "rows": read_rows, "reroll": _place_of_row,
}  # fmt: skip

"""The fields of a LoRA that a person may write into the catalog, checked before they are written.

They are those that `lora_reading` reads; None takes a field out, so that what was scanned, or
the catalog's default, holds again.
"""

from collections.abc import Callable, Mapping
from typing import Any

from booru_studio.domain.lora_bases import BASES
from booru_studio.domain.lora_weights import number, pair
from booru_studio.domain.posts import Rating
from booru_studio.errors import InvalidInputError

LONGEST = 2000  # characters of a text
LONGEST_NOTES = 20_000  # characters
MOST_TRIGGERS = 100
_MODES = ("always", "one_of", "optional")
_RULES = ("enabled", "weight", "group", "not_with")


def read_fields(values: object) -> dict[str, Any]:
    """Check fields as the page sends them; return them as the catalog holds them.

    Raises:
        InvalidInputError: an unknown field, or a wrong type or range.
    """
    if not isinstance(values, Mapping):
        raise InvalidInputError(reason="fields is no object: give fields by name.")
    for name in values:
        if name not in _READERS:
            raise InvalidInputError(
                reason=f"A LoRA has no field “{name}”: use {', '.join(_READERS)}."
            )
    return {
        name: None if value is None else _READERS[name](value, name)
        for name, value in values.items()
    }


def _text(most: int) -> Callable[[object, str], str | None]:
    def read(value: object, name: str) -> str | None:
        if not isinstance(value, str) or len(value) > most:
            raise InvalidInputError(
                reason=f"{name} is no text of at most {most} characters: give one."
            )
        return value.strip() or None

    return read


def _texts(value: object, name: str) -> list[str] | None:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise InvalidInputError(reason=f"{name} is no list of texts: give one.")
    return [item.strip()[:LONGEST] for item in value if item.strip()] or None


def _range(value: object, name: str) -> list[float]:
    if not isinstance(value, list) or len(value) != 2:
        raise InvalidInputError(reason=f"{name} is no pair of numbers: give the two ends.")
    return [_short(end) for end in pair(value, name)]


def _weight(value: object, name: str) -> float:
    return _short(number(value, name))


def _base(value: object, name: str) -> str:
    if value not in BASES:
        raise InvalidInputError(reason=f"{name} “{value}” is not known: use {', '.join(BASES)}.")
    return str(value)


def _rating(value: object, name: str) -> str:
    known = [rating.value for rating in Rating]
    if value not in known:
        raise InvalidInputError(reason=f"{name} “{value}” is not known: use {', '.join(known)}.")
    return str(value)


def _flag(value: object, name: str) -> bool:
    if isinstance(value, bool):
        return value
    raise InvalidInputError(reason=f"{name} is neither true nor false: give one of them.")


def _triggers(value: object, name: str) -> list[dict[str, Any]] | None:
    if not isinstance(value, list) or len(value) > MOST_TRIGGERS:
        raise InvalidInputError(reason=f"{name} is no list of at most {MOST_TRIGGERS} triggers.")
    return [made for item in value if (made := _trigger(item, name))] or None


def _trigger(value: object, name: str) -> dict[str, Any] | None:
    fields = value if isinstance(value, Mapping) else {"text": value}
    text = _text(LONGEST)(fields.get("text"), f"{name}.text")
    mode = fields.get("mode", "always")
    if mode not in _MODES:
        raise InvalidInputError(
            reason=f"{name}.mode “{mode}” is not known: use {', '.join(_MODES)}."
        )
    if text is None:
        return None
    made: dict[str, Any] = {"text": text, "mode": mode}
    if mode == "optional":
        made["chance"] = _chance(fields.get("chance", 0.5), f"{name}.chance")
    return made


def _chance(value: object, name: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise InvalidInputError(reason=f"{name} is no chance: give a number from 0 to 1.")
    return _short(float(value))


def _random(value: object, name: str) -> dict[str, Any] | None:
    if not isinstance(value, Mapping):
        raise InvalidInputError(reason=f"{name} is no object: give {', '.join(_RULES)}.")
    if unknown := sorted(set(map(str, value)) - set(_RULES)):
        raise InvalidInputError(
            reason=f"{name} has no field “{unknown[0]}”: use {', '.join(_RULES)}."
        )
    made = {
        "enabled": _flag(value.get("enabled", True), f"{name}.enabled"),
        "weight": _weight(value.get("weight", 1.0), f"{name}.weight"),
        "group": _text(LONGEST)(value.get("group", ""), f"{name}.group"),
        "not_with": _texts(value.get("not_with", []), f"{name}.not_with"),
    }
    usual = {"enabled": True, "weight": 1, "group": None, "not_with": None}
    return {key: each for key, each in made.items() if each != usual[key]} or None


def _short(value: float) -> float:
    """Write whole numbers without a point, as a person does."""
    value = round(value, 4)
    return int(value) if value == int(value) else value


_READERS: Mapping[str, Callable[[Any, str], Any]] = {
    "weight": _weight, "te": _weight, "range": _range, "triggers": _triggers,
    "negative": _text(LONGEST), "kind": _text(LONGEST), "base": _base, "tags": _texts,
    "rating": _rating, "favourite": _flag, "notes": _text(LONGEST_NOTES), "random": _random,
}  # fmt: skip

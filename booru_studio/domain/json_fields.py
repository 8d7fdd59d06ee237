"""Read the fields of an object that came from outside; what does not fit is told by name."""

import json
import math
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from booru_studio.domain.choices import nearest
from booru_studio.errors import InvalidInputError

MOST_TEXT = 100_000  # characters of one field, or of one nested object written as JSON

Fields = Mapping[str, Any]


def read_object(value: object, what: str, known: Iterable[str]) -> Fields:
    """Return an object whose names are all `known`.

    Args:
        what: how a sentence calls it, such as “The schedule”.

    Raises:
        InvalidInputError: no object, or an unknown name.
    """
    if not isinstance(value, Mapping):
        raise InvalidInputError(reason=f"{what} is no object: give fields by name.")
    names = tuple(known)
    for name in value:
        if name not in names:
            near = nearest(str(name), names)
            hint = f"did you mean {near}?" if near else f"use {', '.join(names)}."
            raise InvalidInputError(reason=f"{what} holds the unknown field “{name}”: {hint}")
    return value


def read_text(fields: Fields, name: str, default: str = "", most: int = MOST_TEXT) -> str:
    """Return a text of at most `most` characters, without what JSON cannot hold."""
    value = fields.get(name, default)
    if not isinstance(value, str):
        raise InvalidInputError(reason=f"{name} is {shown(value)}: give a text.")
    if len(value) > most:
        raise InvalidInputError(
            reason=f"{name} has {len(value)} characters: give at most {most}."
        )
    return clean(value)


def read_whole(fields: Fields, name: str, default: int, least: int, most: int) -> int:
    """Return a whole number from `least` to `most`; 5.0 is one, too."""
    value = fields.get(name, default)
    number = int(value) if isinstance(value, float) and value.is_integer() else value
    if isinstance(number, bool) or not isinstance(number, int) or not least <= number <= most:
        raise InvalidInputError(
            reason=f"{name} is {shown(value)}: give a whole number from {least} to {most}."
        )
    return number


def read_flag(fields: Fields, name: str, default: bool) -> bool:
    """Return true or false; 1 and 0 are neither."""
    value = fields.get(name, default)
    if not isinstance(value, bool):
        raise InvalidInputError(reason=f"{name} is {shown(value)}: give true or false.")
    return value


def read_choice(fields: Fields, name: str, choices: Iterable[str], default: str = "") -> str:
    """Return one of `choices`, in their spelling, whatever the case it was given in."""
    value = fields.get(name, default)
    by_folded = {choice.casefold(): choice for choice in choices}
    found = by_folded.get(value.strip().casefold()) if isinstance(value, str) else None
    if found is None:
        raise InvalidInputError(
            reason=f"{name} is {shown(value)}: use one of {', '.join(by_folded.values())}."
        )
    return found


def read_moment(fields: Fields, name: str) -> datetime | None:
    """Return an ISO 8601 time as UTC; None where it is missing or ""."""
    value = fields.get(name) or ""
    try:
        moment = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        if value == "":
            return None
        raise InvalidInputError(
            reason=f"{name} is {shown(value)}: give a time such as 2026-03-04T05:06:07+00:00."
        ) from None
    # A time without offset is UTC, as all of ours are.
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def read_plain_object(fields: Fields, name: str) -> dict[str, Any]:
    """Return an object of the caller's own as JSON can hold it.

    Raises:
        InvalidInputError: no object, holds what JSON cannot, or is too big.
    """
    value = fields.get(name, {})
    if not isinstance(value, Mapping):
        raise InvalidInputError(reason=f"{name} is no object: give fields by name.")
    try:
        text = clean(json.dumps(value, ensure_ascii=False, allow_nan=False))
    except (TypeError, ValueError, RecursionError):
        raise InvalidInputError(
            reason=f"{name} holds what JSON cannot: give texts, numbers, lists and objects."
        ) from None
    if len(text) > MOST_TEXT:
        raise InvalidInputError(
            reason=f"{name} has {len(text)} characters: give at most {MOST_TEXT}."
        )
    plain: dict[str, Any] = json.loads(text)
    return plain


def clean(text: str) -> str:
    """Leave out NUL and halves of surrogate pairs, which can be neither stored nor sent."""
    return text.replace("\0", "").encode("utf-8", "replace").decode("utf-8")


def shown(value: object) -> str:
    """Show a value within a sentence, cut where it is long."""
    if isinstance(value, float) and not math.isfinite(value):
        return "no number"
    text = repr(value)
    return text if len(text) <= 40 else text[:37] + "..."

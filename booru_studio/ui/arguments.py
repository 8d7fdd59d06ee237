"""Checks of what is handed to an endpoint, since Gradio enforces no types.

Each raises InvalidInputError with the argument's name.
"""

from booru_studio.errors import InvalidInputError

LONGEST_TEXT = 100_000  # characters


def text(name: str, value: object) -> str:
    """Return a text of at most `LONGEST_TEXT` characters; `name` is the argument's."""
    if not isinstance(value, str):
        raise InvalidInputError(reason=f"{name} is {value!r}: give a text.")
    if len(value) > LONGEST_TEXT:
        raise InvalidInputError(
            reason=f"{name} has {len(value)} characters: give at most {LONGEST_TEXT}."
        )
    return value


def texts(name: str, value: object) -> list[str]:
    """Return a list of texts."""
    if not isinstance(value, list):
        raise InvalidInputError(reason=f"{name} is {value!r}: give a list of texts.")
    return [text(name, item) for item in value]


def whole(name: str, value: object, least: int, most: int) -> int:
    """Return a whole number from `least` to `most`, both included."""
    number = int(value) if isinstance(value, float) and value.is_integer() else value
    if isinstance(number, bool) or not isinstance(number, int) or not least <= number <= most:
        raise InvalidInputError(
            reason=f"{name} is {value!r}: give a whole number from {least} to {most}."
        )
    return number


def number(name: str, value: object, least: float, most: float) -> float:
    """Return a number from `least` to `most`, both included."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
        raise InvalidInputError(
            reason=f"{name} is {value!r}: give a number from {least:g} to {most:g}."
        )
    return float(value)

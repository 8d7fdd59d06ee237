"""Which weight a LoRA gets: its own, a fixed one, one of a range, or one of a list."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any, Literal

from booru_studio.domain.lora_entries import LoraEntry
from booru_studio.domain.loras import number_text
from booru_studio.errors import InvalidInputError

MOST_WEIGHT = 10.0
LEAST_STEP = 0.01
_FORMS = (
    "“preferred”, a number, “fixed:0.8”, “range”, “range:0.6-0.9”, a list of numbers, or an "
    "object with mode, value, min, max, step, scale and values"
)
_RANGE = re.compile(r"(-?[\d.]+)\s*(?:-|\.\.)\s*(-?[\d.]+)\Z")

Mode = Literal["preferred", "fixed", "range", "list"]
_MODES: tuple[Mode, ...] = ("preferred", "fixed", "range", "list")


@dataclass(frozen=True, slots=True, kw_only=True)
class WeightRule:
    """How weights are chosen.

    Args:
        mode: `preferred` takes the LoRA's own weight times a factor out of `scale`; `fixed` takes
            `value`; `range` draws from `bounds` (None = the LoRA's own range) in steps of `step`;
            `list` draws one of `values`.
        scale: lowest and highest factor; drawn in steps of 0.05.
    """

    mode: Mode = "preferred"
    value: float = 0.8
    bounds: tuple[float, float] | None = None
    step: float = 0.05
    scale: tuple[float, float] = (1.0, 1.0)
    values: tuple[float, ...] = ()

    def draw(self, entry: LoraEntry, random: Random) -> float:
        """Draw a weight that is not 0, rounded to four decimals."""
        if self.mode == "fixed":
            return self.value
        if self.mode == "list":
            return random.choice(self.values)
        if self.mode == "range":
            return random.choice(grid(*(self.bounds or entry.range), self.step) or [entry.weight])
        factor = random.choice(grid(*self.scale, 0.05) or [1.0])
        return round(entry.weight * factor, 4)

    def template(self, entry: LoraEntry) -> list[str]:
        """Write the weights as a wildcard line has them; several for a list."""
        if self.mode == "fixed":
            return [number_text(self.value)]
        if self.mode == "list":
            return list(dict.fromkeys(map(number_text, self.values)))
        if self.mode == "preferred":
            return [number_text(entry.weight * self.scale[0])]
        low, high = self.bounds or entry.range
        if low == high:
            return [number_text(low)]
        if low <= 0:
            # Without 0, which has no effect, and the engine's number range knows no sign.
            return ["{" + "|".join(map(number_text, grid(low, high, self.step))) + "}"]
        return [f"{{{number_text(low)}..{number_text(high)}}}"]


def grid(low: float, high: float, step: float) -> list[float]:
    """List the weights from low to high, both included; 0 has no effect and is left out."""
    count = int(round((high - low) / step, 6))
    places = [round(low + place * step, 4) for place in range(count + 1)]
    if places[-1] < round(high, 4):
        places.append(round(high, 4))
    return [value for value in places if value]


def parse_weight(value: object) -> WeightRule:
    """Read a weight option in any of its forms.

    Raises:
        InvalidInputError: it is none of them, beyond ±10, or only 0.
    """
    if isinstance(value, str):
        return _checked(_from_text(value.strip()))
    if isinstance(value, Mapping):
        return _checked(_from_object(value))
    if isinstance(value, list | tuple):
        return _checked(WeightRule(mode="list", values=tuple(number(item) for item in value)))
    return _checked(WeightRule(mode="fixed", value=number(value)))


def number(value: object, name: str = "weight") -> float:
    """Read one weight.

    Raises:
        InvalidInputError: it is no number, or beyond ±10.
    """
    if isinstance(value, bool) or not isinstance(value, int | float) or not (
        abs(value) <= MOST_WEIGHT
    ):
        raise InvalidInputError(
            reason=f"{name} is no number between -{MOST_WEIGHT:g} and {MOST_WEIGHT:g}: give one."
        )
    return float(value)


def pair(value: object, name: str) -> tuple[float, float]:
    """Read a number or two as bounds, the lower first.

    Raises:
        InvalidInputError: it is neither.
    """
    if isinstance(value, list | tuple) and len(value) == 2:
        low, high = number(value[0], name), number(value[1], name)
        return min(low, high), max(low, high)
    single = number(value, name)
    return single, single


def _from_text(text: str) -> WeightRule:
    mode, _, rest = text.partition(":")
    if text in ("preferred", "range"):
        return WeightRule(mode="preferred" if text == "preferred" else "range")
    if mode == "range" and (found := _RANGE.match(rest.strip())):
        low, high = _parsed(found[1]), _parsed(found[2])
        return WeightRule(mode="range", bounds=(min(low, high), max(low, high)))
    if mode in ("list", "fixed") and rest:
        values = tuple(_parsed(part) for part in rest.split(","))
        return WeightRule(mode="list", values=values) if len(values) > 1 or mode == "list" else (
            WeightRule(mode="fixed", value=values[0])
        )
    if "," in text:
        return _from_text(f"list:{text}")
    return WeightRule(mode="fixed", value=_parsed(text))


def _parsed(text: str) -> float:
    try:
        return number(float(text))
    except ValueError:
        raise InvalidInputError(reason=f"“{text.strip()}” is no weight: give {_FORMS}.") from None


def _from_object(values: Mapping[str, Any]) -> WeightRule:
    known = ("mode", "value", "min", "max", "step", "scale", "values")
    for name in values:
        if name not in known:
            raise InvalidInputError(
                reason=f"weight has no field “{name}”: use {', '.join(known)}."
            )
    rule = WeightRule()
    bounds: tuple[float, float] | None = None
    if "min" in values or "max" in values:
        ends: Sequence[object] = (values.get("min", values.get("max")),
                                  values.get("max", values.get("min")))  # fmt: skip
        bounds = pair(ends, "weight")
    listed = values.get("values", [])
    if not isinstance(listed, list | tuple):
        raise InvalidInputError(reason="weight.values is no list: give a list of numbers.")
    return WeightRule(
        mode=_mode(values.get("mode"), has_bounds=bounds is not None, has_values=bool(listed)),
        value=number(values.get("value", rule.value)),
        bounds=bounds,
        step=number(values.get("step", rule.step), "weight.step"),
        scale=pair(values.get("scale", 1.0), "weight.scale"),
        values=tuple(number(item) for item in listed),
    )


def _mode(value: object, *, has_bounds: bool, has_values: bool) -> Mode:
    if value is None:
        return "range" if has_bounds else "list" if has_values else "preferred"
    mode = next((each for each in _MODES if each == value), None)
    if mode is None:
        raise InvalidInputError(
            reason=f"weight.mode “{value}” is not known: use {', '.join(_MODES)}."
        )
    return mode


def _checked(rule: WeightRule) -> WeightRule:
    if rule.step < LEAST_STEP:
        raise InvalidInputError(reason=f"weight.step is too small: give {LEAST_STEP} or more.")
    if rule.mode == "list" and not rule.values:
        raise InvalidInputError(reason="The list of weights is empty: give at least one.")
    if rule.bounds and rule.mode == "range" and not grid(*rule.bounds, rule.step):
        raise InvalidInputError(reason="The range of weights holds only 0: give another.")
    if rule.scale == (0.0, 0.0) or (rule.mode == "list" and not any(rule.values)):
        raise InvalidInputError(reason="The weights are all 0: give others.")
    return rule

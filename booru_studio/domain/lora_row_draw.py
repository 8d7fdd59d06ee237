"""One drawn LoRA: its weight, its triggers, and the cap on the weights of a set."""

from collections.abc import Sequence
from dataclasses import replace
from math import floor
from random import Random

from booru_studio.domain.lora_entries import LoraEntry
from booru_studio.domain.lora_options import RandomOptions
from booru_studio.domain.lora_rows import LoraRow
from booru_studio.domain.lora_triggers import Trigger
from booru_studio.domain.lora_weights import grid

_HUNDREDTHS = 100  # caps are kept by rounding towards 0 to so many parts


def draw_row(entry: LoraEntry, options: RandomOptions, random: Random) -> LoraRow:
    """Draw the weight and the triggers of a LoRA."""
    weight = options.weight.draw(entry, random)
    te = entry.te
    if options.te is not None:
        te = random.choice(grid(*options.te, 0.05) or [0.0])
    triggers = choose_triggers(entry.triggers, options.triggers, random)
    return LoraRow(
        name=entry.name,
        weight=weight,
        te=te,
        triggers=tuple(text for each in triggers if (text := each.prompt_text)),
        key=entry.key,
    )


def choose_triggers(triggers: Sequence[Trigger], choice: str, random: Random) -> list[Trigger]:
    """Choose triggers in their own order; where none is always needed, the first one is."""
    if choice == "none":
        return []
    if choice == "all":
        return list(triggers)
    alternatives = [each for each in triggers if each.mode == "one_of"]
    one = random.choice(alternatives) if alternatives else None
    if choice == "always":
        always = [each for each in triggers if each.mode == "always"]
        return always or alternatives[:1]
    return [
        each
        for each in triggers
        if each.mode == "always" or each is one
        or (each.mode == "optional" and random.random() < each.chance)
    ]  # fmt: skip


def capped(
    kept: Sequence[LoraRow], drawn: Sequence[LoraRow], cap: float | None
) -> list[LoraRow]:
    """Scale the drawn rows down until all weights, without sign, add up to `cap` at most.

    Rows that stay as they are (`kept`) come first; a row that would have no weight is left out.
    """
    total = sum(abs(row.weight) for row in drawn)
    if cap is None:
        return [*kept, *drawn]
    room = max(0.0, cap - sum(abs(row.weight) for row in kept))
    if total <= room + 1e-9:
        return [*kept, *drawn]
    scaled = (_scaled(row, room / total) for row in drawn)
    return [*kept, *(row for row in scaled if row.weight)]


def _scaled(row: LoraRow, factor: float) -> LoraRow:
    te = None if row.te is None else _towards_zero(row.te * factor)
    return replace(row, weight=_towards_zero(row.weight * factor), te=te)


def _towards_zero(value: float) -> float:
    part = floor(abs(value) * _HUNDREDTHS + 1e-9) / _HUNDREDTHS
    return part if value >= 0 else -part

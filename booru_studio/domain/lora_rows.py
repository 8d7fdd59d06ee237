"""The rows of a drawn set: one LoRA with its weight and triggers, and the set as prompt text."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from booru_studio.domain.lora_triggers import join_words, prompt_words
from booru_studio.domain.lora_weights import number
from booru_studio.domain.loras import lora_tag, name_problem
from booru_studio.errors import InvalidInputError

MOST_ROWS = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class LoraRow:
    """One LoRA of a set; the triggers are template text, so that the engine gives them back."""

    name: str
    weight: float
    te: float | None = None  # None = as the weight
    triggers: tuple[str, ...] = ()
    key: str = ""  # in the catalog; "" where a person gave the row

    def to_json(self) -> dict[str, Any]:
        """Give it as `/random_loras` answers."""
        return {
            "name": self.name,
            "weight": self.weight,
            "triggers": list(self.triggers),
            "te": self.te,
            "key": self.key,
        }


def read_rows(value: object, name: str) -> tuple[LoraRow, ...]:
    """Read rows as `to_json` writes them; `name` alone is enough, and its weight is then 1.

    Raises:
        InvalidInputError: they are none.
    """
    if not isinstance(value, list | tuple) or len(value) > MOST_ROWS:
        raise InvalidInputError(
            reason=f"{name} is no list of at most {MOST_ROWS} LoRAs: give rows of an earlier set."
        )
    return tuple(_row(item, f"{name}[{place}]") for place, item in enumerate(value))


def set_text(
    rows: Sequence[LoraRow], place: Literal["after", "before", "end"], prompt: str = ""
) -> str:
    """Write a set as template text.

    Args:
        place: triggers after or before their LoRA, or all behind the last LoRA.
        prompt: words that stand in it are not repeated; words of one row not in the next either.
    """
    used = prompt_words(prompt)
    parts: list[str] = []
    late: list[str] = []
    for row in rows:
        words = join_words(row.triggers, used)
        used += prompt_words(words)
        tag = lora_tag(row.name, row.weight, row.te)
        parts += [words, tag] if place == "before" else [tag]
        if place != "before":
            (late if place == "end" else parts).append(words)
    return ", ".join(part for part in [*parts, *late] if part)


def names_of(rows: Iterable[LoraRow]) -> frozenset[str]:
    """Return the names of a set, which may hold each only once."""
    return frozenset(row.name for row in rows)


def _row(value: object, name: str) -> LoraRow:
    if not isinstance(value, Mapping) or not isinstance(value.get("name"), str):
        raise InvalidInputError(reason=f"{name} is no LoRA: give an object with its name.")
    lora = str(value["name"])
    if problem := name_problem(lora):
        raise InvalidInputError(reason=f"{name} cannot be used, since {problem}: choose another.")
    triggers = value.get("triggers") or []
    if isinstance(triggers, str):
        triggers = [triggers]
    if not isinstance(triggers, list | tuple) or not all(isinstance(t, str) for t in triggers):
        raise InvalidInputError(reason=f"{name}.triggers is no list of texts: give one.")
    te = value.get("te")
    return LoraRow(
        name=lora,
        weight=number(value.get("weight", 1.0), f"{name}.weight"),
        te=None if te is None else number(te, f"{name}.te"),
        triggers=tuple(triggers),
        key=str(value.get("key") or ""),
    )

"""A list of characters as it is shown: allowed, of one gender, with its age and its notes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from typing import Any

from booru_studio.domain.characters import Character, Gender, Verdict, series_in_name
from booru_studio.domain.choices import nearest
from booru_studio.domain.safety import RatingPolicy, is_kept_tag
from booru_studio.errors import InvalidInputError

ANY = "any"
GENDERS = (ANY, *(gender.value for gender in Gender))
MOST_LISTED = 200


@dataclass(frozen=True, slots=True)
class CharacterList:
    """Characters, the best first, and how old the oldest part of what is said of them is."""

    characters: tuple[Character, ...]
    as_of: datetime  # UTC
    hidden: int = 0  # entries that are not shown, since they are not allowed here
    notes: tuple[str, ...] = ()
    rankings: tuple[Mapping[str, str], ...] = ()  # label and time of each ranking in it

    def json(self) -> dict[str, Any]:
        """Give what the endpoints answer."""
        return {
            "characters": [character_json(item) for item in self.characters],
            "as_of": time_text(self.as_of),
            "hidden": self.hidden,
            "notes": list(self.notes),
            "rankings": [dict(ranking) for ranking in self.rankings],
        }


def character_json(character: Character) -> dict[str, Any]:
    """Give one character."""
    fields = asdict(character)
    rising = character.rising
    return {
        **fields,
        "gender": character.gender.value,
        "share": round(character.share, 6),
        "rising": None if rising is None else round(rising, 2),
        "notes": list(character.notes),
    }


def time_text(time: datetime) -> str:
    """Write a time as the endpoints do: ISO 8601, UTC."""
    return time.astimezone(UTC).isoformat(timespec="seconds")


def check_gender(gender: str) -> None:
    """Refuse a gender that there is none.

    Raises:
        InvalidInputError: with the nearest one.
    """
    if gender in GENDERS:
        return
    near = nearest(gender, GENDERS)
    hint = f"did you mean {near}?" if near else f"use one of {', '.join(GENDERS)}."
    raise InvalidInputError(reason=f"There is no gender “{gender}” here: {hint}")


def check_limit(limit: int, most: int = MOST_LISTED) -> None:
    """Refuse a list that is empty or too long.

    Raises:
        InvalidInputError: it is.
    """
    if not 1 <= limit <= most:
        raise InvalidInputError(reason=f"limit is {limit}: give a number from 1 to {most}.")


def allowed(
    characters: Iterable[Character], policy: RatingPolicy
) -> tuple[list[Character], int]:
    """Keep the characters whose names may be shown; return how many were hidden.

    A series that may not be shown hides its characters too.
    """
    items = list(characters)
    kept = [
        item
        for item in items
        if is_kept_tag(item.name, policy) and is_kept_tag(item.copyright, policy)
    ]
    return kept, len(items) - len(kept)


def with_series(character: Character, series: Mapping[str, str]) -> Character:
    """Name the character's series: by its posts, else by what its name ends with."""
    found = character.copyright or series.get(character.name) or series_in_name(character.name)
    return replace(character, copyright=found)


def with_verdict(character: Character, verdict: Verdict | None) -> Character:
    """Tell the character's gender, with the reasons among its notes."""
    if verdict is None:
        return character
    notes = (*character.notes, *verdict.evidence)
    return replace(
        character, gender=verdict.gender, confidence=verdict.confidence, notes=notes
    )


def gender_notes(characters: Sequence[Character], gender: str) -> list[str]:
    """Say what a filter leaves out since it is not known, or that nothing was asked."""
    unclear = sum(item.gender is Gender.UNCLEAR for item in characters)
    if not unclear or gender == Gender.UNCLEAR:
        return []
    who = "1 character" if unclear == 1 else f"{unclear} characters"
    if gender == ANY:
        return [f"The gender of {who} is not known yet: filter by one to find out."]
    return [f"Left out: {who} of unclear gender."]


def hidden_note(hidden: int, one: str = "entry", many: str = "entries") -> list[str]:
    """Say how many entries are not shown."""
    if not hidden:
        return []
    if hidden == 1:
        return [f"1 {one} is not shown, since it is not allowed here."]
    return [f"{hidden} {many} are not shown, since they are not allowed here."]

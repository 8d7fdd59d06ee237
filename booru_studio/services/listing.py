"""Finish a list of characters: series, what may be shown, genders, and how many are wanted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from booru_studio.domain.characters import Character, of_gender
from booru_studio.domain.safety import RatingPolicy
from booru_studio.services.character_list import (
    ANY,
    CharacterList,
    allowed,
    check_gender,
    check_limit,
    gender_notes,
    hidden_note,
    time_text,
    with_series,
    with_verdict,
)
from booru_studio.services.gathering import Gathering
from booru_studio.services.genders import Genders
from booru_studio.services.rankings import RANKED
from booru_studio.services.steps import Steps


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list is asked to be, and what is gathered for it."""

    gender: str
    limit: int
    steps: Steps
    gathering: Gathering = field(default_factory=Gathering)

    def __post_init__(self) -> None:
        check_gender(self.gender)
        check_limit(self.limit)


@dataclass(frozen=True, slots=True)
class Scope:
    """Which posts tell the genders of a list.

    `factor` turns a character's posts in the list into those of the scope.
    """

    tags: str
    factor: float = 1.0


class Listing:
    """Finishes lists; only a wanted gender costs requests, at most two."""

    def __init__(self, policy: RatingPolicy, genders: Genders) -> None:
        self._policy, self._genders = policy, genders

    def finish(
        self,
        characters: Sequence[Character],
        series: Mapping[str, str],
        scope: Scope,
        as_of: datetime,
        wanted: Wanted,
    ) -> CharacterList:
        """Take the list's best characters as they are wanted.

        Args:
            characters: the best first.
            series: of characters, where their posts tell.
        """
        named = [with_series(item, series) for item in characters[:RANKED]]
        shown, hidden = allowed(named, self._policy)
        wanted.gathering.say(*hidden_note(hidden))
        classified = self._classified(shown, scope, wanted)
        wanted.gathering.say(*gender_notes(classified, wanted.gender))
        found = of_gender(classified, wanted.gender)[: wanted.limit]
        times = wanted.gathering.times
        rankings = tuple({"label": label, "as_of": time_text(times[label])} for label in times)
        return CharacterList(
            tuple(found), as_of, hidden, tuple(wanted.gathering.notes), rankings
        )

    def _classified(
        self, characters: Sequence[Character], scope: Scope, wanted: Wanted
    ) -> list[Character]:
        if wanted.gender == ANY:
            shown = characters[: wanted.limit]
            known = self._genders.known(item.name for item in shown)
            return [with_verdict(item, known.get(item.name)) for item in shown]
        posts = {item.name: item.count * scope.factor for item in characters}
        split = self._genders.split(posts, scope.tags, wanted.gender, wanted.steps)
        wanted.gathering.say(*split.notes)
        return [with_verdict(item, split.verdicts.get(item.name)) for item in characters]

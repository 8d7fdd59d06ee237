"""Collect the parts of one answer, of which some may be missing while a site is down."""

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from booru_studio.errors import BooruError
from booru_studio.services.answers import Answer

Value = TypeVar("Value")


class Gathering:
    """What came, when it was said, and what there is to say of it."""

    def __init__(self) -> None:
        self.notes: list[str] = []
        self.times: dict[str, datetime] = {}
        self._errors: list[BooruError] = []

    def add(self, label: str, ask: Callable[[], Answer[Value]]) -> Value | None:
        """Ask for a part; None where it fails, which then is a note."""
        try:
            answer = ask()
        except BooruError as error:
            self._errors.append(error)
            self.say(str(error))
            return None
        self.times[label] = answer.as_of
        if answer.note:
            self.say(answer.note)
        return answer.value

    def say(self, *sentences: str) -> None:
        """Add notes, each once."""
        self.notes += [sentence for sentence in sentences if sentence not in self.notes]

    def as_of(self, *labels: str) -> datetime:
        """Return when the oldest of these parts was said.

        Raises:
            BooruError: none of them came.
        """
        times = [self.times[label] for label in labels if label in self.times]
        if not times:
            raise self._errors[0]
        return min(times)

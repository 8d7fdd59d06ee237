"""Ask a site, or take what it said not long ago; when it is down, what it said before."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Generic, TypeVar

from booru_studio.errors import BooruError
from booru_studio.storage.answer_cache import AnswerFiles

Value = TypeVar("Value")
OLDEST_USED = timedelta(days=60)  # when a site is down
LEAST_AGE = timedelta(minutes=1)  # of what is asked for anew, however often somebody wants it


@dataclass(frozen=True, slots=True)
class Answer(Generic[Value]):
    """A value, when the site gave it, and a sentence where it is older than it should be."""

    value: Value
    as_of: datetime  # UTC
    note: str = ""


@dataclass(frozen=True, slots=True)
class Shape(Generic[Value]):
    """How a value is written down as JSON, and read again.

    `read` raises ValueError, KeyError, TypeError or AttributeError on what is damaged.
    """

    write: Callable[[Value], object]
    read: Callable[[object], Value]


@dataclass(frozen=True, slots=True)
class Question(Generic[Value]):
    """What to ask, and for how long the answer counts."""

    key: str
    fresh: timedelta
    shape: Shape[Value]
    ask: Callable[[], Value]


class Answers:
    """Remembers answers on disk; may be asked from any thread."""

    def __init__(
        self, files: AnswerFiles, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._files, self._now = files, now
        self._lock = threading.Lock()
        self._asking: dict[str, threading.Lock] = {}
        self._renewed: dict[str, datetime] = {}  # by how keys begin

    def now(self) -> datetime:
        return self._now()

    def renew(self, *beginnings: str) -> None:
        """Let answers whose keys begin so count no longer, unless they are only just there."""
        oldest = self._now() - LEAST_AGE
        with self._lock:
            self._renewed.update(dict.fromkeys(beginnings, oldest))

    def get(self, question: Question[Value]) -> Answer[Value]:
        """Return a fresh answer, or an old one with a note where the site does not give any.

        Raises:
            BooruError: the site does not answer, and nothing of it is kept.
        """
        with self._one_at_a_time(question.key):
            kept = self.kept(question.key, question.shape)
            if kept and self._is_fresh(kept, question):
                return kept
            try:
                value = question.ask()
            except BooruError as error:
                if kept is None or self._now() - kept.as_of > OLDEST_USED:
                    raise
                return self.instead(kept, error)
            as_of = self._now()
            self._files.keep(question.key, question.shape.write(value), as_of)
            return Answer(value, as_of)

    def _is_fresh(self, kept: Answer[Value], question: Question[Value]) -> bool:
        with self._lock:
            renewed = dict(self._renewed)
        is_out = any(
            question.key.startswith(start) and kept.as_of < oldest
            for start, oldest in renewed.items()
        )
        return not is_out and timedelta() <= self._now() - kept.as_of < question.fresh

    def instead(self, kept: Answer[Value], error: BooruError) -> Answer[Value]:
        """Return what is kept with a note why it stands in for something newer."""
        age = _age(self._now() - kept.as_of)
        return Answer(kept.value, kept.as_of, f"{error} What is shown is {age} old.")

    def kept(self, key: str, shape: Shape[Value]) -> Answer[Value] | None:
        """Return what is kept, however old, without asking; None where nothing is."""
        found = self._files.find(key)
        if found is None:
            return None
        try:
            return Answer(shape.read(found.value), found.as_of)
        except (ValueError, KeyError, TypeError, AttributeError):
            return None

    @contextmanager
    def _one_at_a_time(self, key: str) -> Iterator[None]:
        """Let a second one who asks the same wait for the first one's answer."""
        with self._lock:
            lock = self._asking.setdefault(key, threading.Lock())
        with lock:
            yield


def _age(span: timedelta) -> str:
    hours = span.total_seconds() / 3600
    if hours < 1:
        return "less than an hour"
    if hours < 48:
        return f"{hours:.0f} h"
    return f"{hours / 24:.0f} days"

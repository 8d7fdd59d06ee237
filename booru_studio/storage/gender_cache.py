"""What was learnt of characters' genders, so that a list shows it without a request."""

import json
import logging
import threading
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

from booru_studio.domain.characters import Gender, Verdict
from booru_studio.errors import StoreWriteError
from booru_studio.storage.atomic import write_atomically

log = logging.getLogger(__name__)

FILE_NAME = "cache/character-genders.json"
MOST = 50_000  # characters; the oldest are forgotten
KEPT = timedelta(days=30)


class GenderFile:
    """Verdicts by character, in one JSON file; may be used from any thread."""

    def __init__(self, data: Path) -> None:
        self._path = data / FILE_NAME
        self._lock = threading.Lock()
        self._rows: dict[str, tuple[str, float, str]] | None = None

    def known(self, names: Iterable[str], now: datetime) -> dict[str, Verdict]:
        """Return the verdicts of the last 30 days on those names that have one."""
        oldest = (now - KEPT).astimezone(UTC).isoformat()
        with self._lock:
            rows = self._load()
            return {
                name: Verdict(Gender(rows[name][0]), rows[name][1], ("Known from before.",))
                for name in names
                if name in rows and rows[name][2] >= oldest
            }

    def remember(self, verdicts: Mapping[str, Verdict], now: datetime) -> None:
        """Keep verdicts, except unclear ones; a full disk only means that they are not kept."""
        time = now.astimezone(UTC).isoformat()
        decided = {
            name: (verdict.gender.value, verdict.confidence, time)
            for name, verdict in verdicts.items()
            if verdict.gender is not Gender.UNCLEAR
        }
        if not decided:
            return
        with self._lock:
            rows = self._load()
            for name in decided:
                rows.pop(name, None)  # so that the newest stand last
            rows.update(decided)
            for name in list(rows)[: max(0, len(rows) - MOST)]:
                del rows[name]
            try:
                write_atomically(self._path, json.dumps(rows, ensure_ascii=False).encode())
            except StoreWriteError as error:
                log.warning("%s", error)

    def _load(self) -> dict[str, tuple[str, float, str]]:
        if self._rows is None:
            try:
                stored = json.loads(self._path.read_text(encoding="utf-8"))
            except (OSError, ValueError):  # none yet, or damaged: it is only a cache
                stored = {}
            self._rows = dict(_read_rows(stored))
        return self._rows


def _read_rows(stored: object) -> Iterable[tuple[str, tuple[str, float, str]]]:
    known = {gender.value for gender in Gender}
    for name, row in stored.items() if isinstance(stored, dict) else ():
        match row:
            case [str() as gender, int() | float() as confidence, str() as time]:
                if gender in known:
                    yield name, (gender, float(confidence), time)

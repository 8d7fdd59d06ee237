"""Answers of boorus with the time they were given, one JSON file each; safe to delete."""

import contextlib
import json
import logging
import threading
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from booru_studio.errors import StoreWriteError
from booru_studio.storage.atomic import write_atomically

log = logging.getLogger(__name__)

FOLDER = "cache/answers"
MOST_FILES = 2000
_SWEEP_EVERY = 100  # answers kept between two looks at how many there are


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """A value of JSON, and when the site gave it."""

    value: object
    as_of: datetime  # UTC


class AnswerFiles:
    """Keeps values by a key; may be used from any thread."""

    def __init__(self, data: Path, most_files: int = MOST_FILES) -> None:
        self._folder = data / FOLDER
        self._most_files = most_files
        self._lock = threading.Lock()
        self._kept = 0

    def find(self, key: str) -> KeptAnswer | None:
        """Return what is kept of a key; None where nothing is, or it is damaged."""
        try:
            stored = json.loads(self._path(key).read_text(encoding="utf-8"))
            if stored["key"] != key:
                return None
            as_of = datetime.fromisoformat(stored["as_of"]).astimezone(UTC)
            return KeptAnswer(stored["value"], as_of)
        except (OSError, ValueError, KeyError, TypeError, OverflowError):
            return None

    def keep(self, key: str, value: object, as_of: datetime) -> None:
        """Keep a value; a full disk only means that it is asked for again."""
        fields = {"key": key, "as_of": as_of.astimezone(UTC).isoformat(), "value": value}
        try:
            text = json.dumps(fields, ensure_ascii=False, allow_nan=False)
            write_atomically(self._path(key), text.encode("utf-8"))
        except StoreWriteError as error:
            log.warning("%s", error)
            return
        with self._lock:
            self._kept += 1
            is_due = self._kept % _SWEEP_EVERY == 1
        if is_due:
            self.sweep()

    def sweep(self) -> int:
        """Delete the oldest files beyond the limit; return how many."""
        files = []
        for path in self._folder.glob("*.json"):
            with contextlib.suppress(OSError):
                files.append((path.stat().st_mtime, path))
        too_many = sorted(files)[: max(0, len(files) - self._most_files)]
        for _, path in too_many:
            with contextlib.suppress(OSError):
                path.unlink()
        return len(too_many)

    def _path(self, key: str) -> Path:
        return self._folder / f"{sha256(key.encode()).hexdigest()[:40]}.json"

"""What interrogators saw, one small file a picture; safe to delete."""

import contextlib
import json
import logging
import threading
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

from booru_studio.domain.interrogation import Interrogation, SeenTag
from booru_studio.domain.posts import Rating, TagCategory
from booru_studio.errors import StoreWriteError
from booru_studio.storage.atomic import write_atomically

log = logging.getLogger(__name__)

FOLDER = "cache/interrogations"
MOST_BYTES = 64 * 1024 * 1024
_VERSION = 1  # of the files' shape and of how pictures are prepared: another one is a miss
_DECIMALS = 4  # of a score
_SWEEP_EVERY = 100  # interrogations kept between two looks at how much there is
_MD5_FOLDER = "md5"


class InterrogationCache:
    """Interrogations by the picture's SHA-256 and the interrogator's `source`.

    A booru tells the MD5 of a post's original, so `md5` leads to the picture that was interrogated
    in its place without a download. May be used from any thread.
    """

    def __init__(self, data: Path, most_bytes: int = MOST_BYTES) -> None:
        self._folder = data / FOLDER
        self._most_bytes = most_bytes
        self._lock = threading.Lock()
        self._kept = 0

    def find(self, picture: str, source: str) -> Interrogation | None:
        """Return what an interrogator saw; None where nothing is kept or the file is damaged.

        Args:
            picture: the SHA-256 of its file, hex.
            source: the interrogator's `source`.
        """
        try:
            stored = json.loads(self._path(picture, source).read_text(encoding="utf-8"))
            is_asked = stored["picture"] == picture and stored["source"] == source
            return _parsed(stored) if is_asked else None
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return None

    def keep(self, picture: str, found: Interrogation) -> None:
        """Keep what an interrogator saw; a full disk only means that it is asked again."""
        fields = {"picture": picture, **_fields(found)}
        text = json.dumps(fields, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        self._write(self._path(picture, found.source), text)

    def remember(self, md5: str, picture: str) -> None:
        """Note which picture was interrogated for a post whose original has this MD5."""
        if _is_hex(md5, 32):
            self._write(self._md5_path(md5), picture)

    def picture_of(self, md5: str) -> str | None:
        """Return the SHA-256 of the picture that stands for a post's original; None = unknown."""
        if not _is_hex(md5, 32):
            return None
        try:
            text = self._md5_path(md5).read_text(encoding="ascii")
        except (OSError, ValueError):
            return None
        return text if _is_hex(text, 64) else None

    def sweep(self) -> int:
        """Delete the oldest files beyond the limit; return how many."""
        files = sorted(self._files())
        too_much = sum(size for _, size, _ in files) - self._most_bytes
        deleted = 0
        for _, size, path in files:
            if too_much <= 0:
                break
            with contextlib.suppress(OSError):
                path.unlink()
                too_much -= size
                deleted += 1
        return deleted

    def _files(self) -> Iterator[tuple[float, int, Path]]:
        for pattern in ("??/*.json", f"{_MD5_FOLDER}/??/*"):
            for path in self._folder.glob(pattern):
                with contextlib.suppress(OSError):
                    found = path.stat()
                    yield found.st_mtime, found.st_size, path

    def _write(self, path: Path, text: str) -> None:
        try:
            write_atomically(path, text.encode("utf-8"))
        except StoreWriteError as error:
            log.warning("%s", error)
            return
        with self._lock:
            self._kept += 1
            is_due = self._kept % _SWEEP_EVERY == 1
        if is_due:
            self.sweep()

    def _path(self, picture: str, source: str) -> Path:
        key = sha256(f"{picture}\0{source}\0{_VERSION}".encode()).hexdigest()[:40]
        return self._folder / key[:2] / f"{key}.json"

    def _md5_path(self, md5: str) -> Path:
        name = md5.lower()
        return self._folder / _MD5_FOLDER / name[:2] / name


def _is_hex(text: str, digits: int) -> bool:
    return len(text) == digits and set(text.lower()) <= set("0123456789abcdef")


def _fields(found: Interrogation) -> dict[str, Any]:
    return {
        "source": found.source,
        "interrogator": found.interrogator,
        "tags": [[tag.name, tag.category.value, _rounded(tag.score)] for tag in found.tags],
        "rating": {rating.value: _rounded(score) for rating, score in found.rating.items()},
        "seconds": round(found.seconds, 2),
        "notes": list(found.notes),
    }


def _rounded(score: float | None) -> float | None:
    return None if score is None else round(score, _DECIMALS)


def _parsed(stored: dict[str, Any]) -> Interrogation:
    """Read what `_fields` wrote; raises as `find` catches for anything else."""
    return Interrogation(
        tags=tuple(
            SeenTag(str(name), TagCategory(category), None if score is None else float(score))
            for name, category, score in stored["tags"]
        ),
        rating={Rating(name): float(score) for name, score in stored["rating"].items()},
        interrogator=str(stored["interrogator"]),
        source=str(stored["source"]),
        seconds=float(stored["seconds"]),
        notes=tuple(str(note) for note in stored["notes"]),
    )

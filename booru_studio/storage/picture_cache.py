"""Pictures of boorus, kept so that a site is asked once; safe to delete."""

import contextlib
import logging
import threading
from hashlib import sha256
from pathlib import Path

from booru_studio.errors import StoreWriteError
from booru_studio.storage.atomic import write_atomically

log = logging.getLogger(__name__)

FOLDER = "cache/pictures"
MOST_BYTES = 512 * 1024 * 1024
_SWEEP_EVERY = 200  # pictures kept between two looks at how much there is
_ENDINGS = {
    "image/jpeg": "jpg", "image/png": "png", "image/webp": "webp", "image/gif": "gif",
    "image/avif": "avif",
}  # fmt: skip
_KINDS = {ending: kind for kind, ending in _ENDINGS.items()}


class PictureCache:
    """Pictures by address; the oldest go when there are too many."""

    def __init__(self, data: Path, most_bytes: int = MOST_BYTES) -> None:
        self._folder = data / FOLDER
        self._most_bytes = most_bytes
        self._lock = threading.Lock()
        self._kept = 0

    def find(self, url: str) -> tuple[bytes, str] | None:
        """Return a picture and its content type; None where it is not kept."""
        stem = self._stem(url)
        for ending, kind in _KINDS.items():
            path = stem.with_name(f"{stem.name}.{ending}")
            with contextlib.suppress(OSError):
                return path.read_bytes(), kind
        return None

    def keep(self, url: str, data: bytes, kind: str) -> None:
        """Keep a picture; a full disk only means that it is fetched again."""
        if kind not in _ENDINGS:
            return
        stem = self._stem(url)
        try:
            write_atomically(stem.with_name(f"{stem.name}.{_ENDINGS[kind]}"), data)
        except StoreWriteError as error:
            log.warning("%s", error)
            return
        with self._lock:
            self._kept += 1
            is_due = self._kept % _SWEEP_EVERY == 1
        if is_due:
            self.sweep()

    def sweep(self) -> int:
        """Delete the oldest pictures beyond the limit; return how many."""
        files = []
        for path in self._folder.glob("*/*"):
            with contextlib.suppress(OSError):
                found = path.stat()
                files.append((found.st_mtime, found.st_size, path))
        too_much = sum(size for _, size, _ in files) - self._most_bytes
        deleted = 0
        for _, size, path in sorted(files):
            if too_much <= 0:
                break
            with contextlib.suppress(OSError):
                path.unlink()
                too_much -= size
                deleted += 1
        return deleted

    def _stem(self, url: str) -> Path:
        name = sha256(url.encode()).hexdigest()
        return self._folder / name[:2] / name[:40]

"""Whether a model's file is the one its author published; what was found is remembered."""

import hashlib
import json
import logging
import threading
from pathlib import Path

from booru_studio.errors import StoreWriteError, WorkCancelledError
from booru_studio.interrogators.base import Cancelled
from booru_studio.interrogators.model_registry import ModelFile
from booru_studio.storage.atomic import write_atomically

log = logging.getLogger(__name__)

FILE_NAME = "cache/model-digests.json"
_CHUNK = 1 << 22  # bytes
_MD5_DIGITS = 32


class ModelDigests:
    """Digests of files by path, size and time of change, so that each is read once.

    May be used from any thread.
    """

    def __init__(self, data: Path) -> None:
        self._path = data / FILE_NAME
        self._lock = threading.Lock()
        self._known: dict[str, list[object]] | None = None

    def difference(self, path: Path, wanted: ModelFile, is_cancelled: Cancelled) -> str:
        """Say how a file differs from what its author published; "" = not at all.

        Raises:
            OSError: it cannot be read.
            WorkCancelledError: it was stopped.
        """
        found = path.stat()
        if found.st_size != wanted.size:
            return f"{found.st_size:,} bytes instead of {wanted.size:,}"
        if not wanted.digest:
            return ""
        facts = [found.st_size, found.st_mtime_ns, wanted.digest]
        if self._load().get(str(path)) == facts:
            return ""
        if _digest(path, wanted.digest, is_cancelled) != wanted.digest:
            return "its content is not what its author published"
        self._remember(str(path), facts)
        return ""

    def _load(self) -> dict[str, list[object]]:
        with self._lock:
            if self._known is None:
                try:
                    stored = json.loads(self._path.read_text(encoding="utf-8"))
                except (OSError, ValueError):  # none yet, or damaged: the files are read again
                    stored = {}
                self._known = stored if isinstance(stored, dict) else {}
            return self._known

    def _remember(self, path: str, facts: list[object]) -> None:
        known = self._load()
        with self._lock:
            known[path] = facts
            text = json.dumps(known, indent=0)
        try:
            write_atomically(self._path, text.encode("utf-8"))
        except StoreWriteError as error:
            log.warning("%s", error)


def _digest(path: Path, like: str, is_cancelled: Cancelled) -> str:
    """Return the digest of a file, of the kind that `like` is of."""
    is_md5 = len(like) == _MD5_DIGITS
    digest = hashlib.md5(usedforsecurity=False) if is_md5 else hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            if is_cancelled():
                raise WorkCancelledError
            digest.update(chunk)
    return digest.hexdigest()

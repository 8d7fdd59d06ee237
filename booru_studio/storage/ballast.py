"""A file of no use that holds room on the disk, so that a full one can still be written down."""

import contextlib
import errno
import os
import shutil
from pathlib import Path

from booru_studio.errors import StoreWriteError

BYTES = 8 * 2**20
LEAST_FREE = 8  # times its size that have to be free before it is laid
_FULL = (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC))


class Ballast:
    """Room for some thousand changes; given up when the disk is full, laid again when it is not.

    It may be deleted at any time.
    """

    def __init__(self, path: Path, size: int = BYTES) -> None:
        self._path, self._size = path, size

    def lay(self) -> None:
        """Take up the room unless it is there already; a disk that has none to spare keeps it."""
        with contextlib.suppress(OSError):
            if not self._size or self._path.exists() or not self._is_room():
                return
            with self._path.open("xb") as file:
                if hasattr(os, "posix_fallocate"):
                    os.posix_fallocate(file.fileno(), 0, self._size)
                else:
                    file.write(bytes(self._size))

    def release(self, error: StoreWriteError) -> bool:
        """Give the room up if that is what a write failed for; say whether it is worth a retry."""
        cause = error.__cause__
        if not isinstance(cause, OSError) or cause.errno not in _FULL:
            return False
        try:
            self._path.unlink()
        except OSError:
            return False
        return True

    def _is_room(self) -> bool:
        return shutil.disk_usage(self._path.parent).free > LEAST_FREE * self._size

"""Whether the disk has room for more pictures."""

import shutil
from collections.abc import Callable
from pathlib import Path

LEAST_FREE = 1_000_000_000  # bytes
PICTURES_AHEAD = 50  # as many pictures must fit as well


class DiskSpace:
    """Looks before a job is sent, since a full disk is found out only after the work is done."""

    def __init__(
        self,
        mean_bytes: Callable[[], float] = lambda: 0.0,
        *,
        free_bytes: Callable[[Path], int] = lambda folder: shutil.disk_usage(folder).free,
    ) -> None:
        """Take where the facts come from.

        Args:
            mean_bytes: how large a picture is on average; 0 where that is not known.
            free_bytes: how much is free on the disk of a folder; may raise `OSError`.
        """
        self._mean_bytes, self._free_bytes = mean_bytes, free_bytes

    def check(self, folder: Path) -> str:
        """Return "" where there is room, else a sentence that says what to do."""
        while not folder.exists() and folder != folder.parent:
            folder = folder.parent
        try:
            free = self._free_bytes(folder)
        except OSError as error:
            return (
                f"The disk of the data folder cannot be looked at ({error.strerror or error}): "
                "check that it is there."
            )
        wanted = max(LEAST_FREE, PICTURES_AHEAD * self._mean_bytes())
        if free >= wanted:
            return ""
        return (
            f"The disk is almost full ({_gb(free)} free, {_gb(wanted)} wanted): make room, for "
            "example by deleting pictures, and the queue goes on."
        )


def _gb(size: float) -> str:
    return f"{size / 1e9:.1f} GB"

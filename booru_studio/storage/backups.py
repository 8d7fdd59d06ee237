"""Copies of the jobs file, one a day, of which the newest are kept."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from booru_studio.errors import StoreWriteError
from booru_studio.storage.atomic import replace_patiently

KEPT = 7

_NAME = re.compile(r"jobs-\d{8}\.json")


class JobBackups:
    """The folder `backups/` with `jobs-YYYYMMDD.json` for each day (UTC) one was made."""

    def __init__(
        self,
        data: Path,
        copy_jobs: Callable[[Path], object],
        *,
        kept: int = KEPT,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """Begin with the data folder.

        Args:
            copy_jobs: writes all jobs as they are now into the given file.
        """
        self.folder = data / "backups"
        self._copy_jobs, self._kept, self._now = copy_jobs, kept, now

    def make(self) -> Path:
        """Make today's copy, then remove the oldest beyond those kept.

        Raises:
            StoreWriteError: no copy was made, and none removed.
        """
        target = self.folder / f"jobs-{self._now():%Y%m%d}.json"
        part = target.with_name(target.name + ".part")
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._copy_jobs(part)
            replace_patiently(part, target)
            for old in self.files()[: -self._kept]:
                old.unlink(missing_ok=True)
        except OSError as error:
            part.unlink(missing_ok=True)
            reason = error.strerror or str(error)
            raise StoreWriteError(path=target.name, reason=reason) from error
        return target

    def files(self) -> list[Path]:
        """Return the copies there are, oldest first."""
        if not self.folder.is_dir():
            return []
        return sorted(path for path in self.folder.iterdir() if _NAME.fullmatch(path.name))

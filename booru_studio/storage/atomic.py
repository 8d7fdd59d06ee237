"""Files that are whole at every moment: written beside, synced, then put in place of the old."""

import contextlib
import json
import logging
import os
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tinydb.storages import Storage

from booru_studio.errors import StoreWriteError

log = logging.getLogger(__name__)

# Windows refuses a replace while a virus scanner holds the target; it lets go within seconds.
_REPLACE_WAITS = (0.05, 0.1, 0.2, 0.4, 0.8)  # seconds


def write_atomically(path: Path, data: bytes, *, keep_backup: bool = False) -> None:
    """Write a whole file; whoever reads it sees the old or the new one, never half of one.

    Args:
        keep_backup: leave the old version as `<name>.bak`.

    Raises:
        StoreWriteError: full disk, missing right; the old file is untouched.
    """
    part = path.with_name(path.name + ".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with part.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if keep_backup and path.exists():
            _link_backup(path)
        replace_patiently(part, path)
        sync_folder(path.parent)
    except OSError as error:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
        raise StoreWriteError(path=path.name, reason=error.strerror or str(error)) from error


def replace_patiently(source: Path, target: Path) -> None:
    """Rename a file over another one; on Windows, wait for whoever has that one open."""
    for wait in _REPLACE_WAITS:
        try:
            source.replace(target)
        except PermissionError:
            if os.name == "posix":
                raise
            time.sleep(wait)
        else:
            return
    source.replace(target)


def sync_folder(folder: Path) -> None:
    """Make a rename in `folder` survive a power cut; Windows has no such call and needs none."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


class AtomicJSONStorage(Storage):
    """A TinyDB storage that is replaced atomically and keeps the version before as `.bak`.

    It is read once and then kept in memory, so that reading costs nothing. A damaged file is set
    aside as `<name>.corrupt-<time>` and the backup taken; `report` is told about it in one
    sentence. Nothing is ever silently started empty.
    """

    def __init__(self, path: Path, report: Callable[[str], None] = log.warning) -> None:
        self.path = path
        self._report = report
        self._tables: dict[str, Any] | None = None
        self._loaded = False

    def read(self) -> dict[str, Any] | None:
        """Return all tables, None where there is no file yet.

        TinyDB changes what it reads before it writes it, so it gets rows of its own: a write
        that fails then leaves what is in memory as it is on disk.
        """
        if not self._loaded:
            self._tables = self._load()
            self._loaded = True
        if self._tables is None:
            return None
        return {
            name: {place: dict(row) for place, row in table.items()}
            for name, table in self._tables.items()
        }

    def write(self, data: dict[str, Any]) -> None:
        """Replace the file; what cannot be written is not taken over in memory either."""
        text = json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        write_atomically(self.path, text.encode("utf-8"), keep_backup=True)
        self._tables, self._loaded = data, True

    def _load(self) -> dict[str, Any] | None:
        backup = self.path.with_name(self.path.name + ".bak")
        if not self.path.exists():
            if not backup.exists():
                return None
            self._report(f"{self.path.name} was missing and was rebuilt from its backup.")
            return _tables_of(backup) or {}
        tables = _tables_of(self.path)
        if tables is not None:
            return tables
        stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S")
        aside = self.path.with_name(f"{self.path.name}.corrupt-{stamp}")
        replace_patiently(self.path, aside)
        restored = _tables_of(backup)
        if restored is None:
            self._report(
                f"{self.path.name} was damaged and has no usable backup; "
                f"it was kept as {aside.name} and a new one was begun."
            )
            return None
        write_atomically(self.path, backup.read_bytes())
        self._report(
            f"{self.path.name} was damaged and was rebuilt from its backup; "
            f"the damaged file was kept as {aside.name}."
        )
        return restored


def _tables_of(path: Path) -> dict[str, Any] | None:
    try:
        tables = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return tables if _is_tables(tables) else None


def _is_tables(value: object) -> bool:
    """Say whether a value has TinyDB's shape: tables of rows, each an object."""
    return isinstance(value, dict) and all(
        isinstance(table, dict) and all(isinstance(row, dict) for row in table.values())
        for table in value.values()
    )


def _link_backup(path: Path) -> None:
    backup = path.with_name(path.name + ".bak")
    fresh = path.with_name(path.name + ".bak.part")
    fresh.unlink(missing_ok=True)
    try:
        os.link(path, fresh)
    except OSError:  # a file system without hard links
        fresh.write_bytes(path.read_bytes())
    replace_patiently(fresh, backup)

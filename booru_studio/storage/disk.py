"""The few file system calls the job store is made of, which a test can cut, refuse or replay."""

import contextlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from filelock import FileLock, Timeout

from booru_studio.errors import StoreLockedError
from booru_studio.storage.atomic import replace_patiently, sync_folder

Stamp = tuple[int, int, int]  # inode, size in bytes, time of change in ns


class LogFile(Protocol):
    """An open file that grows at its end."""

    def write(self, offset: int, data: bytes) -> None: ...

    def sync(self) -> None:
        """Return when what was written survives a power cut."""

    def truncate(self, size: int) -> None: ...

    def close(self) -> None: ...


class Disk(Protocol):
    """What the job store asks of a file system; every call may raise `OSError`."""

    def read(self, path: Path) -> bytes | None:
        """Return a file's bytes, None where there is no such file."""

    def stamp(self, path: Path) -> Stamp | None:
        """Return what changes when another program writes the file; None where there is none."""

    def names(self, folder: Path) -> list[str]:
        """Return the names in a folder, none where it does not exist."""

    def make_folder(self, folder: Path) -> None: ...

    def write_new(self, path: Path, data: bytes) -> None:
        """Write a file that is not there yet, or unlink it first, and sync it."""

    def open_log(self, path: Path) -> LogFile: ...

    def replace(self, source: Path, target: Path) -> None: ...

    def link(self, source: Path, target: Path) -> None:
        """Give a file a second name; where links do not exist, copy it."""

    def remove(self, path: Path) -> None:
        """Remove a file; no error where it is gone already."""

    def sync_folder(self, folder: Path) -> None:
        """Return when names made or changed in the folder survive a power cut."""

    def lock(self, path: Path) -> Callable[[], None]:
        """Keep other processes out, and return what lets them in again.

        Raises:
            StoreLockedError: another one has it.
        """


def replace_whole(disk: Disk, path: Path, data: bytes) -> None:
    """Put a new version of a file in place; whoever reads it sees all of the old or the new one.

    Raises:
        OSError: the old version is untouched, or the new one is whole.
    """
    part = path.with_name(path.name + ".part")
    try:
        disk.write_new(part, data)
        disk.replace(part, path)
    except OSError:
        with contextlib.suppress(OSError):
            disk.remove(part)
        raise
    disk.sync_folder(path.parent)


class LocalDisk:
    """The file system of this machine."""

    def read(self, path: Path) -> bytes | None:
        try:
            return path.read_bytes()
        except FileNotFoundError:
            return None

    def stamp(self, path: Path) -> Stamp | None:
        try:
            info = path.stat()
        except FileNotFoundError:
            return None
        return info.st_ino, info.st_size, info.st_mtime_ns

    def names(self, folder: Path) -> list[str]:
        return sorted(entry.name for entry in folder.iterdir()) if folder.is_dir() else []

    def make_folder(self, folder: Path) -> None:
        if not folder.is_dir():
            folder.mkdir(parents=True, exist_ok=True)
            self.sync_folder(folder.parent)

    def write_new(self, path: Path, data: bytes) -> None:
        # Never truncate in place: after a crash the name may be a link to a file that is in use.
        path.unlink(missing_ok=True)
        with path.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())

    def open_log(self, path: Path) -> LogFile:
        return _LocalLogFile(os.open(path, os.O_RDWR | getattr(os, "O_BINARY", 0)))

    def replace(self, source: Path, target: Path) -> None:
        replace_patiently(source, target)

    def link(self, source: Path, target: Path) -> None:
        target.unlink(missing_ok=True)
        try:
            os.link(source, target)
        except OSError:  # a file system without hard links
            self.write_new(target, source.read_bytes())

    def remove(self, path: Path) -> None:
        path.unlink(missing_ok=True)

    def sync_folder(self, folder: Path) -> None:
        sync_folder(folder)

    def lock(self, path: Path) -> Callable[[], None]:
        lock = FileLock(str(path))
        # Beside the lock, since Windows lets nobody read a locked file.
        owner = path.with_suffix(".owner")
        try:
            lock.acquire(timeout=0)
        except Timeout as error:
            process = "of unknown number"
            with contextlib.suppress(OSError):
                process = owner.read_text(encoding="ascii").strip() or process
            raise StoreLockedError(folder=path.parent, owner=process) from error
        with contextlib.suppress(OSError):  # a full disk is no reason not to open
            owner.write_text(str(os.getpid()), encoding="ascii")
        return lock.release


class _LocalLogFile:
    def __init__(self, handle: int) -> None:
        self._handle = handle
        self._sync: Callable[[int], None] = getattr(os, "fdatasync", os.fsync)

    def write(self, offset: int, data: bytes) -> None:
        os.lseek(self._handle, offset, os.SEEK_SET)  # Windows has no pwrite
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(self._handle, rest) :]

    def sync(self) -> None:
        self._sync(self._handle)

    def truncate(self, size: int) -> None:
        os.ftruncate(self._handle, size)

    def close(self) -> None:
        os.close(self._handle)

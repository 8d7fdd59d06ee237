"""Pictures as one zip file, made while it is sent: nothing of it is kept in memory or on disk."""

import io
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from zipfile import ZIP_STORED, ZipFile, ZipInfo

_CHUNK = 256 * 1024  # bytes


class _Outlet(io.RawIOBase):
    """Takes what the zip writes, to be passed on in pieces."""

    def __init__(self) -> None:
        super().__init__()
        self._pieces: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, piece: object) -> int:
        data = bytes(piece)  # type: ignore[call-overload]
        self._pieces.append(data)
        return len(data)

    def take(self) -> bytes:
        """Return what was written since the last call."""
        taken = b"".join(self._pieces)
        self._pieces.clear()
        return taken


def stream_archive(pictures: Sequence[tuple[str, Path]]) -> Iterator[bytes]:
    """Give a zip file piece by piece.

    Pictures are stored as they are, since they are compressed already. One that goes meanwhile is
    left out.

    Args:
        pictures: name within the archive, and file.
    """
    outlet = _Outlet()
    with ZipFile(outlet, "w", ZIP_STORED) as archive:
        for name, path in pictures:
            yield from _entry(archive, outlet, name, path)
    yield outlet.take()


def _entry(archive: ZipFile, outlet: _Outlet, name: str, path: Path) -> Iterator[bytes]:
    try:
        source = path.open("rb")
        changed = datetime.fromtimestamp(path.stat().st_mtime).timetuple()[:6]  # noqa: DTZ006  local
    except OSError:
        return
    with source, archive.open(ZipInfo(name, max(changed, (1980, 1, 1, 0, 0, 0))), "w") as entry:
        while piece := source.read(_CHUNK):
            entry.write(piece)
            yield outlet.take()

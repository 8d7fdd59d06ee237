"""Which wildcard files there are, looked at again only where a folder changed."""

import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

TEXT_SUFFIXES = (".txt",)
TREE_SUFFIXES = (".yaml", ".yml", ".json")

# A file system stamps times a few milliseconds coarse, so what changed this shortly before it was
# looked at may change again without a new stamp.
_SETTLED_NS = 50_000_000


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a file looked like; equal stamps mean equal content, unless `fresh`."""

    modified_ns: int
    size: int
    number: int
    fresh: bool = False

    @classmethod
    def of(cls, path: str) -> "Stamp":
        """Return the stamp of a file or folder; raises OSError where there is none."""
        found = os.stat(path)  # noqa: PTH116 - done at each look-up, a Path would double it
        fresh = time.time_ns() - found.st_mtime_ns < _SETTLED_NS
        return cls(found.st_mtime_ns, found.st_size, found.st_ino, fresh)

    def still(self, path: str) -> bool:
        """Tell whether the file certainly has not changed; raises OSError where it is gone."""
        found = os.stat(path)  # noqa: PTH116 - done at each look-up, a Path would double it
        return not self.fresh and (self.modified_ns, self.size, self.number) == (
            found.st_mtime_ns,
            found.st_size,
            found.st_ino,
        )


@dataclass(frozen=True, slots=True)
class _Folder:
    stamp: Stamp
    files: tuple[str, ...]
    folders: tuple[str, ...]


class WildcardScan:
    """The wildcard files below a folder, as paths relative to it with `/`.

    Hidden files and folders are left out, links are followed (each folder once).
    """

    def __init__(self, root: Path) -> None:
        self.root = str(root)
        self._folders: dict[str, _Folder] = {}

    def files(self) -> list[str]:
        """Return all wildcard files; folders whose stamp is the same are not listed again."""
        known, self._folders = self._folders, {}
        return list(self._below("", known, set()))

    def _below(self, relative: str, known: dict[str, _Folder], seen: set[int]) -> Iterator[str]:
        folder = self._folder(relative, known)
        if folder is None or folder.stamp.number in seen:
            return
        seen.add(folder.stamp.number)
        self._folders[relative] = folder
        yield from folder.files
        for below in folder.folders:
            yield from self._below(below, known, seen)

    def _folder(self, relative: str, known: dict[str, _Folder]) -> _Folder | None:
        path = f"{self.root}/{relative}" if relative else self.root
        before = known.get(relative)
        try:
            if before and before.stamp.still(path):
                return before
            stamp = Stamp.of(path)
            return _Folder(stamp, *_listed(path, f"{relative}/" if relative else ""))
        except OSError:  # gone, or not ours to read: as good as empty
            return None


def _listed(path: str, prefix: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the wildcard files and the folders in a folder, in the order of their names."""
    files: list[str] = []
    folders: list[str] = []
    with os.scandir(path) as items:
        for item in items:
            if item.name.startswith("."):
                continue
            if item.name.lower().endswith(TEXT_SUFFIXES + TREE_SUFFIXES):
                files.append(prefix + item.name)
            elif item.is_dir():
                folders.append(prefix + item.name)
    return tuple(sorted(files)), tuple(sorted(folders))

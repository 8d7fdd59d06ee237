"""The wildcard library on disk: `wildcards/**/*.{txt,yaml,yml,json}`, always as the files are."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import RLock

from booru_studio.domain.wildcard_diagnostics import Diagnostic, remark
from booru_studio.domain.wildcard_library import Entries, ListEntries
from booru_studio.domain.wildcard_names import Found, NameIndex
from booru_studio.storage.wildcard_scan import TEXT_SUFFIXES, Stamp, WildcardScan
from booru_studio.storage.wildcard_text import read_text_file
from booru_studio.storage.wildcard_trees import Tree, read_tree_file

MAX_LOADED = 64_000_000
"""How many values of text files are kept loaded at most."""


@dataclass(frozen=True, slots=True)
class _LoadedText:
    stamp: Stamp
    entries: Entries


@dataclass(frozen=True, slots=True)
class _LoadedTree:
    stamp: Stamp
    tree: Tree


class WildcardFiles:
    """A folder of wildcard files as a library for the engine.

    Nothing is read before it is asked for. A text file is loaded when one of its values is
    needed, YAML and JSON files when names are (their names are inside). What was loaded is
    checked by time, size and inode at each look-up, so that an edit is noticed without a refresh
    button and an unchanged file costs one `stat`. One broken file costs its own wildcards only;
    `problems` says what is wrong with it. May be used from several threads.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = Path(folder)
        self._lock = RLock()
        self._scan = WildcardScan(self.folder)
        self._files: list[str] | None = None
        self._trees: dict[str, _LoadedTree] = {}
        self._texts: dict[str, _LoadedText] = {}
        self._sources: dict[str, tuple[str, ...]] = {}
        self._index = NameIndex(())
        self._prefix = f"{self.folder}/"

    # -- what the engine asks

    def find(self, reference: str, folder: str = "") -> Found:
        """Return the names that `reference` means when written in a file of `folder`."""
        if self._files is not None:
            found = self._index.find(reference, folder)
            if found.how == "exact" and all(map(self._is_there, found.names)):
                return found
        self.refresh()
        return self._index.find(reference, folder)

    def entries(self, name: str) -> Entries | None:
        """Return the values of a name, read again if the file has changed; None if it is gone."""
        if self._files is None:
            self.refresh()
        files = self._sources.get(name, ())
        if len(files) == 1:
            return self._entries_in(files[0], name)
        parts = [self._entries_in(file, name) for file in files]
        there = [part for part in parts if part is not None]
        return _joined(there)

    def nearest(self, reference: str, limit: int = 3) -> tuple[str, ...]:
        """Return existing names that look like `reference`, best first."""
        return self._index.nearest(reference, limit)

    # -- what the page asks

    @property
    def names(self) -> tuple[str, ...]:
        """All wildcard names there are now, in order."""
        self.refresh()
        return self._index.names

    @property
    def files(self) -> tuple[str, ...]:
        """All wildcard files there are now, relative to the folder with `/`."""
        self.refresh()
        return tuple(self._files or ())

    def names_by_file(self) -> dict[str, list[str]]:
        """Return the wildcards that each file holds; a broken file holds none."""
        self.refresh()
        found: dict[str, list[str]] = {file: [] for file in self._files or ()}
        for name, files in self._sources.items():
            for file in files:
                found[file].append(name)
        return found

    def files_of(self, name: str) -> tuple[str, ...]:
        """Return the files that hold a wildcard, relative to the folder with `/`."""
        self.refresh()
        return self._sources.get(name, ())

    def problems(self) -> tuple[Diagnostic, ...]:
        """Return what is wrong with the files that were read so far."""
        self.refresh()
        with self._lock:
            trees = [problem for each in self._trees.values() for problem in each.tree.problems]
            texts = [problem for each in self._texts.values() for problem in each.entries.problems]
        return (*trees, *texts)

    def refresh(self) -> int:
        """Look at all folders and trees again; return how many wildcards there are.

        Folders and files that have not changed are not read again.
        """
        with self._lock:
            files = self._scan.files()
            if self._refresh_trees(files) or files != self._files:
                self._files = files
                self._sources = self._named(files)
                self._index = NameIndex(self._sources)
            return len(self._sources)

    # -- how it keeps up

    def _path(self, file: str) -> str:
        return self._prefix + file

    def _is_there(self, name: str) -> bool:
        """Tell whether a name's files are still what the index was made from."""
        for file in self._sources.get(name, ()):
            if file in self._texts:
                continue  # `entries` will look at it
            tree = self._trees.get(file)
            try:
                if tree and not tree.stamp.still(self._path(file)):
                    return False
                if not tree:
                    Stamp.of(self._path(file))
            except OSError:
                return False
        return True

    def _refresh_trees(self, files: Sequence[str]) -> bool:
        """Read the trees that changed; tell whether any did."""
        wanted = [file for file in files if not _is_text(file)]
        before, self._trees = self._trees, {}
        for file in wanted:
            known = before.get(file)
            same = known is not None and self._unchanged(file, known)
            self._trees[file] = known if known and same else self._tree(file)
        return list(before) != wanted or any(
            before[file] is not self._trees[file] for file in wanted
        )

    def _unchanged(self, file: str, known: _LoadedTree) -> bool:
        try:
            return known.stamp.still(self._path(file))
        except OSError:
            return False

    def _tree(self, file: str) -> _LoadedTree:
        path = self.folder / file
        try:
            stamp = Stamp.of(str(path))
            return _LoadedTree(stamp, read_tree_file(path, file))
        except OSError as error:
            return _LoadedTree(Stamp(0, 0, 0, fresh=True), Tree(problems=_unreadable(file, error)))

    def _named(self, files: Sequence[str]) -> dict[str, tuple[str, ...]]:
        """Return the files by the wildcard names they hold."""
        sources: dict[str, tuple[str, ...]] = {}
        for file in files:
            names = [file.rpartition(".")[0]] if _is_text(file) else self._trees[file].tree.values
            for name in names:
                sources[name] = (*sources.get(name, ()), file)
        return sources

    def _entries_in(self, file: str, name: str) -> Entries | None:
        tree = self._trees.get(file)
        if tree is not None:
            return tree.tree.values.get(name)
        known = self._texts.get(file)
        try:
            if known is not None and known.stamp.still(self._path(file)):
                return known.entries
            with self._lock:
                return self._load(file)
        except FileNotFoundError:
            self._texts.pop(file, None)
            return None
        except OSError as error:
            entries = ListEntries((), file=file, problems=_unreadable(file, error))
            self._texts[file] = _LoadedText(Stamp(0, 0, 0, fresh=True), entries)
            return entries

    def _load(self, file: str) -> Entries:
        """Read a text file and keep it, letting go of those loaded longest ago if too many."""
        stamp = Stamp.of(self._path(file))
        entries = read_text_file(self.folder / file, file)
        self._texts.pop(file, None)
        self._texts[file] = _LoadedText(stamp, entries)
        kept = sum(len(each.entries) for each in self._texts.values())
        while kept > MAX_LOADED and len(self._texts) > 1:
            oldest = next(iter(self._texts))
            kept -= len(self._texts.pop(oldest).entries)
        return entries


def _is_text(file: str) -> bool:
    return file.lower().endswith(TEXT_SUFFIXES)


def _unreadable(file: str, error: OSError) -> tuple[Diagnostic, ...]:
    return (remark("W_UNREADABLE", file=file, reason=error.strerror or str(error)),)


def _joined(parts: Sequence[Entries]) -> Entries | None:
    """Return the values of one name that several files hold."""
    if not parts:
        return None
    places = [(part, index) for part in parts for index in range(len(part))]
    return ListEntries(
        [part.text(index) for part, index in places],
        [part.weight(index) for part, index in places],
        file=", ".join(part.file for part in parts),
        lines=[part.line(index) for part, index in places],
        problems=tuple(problem for part in parts for problem in part.problems),
    )

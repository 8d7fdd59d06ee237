"""Writes the files of a store: lines to its journal, and now and then a new snapshot.

What makes a snapshot is done in this order, each step durable before the next: the new file
beside the old one, the old one's backup, the new one in its place; then the same for a new
journal. See `journal_recovery` for what a crash in between leaves.
"""

import contextlib
import logging
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

from booru_studio.storage.disk import Disk, LogFile, replace_whole
from booru_studio.storage.journal_lines import Header, change_line
from booru_studio.storage.journal_recovery import Mend, Recovery, StoreFiles, recover
from booru_studio.storage.row_text import Changes, Tables
from booru_studio.storage.snapshot import render, seal

log = logging.getLogger(__name__)

RETRY_AT = 1.25  # times the journal's size, after a compaction that failed


class JournalFiles:
    """The open files of one store; not for several threads at once.

    Every method may raise `OSError`, and the next call goes on from where that left the files.
    """

    def __init__(
        self,
        path: Path,
        disk: Disk,
        now: Callable[[], datetime],
        report: Callable[[str], None],
        compact_at: int,
    ) -> None:
        self._path, self._disk, self._now, self._report = path, disk, now, report
        self._files = StoreFiles(path)
        self._log: LogFile | None = None
        self._begun = False  # the journal of this generation has its name
        self._suspect = False  # the journal may hold a line whose writing was told to have failed
        self._compact_at = self._compact_beyond = compact_at

    def open(self) -> Recovery:
        """Read the files and mend what a crash, a person or a disk did to them."""
        files = self._dated_files()
        found = recover(self._disk, files)
        self._generation, self._snapshot = found.generation, found.snapshot
        self._size, self._sequence = found.journal_size, found.sequence
        self._stamp = self._disk.stamp(self._path)
        self._set_aside(found, files)
        self._mend(found)
        for sentence in found.reports:
            self._report(sentence)
        return found

    def append(self, changes: Changes, tables: Tables, next_ids: Mapping[str, int]) -> None:
        """Write a change down, durably.

        Args:
            tables: what there is without the change.

        Raises:
            OSError: it is not written down.
        """
        if self._suspect:
            self.compact(tables, next_ids)
        elif self._log is None:
            self._begin()
        assert self._log is not None
        line = change_line(self._sequence + 1, changes)
        try:
            self._log.write(self._size, line)
            self._log.sync()
        except OSError:
            self._take_back(self._log)
            raise
        self._size += len(line)
        self._sequence += 1

    def compact_if_due(self, tables: Tables, next_ids: Mapping[str, int]) -> None:
        """Compact when the journal has outgrown the snapshot."""
        if self._size > max(self._compact_beyond, self._snapshot[0]):
            self._try_to_compact(tables, next_ids)

    def compact(self, tables: Tables, next_ids: Mapping[str, int]) -> None:
        """Write a snapshot and begin a new journal."""
        if self._log is None and not self._suspect:
            self._begin()
        self._write_snapshot(tables, next_ids)
        self._begin()

    def close(self, tables: Tables, next_ids: Mapping[str, int]) -> None:
        """Leave all in the snapshot, for other programs to read."""
        if self._suspect or (self._log is not None and self._sequence):
            self._try_to_compact(tables, next_ids)
        self._let_go_of_log()

    # -- a change ---------------------------------------------------------------------------

    def _take_back(self, journal: LogFile) -> None:
        try:
            journal.truncate(self._size)
            journal.sync()
        except OSError:
            self._suspect = True
            self._let_go_of_log()

    def _try_to_compact(self, tables: Tables, next_ids: Mapping[str, int]) -> None:
        """Compact; the change that led to it has been made, so it must not be told to fail."""
        try:
            self.compact(tables, next_ids)
        except OSError as error:
            self._compact_beyond = int(self._size * RETRY_AT)
            log.warning("%s was not rewritten: %s", self._path.name, error)

    # -- writing the files ------------------------------------------------------------------

    def _write_snapshot(self, tables: Tables, next_ids: Mapping[str, int]) -> None:
        self._keep_foreign_edit()
        generation = self._generation + 1
        data = render(tables, generation, next_ids)
        part = self._path.with_name(self._path.name + ".part")
        try:
            self._disk.write_new(part, data)
            self._back_up(self._path, self._files.snapshot_backup)
            self._disk.replace(part, self._path)
        except OSError:
            with contextlib.suppress(OSError):
                self._disk.remove(part)
            raise
        # From here on the old journal is inside the file, and a line added to it would be lost.
        self._let_go_of_log()
        self._begun = self._suspect = False
        self._generation, self._snapshot = generation, seal(data)
        self._stamp = self._disk.stamp(self._path)
        self._disk.sync_folder(self._path.parent)

    def _begin(self, *, fresh: bool = False) -> None:
        """Begin the journal of this generation, or go on with beginning it."""
        if not self._begun:
            line = Header(self._generation, self._snapshot, fresh).line()
            part = self._files.journal.with_name(self._files.journal.name + ".part")
            self._disk.write_new(part, line)
            self._back_up(self._files.journal, self._files.journal_backup)
            self._disk.replace(part, self._files.journal)
            self._size, self._sequence, self._begun = len(line), 0, True
        # Without this, a power cut could bring back the journal before and lose what is added.
        self._disk.sync_folder(self._path.parent)
        self._log = self._disk.open_log(self._files.journal)
        self._compact_beyond = self._compact_at

    def _back_up(self, path: Path, backup: Path) -> None:
        if self._disk.stamp(path) is None:
            return
        part = backup.with_name(backup.name + ".part")
        self._disk.link(path, part)
        self._disk.replace(part, backup)

    def _keep_foreign_edit(self) -> None:
        """Keep what another program wrote into the file while it was open here."""
        stamp = self._disk.stamp(self._path)
        if stamp is None or stamp == self._stamp:
            return
        kept = self._dated_files().aside("edited")
        self._disk.link(self._path, kept)
        self._stamp = stamp
        self._report(
            f"{self._path.name} was changed by another program while it was in use; "
            f"that version was kept as {kept.name} and not taken over."
        )

    # -- mending ----------------------------------------------------------------------------

    def _set_aside(self, found: Recovery, files: StoreFiles) -> None:
        if found.before_edit is not None:
            before = render(found.before_edit, None, {})
            replace_whole(self._disk, files.aside("before-edit"), before)
        if found.journal_damaged:
            self._disk.link(files.journal, files.aside("damaged", ".journal"))
        if found.snapshot_damaged:
            self._disk.replace(self._path, files.aside("corrupt"))
            self._stamp = None

    def _mend(self, found: Recovery) -> None:
        if found.mend in (Mend.NOTHING, Mend.CUT):
            self._begun = True
            self._log = self._disk.open_log(self._files.journal)
            if found.mend is Mend.CUT:
                self._log.truncate(self._size)
                self._log.sync()
        elif found.mend is Mend.START:
            self._start()
        elif found.mend is Mend.BEGIN:
            self._begin()
        else:
            if found.mend is Mend.ADOPT:
                self._begin()
            self._replace_all(found, times=2 if found.mend is Mend.REBUILD else 1)

    def _start(self) -> None:
        data = render({}, 0, {})
        self._snapshot = seal(data)
        self._begin(fresh=True)
        replace_whole(self._disk, self._path, data)
        self._stamp = self._disk.stamp(self._path)

    def _replace_all(self, found: Recovery, times: int) -> None:
        for _ in range(times):
            self._write_snapshot(found.tables, found.next_ids)
            self._begin()

    def _let_go_of_log(self) -> None:
        if self._log is not None:
            with contextlib.suppress(OSError):
                self._log.close()
            self._log = None

    def _dated_files(self) -> StoreFiles:
        return StoreFiles(self._path, f"{self._now():%Y%m%dT%H%M%S}")

"""A TinyDB storage that writes each change as one line, and its whole file only now and then.

The rows lie in memory as text. A change is appended to the journal and synced before it is made
in memory, so that what a call has returned from survives a power cut, and what it has raised for
has not happened.
"""

import contextlib
import logging
import threading
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tinydb.storages import Storage

from booru_studio.errors import StoreWriteError
from booru_studio.storage.disk import Disk, LocalDisk
from booru_studio.storage.journal_files import JournalFiles
from booru_studio.storage.row_text import Changes, Rows, Tables, apply, from_text, to_text
from booru_studio.storage.snapshot import META

log = logging.getLogger(__name__)

COMPACT_AT = 8_000_000  # bytes of journal, or the snapshot's size where that is more


class JournalStorage(Storage):
    """All tables of one file. Only one process may have it open: see `Disk.lock`.

    Every method may be called from any thread; `lock` holds the rows still.
    """

    def __init__(
        self,
        path: Path,
        *,
        disk: Disk | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        report: Callable[[str], None] = log.warning,
        compact_at: int = COMPACT_AT,
    ) -> None:
        """Open the file, mending what a crash or a person did to it.

        Args:
            report: is told in a sentence about everything that was mended.

        Raises:
            StoreWriteError: the file cannot be read, or not be mended.
        """
        self.lock = threading.RLock()
        self._name = path.name
        self._files = JournalFiles(path, disk or LocalDisk(), now, report, compact_at)
        self._closed = False
        self._pending: Changes | None = None  # the changes of a transaction
        with self._write_errors():
            found = self._files.open()
        self._tables, self._next_ids = found.tables, found.next_ids
        for name, rows in self._tables.items():
            self.keep_id(name, max(rows, default=0))

    # -- what TinyDB asks for ---------------------------------------------------------------

    def read(self) -> dict[str, Any]:
        """Return private copies of all rows."""
        with self.lock:
            return {
                name: {str(place): from_text(text) for place, text in rows.items()}
                for name, rows in self._tables.items()
            }

    def write(self, data: Mapping[str, Mapping[Any, Mapping[str, Any]]]) -> None:
        """Make the tables what `data` says, in one change.

        Raises:
            StoreWriteError: nothing was changed.
        """
        with self.lock:
            changes: Changes = {name: None for name in self._tables if name not in data}
            for name, rows in data.items():
                before = self._tables.get(name, {})
                after = {int(place): to_text(row) for place, row in rows.items()}
                changed: dict[int, str | None] = {
                    place: text for place, text in after.items() if before.get(place) != text
                }
                changes[name] = changed | {place: None for place in before if place not in after}
            self._commit(changes)

    def close(self) -> None:
        """Write the file and let go of it; closing twice does nothing."""
        with self.lock:
            if not self._closed:
                self._closed = True
                self._files.close(self._tables, self._next_ids)

    # -- what the tables ask for ------------------------------------------------------------

    def names(self) -> set[str]:
        with self.lock:
            return set(self._tables)

    def rows(self, table: str) -> Rows:
        """Return the rows themselves; hold `lock` while you look, and change nothing."""
        return self._tables.get(table, {})

    def take_id(self, table: str) -> int:
        """Return a document id that was never given before."""
        with self.lock:
            place = self._next_ids.get(table, 1)
            self._next_ids[table] = place + 1
            return place

    def keep_id(self, table: str, place: int) -> None:
        """Never give this id, or one below it."""
        with self.lock:
            self._next_ids[table] = max(self._next_ids.get(table, 1), place + 1)

    def change(self, table: str, rows: Mapping[int, str | None]) -> None:
        """Put and remove rows of one table, or make an empty one.

        Raises:
            StoreWriteError: nothing was changed.
        """
        with self.lock:
            if rows or table not in self._tables:
                self._commit({table: dict(rows)})

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        """Make all changes inside in one line: all of them or, where one raises, none.

        Raises:
            StoreWriteError: nothing was changed.
        """
        with self.lock:
            if self._pending is not None:
                yield
                return
            before = {name: dict(rows) for name, rows in self._tables.items()}
            self._pending = {}
            try:
                yield
                if self._pending:
                    self._append(self._pending, before)
            except BaseException:
                self._tables = before
                raise
            finally:
                self._pending = None
            self._files.compact_if_due(self._tables, self._next_ids)

    def compact(self) -> None:
        """Rewrite the file and begin a new journal.

        Raises:
            StoreWriteError: nothing is lost, and the next change tries again.
        """
        with self.lock, self._write_errors():
            self._files.compact(self._tables, self._next_ids)

    # -- inside -----------------------------------------------------------------------------

    def _commit(self, changes: Changes) -> None:
        if self._pending is not None:
            if None in changes.values():
                raise RuntimeError("a table cannot be dropped inside of a transaction")
            for name, rows in changes.items():
                self._pending[name] = (self._pending.get(name) or {}) | (rows or {})
            apply(changes, self._tables)
        else:
            self._append(changes, self._tables)
            apply(changes, self._tables)
            self._files.compact_if_due(self._tables, self._next_ids)

    def _append(self, changes: Changes, before: Tables) -> None:
        if self._closed:
            raise StoreWriteError(path=self._name, reason="it is closed already")
        if META in changes:
            raise ValueError(f"the table {META} is the storage's own")
        with self._write_errors():
            self._files.append(changes, before, self._next_ids)

    @contextlib.contextmanager
    def _write_errors(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            reason = error.strerror or str(error)
            raise StoreWriteError(path=self._name, reason=reason) from error

"""What a person saved as their defaults, in one small TinyDB file."""

import copy
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tinydb import TinyDB
from tinydb.table import Table

from booru_studio.storage.atomic import AtomicJSONStorage
from booru_studio.storage.defaults_migrations import MIGRATIONS
from booru_studio.storage.schemas import Migration, keep_aside, migrate, newest_schema

FILE_NAME = "defaults.json"


class DefaultsStore:
    """A mapping of names to JSON values; all methods may be called from any thread."""

    def __init__(
        self,
        folder: Path,
        *,
        migrations: Sequence[Migration] = MIGRATIONS,
        file_name: str = FILE_NAME,
    ) -> None:
        """Open the file; one of an earlier version is migrated, one of a later kept aside.

        Raises:
            StoreWriteError: a migrated file could not be written.
        """
        self.reports: list[str] = []  # what was mended at opening, in sentences
        self._path = folder / file_name
        self._lock = threading.RLock()
        self._migrations = migrations
        folder.mkdir(parents=True, exist_ok=True)
        self._db = TinyDB(self._path, storage=AtomicJSONStorage, report=self.reports.append)
        self._table: Table = self._db.table("defaults", cache_size=0)
        self._bring_up_to_date()

    def values(self) -> dict[str, Any]:
        """Return all saved values; they are the caller's own to change."""
        with self._lock:
            rows = self._table.all()
            return copy.deepcopy(dict(rows[0]["values"])) if rows else {}

    def save(self, values: Mapping[str, Any]) -> None:
        """Replace all values.

        Raises:
            StoreWriteError: the old values stay.
        """
        row = {"schema": newest_schema(self._migrations), "values": copy.deepcopy(dict(values))}
        with self._lock:
            places = [document.doc_id for document in self._table.all()]
            if places:
                self._table.update(row, doc_ids=places[:1])
            else:
                self._table.insert(row)

    def close(self) -> None:
        with self._lock:
            self._db.close()

    def _bring_up_to_date(self) -> None:
        rows = self._table.all()
        if not rows:
            return
        schema, values = rows[0].get("schema"), rows[0].get("values")
        newest = newest_schema(self._migrations)
        if not isinstance(schema, int) or schema < 1 or not isinstance(values, Mapping):
            self._begin_anew("holds no defaults that can be read")
        elif schema > newest:
            self._begin_anew("was written by a later version of Booru Studio")
        elif schema < newest:
            self.save(migrate(values, schema, self._migrations))

    def _begin_anew(self, why: str) -> None:
        keep_aside(self._path, why, self.reports.append)
        self._table.truncate()

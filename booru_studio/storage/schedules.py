"""The schedules, and what is kept beside them, in one small TinyDB file."""

import copy
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tinydb import TinyDB
from tinydb.table import Table

from booru_studio.storage.atomic import AtomicJSONStorage
from booru_studio.storage.schemas import keep_aside

FILE_NAME = "schedules.json"
SCHEMA = 1


class ScheduleStore:
    """Rows by their `id`, and settings by name; all methods may be called from any thread.

    Rows are kept as they are, whether or not they make sense: a person may edit the file.
    """

    def __init__(self, folder: Path) -> None:
        """Open the file; one of a later version is kept aside.

        Raises:
            StoreWriteError: the file could not be begun.
        """
        self.reports: list[str] = []  # what was mended at opening, in sentences
        self._lock = threading.RLock()
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / FILE_NAME
        self._db = TinyDB(path, storage=AtomicJSONStorage, report=self.reports.append)
        self._table: Table = self._db.table("schedules", cache_size=0)
        self._settings: Table = self._db.table("settings", cache_size=0)
        schema = self.setting("schema")
        if isinstance(schema, int) and schema > SCHEMA:
            why = "was written by a later version of Booru Studio"
            keep_aside(path, why, self.reports.append)
            self._db.drop_tables()
        if self.setting("schema") != SCHEMA:
            self.set_setting("schema", SCHEMA)

    def rows(self) -> list[dict[str, Any]]:
        """Return all rows in the order they were added, each with an `id`.

        A row that a person wrote without an id of its own is given one.
        """
        with self._lock:
            found: dict[str, dict[str, Any]] = {}
            for document in self._table.all():
                row = copy.deepcopy(dict(document))
                row_id = row.get("id")
                if not isinstance(row_id, str) or not row_id or row_id in found:
                    row["id"] = f"row-{document.doc_id}"
                    self._table.update({"id": row["id"]}, doc_ids=[document.doc_id])
                found[row["id"]] = row
            return list(found.values())

    def put(self, row: Mapping[str, Any]) -> None:
        """Add a row, or replace the one with the same `id`.

        Raises:
            StoreWriteError: the old row stays.
        """
        with self._lock:
            document = copy.deepcopy(dict(row))
            places = self._places(self._table, "id", row["id"])
            if places:
                self._table.update(document, doc_ids=places)
            else:
                self._table.insert(document)

    def delete(self, row_id: str) -> None:
        """Remove the row with an id, if there is one.

        Raises:
            StoreWriteError: it stays.
        """
        with self._lock:
            self._table.remove(doc_ids=self._places(self._table, "id", row_id))

    def setting(self, name: str, default: Any = None) -> Any:  # noqa: ANN401
        """Return a value kept beside the rows."""
        with self._lock:
            for row in self._settings.all():
                if row.get("name") == name:
                    return copy.deepcopy(row.get("value"))
            return default

    def set_setting(self, name: str, value: Any) -> None:  # noqa: ANN401
        """Keep a JSON value beside the rows.

        Raises:
            StoreWriteError: the old value stays.
        """
        with self._lock:
            places = self._places(self._settings, "name", name)
            row = {"name": name, "value": copy.deepcopy(value)}
            if places:
                self._settings.update(row, doc_ids=places[:1])
            else:
                self._settings.insert(row)

    def close(self) -> None:
        with self._lock:
            self._db.close()

    @staticmethod
    def _places(table: Table, key: str, value: object) -> list[int]:
        return [row.doc_id for row in table.all() if row.get(key) == value]

"""What a person saved as their defaults, in one small TinyDB file."""

import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tinydb import TinyDB

from booru_studio.storage.atomic import AtomicJSONStorage

FILE_NAME = "defaults.json"
SCHEMA = 1


class DefaultsStore:
    """A mapping of names to JSON values; all methods may be called from any thread."""

    def __init__(self, folder: Path) -> None:
        self.reports: list[str] = []
        self._lock = threading.RLock()
        folder.mkdir(parents=True, exist_ok=True)
        self._db = TinyDB(folder / FILE_NAME, storage=AtomicJSONStorage, report=self.reports.append)

    def values(self) -> dict[str, Any]:
        with self._lock:
            rows = self._db.table("defaults", cache_size=0).all()
            return dict(rows[0]["values"]) if rows else {}

    def save(self, values: Mapping[str, Any]) -> None:
        """Replace all values.

        Raises:
            StoreWriteError: the old values stay.
        """
        row = {"schema": SCHEMA, "values": dict(values)}
        with self._lock:
            table = self._db.table("defaults", cache_size=0)
            places = [document.doc_id for document in table.all()]
            if places:
                table.update(row, doc_ids=places[:1])
            else:
                table.insert(row)

    def close(self) -> None:
        with self._lock:
            self._db.close()

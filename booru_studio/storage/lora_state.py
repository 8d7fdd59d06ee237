"""What the LoRA randomiser remembers: the bag, the last sets, presets, and banned LoRAs."""

import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tinydb import TinyDB

from booru_studio.storage.atomic import AtomicJSONStorage

FILE_NAME = "lora-random.json"
SCHEMA = 1


class LoraState:
    """A few named JSON values in one TinyDB file; all methods may be called from any thread."""

    def __init__(self, folder: Path) -> None:
        self.reports: list[str] = []
        self._lock = threading.RLock()
        folder.mkdir(parents=True, exist_ok=True)
        self._db = TinyDB(folder / FILE_NAME, storage=AtomicJSONStorage, report=self.reports.append)

    def values(self) -> dict[str, Any]:
        """Return everything that is remembered; a name that was never saved is not there."""
        with self._lock:
            rows = self._db.table("random", cache_size=0).all()
            return dict(rows[0].get("values") or {}) if rows else {}

    def save(self, changes: Mapping[str, Any]) -> None:
        """Replace some of the values.

        Raises:
            StoreWriteError: the old values stay.
        """
        with self._lock:
            row = {"schema": SCHEMA, "values": {**self.values(), **changes}}
            table = self._db.table("random", cache_size=0)
            places = [document.doc_id for document in table.all()]
            if places:
                table.update(row, doc_ids=places[:1])
            else:
                table.insert(row)

    def close(self) -> None:
        with self._lock:
            self._db.close()

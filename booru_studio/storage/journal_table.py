"""TinyDB's tables over a journal: the same operations, each one line of the journal."""

from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping
from typing import Any, cast

from tinydb import TinyDB
from tinydb.queries import QueryLike
from tinydb.table import Table

from booru_studio.storage.journal import JournalStorage
from booru_studio.storage.row_text import from_text, to_text

Fields = Mapping[str, Any] | Callable[[MutableMapping[str, Any]], None]


class JournalTable(Table):
    """A table whose operations cost what they touch, and whose answers are private copies.

    An operation that raises has changed nothing. Document ids are never given twice.
    """

    def __init__(
        self, storage: JournalStorage, name: str, cache_size: int = 0, persist_empty: bool = False
    ) -> None:
        # TinyDB's query cache would hand the same documents out twice, so there is none.
        super().__init__(storage, name, cache_size=0)
        self._journal = storage
        if persist_empty:
            self._update_table(lambda _table: None)

    def update(
        self,
        fields: Fields,
        cond: QueryLike | None = None,
        doc_ids: Iterable[int] | None = None,
    ) -> list[int]:
        """Update the documents that match; see `tinydb.table.Table.update`."""
        with self._journal.lock:
            if doc_ids is None and cond is not None:
                doc_ids = self._matching(cond)
            return super().update(fields, None, doc_ids)

    def remove(
        self, cond: QueryLike | None = None, doc_ids: Iterable[int] | None = None
    ) -> list[int]:
        """Remove the documents that match; see `tinydb.table.Table.remove`."""
        with self._journal.lock:
            if doc_ids is None and cond is not None:
                doc_ids = self._matching(cond)
            return super().remove(None, doc_ids)

    def upsert(self, document: Mapping[str, Any], cond: QueryLike | None = None) -> list[int]:
        """Update the documents that match, or insert one; see `tinydb.table.Table.upsert`."""
        with self._journal.lock:
            return super().upsert(document, cond)

    def _matching(self, cond: QueryLike) -> list[int]:
        return [int(place) for place, row in self._read_table().items() if cond(row)]

    # TinyDB's tables are built on these three.

    def _get_next_id(self) -> int:
        return self._journal.take_id(self.name)

    def _read_table(self) -> dict[str, Mapping[str, Any]]:
        return cast("dict[str, Mapping[str, Any]]", _RowsView(self._journal, self.name))

    def _update_table(self, updater: Callable[[dict[int, Mapping[str, Any]]], None]) -> None:
        with self._journal.lock:
            edit = _Edit(self._journal, self.name)
            updater(cast("dict[int, Mapping[str, Any]]", edit))
            self._journal.change(self.name, edit.changes())


class JournalDB(TinyDB):
    """A TinyDB on a `JournalStorage`, which is opened before it and closed with it."""

    table_class: Any = JournalTable

    def __init__(self, storage: JournalStorage) -> None:
        super().__init__(storage=lambda: storage)

    def table(self, name: str, **options: Any) -> JournalTable:  # noqa: ANN401
        """Return a table; see `tinydb.TinyDB.table`."""
        return cast(JournalTable, super().table(name, **options))

    def tables(self) -> set[str]:
        """Return the names of all tables."""
        return cast(JournalStorage, self.storage).names()


class _RowsView(Mapping[str, Mapping[str, Any]]):
    """The rows as TinyDB reads them; each look gives a copy, and walking needs no lock."""

    def __init__(self, storage: JournalStorage, table: str) -> None:
        self._storage, self._table = storage, table

    def __getitem__(self, place: str) -> Mapping[str, Any]:
        with self._storage.lock:
            text = self._storage.rows(self._table)[int(place)]
        return from_text(text)

    def __iter__(self) -> Iterator[str]:
        with self._storage.lock:
            places = list(self._storage.rows(self._table))
        return map(str, places)

    def __len__(self) -> int:
        with self._storage.lock:
            return len(self._storage.rows(self._table))

    def items(self) -> Any:  # noqa: ANN401
        with self._storage.lock:
            rows = list(self._storage.rows(self._table).items())
        return ((str(place), from_text(text)) for place, text in rows)


class _Edit(MutableMapping[int, Any]):
    """What an operation sees as the table; it remembers what was touched, and nothing else."""

    def __init__(self, storage: JournalStorage, table: str) -> None:
        self._storage, self._table = storage, table
        self._rows = storage.rows(table)
        self._touched: dict[int, Any] = {}  # a row, None where it was removed

    def __getitem__(self, place: int) -> Any:  # noqa: ANN401
        if place not in self._touched:
            self._touched[place] = from_text(self._rows[place])
        if self._touched[place] is None:
            raise KeyError(place)
        return self._touched[place]

    def __setitem__(self, place: int, row: Any) -> None:  # noqa: ANN401
        self._touched[place] = row
        self._storage.keep_id(self._table, place)

    def __delitem__(self, place: int) -> None:
        if place not in self:
            raise KeyError(place)
        self._touched[place] = None

    def __contains__(self, place: object) -> bool:
        if place in self._touched:
            return self._touched[place] is not None
        return place in self._rows

    def __iter__(self) -> Iterator[int]:
        yield from [place for place in self._rows if place in self]
        yield from [place for place in self._touched if place not in self._rows and place in self]

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def clear(self) -> None:
        self._touched = dict.fromkeys(self._rows)

    def changes(self) -> dict[int, str | None]:
        """Return the rows that are not what they were."""
        changed = {
            place: None if row is None else to_text(row) for place, row in self._touched.items()
        }
        return {
            place: text for place, text in changed.items() if text != self._rows.get(place)
        }

"""The catalog file as it is now: read when it changed, written by scans and one LoRA at a time."""

import logging
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import yaml

from booru_studio.domain.lora_reading import Catalog, read_entries
from booru_studio.domain.lora_scan import ScanPlan
from booru_studio.errors import InvalidInputError, UsageError
from booru_studio.storage.atomic import write_atomically
from booru_studio.storage.lora_files import read_catalog
from booru_studio.storage.lora_yaml import load_catalog, rewrite
from booru_studio.storage.lora_yaml_entry import edit_row

log = logging.getLogger(__name__)

_BOM = "\ufeff"


@dataclass(frozen=True, slots=True)
class CatalogState:
    """The catalog at one moment.

    `revision` changes with the content; `problem` is the sentence about a file that cannot be
    read, whose entries are then those of the last version that could.
    """

    catalog: Catalog
    revision: int
    problem: str = ""
    raw: Mapping[str, Any] = field(default_factory=dict)  # as written, `top_tags` left out


class LoraCatalogFile:
    """`loras.yaml`; all methods may be called from any thread.

    Args:
        path: the file; need not exist.
        cache: where to keep what was read of a large one.
    """

    def __init__(self, path: Path, cache: Path | None = None) -> None:
        self.path = path
        self._cache = cache
        self._lock = threading.RLock()
        self._stamp: tuple[int, int] | None = None
        self._state = CatalogState(Catalog(), 0)

    def state(self) -> CatalogState:
        """Give the catalog, read again where the file changed; never raises."""
        with self._lock:
            stamp = self._look()
            if stamp != self._stamp or not self._state.revision:
                self._state = self._read(self._state)
                self._stamp = stamp
            return self._state

    def raw(self) -> Mapping[str, Any]:
        """Read the whole file as plain values, for a scan.

        Raises:
            InvalidInputError: it cannot be read; it is left as it is.
        """
        try:
            return read_catalog(self.path)
        except UsageError as error:
            raise InvalidInputError(reason=str(error)) from error

    def write_scan(self, scan: Mapping[str, Any], plan: ScanPlan) -> list[str]:
        """Write what a scan found: `scan:`, the `auto:` blocks and moved keys, nothing else.

        The version before stays as `<name>.bak`.

        Returns:
            Sentences about entries that could not be written to.

        Raises:
            InvalidInputError: the file cannot be read, or a person has changed it meanwhile; it
                is left as it is.
            StoreWriteError: it could not be written; the old file stays.
        """
        with self._lock:
            before = self._text()
            try:
                text, problems = rewrite(before.removeprefix(_BOM), scan, plan)
                _check_untouched(before.removeprefix(_BOM), text, plan)
            except (yaml.YAMLError, ValueError) as error:
                log.warning("%s: %s", self.path.name, error)
                raise InvalidInputError(reason=self._left_alone(error)) from error
            if self._text() != before:
                raise InvalidInputError(
                    reason=f"{self.path.name} was changed during the scan: scan again."
                )
            marked = _BOM + text if before.startswith(_BOM) else text
            write_atomically(self.path, marked.encode("utf-8"), keep_backup=bool(before))
            self._stamp = None
        return problems

    def row(self, key: str) -> Mapping[str, Any]:
        """Return what the file says of a LoRA, `auto` included; empty where it says nothing.

        Raises:
            InvalidInputError: the catalog has no such LoRA.
        """
        rows = self.state().raw.get("loras")
        if not isinstance(rows, Mapping) or key not in rows:
            raise InvalidInputError(reason=f"The catalog has no LoRA “{key}”: load the list again.")
        row = rows[key]
        return row if isinstance(row, Mapping) else {}

    def write_row(self, key: str, changes: Mapping[str, Any]) -> None:
        """Change fields of one LoRA, None taking one out; the rest of the file keeps its bytes.

        The version before stays as `<name>.bak`.

        Raises:
            InvalidInputError: there is no such LoRA, or the file cannot be read; it is left as
                it is.
            StoreWriteError: it could not be written; the old file stays.
        """
        with self._lock:
            row = self.row(key)
            before = self._text()
            try:
                text = edit_row(before.removeprefix(_BOM), key, changes)
            except (yaml.YAMLError, ValueError) as error:
                log.warning("%s: %s", self.path.name, error)
                raise InvalidInputError(reason=self._left_alone(error)) from error
            marked = _BOM + text if before.startswith(_BOM) else text
            write_atomically(self.path, marked.encode("utf-8"), keep_backup=True)
            self._take_over(key, {**row, **changes})

    def _take_over(self, key: str, row: Mapping[str, Any]) -> None:
        """Change one LoRA of what was read, since reading thousands again takes a second."""
        known, stamp = self._state, self._look()
        fields = {name: value for name, value in row.items() if value is not None}
        one = {"defaults": known.raw.get("defaults"), "loras": {key: fields}}
        (entry,) = read_entries(one).entries
        catalog = replace(
            known.catalog,
            entries=tuple(entry if each.key == key else each for each in known.catalog.entries),
            problems=tuple(each for each in known.catalog.problems if f"“{key}”" not in each),
        )
        raw = {**known.raw, "loras": {**known.raw["loras"], key: fields}}
        self._state = CatalogState(catalog, known.revision + 1, raw=raw)
        self._stamp = stamp

    def _read(self, known: CatalogState) -> CatalogState:
        revision = known.revision + 1
        try:
            raw = read_catalog(self.path, self._cache)
        except UsageError as error:
            return CatalogState(known.catalog, revision, str(error))
        return CatalogState(read_entries(raw), revision, raw=raw)

    def _look(self) -> tuple[int, int]:
        try:
            status = self.path.stat()
        except OSError:
            return (0, 0)
        return (status.st_mtime_ns, status.st_size)

    def _text(self) -> str:
        try:
            return self.path.read_bytes().decode("utf-8")
        except FileNotFoundError:
            return ""
        except (OSError, UnicodeDecodeError) as error:
            raise InvalidInputError(reason=self._left_alone(error)) from error

    def _left_alone(self, error: Exception) -> str:
        mark = getattr(error, "problem_mark", None)
        place = f" in line {mark.line + 1}" if mark else ""
        return (
            f"{self.path.name} cannot be read as a LoRA catalog{place}: it was left as it is; "
            "mend it, then try again."
        )


def _check_untouched(before: str, after: str, plan: ScanPlan) -> None:
    """Make sure that the edits changed what they should and nothing else.

    Raises:
        ValueError: they did not; nothing may be written then.
    """
    old, new = load_catalog(before) or {}, load_catalog(after)
    if not isinstance(old, Mapping) or not isinstance(new, Mapping):
        raise ValueError("the catalog is no mapping")
    rest = ("loras", "scan", "version")
    if {key: value for key, value in old.items() if key not in rest} != {
        key: value for key, value in new.items() if key not in rest
    }:
        raise ValueError("the edits would have changed other parts of the catalog")
    kept = {plan.moved.get(key, key): _own(row) for key, row in (old.get("loras") or {}).items()}
    if kept != {key: _own(row) for key, row in new["loras"].items() if key in kept}:
        raise ValueError("the edits would have changed a person's fields")


def _own(row: object) -> object:
    if row is None:
        return {}
    if not isinstance(row, Mapping):
        return row
    return {key: value for key, value in row.items() if key != "auto"}

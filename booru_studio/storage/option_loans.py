"""Options of WebUIs that are changed for a moment: written down first, should we crash."""

import json
import logging
import threading
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from booru_studio.storage.atomic import write_atomically

log = logging.getLogger(__name__)

FILE = "borrowed-options.json"


@dataclass(frozen=True, slots=True)
class Loan:
    """One option: its value before, and the one it has while we need it."""

    before: Any
    ours: Any


class OptionLoans:
    """The loans by the WebUI's address, in a small file that is gone when nothing is lent."""

    def __init__(self, data: Path) -> None:
        self._path = data / FILE
        self._lock = threading.Lock()

    def of(self, url: str) -> dict[str, Loan]:
        """Return what is lent of a WebUI, by the option's name."""
        with self._lock:
            return self._read().get(url, {})

    def note(self, url: str, loans: Mapping[str, Loan]) -> None:
        """Write down what is about to be changed; durable on return.

        Raises:
            StoreWriteError: nothing may be changed.
        """
        with self._lock:
            self._write({**self._read(), url: {**self._read().get(url, {}), **loans}})

    def forget(self, url: str) -> None:
        """Note that a WebUI has its own values again.

        Raises:
            StoreWriteError: it will be looked at once more.
        """
        with self._lock:
            kept = {each: loans for each, loans in self._read().items() if each != url}
            self._write(kept)

    def _read(self) -> dict[str, dict[str, Loan]]:
        try:
            found = json.loads(self._path.read_text(encoding="utf-8"))
            return {
                str(url): {str(name): Loan(**values) for name, values in loans.items()}
                for url, loans in found.items()
            }
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, TypeError, AttributeError) as error:
            log.warning("%s cannot be read (%s): check the WebUI's options.", self._path, error)
            return {}

    def _write(self, loans: Mapping[str, Mapping[str, Loan]]) -> None:
        rows = {
            url: {name: asdict(loan) for name, loan in lent.items()} for url, lent in loans.items()
        }
        if rows:
            write_atomically(self._path, json.dumps(rows, indent=1).encode("utf-8"))
        else:
            self._path.unlink(missing_ok=True)

"""The safety rules asked of every LoRA ahead of time, so that lists need not wait for them."""

import threading
from collections.abc import Sequence

from booru_studio.domain.lora_entries import LoraEntry
from booru_studio.services.loras import Loras


class LoraJudge:
    """Judges the LoRAs of the catalog in a thread of its own; each costs about a millisecond."""

    def __init__(self, loras: Loras) -> None:
        self._loras = loras
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self._known: tuple[Sequence[LoraEntry], tuple[LoraEntry, ...], int] = ((), (), 0)
        self._keys: tuple[object, frozenset[str]] = (None, frozenset())

    def start(self) -> None:
        """Begin with what the catalog holds now."""
        self.allowed()

    def stop(self) -> None:
        """End the thread."""
        self._stopping.set()
        thread = self._thread
        if thread is not None:
            thread.join()

    def allowed(self) -> tuple[tuple[LoraEntry, ...], int]:
        """Return the LoRAs known to be allowed, and how many still wait for their judgement."""
        entries = self._loras.entries()
        known, allowed, waiting = self._known
        if known is entries and not waiting:
            return allowed, 0
        verdicts = [(entry, self._loras.verdict(entry)) for entry in entries]
        allowed = tuple(entry for entry, verdict in verdicts if verdict)
        waiting = sum(verdict is None for _, verdict in verdicts)
        self._known = (entries, allowed, waiting)
        if waiting:
            self._begin(entries)
        return allowed, waiting

    def allowed_keys(self) -> frozenset[str]:
        """Return the keys of the LoRAs known to be allowed."""
        allowed, _ = self.allowed()
        known, keys = self._keys
        if known is not allowed:
            keys = frozenset(entry.key for entry in allowed)
            self._keys = (allowed, keys)
        return keys

    def wait(self) -> None:
        """Wait until what was begun is done."""
        thread = self._thread
        if thread is not None:
            thread.join()

    def _begin(self, entries: Sequence[LoraEntry]) -> None:
        with self._lock:
            is_busy = self._thread is not None and self._thread.is_alive()
            if is_busy or self._stopping.is_set():
                return
            self._thread = threading.Thread(
                target=self._judge, args=(entries,), name="lora-judge", daemon=True
            )
            self._thread.start()

    def _judge(self, entries: Sequence[LoraEntry]) -> None:
        for entry in entries:
            if self._stopping.is_set():
                return
            self._loras.allows(entry)

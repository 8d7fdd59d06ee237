"""The settings a job overrides on a WebUI, kept from staying there after the job.

A1111 and Forge put back after a job only those settings that their config.json names
(`stored_opts` of `modules/processing.py`). On a WebUI whose owner never saved its settings, an
overridden one stays. So each setting is saved once as it is before it is first overridden, and
looked at again after each job.
"""

import logging
import threading
from collections.abc import Mapping
from typing import Any

from booru_studio.errors import WebUiError
from booru_studio.webui.transport import API, LOAD_SECONDS, WebUiTransport

log = logging.getLogger(__name__)

_OPTIONS = f"{API}/options"
_MISSING = object()


class OverrideGuard:
    """Watches over one WebUI's settings; one job at a time, from any thread."""

    def __init__(self, transport: WebUiTransport) -> None:
        self._transport = transport
        self._lock = threading.Lock()
        self._saved: set[str] = set()  # settings that the WebUI puts back by itself from now on
        self._before: dict[str, Any] = {}  # as they were before the job under way
        self._sent: dict[str, Any] = {}  # what that job overrides
        self._notes: list[str] = []

    @property
    def notes(self) -> tuple[str, ...]:
        """What was changed in the WebUI's own settings so far, in sentences."""
        return tuple(self._notes)

    def forget(self) -> None:
        """Take note that it started anew: nothing is known to be saved."""
        with self._lock:
            self._saved.clear()
            self._before, self._sent = {}, {}

    def before(self, overrides: Mapping[str, Any]) -> None:
        """Have the settings saved that a job is about to override.

        Settings that cannot be looked at or saved are no reason not to paint.
        """
        with self._lock:
            if not overrides:
                return
            now = self._read()
            # A job whose answer was lost may have left something behind.
            now |= self._put_back(now)
            self._before = {name: now[name] for name in overrides if name in now}
            self._sent = dict(overrides)
            unsaved = {
                name: value
                for name, value in self._before.items()
                if name not in self._saved and value is not None
            }
            if unsaved and self._write(unsaved):
                self._saved |= unsaved.keys()
                self._notes.append(
                    "Booru Studio saved these settings of the WebUI as they were, so that a job's "
                    f"own do not stay: {', '.join(sorted(unsaved))}."
                )

    def after(self) -> tuple[str, ...]:
        """Put back what stayed of the last job, and say so in sentences."""
        with self._lock:
            changed = bool(self._sent)
            put_back = self._put_back(self._read()) if changed else {}
            self._before, self._sent = {}, {}
        told = tuple(
            f"The WebUI kept the job's setting {name}; it was put back to {_shown(value)}."
            for name, value in put_back.items()
        )
        self._notes += told
        return told

    def _put_back(self, now: Mapping[str, Any]) -> dict[str, Any]:
        """Put back each setting that is as the last job had it and was not so before."""
        left = {
            name: before
            for name, before in self._before.items()
            if now.get(name, _MISSING) != before and _is_same(now.get(name), self._sent.get(name))
        }
        return left if left and self._write(left) else {}

    def _read(self) -> dict[str, Any]:
        try:
            found = self._transport.get(_OPTIONS)
        except WebUiError as error:
            log.info("settings of %s: %s", self._transport.shown_url, error)
            return {}
        return dict(found) if isinstance(found, Mapping) else {}

    def _write(self, values: Mapping[str, Any]) -> bool:
        """Write values that the WebUI itself gave, so they are of the right type."""
        try:
            self._transport.post(_OPTIONS, values, seconds=LOAD_SECONDS)
        except WebUiError as error:
            log.warning("settings of %s: %s", self._transport.shown_url, error)
            return False
        return True


def _is_same(found: object, sent: object) -> bool:
    """Compare a setting with what a job asked for; a checkpoint may have got its hash meanwhile."""
    if isinstance(found, str) and isinstance(sent, str):
        return found.partition(" [")[0] == sent.partition(" [")[0]
    return found == sent


def _shown(value: object) -> str:
    text = str(value)
    return f"“{text[:60]}”" if text else "nothing"

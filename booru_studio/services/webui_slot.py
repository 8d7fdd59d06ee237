"""Turns at a WebUI: its worker has it during a job, others get it between two jobs."""

import logging
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import wait
from functools import partial
from typing import TypeVar

from booru_studio.errors import WebUiError, WorkCancelledError
from booru_studio.interrogators.background import LOOK_SECONDS, in_background
from booru_studio.interrogators.base import Cancelled, WebUiSlot
from booru_studio.webui.client import WebUiClient

log = logging.getLogger(__name__)

Result = TypeVar("Result")


class Turns(WebUiSlot):
    """First come, first served.

    A worker that ends a job comes again behind everybody who waits by then, so that a waiting
    interrogation goes before the next job, and a hundred of them do not keep the jobs away.
    """

    def __init__(self, client: WebUiClient, trouble: Callable[[], str] = lambda: "") -> None:
        """Take the WebUI, and what says in a sentence why it does not answer, "" if it does."""
        self.client = client
        self._trouble = trouble
        self._changed = threading.Condition()
        self._line: deque[object] = deque()  # of tickets; the first one has the WebUI
        self._worker = threading.local()  # `ticket`: of the turn of the worker that asks
        self._at_contact: dict[str, Callable[[WebUiClient], object]] = {}
        self._had_contact = False

    def trouble(self) -> str:
        """Say in a sentence why it does not answer; "" where it does or was not asked yet."""
        return self._trouble()

    def take(self, is_cancelled: Cancelled) -> bool:
        """Wait for the turn of the worker that asks; False where it was given up."""
        self._worker.ticket = self._queue_up(is_cancelled)
        return self._worker.ticket is not None

    def leave(self) -> None:
        """End the worker's turn, if it is not over yet."""
        ticket, self._worker.ticket = getattr(self._worker, "ticket", None), None
        if ticket is not None:
            self._leave(ticket)

    def run(self, work: Callable[[WebUiClient], Result], is_cancelled: Cancelled) -> Result:
        """Do something with the WebUI as soon as no job of ours is there.

        Who gives up is let go at once, but the turn lasts until the WebUI is done with it.

        Raises:
            WebUiError: it does not answer, or as `work` does.
            WorkCancelledError: it was given up.
        """
        ticket = self._queue_up(is_cancelled)
        if ticket is None:
            raise WorkCancelledError
        try:
            done = in_background(lambda: self._do(ticket, work), f"guest of {self.client.url}")
        except RuntimeError:  # no thread can be started: the turn must not stay taken
            self._leave(ticket)
            raise
        while not wait([done], LOOK_SECONDS).done:
            if is_cancelled():
                raise WorkCancelledError
        return done.result()

    def at_contact(self, name: str, work: Callable[[WebUiClient], object]) -> None:
        """Do something, once, when the WebUI answers after a silence; now, if it does already.

        What fails is tried again at the next contact.
        """
        self._at_contact[name] = work
        if self._had_contact:
            self.note_contact()

    def note_contact(self) -> None:
        """Take note that the WebUI answers after a silence."""
        self._had_contact = True
        for name in list(self._at_contact):
            in_background(partial(self._greet, name), f"greet {self.client.url}")

    def _greet(self, name: str) -> None:
        work = self._at_contact.pop(name, None)
        if work is None:
            return
        try:
            self.run(work, lambda: False)
        except WebUiError as error:
            log.info("%s: %s", name, error)
            self._at_contact.setdefault(name, work)

    def _do(self, ticket: object, work: Callable[[WebUiClient], Result]) -> Result:
        try:
            return work(self.client)
        finally:
            self._leave(ticket)

    def _queue_up(self, is_cancelled: Cancelled) -> object | None:
        ticket = object()
        with self._changed:
            self._line.append(ticket)
            while self._line[0] is not ticket:
                if is_cancelled():
                    self._line.remove(ticket)
                    self._changed.notify_all()
                    return None
                self._changed.wait(LOOK_SECONDS)
        return ticket

    def _leave(self, ticket: object) -> None:
        with self._changed:
            self._line.remove(ticket)
            self._changed.notify_all()

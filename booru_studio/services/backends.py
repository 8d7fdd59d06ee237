"""The WebUIs: which answer, what they can do, and since when they do not."""

import logging
import threading
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from booru_studio.errors import GenerationOffError, WebUiError
from booru_studio.http import is_loopback
from booru_studio.services.webui_slot import Turns
from booru_studio.webui.capabilities import Capabilities
from booru_studio.webui.client import WebUiClient
from booru_studio.webui.refreshing import Refreshable

log = logging.getLogger(__name__)

CHECK_INTERVAL = 15.0  # seconds between two looks at a WebUI that answers
_BACK_OFF = (0.5, 1.0, 2.0, 4.0, 8.0, 15.0)  # seconds between looks at one that does not


@dataclass(frozen=True, slots=True)
class BackendState:
    """What is known of a WebUI now; `detail` is a sentence."""

    url: str  # without credentials
    reachable: bool = False
    capabilities: Capabilities | None = None
    checkpoint: str = ""
    vae: str = ""
    detail: str = "It is being asked for the first time."


class Backend:
    """One WebUI, watched by a thread of its own so that nobody else waits for it."""

    def __init__(
        self, client: WebUiClient, *, check_interval: float = CHECK_INTERVAL, off: str = ""
    ) -> None:
        """Take the WebUI; `off` says why it may never be asked, "" where it may."""
        self.client, self.is_off = client, bool(off)
        self.url = client.url
        self.slot = Turns(client, self._silence)
        self.enabled = True  # whether it gets jobs, as a person decides
        # Whether it saves what it paints, so that a lost answer costs nothing: where connections
        # are cut, as by the gateways of tunnels.
        self.keeps_copies = not is_loopback(urlsplit(self.url).hostname or "")
        self._interval = check_interval
        self._state = BackendState(self.url)
        self._asked = threading.Event()  # the first look is over
        self._wake = threading.Event()
        if off:
            client.shut(off)
            self._state = replace(self._state, detail=str(GenerationOffError(reason=off)))
            self._asked.set()
        self._stopping = False
        self._on_change: list[threading.Event] = []
        self._thread = threading.Thread(target=self._watch, name=f"watch {self.url}", daemon=True)

    @property
    def state(self) -> BackendState:
        return self._state

    def start(self) -> None:
        if not self.is_off:
            self._thread.start()

    def stop(self) -> None:
        """End the watch; at most a request's time is waited for."""
        self._stopping = True
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join(timeout=5)
        self.client.close()

    def wait_first(self, seconds: float) -> BackendState:
        """Wait for a first look in progress, then say what is known."""
        self._asked.wait(seconds)
        return self._state

    def refresh(self, what: Refreshable) -> int:
        """Have the WebUI read a list anew, which waits for its running job; return how many.

        Raises:
            WebUiError: it does not answer.
        """
        count = self.client.refresh(what)
        self._state = replace(self._state, capabilities=self.client.capabilities())
        return count

    def look_again(self) -> None:
        """Look now instead of when the time comes."""
        self._wake.set()

    def mark_unreachable(self, error: WebUiError) -> None:
        """Take over what a worker met; the watch looks again soon."""
        self._state = BackendState(
            self.url, False, self._state.capabilities, detail=str(error)
        )
        self._wake.set()

    def _watch(self) -> None:
        failures = 0
        while not self._stopping:
            failures = 0 if self._look() else failures + 1
            self._asked.set()
            pause = _BACK_OFF[min(failures, len(_BACK_OFF)) - 1] if failures else self._interval
            self._wake.wait(pause)
            self._wake.clear()

    def _look(self) -> bool:
        before = self._state
        try:
            # A WebUI that comes back may be another version with other models: ask it anew.
            is_same = before.reachable and not self.client.has_restarted()
            capabilities = self.client.capabilities() if is_same else self.client.probe()
            options = self.client.options()
        except WebUiError as error:
            self._state = BackendState(self.url, False, before.capabilities, detail=str(error))
            if before.detail != self._state.detail:
                log.info("%s: %s", self.url, error)
            return False
        self._state = BackendState(
            self.url,
            True,
            capabilities,
            checkpoint=str(options.get("sd_model_checkpoint") or ""),
            vae=str(options.get("sd_vae") or ""),
            detail="",
        )
        if not before.reachable:
            log.info("%s answers: %s %s", self.url, capabilities.flavour, capabilities.version)
            self.slot.note_contact()
        return True

    def _silence(self) -> str:
        """Say why it does not answer; "" where it does, or is being asked for the first time."""
        is_known = self._asked.is_set() and not self._state.reachable
        return self._state.detail if is_known else ""

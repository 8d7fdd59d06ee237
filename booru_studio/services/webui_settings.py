"""The few settings of a WebUI that are changed from here, and its lists read anew."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import wait
from typing import Any

from booru_studio.errors import InvalidInputError, WebUiError, WebUiNotReachableError
from booru_studio.interrogators.background import in_background
from booru_studio.services.backends import Backend
from booru_studio.services.steps import Steps

_LOOK = 0.5  # seconds between two looks at what is waited for

SETTABLE = ("sd_model_checkpoint", "sd_vae", "interrogate_deepbooru_score_threshold")

Refresher = Callable[[], int]


class WebUiSettings:
    """Options and lists of the WebUIs; changes go to every one that answers."""

    def __init__(
        self, backends: Sequence[Backend], refreshers: Mapping[str, Refresher]
    ) -> None:
        """Take what can be refreshed besides checkpoints.

        Args:
            refreshers: by name (“loras”, “wildcards”, “tags”); each returns how many there are.
        """
        self._backends, self._refreshers = backends, refreshers

    def options(self) -> dict[str, Any]:
        """Return the settable options of the first WebUI that answers, with what may be chosen.

        Raises:
            WebUiError: none answers.
        """
        backend = self._first()
        options = backend.client.options()
        known = backend.client.capabilities()
        return {
            "values": {name: options.get(name) for name in SETTABLE if name in options},
            "checkpoints": [checkpoint.title for checkpoint in known.checkpoints],
            "vaes": list(known.vaes),
        }

    def set_options(self, values: object) -> dict[str, Any]:
        """Change options on every WebUI that answers, and return them as they now are.

        A checkpoint or VAE waits there for a running job.

        Raises:
            InvalidInputError, UnknownChoiceError: a value no WebUI would take; nothing is sent.
            WebUiError: none answers.
        """
        if not isinstance(values, Mapping) or not values:
            raise InvalidInputError(
                reason=f"values is empty or no object: give some of {', '.join(SETTABLE)}."
            )
        self._first()
        for backend in self._reachable():
            backend.client.set_options(values)
            backend.look_again()
        return self.options()

    def refresh(self, what: str, steps: Steps | None = None) -> dict[str, int]:
        """Read a list anew; return how many there are now, by name.

        A WebUI does that when it is done with its running job.

        Args:
            steps: is told what is waited for, and may stop the wait, though not the WebUI.

        Raises:
            InvalidInputError: nothing of that name.
            WorkCancelledError: the wait was stopped.
            WebUiError, StorageError: as their sentences say.
        """
        names = ("checkpoints", *self._refreshers)
        if what not in names:
            raise InvalidInputError(
                reason=f"“{what}” cannot be refreshed: use one of {', '.join(names)}."
            )
        steps = steps or Steps()
        if what != "checkpoints":
            return {what: self._followed(self._refreshers[what], what, steps)}
        self._first()
        counts = [
            self._followed(lambda backend=backend: backend.refresh("checkpoints"), what, steps)  # type: ignore[misc]
            for backend in self._reachable()
        ]
        return {what: max(counts)}

    def _followed(self, work: Refresher, what: str, steps: Steps) -> int:
        """Do some work while its follower is told what it waits for."""
        done = in_background(work, f"refresh {what}")
        while not wait([done], _LOOK).done:
            steps(self._waited_for(what))
        return done.result()

    def _waited_for(self, what: str) -> str:
        for backend in self._reachable():
            try:
                load = backend.client.load()
            except WebUiError:
                continue  # whether it answers shows in the refresh itself
            if load.is_busy:
                return f"Waiting for the running job, which is at {load.fraction or 0:.0%}."
        return f"The {what} are being read."

    def _reachable(self) -> list[Backend]:
        return [backend for backend in self._backends if backend.state.reachable]

    def _first(self) -> Backend:
        for backend in self._backends:
            if backend.wait_first(5).reachable:
                return backend
        first = self._backends[0]
        # Its own words, such as a wrong password, are more use than ours.
        first.client.options()
        raise WebUiNotReachableError(url=first.url, reason="it did not answer lately")


def refresh_loras(backends: Sequence[Backend], scan: Callable[[], Mapping[str, Any]]) -> Refresher:
    """Make what has every WebUI look for LoRAs again and takes them into the catalog."""

    def refresh() -> int:
        for backend in backends:
            if backend.state.reachable:
                try:
                    backend.refresh("loras")
                except WebUiError:
                    backend.look_again()
        return int(scan()["count"])

    return refresh

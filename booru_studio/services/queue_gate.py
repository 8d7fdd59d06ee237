"""Whether jobs may be started: paused by a person, by itself, or held for a while."""

from collections.abc import Callable

from booru_studio.errors import InvalidInputError
from booru_studio.services.job_board import JobBoard

FAILURES_IN_A_ROW = 3  # after as many the queue pauses: something is wrong beyond one job
START_MODES = ("last", "run", "paused")  # as it was, running, paused


class QueueGate:
    """The one place that says whether a job may be started; remembered across restarts."""

    def __init__(self, board: JobBoard, hold: Callable[[], str] = lambda: "") -> None:
        """Begin as the start mode says.

        Args:
            hold: says in a sentence why no job may be started just now, "" while one may: a
                closed window, a full disk.
        """
        self._board, self._hold = board, hold
        self._failures = 0
        self._paused: str | None = board.setting("paused")
        if self.start_mode == "run" and self._paused is not None:
            self._set(None)
        elif self.start_mode == "paused" and self._paused is None:
            self._set("The queue starts paused, as you set it.")

    @property
    def paused(self) -> str | None:
        """Why the queue is paused; None while it is not."""
        return self._paused

    @property
    def held(self) -> str:
        """Why no job may be started just now though the queue is not paused; "" while one may."""
        return self._hold()

    def is_open(self) -> bool:
        return self._paused is None and not self._hold()

    def pause(self, reason: str = "You paused the queue.") -> None:
        """Start no further job; what runs is finished.

        Raises:
            StoreWriteError: it holds all the same, until the app ends.
        """
        self._paused = reason
        self._set(reason)

    def resume(self) -> None:
        """Go on; a job that is held after crashes is tried again."""
        self._failures = 0
        self._set(None)

    def note_success(self) -> None:
        self._failures = 0

    def note_failure(self, error: str) -> None:
        """Pause after several failures in a row."""
        self._failures += 1
        if self._failures >= FAILURES_IN_A_ROW and self._paused is None:
            self.pause(
                f"The queue paused itself after {self._failures} failures in a row. "
                f"The last one: {error}"
            )

    @property
    def start_mode(self) -> str:
        return str(self._board.setting("start_mode", "last"))

    def set_start_mode(self, mode: str) -> None:
        """Decide how the queue begins when the app starts.

        Args:
            mode: “last” (as it was), “run” or “paused”.
        """
        if mode not in START_MODES:
            raise InvalidInputError(
                reason=f"There is no start mode “{mode}”: use one of {', '.join(START_MODES)}."
            )
        self._board.set_setting("start_mode", mode)

    def _set(self, reason: str | None) -> None:
        with self._board.changed:
            self._board.set_setting("paused", reason)
            self._paused = reason

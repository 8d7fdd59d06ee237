"""Follow work of several requests, and stop it between two of them."""

from collections.abc import Callable
from dataclasses import dataclass, field

from booru_studio.errors import WorkCancelledError

Report = Callable[[int, str], object]


def _told_nobody(_number: int, _sentence: str) -> None:
    return None


def _never() -> bool:
    return False


@dataclass(slots=True)
class Steps:
    """What somebody who waits hands in: where to tell the progress, and when to stop.

    `report` gets the number of the request that begins, from 1, and a sentence about it.
    """

    report: Report = _told_nobody
    is_cancelled: Callable[[], bool] = _never
    begun: int = field(default=0, init=False)  # requests so far

    def __call__(self, sentence: str) -> None:
        """Begin the next request.

        Raises:
            WorkCancelledError: it was asked to stop.
        """
        if self.is_cancelled():
            raise WorkCancelledError()
        self.begun += 1
        self.report(self.begun, sentence)

"""How much a visitor may ask in a while, so that one cannot take what is there for all."""

import threading
from collections import deque
from collections.abc import Callable, Mapping

from booru_studio.errors import TooOftenError
from booru_studio.services.rights import Right

WHILE = 600.0  # seconds
MOST = {Right.INTERROGATE: 40, Right.GENERATE: 60}


class Allowance:
    """Counts the uses of rights in the last ten minutes; may be used from any thread."""

    def __init__(
        self, clock: Callable[[], float], most: Mapping[Right, int] = MOST  # read only
    ) -> None:
        self._clock, self._most = clock, most
        self._lock = threading.Lock()
        self._used: dict[Right, deque[float]] = {right: deque() for right in most}

    def spend(self, right: Right) -> None:
        """Use a right once.

        Raises:
            TooOftenError: it was used too often.
        """
        if right not in self._most:
            return
        with self._lock:
            now, used = self._clock(), self._used[right]
            while used and used[0] <= now - WHILE:
                used.popleft()
            if len(used) >= self._most[right]:
                raise TooOftenError(seconds=used[0] + WHILE - now)
            used.append(now)

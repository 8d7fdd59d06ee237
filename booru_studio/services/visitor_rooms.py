"""A room for each visitor of a Space: what is in one belongs to one visitor, and is gone later."""

import shutil
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, Protocol, TypeVar
from uuid import uuid4

from booru_studio.errors import RoomFullError, RoomsTakenError

FOLDER = "visitors"  # below the data folder


class Furniture(Protocol):
    """What is in a room."""

    def start(self) -> None: ...

    def stop(self) -> None: ...


R = TypeVar("R", bound=Furniture)


@dataclass(frozen=True, slots=True)
class RoomLimits:
    """How much there may be of what, and for how long."""

    rooms: int = 64
    idle: float = 2 * 3600.0  # seconds after its visitor's last request that a room stays
    least_idle: float = 300.0  # seconds before a room may go to somebody else
    waiting_jobs: int = 40  # in one room
    bytes: int = 300 * 2**20  # in one room
    look: float = 30.0  # seconds between two looks at who is gone


class RoomBytes:
    """Knows how much lies in a room's folder."""

    def __init__(self, folder: Path, most: int) -> None:
        self._folder, self._most = folder, most

    def check(self) -> None:
        """Refuse more than there may be.

        Raises:
            RoomFullError: the visitor has used it up.
        """
        used = sum(path.stat().st_size for path in self._folder.rglob("*") if path.is_file())
        if used > self._most:
            raise RoomFullError(megabytes=self._most // 2**20)


@dataclass(slots=True)
class _Room(Generic[R]):
    inside: R
    folder: Path
    used: float  # clock at its visitor's last request


class VisitorRooms(Generic[R]):
    """Opens a room when its visitor first needs one, and clears it away when they are gone.

    Nothing of an earlier start is kept: a Space forgets its disk, and nobody could say whose it
    was. May be used from any thread.
    """

    def __init__(
        self,
        data: Path,
        furnish: Callable[[Path], R],
        clock: Callable[[], float],
        limits: RoomLimits = RoomLimits(),  # noqa: B008  frozen
    ) -> None:
        """Take the data folder, and what builds a room in a folder of its own.

        Args:
            clock: seconds that never go back.
        """
        self._folder, self._furnish, self._clock = data / FOLDER, furnish, clock
        self._limits = limits
        self._lock = threading.RLock()
        self._rooms: OrderedDict[str, _Room[R]] = OrderedDict()  # the longest idle first
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="visitors", daemon=True)
        shutil.rmtree(self._folder, ignore_errors=True)

    def of(self, visitor: str) -> R:
        """Return what is in a visitor's room.

        Raises:
            RoomsTakenError: too many visitors are here.
        """
        with self._lock:
            room = self._rooms.get(visitor)
            if room is None:
                self._make_place()
                folder = self._folder / uuid4().hex
                folder.mkdir(parents=True)
                room = self._rooms[visitor] = _Room(self._furnish(folder), folder, 0.0)
                room.inside.start()
            room.used = self._clock()
            self._rooms.move_to_end(visitor)
            return room.inside

    def __len__(self) -> int:
        return len(self._rooms)

    def start(self) -> None:
        """Begin to look who is gone."""
        self._thread.start()

    def stop(self) -> None:
        """Clear all rooms away."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join(timeout=5)
        with self._lock:
            rooms = list(self._rooms.values())
            self._rooms.clear()
        for room in rooms:
            _end(room)
        shutil.rmtree(self._folder, ignore_errors=True)

    def clear_idle(self) -> None:
        """Clear the rooms away whose visitors are gone."""
        with self._lock:
            for visitor, room in list(self._rooms.items()):
                if self._clock() - room.used > self._limits.idle:
                    self._clear(visitor)

    def _make_place(self) -> None:
        self.clear_idle()
        if len(self._rooms) < self._limits.rooms:
            return
        visitor, room = next(iter(self._rooms.items()))
        if self._clock() - room.used < self._limits.least_idle:
            raise RoomsTakenError
        self._clear(visitor)

    def _clear(self, visitor: str) -> None:
        """Take a room away; what runs in it ends by itself, since nobody else waits for that."""
        room = self._rooms.pop(visitor)
        threading.Thread(target=_end, args=(room,), name="clear a room", daemon=True).start()

    def _watch(self) -> None:
        while not self._stopping.wait(self._limits.look):
            self.clear_idle()


def _end(room: _Room[R]) -> None:
    room.inside.stop()
    shutil.rmtree(room.folder, ignore_errors=True)

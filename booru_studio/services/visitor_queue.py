"""What one visitor of a Space has to themselves: a queue, pictures, a shelf, an allowance."""

import time
from collections.abc import Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from pathlib import Path

from booru_studio.domain.safety import RatingPolicy
from booru_studio.services.allowance import Allowance
from booru_studio.services.backends import Backend
from booru_studio.services.picture_sources import Inspection
from booru_studio.services.queue_hours import QueueHours
from booru_studio.services.queue_room import QueueRoom, build_queue_room
from booru_studio.services.research_shelf import ResearchShelf
from booru_studio.services.rights import Right, Rights
from booru_studio.services.seen_posts import SeenPosts
from booru_studio.services.visitor_rooms import RoomBytes, RoomLimits
from booru_studio.services.wildcards import Wildcards
from booru_studio.settings import Settings
from booru_studio.storage.ballast import Ballast
from booru_studio.storage.defaults import DefaultsStore
from booru_studio.storage.jobs import FILE_NAME, JobStore
from booru_studio.storage.picture_intake import IntakePicture


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitorParts:
    """What all visitors share when their rooms are built."""

    settings: Settings
    wildcards: Wildcards
    seen: SeenPosts
    backends: Sequence[Backend]
    hours: QueueHours
    inspect: Inspection
    rights: Rights
    limits: RoomLimits = RoomLimits()  # noqa: RUF009  frozen


@dataclass(frozen=True, slots=True)
class VisitorQueue:
    """One visitor's own; `settings` name their folder, `opened` closes their files."""

    settings: Settings
    rights: Rights
    room: QueueRoom
    shelf: ResearchShelf
    opened: ExitStack


def build_visitor_queue(parts: VisitorParts, folder: Path) -> VisitorQueue:
    """Build what a visitor has in a folder of their own; nothing runs yet.

    Raises:
        StorageError: the folder cannot be written.
    """
    settings = replace(parts.settings, data=folder)
    size = RoomBytes(folder, parts.limits.bytes)
    allowance = Allowance(time.monotonic)

    def spend(right: Right) -> None:
        if right is Right.GENERATE:
            size.check()
        allowance.spend(right)

    def inspect(picture: IntakePicture) -> None:
        size.check()
        parts.inspect(picture)

    rights = replace(parts.rights, spend=spend)
    with ExitStack() as stack:
        ballast = Ballast(folder / f"{FILE_NAME}.ballast", 0)
        store = stack.enter_context(closing(JobStore(folder, ballast=ballast)))
        shelf = stack.enter_context(
            closing(DefaultsStore(folder, migrations=(), file_name="research.json"))
        )
        room = build_queue_room(
            settings, store, parts.wildcards, parts.seen, parts.backends, parts.hours, inspect,
            rights, parts.limits.waiting_jobs,
        )  # fmt: skip
        kept = ResearchShelf(shelf, parts.seen, RatingPolicy(settings.ratings))
        return VisitorQueue(settings, rights, room, kept, stack.pop_all())

"""The queue with all that its jobs need and end in, built together."""

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from booru_studio.domain.generation import Txt2ImgRequest
from booru_studio.domain.safety import RatingPolicy
from booru_studio.services.backends import Backend
from booru_studio.services.job_board import JobBoard
from booru_studio.services.job_desk import JobDesk
from booru_studio.services.job_maker import JobMaker
from booru_studio.services.job_tools import JobTools
from booru_studio.services.picture_sources import Inspection, PictureSources
from booru_studio.services.pictures import Pictures
from booru_studio.services.presets import Presets
from booru_studio.services.queue import JobQueue
from booru_studio.services.queue_gate import QueueGate
from booru_studio.services.queue_hours import QueueHours
from booru_studio.services.retention import Retention
from booru_studio.services.rights import Right, Rights
from booru_studio.services.schedule_actions import (
    Action,
    QueueBatch,
    backup_action,
    queue_switches,
    refreshers,
)
from booru_studio.services.seen_posts import SeenPosts
from booru_studio.services.thumbnail_maker import ThumbnailMaker
from booru_studio.services.webui_styles import WebUiStyles
from booru_studio.services.wildcards import Wildcards
from booru_studio.services.worker import Worker
from booru_studio.settings import Settings
from booru_studio.storage.backups import JobBackups
from booru_studio.storage.disk_space import DiskSpace
from booru_studio.storage.images import ImageStore
from booru_studio.storage.inputs import InputStore
from booru_studio.storage.jobs import FILE_NAME as JOBS_FILE
from booru_studio.storage.jobs import JobStore
from booru_studio.storage.thumbnails import Thumbnails
from booru_studio.storage.trash import Trash


class Part(Protocol):
    """Something that runs in a thread of its own."""

    def start(self) -> None: ...

    def stop(self) -> None: ...


@dataclass(frozen=True, slots=True)
class QueueRoom:
    """The queue, what its jobs end in, and who does them."""

    queue: JobQueue
    images: ImageStore
    sources: PictureSources
    thumbnails: Thumbnails
    pictures: Pictures
    retention: Retention
    tools: JobTools
    parts: tuple[Part, ...]


def build_queue_room(
    settings: Settings,
    store: JobStore,
    wildcards: Wildcards,
    seen: SeenPosts,
    backends: Sequence[Backend],
    hours: QueueHours,
    inspect: Inspection,
    rights: Rights,
    most_waiting: int | None = None,
) -> QueueRoom:
    """Build it; nothing runs yet.

    Args:
        inspect: looks at each picture somebody hands in.
        rights: of those whose jobs these are; asked again for each job.
        most_waiting: jobs that may wait at once; None means as many as any queue.

    Raises:
        StorageError: the data folder cannot be read or written.
    """
    policy = RatingPolicy(settings.ratings)
    thumbnails = Thumbnails(settings.data)
    thumbnail_maker = ThumbnailMaker(thumbnails)
    images = ImageStore(settings.data, thumbnail_maker.add)
    images.sweep()
    space = DiskSpace(images.mean_bytes)
    board = JobBoard(store, lambda: datetime.now(UTC))
    gate = QueueGate(board, lambda: hours.hold() or space.check(settings.data))
    desk = JobDesk(board, images, gate)
    urls = tuple(backend.url for backend in backends)
    sources = PictureSources(images, InputStore(settings.data), policy, inspect)
    workers = [Worker(desk, each, sources, urls) for each in backends if not each.is_off]
    styles = WebUiStyles(backends)

    def admit(request: Txt2ImgRequest) -> Txt2ImgRequest:
        rights.check(Right.GENERATE)
        rights.spend(Right.GENERATE)
        return sources.admit(styles.put_in(request))

    maker = JobMaker(wildcards, policy, seen.rating_of, admit=admit)
    queue = JobQueue(board, maker, gate, most_waiting)
    pictures = Pictures(board, images, thumbnails, Trash(settings.data, images))
    pictures.purge()
    tools = JobTools.build(queue, maker, images, pictures, backends)
    parts: tuple[Part, ...] = (thumbnail_maker, *workers, tools.catalog)
    retention = Retention(board, images, pictures)
    return QueueRoom(queue, images, sources, thumbnails, pictures, retention, tools, parts)


def upkeep_actions(
    settings: Settings,
    store: JobStore,
    queue: JobQueue,
    presets: Presets,
    backends: Sequence[Backend],
) -> list[Action]:
    """Return what can be done by the clock and asks no booru."""
    backups = JobBackups(settings.data, _copier(store, settings.data))
    return [
        QueueBatch(queue.submit, presets.request),
        *queue_switches(queue.gate.pause, queue.gate.resume),
        *refreshers(backends),
        backup_action(backups),
    ]


def _copier(store: JobStore, data: Path) -> Callable[[Path], None]:
    """Make what copies the jobs into a file."""

    def copy(target: Path) -> None:
        store.compact()
        shutil.copyfile(data / JOBS_FILE, target)

    return copy

"""What the Jobs tab works with beside the queue itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from booru_studio.services.backend_switches import BackendSwitches
from booru_studio.services.backends import Backend
from booru_studio.services.enlarging import Enlarging
from booru_studio.services.job_catalog import JobCatalog
from booru_studio.services.job_maker import JobMaker
from booru_studio.services.picture_import import PictureImport
from booru_studio.services.pictures import Pictures
from booru_studio.services.queue import JobQueue
from booru_studio.services.queue_files import QueueFiles
from booru_studio.services.variations import Variations
from booru_studio.storage.images import ImageStore


@dataclass(frozen=True, slots=True)
class JobTools:
    """Each does one thing with jobs; `build` makes them fit each other."""

    catalog: JobCatalog
    variations: Variations
    enlarging: Enlarging
    files: QueueFiles
    imports: PictureImport
    switches: BackendSwitches

    @classmethod
    def build(
        cls,
        queue: JobQueue,
        maker: JobMaker,
        images: ImageStore,
        pictures: Pictures,
        backends: Sequence[Backend],
    ) -> Self:
        return cls(
            JobCatalog(queue.board),
            Variations(queue, maker),
            Enlarging(queue),
            QueueFiles(queue, maker, maker.policy),
            PictureImport(queue.board, images, pictures),
            BackendSwitches(queue.board, backends),
        )

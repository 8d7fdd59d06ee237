"""Pictures that arrive from a WebUI: stamped with where they come from, and put on the disk."""

from collections.abc import Sequence
from dataclasses import dataclass

from booru_studio.domain.jobs import Job, JobImage
from booru_studio.storage.images import ImageStore, extra_names
from booru_studio.storage.provenance import Provenance, stamp
from booru_studio.webui.replies import GeneratedImage, Txt2ImgReply


@dataclass(frozen=True, slots=True)
class Arrived:
    """What a job ended in, as it lies on the disk."""

    images: tuple[JobImage, ...]
    extras: tuple[JobImage, ...]  # a grid, ControlNet's maps


def put_away(store: ImageStore, job: Job, reply: Txt2ImgReply) -> Arrived:
    """Save all pictures of a reply under the names the job has for them.

    Raises:
        StoreWriteError: some may be there; doing it again takes their places.
    """
    return Arrived(
        _saved(store, job, job.names, reply.images),
        _saved(store, job, extra_names(job.names, len(reply.extras)), reply.extras),
    )


def _saved(
    store: ImageStore, job: Job, names: Sequence[str], images: Sequence[GeneratedImage]
) -> tuple[JobImage, ...]:
    return tuple(
        JobImage(
            store.save(
                name, stamp(image.data, Provenance.of(job), image.infotext), image.extension
            ),
            image.seed,
            image.width,
            image.height,
            image.infotext,
        )
        for name, image in zip(names, images, strict=False)
    )

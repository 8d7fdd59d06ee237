"""Chosen pictures made larger, each as a job of its own below the one it is of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from booru_studio.domain.jobs import Job, JobImage
from booru_studio.domain.json_fields import read_choice, read_object, read_text
from booru_studio.errors import InvalidInputError
from booru_studio.services.queue import JobQueue

MOST_PICTURES = 500  # at once


@dataclass(frozen=True, slots=True)
class Method:
    """A way to make a picture larger; `sentence` says what it does to it."""

    name: str
    label: str
    sentence: str


METHODS = (
    Method(
        "extras", "Upscaler",
        "Enlarges the finished picture with an upscaler: quick, keeps every detail as it is and "
        "adds none.",
    ),
    Method(
        "hires", "Hires rerun",
        "Draws the picture again with the same seed and hires fix: new detail at the larger size, "
        "takes longest, may differ a little.",
    ),
    Method(
        "img2img", "img2img",
        "Paints over the enlarged picture with the same prompt: keeps the composition, adds "
        "detail as strong as the denoising says.",
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Enlargement:
    """How pictures are to be made larger; "" leaves a choice to the WebUI or to the job."""

    method: str = "extras"
    upscaler: str = ""
    scale: float = 2.0
    denoising: float = 0.35
    checkpoint: str = ""

    @classmethod
    def from_json(cls, values: object) -> Self:
        """Read `{method, upscaler, scale, denoising, checkpoint}`.

        Raises:
            InvalidInputError: an unknown name, or a value out of range.
        """
        names = ("method", "upscaler", "scale", "denoising", "checkpoint")
        fields = read_object(values, "The enlargement", names)
        return cls(
            method=read_choice(fields, "method", [each.name for each in METHODS], "extras"),
            upscaler=read_text(fields, "upscaler", most=200),
            scale=_decimal(fields, "scale", 2.0, 1.0, 8.0),
            denoising=_decimal(fields, "denoising", 0.35, 0.0, 1.0),
            checkpoint=read_text(fields, "checkpoint", most=500),
        )

    def changes(self, image: JobImage) -> dict[str, Any]:
        """Return what a job changes of the one that made the picture."""
        seed = {"seed": max(image.seed, -1), "batch_size": 1, "denoising_strength": self.denoising}
        model = {"checkpoint": self.checkpoint} if self.checkpoint else {}
        if self.method == "hires":
            upscaler = {"hr_upscaler": self.upscaler} if self.upscaler else {}
            return {**seed, **model, **upscaler, "enable_hr": True, "hr_scale": self.scale}
        return {
            **seed,
            **model,
            "enable_hr": False,
            "init_image": image.file,
            "width": _side(image.width * self.scale),
            "height": _side(image.height * self.scale),
        }


class Enlarging:
    """Queues enlargements; the originals stay."""

    def __init__(self, queue: JobQueue) -> None:
        self._queue = queue

    def add(self, pictures: Mapping[str, Sequence[int]], values: object) -> list[str]:
        """Queue a job for each chosen picture; return the ids.

        Args:
            pictures: job id -> places in its list of pictures, from 0.
            values: as `Enlargement.from_json` takes them.

        Raises:
            JobNotFoundError, InvalidInputError, BlockedContentError: as their sentences say; what
                was queued before the one that failed stays.
        """
        wanted = Enlargement.from_json(values)
        count = sum(len(places) for places in pictures.values())
        if not 0 < count <= MOST_PICTURES:
            raise InvalidInputError(reason=f"Choose 1 to {MOST_PICTURES} pictures to be enlarged.")
        jobs = {job_id: self._queue.job(job_id) for job_id in pictures}
        for job_id, places in pictures.items():
            _check_places(jobs[job_id], places)
        ids = []
        for job_id, places in pictures.items():
            if wanted.method == "extras":
                ids += self._queue.upscale(job_id, list(places), wanted.upscaler, wanted.scale)
                continue
            for place in places:
                ids += self._queue.retry(job_id, wanted.changes(jobs[job_id].images[place]))
        return ids


def _check_places(job: Job, places: Sequence[int]) -> None:
    if not all(0 <= place < len(job.images) for place in places):
        raise InvalidInputError(
            reason=f"Job {job.id[:8]} has {len(job.images)} pictures: choose some of them."
        )


def _side(length: float) -> int:
    """Return the nearest side a request may have, in pixels."""
    return max(64, round(length / 8) * 8)


def _decimal(
    fields: Mapping[str, Any], name: str, default: float, least: float, most: float
) -> float:
    value = fields.get(name, default)
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if not is_number or not least <= value <= most:
        raise InvalidInputError(
            reason=f"{name} is {str(value)[:40]}: give a number from {least:g} to {most:g}."
        )
    return float(value)

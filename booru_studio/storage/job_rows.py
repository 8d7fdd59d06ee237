"""Jobs as rows: what is about to be written as JSON, without copying what is in them."""

from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Any

from booru_studio.domain.jobs import Job, JobImage, Upscale

_NAMES = tuple(spec.name for spec in fields(Job))
_IMAGE_NAMES = tuple(spec.name for spec in fields(JobImage))


def row_of(job: Job) -> dict[str, Any]:
    """Give a job as `Job.to_json` does, but sharing what is inside it."""
    row = {name: getattr(job, name) for name in _NAMES}
    row["state"] = job.state.value
    return row | as_json({"images": job.images, "upscale": job.upscale})


def as_json(changes: Mapping[str, Any]) -> dict[str, Any]:
    """Give changed fields in the form of a row, whether they came as values or as JSON."""
    row = dict(changes)
    if "images" in row:
        row["images"] = [
            image if isinstance(image, Mapping) else _image_row(image) for image in row["images"]
        ]
    if isinstance(row.get("upscale"), Upscale):
        row["upscale"] = asdict(row["upscale"])
    return row


def _image_row(image: JobImage) -> dict[str, Any]:
    return {name: getattr(image, name) for name in _IMAGE_NAMES}

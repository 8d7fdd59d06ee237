"""Jobs as the page's lists show them: short, since hundreds are sent at a time.

The whole of a job is `shapes.job_json`, which the page asks for one by one.
"""

from collections import Counter
from typing import Any

from booru_studio.domain.job_facts import JobFacts, PictureFacts, model_of
from booru_studio.domain.job_lists import ListRow
from booru_studio.domain.jobs import Job, JobState
from booru_studio.services.live import Live

SHOWN_PROMPT = 320  # characters; two lines on a wide screen
SHOWN_NOTES = 240  # characters
SHOWN_PICTURES = 5  # of a batch

_ABOUT = (
    "steps", "sampler_name", "scheduler", "cfg_scale", "seed", "width", "height", "batch_size",
)  # fmt: skip


def row_json(job: Job, live: Live | None, source_url: str) -> dict[str, Any]:
    """Give a job as a line of a list; what is empty is left out."""
    values: dict[str, Any] = {
        "id": job.id,
        "state": job.state.value,
        "created": job.created,
        "started": job.started,
        "finished": job.finished,
        "prompt": job.prompt[:SHOWN_PROMPT],
        "is_cut": len(job.prompt) > SHOWN_PROMPT,
        "template": job.template[:SHOWN_PROMPT] if job.template != job.prompt else "",
        "request": {name: job.request[name] for name in _ABOUT if name in job.request},
        "model": model_of(job),
        "images": [picture_json(image) for image in job.images],
        "error": job.error[:SHOWN_NOTES],
        "warnings": [text[:SHOWN_NOTES] for text in job.warnings[:3]],
        "parent": job.parent,
        "source_post": job.source_post,
        "source_url": source_url,
        "backend": job.backend,
        "attempts": job.attempts,
        "upscale": {"scale": job.upscale.scale, "image": job.upscale.image} if job.upscale else 0,
        "bookmarked": job.bookmarked,
        "priority": job.priority,
        "batch": job.batch,
    }
    return {name: value for name, value in values.items() if value} | live_json(job, live)


def live_json(job: Job, live: Live | None) -> dict[str, Any]:
    """Give how a job stands: progress 0 to 1, eta in seconds or null, number of its preview."""
    if job.state is not JobState.RUNNING or live is None:
        return {"id": job.id}
    return {
        "id": job.id,
        "progress": round(live.fraction, 3),
        "eta": None if live.eta is None else round(live.eta, 1),
        "text": live.text,
        "preview": live.preview_number if live.preview else -1,
    }


def picture_json(picture: Any) -> dict[str, Any]:  # noqa: ANN401  JobImage or PictureFacts
    """Give a picture; the page makes its addresses of `file`."""
    return {
        "file": picture.file,
        "seed": picture.seed,
        "width": picture.width,
        "height": picture.height,
    }


def list_row_json(row: ListRow, opened: frozenset[str]) -> dict[str, Any]:
    """Give a line of a list: which job it is, or what a batch amounts to."""
    if not row.members:
        return {"id": row.job.id, "depth": row.depth}
    pictures = [image for job in row.members for image in job.pictures]
    return {
        "batch": row.job.batch,
        "id": row.job.id,
        "open": row.job.batch in opened,
        "size": len(row.members),
        "counts": dict(Counter(job.state for job in row.members)),
        "pictures": len(pictures),
        "images": [_of_job(job, at) for job, at in _first_pictures(row.members)],
    }


def gallery_json(job: JobFacts, at: int) -> dict[str, Any]:
    """Give a picture of the gallery with the job it is of."""
    return {
        **picture_json(job.pictures[at]),
        "job": job.id,
        "at": at,
        "starred": job.bookmarked,
    }


def _first_pictures(members: tuple[JobFacts, ...]) -> list[tuple[JobFacts, int]]:
    every = ((job, at) for job in members for at in range(len(job.pictures)))
    return [pair for pair, _ in zip(every, range(SHOWN_PICTURES), strict=False)]


def _of_job(job: JobFacts, at: int) -> dict[str, Any]:
    picture: PictureFacts = job.pictures[at]
    return {**picture_json(picture), "job": job.id, "at": at}

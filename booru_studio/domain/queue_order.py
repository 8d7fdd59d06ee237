"""In which order jobs are done: priority, place, and what the WebUI has loaded already."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile

from booru_studio.domain.jobs import Job
from booru_studio.domain.loras import lora_signature

GAP = 1024.0  # between two neighbours' places, so that a job can be put between them often
LOOK_AHEAD = 32  # jobs
NEAR = 8 * LOOK_AHEAD  # jobs among which one is looked for that a WebUI did not refuse
PRIORITIES = (-10, 10)  # least, most


@dataclass(frozen=True, slots=True)
class Loaded:
    """What the last job left in a WebUI's memory."""

    checkpoint: str = ""
    loras: tuple[object, ...] = ()


def order_of(job: Job) -> tuple[int, float, str]:
    """Return what jobs are sorted by: higher priority first, then by place."""
    return -job.priority, job.place, job.id


def choose(
    ordered: Sequence[Job], backend: str, loaded: Loaded, skipped: Mapping[str, int]
) -> Job | None:
    """Choose the job a WebUI does next.

    Of the first jobs of the same priority the one that needs least loading wins: same checkpoint
    and LoRAs, then same checkpoint, then the first. A job that was passed over `LOOK_AHEAD`
    times is not passed over again.

    Args:
        ordered: waiting jobs, sorted by `order_of`.
        skipped: how often each job was passed over.
    """
    able = [job for job in ordered[:NEAR] if backend not in job.refused_by]
    if not able:
        return next((job for job in ordered if backend not in job.refused_by), None)
    first = able[0]
    if skipped.get(first.id, 0) >= LOOK_AHEAD:
        return first
    near = [job for job in able[:LOOK_AHEAD] if job.priority == first.priority]
    return min(near, key=lambda job: _loading(job, loaded))


def _loading(job: Job, loaded: Loaded) -> int:
    """Rate how much a job makes the WebUI load: 0 nothing, 1 LoRAs, 2 a checkpoint."""
    checkpoint = str(job.request.get("checkpoint") or "")
    if checkpoint and _stem(checkpoint) != _stem(loaded.checkpoint):
        return 2
    return int(lora_signature(job.prompt) != loaded.loras)


def places_between(
    jobs: Sequence[Job], moving: Sequence[Job], before: Job | None
) -> dict[str, float]:
    """Return the places that put `moving` right before a job, or at the end.

    Args:
        jobs: all waiting jobs of that priority, in order.

    Returns:
        Job id -> new place. Holds more than the moved ones where a gap was used up and all
        are spread anew.
    """
    ids = {job.id for job in moving}
    staying = [job for job in jobs if job.id not in ids]
    # Before one of the moved themselves: they stay about where that one is.
    ahead = takewhile(lambda job: before is None or job.id != before.id, jobs)
    at = sum(job.id not in ids for job in ahead)
    low = staying[at - 1].place if at else (staying[0].place if staying else 0.0) - GAP
    high = staying[at].place if at < len(staying) else low + GAP * (len(moving) + 1)
    step = (high - low) / (len(moving) + 1)
    places = [low + step * (index + 1) for index in range(len(moving))]
    if step < 1e-6:
        order = [*staying[:at], *moving, *staying[at:]]
        return {job.id: (index + 1) * GAP for index, job in enumerate(order)}
    return {job.id: place for job, place in zip(moving, places, strict=True)}


def _stem(checkpoint: str) -> str:
    """Return a checkpoint's name as its title, file name and short name have it in common."""
    return re.sub(r"( \[[0-9a-f]+\])?$", "", checkpoint).removesuffix(".safetensors").casefold()

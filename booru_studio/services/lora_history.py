"""The last LoRA sets with the pictures that came of them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from booru_studio.domain.jobs import Job, JobState
from booru_studio.domain.loras import lora_tags
from booru_studio.services.lora_randomizer import LoraRandomizer

MOST_JOBS = 300  # the latest, that are looked through
MOST_PICTURES = 4  # of a set

Page = Callable[[str, int, int], tuple[list[Job], int]]
"""Gives jobs of a state, newest first, by number and offset."""

Signature = frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class LoraHistory:
    """Sets beside the finished jobs whose prompts hold all of their LoRAs with these weights."""

    randomizer: LoraRandomizer
    page: Page

    def sets(self, limit: int = 30) -> list[dict[str, Any]]:
        """Return the last sets, newest first, each with `pictures`: `{job, file}`."""
        entries = self.randomizer.history()[:limit]
        jobs = self.page(JobState.DONE.value, MOST_JOBS, 0)[0] if entries else []
        known = [(_signature(job.prompt), job) for job in jobs if job.images and "<" in job.prompt]
        return [{**entry, "pictures": _pictures(entry, known)} for entry in entries]


def _pictures(
    entry: dict[str, Any], known: Sequence[tuple[Signature, Job]]
) -> list[dict[str, str]]:
    wanted = _signature(str(entry.get("text", "")))
    if not wanted:
        return []
    found = [
        {"job": job.id, "file": image.file}
        for signature, job in known
        if wanted <= signature
        for image in job.images
    ]
    return found[:MOST_PICTURES]


def _signature(prompt: str) -> Signature:
    return frozenset((tag.name, str(tag.unet)) for tag in lora_tags(prompt))

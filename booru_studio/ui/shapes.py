"""The JSON shapes that endpoints and page routes answer with."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import UTC
from typing import Any
from urllib.parse import quote

from booru_studio.domain.drafts import Draft
from booru_studio.domain.interrogation import Interrogation, SeenTag
from booru_studio.domain.jobs import Job, JobState
from booru_studio.domain.posts import Post, PostId, Rating, TagCategory
from booru_studio.domain.presets import Preset, merge_prompt
from booru_studio.domain.tag_quality import Quality, tag_quality
from booru_studio.services.backends import BackendState
from booru_studio.services.live import Live
from booru_studio.storage.trash_manifest import Moved

ROUTES = "/gradio_api/bs"  # below Gradio's own prefix, the only place a Space's proxy forwards


def job_json(job: Job, live: Live | None, source_url: str = "") -> dict[str, Any]:
    """Give a job; progress is 0 to 1, eta in seconds or null."""
    progress = 1.0 if job.state is JobState.DONE else (live.fraction if live else 0.0)
    has_preview = live is not None and live.preview is not None
    return {
        "id": job.id,
        "state": job.state.value,
        "created": job.created,
        "started": job.started,
        "finished": job.finished,
        "request": dict(job.request),
        "template": job.template,
        "prompt": job.prompt,
        "progress": round(progress, 4),
        "eta": live.eta if live else None,
        "images": [
            {
                **asdict(image),
                "url": f"{ROUTES}/image/{quote(image.file)}",
                "thumb": f"{ROUTES}/thumb/{quote(image.file)}",
            }
            for image in job.images
        ],
        "error": job.error,
        "warnings": list(job.warnings),
        "parent": job.parent,
        "source_post": job.source_post,
        "source_url": source_url,
        "backend": job.backend,
        "attempts": job.attempts,
        "upscale": asdict(job.upscale) if job.upscale else None,
        "bookmarked": job.bookmarked,
        "priority": job.priority,
        "batch": job.batch,
        "text": live.text if live else "",
        "preview": f"{ROUTES}/preview/{job.id}?n={live.preview_number}"
        if live and has_preview
        else "",
    }


def post_json(post: Post, quality: Quality | None = None) -> dict[str, Any]:
    """Give a post; `pictures` are our own routes to what the site shows."""
    return {
        "site": post.id.site,
        "id": post.id.number,
        "url": post.url,
        "rating": post.rating.value,
        "width": post.width,
        "height": post.height,
        "created": post.created.astimezone(UTC).isoformat() if post.created else "",
        "score": post.score,
        "tags": {category.value: list(post.tags.of(category)) for category in TagCategory},
        "preview_url": post.preview_url,
        "sample_url": post.sample_url,
        "file_url": post.file_url,
        "pictures": {size: picture_route(post.id, size) for size in ("preview", "sample")},
        "source": post.source,
        "notes": list(post.notes),
        "quality": quality_json(quality or tag_quality(post)),
    }


def picture_route(post_id: PostId, size: str) -> str:
    """Return our own address of a post's picture."""
    return f"{ROUTES}/post/{post_id.site}/{post_id.number}/{size}"


def quality_json(quality: Quality) -> dict[str, Any]:
    """Give how well-tagged a post is."""
    return {
        "score": quality.score,
        "general_tags": quality.general_tags,
        "missing": list(quality.missing),
        "reasons": list(quality.reasons),
        "coverage": quality.coverage,
        "amount": quality.amount,
        "hard_to_recreate": list(quality.hard_to_recreate),
    }


def moved_json(moved: Moved) -> dict[str, Any]:
    """Give what went to the trash: its batch, by which it is put back, and what stayed and why."""
    return {
        "batches": [moved.batch] if moved.batch else [],
        "files": list(moved.files),
        "skipped": list(moved.skipped),
    }


def draft_json(draft: Draft) -> dict[str, Any]:
    """Give a draft."""
    return {
        "prompt": draft.prompt,
        "negative_prompt": draft.negative_prompt,
        "width": draft.width,
        "height": draft.height,
        "post": post_json(draft.post, draft.quality) if draft.post else None,
        "quality": quality_json(draft.quality),
        "tags": [{**asdict(tag), "category": tag.category.value} for tag in draft.tags],
        "request": dict(draft.request),
        "family": draft.family,
        "warnings": list(draft.warnings),
        "recall": asdict(draft.recall) if draft.recall else None,
    }


def interrogation_json(
    seen: Interrogation, tags: Iterable[SeenTag], notes: Iterable[str]
) -> dict[str, Any]:
    """Give what an interrogator saw: the chosen tags; a rating it does not tell is null."""
    return {
        "tags": [
            {"name": tag.name, "score": tag.score, "category": tag.category.value} for tag in tags
        ],
        "rating": {rating.value: seen.rating.get(rating) for rating in Rating},
        "interrogator": seen.interrogator,
        "seconds": round(seen.seconds, 3),
        "notes": [*seen.notes, *notes],
    }


def backend_json(state: BackendState) -> dict[str, Any]:
    """Give what is known of a WebUI."""
    known = state.capabilities
    return {
        "url": state.url,
        "flavour": known.flavour if known else "unknown",
        "version": known.version if known else "",
        "reachable": state.reachable,
        "checkpoint": state.checkpoint,
        "vae": state.vae,
        "detail": state.detail,
    }


def queue_json(counts: Mapping[str, int], paused: str | None, held: str) -> dict[str, Any]:
    """Give how long the queue is, why it is paused (null while it is not), and what holds it."""
    return {**counts, "paused": paused, "held": held}


def preset_json(preset: Preset) -> dict[str, Any]:
    """Give a preset or a WebUI's style; `text` is what it makes of an empty prompt."""
    return {
        "name": preset.name,
        "fields": preset.to_json(),
        "text": merge_prompt(preset.prompt, ""),
    }

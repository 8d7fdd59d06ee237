"""The queue: submit, watch, cancel, retry, enlarge."""

from typing import Any

from booru_studio.bootstrap import Services
from booru_studio.domain.jobs import Job
from booru_studio.domain.posts import PostId
from booru_studio.services.queue import checked_places
from booru_studio.ui.arguments import text, whole
from booru_studio.ui.shapes import job_json

MOST_JOBS = 1000  # on one page


class JobEndpoints:
    """One public method for each endpoint; its name is the endpoint's."""

    _services: Services

    def submit(self, request: dict[str, Any], count: int = 1) -> dict[str, Any]:
        """Queue a request as `count` jobs; its fields have the WebUI's own names.

        Args:
            request: prompt or template, steps, sampler_name, width, height, seed and so on.
            count: how many jobs, 1 to 2000; where seed is -1, each draws its own.
        """
        return {"job_ids": self._services.queue.submit(request, whole("count", count, 1, 2000))}

    def jobs(self, state: str = "", limit: int = 50, offset: int = 0) -> dict[str, Any]:
        """List jobs, newest first; `state` "" means all.

        Args:
            state: queued, running, unknown, done, failed, cancelled, interrupted; "" = all.
            limit: how many, 1 to 1000.
            offset: how many of the newest to pass over.
        """
        queue = self._services.queue
        found, total = queue.page(
            text("state", state),
            whole("limit", limit, 1, MOST_JOBS),
            whole("offset", offset, 0, 10**9),
        )
        return {
            "jobs": [self.job_json(job) for job in found],
            "total": total,
            "paused": queue.gate.paused is not None,
            "reason": queue.gate.paused or "",
        }

    def job(self, job_id: str) -> dict[str, Any]:
        """Show one job with its progress and pictures.

        Args:
            job_id: as /submit gave it.
        """
        return self.job_json(self._services.queue.job(text("job_id", job_id)))

    def cancel(self, job_id: str) -> dict[str, Any]:
        """Cancel a job that waits or runs.

        Args:
            job_id: as /submit gave it.
        """
        return self.job_json(self._services.queue.cancel(text("job_id", job_id)))

    def retry(self, job_id: str, changes: dict[str, Any] = {}) -> dict[str, Any]:  # noqa: B006
        """Queue a job again as a new one; without changes with the same seed and prompt.

        Args:
            job_id: as /submit gave it.
            changes: fields of the request that differ, such as {"steps": 30, "seed": -1}.
        """
        return {"job_ids": self._services.queue.retry(text("job_id", job_id), changes)}

    def upscale(
        self,
        job_id: str,
        images: list[int] = [0],  # noqa: B006  read only
        upscaler: str = "",
        scale: float = 2.0,
        method: str = "extras",
    ) -> dict[str, Any]:
        """Queue an enlargement of chosen pictures of a job; `upscaler` "" means a good one.

        `method`: extras (with an upscaler), hires (drawn again with hires fix) or img2img.

        Args:
            job_id: a job that is done.
            images: which of its pictures, counted from 0.
            upscaler: one of the WebUI's; "" for a good one.
            scale: how many times larger, 1 to 8.
            method: extras, hires or img2img.
        """
        job = self._services.queue.job(text("job_id", job_id))
        chosen = checked_places(images, len(job.images))
        how = {"method": text("method", method), "upscaler": upscaler, "scale": scale}
        return {"job_ids": self._services.job_tools.enlarging.add({job.id: chosen}, how)}

    def pause_queue(self) -> dict[str, Any]:
        """Start no further job until the queue is resumed."""
        self._services.queue.gate.pause()
        return {"paused": True}

    def resume_queue(self) -> dict[str, Any]:
        """Go on with the queue."""
        self._services.queue.gate.resume()
        return {"paused": False}

    def job_json(self, job: Job) -> dict[str, Any]:
        """Give a job with its progress and the address of its source post."""
        return job_json(job, self._services.queue.live(job.id), self.source_url(job))

    def source_url(self, job: Job) -> str:
        """Return the address of a job's post on its own site; "" where it has none."""
        post = PostId.parse(job.source_post)
        booru = self._services.boorus.get(post.site) if post else None
        return booru.post_url(post.number) if booru and post else ""

"""The page's tick: one small answer with all that changed since the last one."""

import json
import uuid
import zlib
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from booru_studio import __version__
from booru_studio.bootstrap import Services
from booru_studio.domain.jobs import Job, JobState
from booru_studio.errors import BooruStudioError
from booru_studio.ui.endpoints import Endpoints
from booru_studio.ui.job_shapes import live_json, row_json
from booru_studio.ui.replies import NEVER, number_of, refusal
from booru_studio.ui.shapes import backend_json, queue_json

MOST_CHANGES = 200  # jobs in one tick; a page that missed more looks at its list anew


class StateRoutes:
    """Tells a page what it does not know yet."""

    def __init__(self, services: Services, endpoints: Endpoints) -> None:
        self._services, self._endpoints = services, endpoints
        self._epoch = uuid.uuid4().hex[:8]  # revisions of another start mean nothing

    async def state(self, request: Request) -> Response:
        """Answer `?epoch=&since=&seen=`, what the last answer gave; without them with all.

        `jobs` holds the changed ones; those that merely went on come with their progress alone.
        `reset` says that the page's own list may be wrong.
        """
        try:
            answer = await run_in_threadpool(self._state, dict(request.query_params))
        except BooruStudioError as error:
            return refusal(error, 503)
        return JSONResponse(answer, headers=NEVER)

    def _state(self, query: dict[str, str]) -> dict[str, Any]:
        queue = self._services.queue
        is_ours = query.get("epoch") == self._epoch
        since = number_of(query.get("since")) if is_ours else 0
        with queue.board.changed:
            revision, changed = queue.changes(since)
            removed = queue.board.removed(since)
            knows_all = is_ours and queue.board.remembers(since)
        reset = not knows_all or since > revision or len(changed) > MOST_CHANGES
        if reset:
            changed = queue.board.in_state(JobState.RUNNING, JobState.UNKNOWN)
        facts = self._facts()
        seen = f"{zlib.crc32(json.dumps(facts).encode()):08x}"
        return {
            "epoch": self._epoch,
            "revision": revision,
            "seen": seen,
            **({"reset": True} if reset else {}),
            **({} if query.get("seen") == seen and not reset else facts),
            **({"removed": removed} if removed and not reset else {}),
            "jobs": [self._changed(job, None if reset else since) for job in changed],
        }

    def _changed(self, job: Job, since: int | None) -> dict[str, Any]:
        queue = self._services.queue
        if since is not None and queue.board.is_only_progress(job.id, since):
            return live_json(job, queue.live(job.id))
        return row_json(job, queue.live(job.id), self._endpoints.source_url(job))

    def _facts(self) -> dict[str, Any]:
        """Give what seldom changes."""
        services, queue = self._services, self._services.queue
        return {
            "demo": services.settings.demo,
            "version": __version__,
            "mode": services.rights.mode.value,
            "rights": services.rights.granted,
            "generation_off": services.rights.generation_off,
            "ratings": sorted(rating.value for rating in services.policy.allowed),
            "reports": list(services.reports),
            "backends": [
                {
                    **backend_json(backend.state),
                    "enabled": backend.enabled,
                    "keeps_copies": backend.keeps_copies,
                }
                for backend in services.backends
            ],
            "boorus": [
                {"name": booru.name, "label": booru.label, "unavailable": booru.unavailable()}
                for booru in services.boorus.values()
            ],
            "queue": {
                **queue_json(queue.counts(), queue.gate.paused, queue.gate.held),
                "start_mode": queue.gate.start_mode,
            },
            "counts": services.job_tools.catalog.counts(),
        }

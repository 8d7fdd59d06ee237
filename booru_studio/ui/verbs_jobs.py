"""What the Jobs tab's own buttons do with several jobs, beside the endpoints for one."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

from booru_studio.domain.jobs import Job, JobState
from booru_studio.domain.queue_order import PRIORITIES
from booru_studio.errors import BooruStudioError, InvalidInputError, JobNotFoundError, JobStateError
from booru_studio.ui.arguments import text, texts, whole
from booru_studio.ui.endpoints_jobs import JobEndpoints
from booru_studio.ui.job_changes import changes_between

MOST_AT_ONCE = 10_000  # jobs
WHERE = ("first", "last", "up", "down")


class JobVerbs(JobEndpoints):
    """Public methods are offered to the page alone, by their names in `JOB_VERBS`.

    What is done to several jobs passes over those that it cannot be done to, and says how many.
    """

    # -- the queue --------------------------------------------------------------------------

    def cancel_jobs(self, job_ids: list[str]) -> dict[str, Any]:
        """Cancel those of some jobs that wait or run."""
        return _each(_ids(job_ids), self._services.queue.cancel)

    def cancel_waiting(self) -> dict[str, Any]:
        """Cancel every job that waits."""
        return {"done": self._services.queue.cancel_waiting(), "left": 0}

    def cancel_all(self) -> dict[str, Any]:
        """Cancel every job that waits or runs."""
        queue = self._services.queue
        done = queue.cancel_waiting()
        for job in queue.board.in_state(JobState.RUNNING, JobState.UNKNOWN):
            with suppress(JobStateError):  # it ended meanwhile
                queue.cancel(job.id)
                done += 1
        return {"done": done, "left": 0}

    def retry_jobs(self, job_ids: list[str], new_seed: bool = False) -> dict[str, Any]:
        """Queue some jobs again, with the same seeds or with new ones."""
        changes = {"seed": -1} if new_seed else None
        return _each(_ids(job_ids), lambda job_id: self._services.queue.retry(job_id, changes))

    def retry_failed(self, cause: str = "") -> dict[str, Any]:
        """Queue every failed job again that was not retried yet, or those of one cause."""
        again = self._services.queue.retry_failed(text("cause", cause))
        return {"done": len(again), "left": 0}

    def move_jobs(self, job_ids: list[str], before: str = "", to: str = "") -> dict[str, Any]:
        """Put waiting jobs before another one, or `to` first, last, up or down.

        What goes first takes the priority of what was first until then.
        """
        queue, moving = self._services.queue, _ids(job_ids)
        if to and to not in WHERE:
            raise InvalidInputError(reason=f"to is {to!r}: use one of {', '.join(WHERE)}.")
        with queue.board.changed:
            if to:
                before = self._neighbour(moving, to)
            if before not in moving:
                queue.move(moving, before)
        return {"done": len(moving), "left": 0}

    def _neighbour(self, moving: Sequence[str], to: str) -> str:
        """Return before which waiting job some are put; "" means at the end."""
        order = [job.id for job in self._services.queue.waiting()]
        places = [order.index(job_id) for job_id in moving if job_id in order]
        if to == "last" or not places:
            return ""
        staying = [job_id for job_id in order if job_id not in set(moving)]
        above = sum(job_id not in set(moving) for job_id in order[: min(places)])
        at = {"first": 0, "up": max(above - 1, 0), "down": above + 1}[to]
        return staying[at] if at < len(staying) else ""

    def prioritise(self, job_ids: list[str], step: int) -> dict[str, Any]:
        """Change the priority of waiting jobs by so much; higher is done first."""
        queue, by = self._services.queue, whole("step", step, -20, 20)
        least, most = PRIORITIES

        def change(job_id: str) -> Job:
            return queue.prioritise(job_id, min(max(queue.job(job_id).priority + by, least), most))

        return _each(_ids(job_ids), change)

    def bookmark(self, job_ids: list[str], bookmarked: bool = True) -> dict[str, Any]:
        """Bookmark jobs, or take their bookmarks away."""
        return _each(
            _ids(job_ids),
            lambda job_id: self._services.queue.bookmark(job_id, bookmarked is True),
        )

    def set_start_mode(self, mode: str) -> dict[str, Any]:
        """Decide how the queue begins when the app starts: last, run or paused."""
        self._services.queue.gate.set_start_mode(text("mode", mode))
        return {"mode": self._services.queue.gate.start_mode}

    def queue_hours(self) -> dict[str, Any]:
        """Show in which hours the queue works."""
        return self._services.hours.values()

    def save_queue_hours(self, values: dict[str, Any]) -> dict[str, Any]:
        """Set in which hours the queue works; no windows means always."""
        return self._services.hours.save(values)

    def enable_backend(self, url: str, enabled: bool) -> dict[str, Any]:
        """Decide whether a WebUI gets further jobs."""
        self._services.job_tools.switches.set(text("url", url), enabled is True)
        return {"enabled": enabled is True}

    def keep_copies(self, url: str, keeps: bool) -> dict[str, Any]:
        """Decide whether a WebUI saves what it paints, so that a lost answer costs nothing."""
        self._services.job_tools.switches.set_copies(text("url", url), keeps is True)
        return {"keeps_copies": keeps is True}

    # -- one job ----------------------------------------------------------------------------

    def job_details(self, job_id: str) -> dict[str, Any]:
        """Show the whole of a job, what it came from, what came from it, and what differs."""
        job = self._services.queue.job(text("job_id", job_id))
        before = self._ancestors(job)
        children = self._services.job_tools.catalog.children(job.id)
        place = self._services.job_tools.catalog.places().get(job.id, 0)
        return {
            **self.job_json(job),
            "negative_prompt": job.request.get("negative_prompt", ""),
            "ancestors": [_brief(each) for each in before],
            "children": [_brief(child, job) for child in self._known(children[-100:])],
            "changes": changes_between(before[0], job) if before else [],
            "place": place,
        }

    def vary(self, job_id: str, grid: dict[str, Any]) -> dict[str, Any]:
        """Queue a grid of changes of a job: seeds, checkpoints, CFG values."""
        return {"job_ids": self._services.job_tools.variations.add(text("job_id", job_id), grid)}

    def export_queue(self, job_ids: list[str] = []) -> dict[str, Any]:  # noqa: B006  read only
        """Write waiting jobs as a file; none means all."""
        made = self._services.job_tools.files.export(_ids(job_ids, least=0))
        return {"text": made.text, "jobs": made.jobs, "notes": list(made.notes)}

    # -- inside -----------------------------------------------------------------------------

    def _known(self, job_ids: Sequence[str]) -> list[Job]:
        found = []
        for job_id in job_ids:
            with suppress(JobNotFoundError):  # removed meanwhile
                found.append(self._services.queue.job(job_id))
        return found

    def _ancestors(self, job: Job) -> list[Job]:
        """Return the job it was made from, that one's, and so on."""
        found: list[Job] = []
        seen = {job.id}
        while job.parent and job.parent not in seen and len(found) < 50:
            seen.add(job.parent)
            try:
                job = self._services.queue.job(job.parent)
            except JobNotFoundError:
                break
            found.append(job)
        return found


JOB_VERBS = (
    "cancel_jobs", "cancel_waiting", "cancel_all", "retry_jobs", "retry_failed", "move_jobs",
    "prioritise", "bookmark", "set_start_mode", "queue_hours", "save_queue_hours",
    "enable_backend", "keep_copies", "job_details", "vary", "export_queue",
)  # fmt: skip


def _ids(job_ids: object, least: int = 1) -> list[str]:
    found = texts("job_ids", job_ids)
    if not least <= len(found) <= MOST_AT_ONCE:
        raise InvalidInputError(reason=f"Choose {least} to {MOST_AT_ONCE} jobs.")
    return list(dict.fromkeys(found))


def _each(job_ids: Sequence[str], act: Callable[[str], object]) -> dict[str, Any]:
    """Do something to each job; where it can be done to none, say why."""
    done, made = 0, []
    last: BooruStudioError | None = None
    for job_id in job_ids:
        try:
            answer = act(job_id)
        except (JobStateError, JobNotFoundError) as error:
            last = error
            continue
        except BooruStudioError as error:
            if not done:
                raise
            last = error
            continue
        done += 1
        made += answer if isinstance(answer, list) else []
    if last and not done:
        raise last
    return {"done": done, "left": len(job_ids) - done, "why": str(last or ""), "job_ids": made}


def _brief(job: Job, parent: Job | None = None) -> dict[str, Any]:
    changed = changes_between(parent, job) if parent else []
    return {
        "changed": ", ".join(change["field"].replace("_", " ") for change in changed[:4]),
        "id": job.id,
        "state": job.state.value,
        "created": job.created,
        "prompt": job.prompt[:120],
        "upscale": job.upscale.scale if job.upscale else 0,
        "file": job.images[0].file if job.images else "",
    }

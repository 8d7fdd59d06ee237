"""What the Jobs tab's own buttons do with pictures: enlarge, delete, put back, take over."""

from dataclasses import asdict
from typing import Any

from booru_studio.bootstrap import Services
from booru_studio.errors import InvalidInputError
from booru_studio.services.enlarging import METHODS
from booru_studio.storage.orphans import Orphan
from booru_studio.ui.arguments import text, texts, whole
from booru_studio.ui.shapes import moved_json
from booru_studio.ui.widgets.choices import form_choices

MOST_ORPHANS = 200  # in one answer


class PictureVerbs:
    """Public methods are offered to the page alone, by their names in `PICTURE_VERBS`."""

    _services: Services

    def upscale_choices(self) -> dict[str, Any]:
        """Show in which ways pictures can be enlarged, with which upscalers and checkpoints."""
        services = self._services
        states = [backend.state for backend in services.backends]
        lists = form_choices(states, services.defaults.request()).lists
        upscalers = [name for _, name in lists["hr_upscaler"] if name]
        latent = {
            name
            for state in states
            if state.capabilities
            for name in state.capabilities.latent_upscale_modes
        }
        return {
            "methods": [asdict(method) for method in METHODS],
            "upscalers": [name for name in upscalers if name not in latent],
            "hires_upscalers": upscalers,
            "checkpoints": [[label, name] for label, name in lists["checkpoint"] if name],
        }

    def enlarge(self, pictures: dict[str, list[int]], how: dict[str, Any]) -> dict[str, Any]:
        """Queue an enlargement of each chosen picture: `{job id: [place, ...]}`."""
        return {"job_ids": self._services.job_tools.enlarging.add(_chosen(pictures), how)}

    def delete_jobs(self, job_ids: list[str], keep_jobs: bool = False) -> dict[str, Any]:
        """Move jobs and their pictures to the trash, or with `keep_jobs` the pictures alone."""
        ids = texts("job_ids", job_ids)
        moved = self._services.pictures.delete(ids, with_jobs=keep_jobs is not True)
        return moved_json(moved)

    def delete_pictures(self, pictures: dict[str, list[int]]) -> dict[str, Any]:
        """Move some pictures to the trash: `{job id: [place, ...]}`; one batch for each job."""
        done = [
            self._services.pictures.delete_pictures(job_id, places)
            for job_id, places in _chosen(pictures).items()
        ]
        return {
            "batches": [moved.batch for moved in done if moved.batch],
            "files": [file for moved in done for file in moved.files],
            "skipped": [why for moved in done for why in moved.skipped],
        }

    def restore(self, batches: list[str]) -> dict[str, Any]:
        """Put back what was deleted together."""
        done = [self._services.pictures.restore(batch) for batch in texts("batches", batches)]
        return {
            "files": [file for moved in done for file in moved.files],
            "jobs": sum(len(moved.jobs) for moved in done),
            "skipped": [why for moved in done for why in moved.skipped],
        }

    def trash(self) -> dict[str, Any]:
        """Show what lies in the trash, latest first."""
        return {
            "batches": [
                {
                    "id": batch.id,
                    "moved": batch.moved.isoformat(),
                    "why": batch.why,
                    "pictures": len(batch.pictures),
                    "jobs": len(batch.jobs),
                    "bytes": batch.bytes,
                }
                for batch in self._services.pictures.trashed()
            ]
        }

    def orphans(self, limit: int = 50, offset: int = 0) -> dict[str, Any]:
        """Show pictures in the folder that no job has."""
        found, total = self._services.pictures.orphans(
            whole("limit", limit, 1, MOST_ORPHANS), whole("offset", offset, 0, 10**9)
        )
        return {"orphans": [_orphan(each) for each in found], "total": total}

    def take_over(self, files: list[str]) -> dict[str, Any]:
        """Make jobs, done already, of pictures that no job has."""
        return {"job_ids": self._services.job_tools.imports.take_over(texts("files", files))}


PICTURE_VERBS = (
    "upscale_choices", "enlarge", "delete_jobs", "delete_pictures", "restore", "trash", "orphans",
    "take_over",
)  # fmt: skip


def _chosen(pictures: object) -> dict[str, list[int]]:
    if not isinstance(pictures, dict) or not pictures:
        raise InvalidInputError(reason="No picture is chosen: choose some.")
    chosen = {}
    for job_id, places in pictures.items():
        if not isinstance(places, list) or not places:
            raise InvalidInputError(reason=f"The pictures of job {job_id} are no list of places.")
        chosen[text("job_id", job_id)] = [whole("a place", place, 0, 10_000) for place in places]
    return chosen


def _orphan(orphan: Orphan) -> dict[str, Any]:
    return {
        "file": orphan.file,
        "bytes": orphan.bytes,
        "changed": orphan.changed.isoformat(),
        "width": orphan.width,
        "height": orphan.height,
        "infotext": orphan.infotext[:400],
        "problem": orphan.problem,
    }

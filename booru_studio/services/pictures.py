"""The pictures as people and schedules deal with them: delete, put back, thin out, take over.

Only files that a job names are ever deleted, and only to the trash. Pictures that no job names
are offered to be taken over, and otherwise left alone.
"""

import contextlib
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Protocol, TypeVar

from booru_studio.domain.jobs import Job
from booru_studio.domain.retention import JobPictures, Removal, RetentionRule, removals
from booru_studio.errors import InvalidInputError, JobNotFoundError, JobStateError
from booru_studio.storage.images import ImageStore, StoredPicture
from booru_studio.storage.orphans import Orphan, orphan_as_job, read_orphan
from booru_studio.storage.thumbnails import Thumbnails
from booru_studio.storage.trash import Trash
from booru_studio.storage.trash_manifest import Moved, TrashBatch

_PAGE = 500  # jobs read at once
_TRIES = 3

T = TypeVar("T")


class JobBook(Protocol):
    """What has to be known of the jobs, as a `JobStore` knows it."""

    def get(self, job_id: str) -> Job:
        """Return a job, or raise `JobNotFoundError`."""

    def page(self, state: str = "", limit: int = 50, offset: int = 0) -> tuple[list[Job], int]:
        """Return jobs, newest first, and how many there are in all."""


@dataclass(frozen=True, slots=True)
class RetentionPreview:
    """What a rule would take away, oldest first; `pictures` and `bytes` are the sums of it."""

    removals: tuple[Removal, ...]

    @property
    def pictures(self) -> int:
        return sum(removal.job.pictures for removal in self.removals)

    @property
    def bytes(self) -> int:
        return sum(removal.job.bytes for removal in self.removals)


class Pictures:
    """Everything that is done with pictures after they were made; may be used from any thread."""

    def __init__(
        self,
        jobs: JobBook,
        images: ImageStore,
        thumbnails: Thumbnails,
        trash: Trash,
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._jobs, self._images, self._thumbnails = jobs, images, thumbnails
        self._trash, self._now = trash, now

    # -- the trash --------------------------------------------------------------------------

    def delete(self, job_ids: Sequence[str], *, with_jobs: bool = False) -> Moved:
        """Move the pictures of jobs to the trash.

        Args:
            with_jobs: keep the jobs' rows there as well, for a caller who then removes them.

        Raises:
            JobNotFoundError: no such job; nothing was moved.
            JobStateError: one is not over yet; nothing was moved.
            StorageError: nothing was moved.
        """
        jobs = [self._jobs.get(job_id) for job_id in dict.fromkeys(job_ids)]
        for job in jobs:
            _refuse_unfinished(job)
        rows = [job.to_json() for job in jobs] if with_jobs else []
        return self._put(jobs, "You deleted them.", rows)

    def restore(self, batch_id: str) -> Moved:
        """Put back what was deleted together.

        `jobs` of the answer are the rows of jobs that went with them and are no longer known; the
        caller adds them again.

        Raises:
            InvalidInputError: the trash no longer holds it.
            StorageError: nothing was moved.
        """
        moved = self._trash.restore(batch_id)
        known = {job.id for job in self._existing(str(row.get("id")) for row in moved.jobs)}
        return replace(moved, jobs=tuple(row for row in moved.jobs if row.get("id") not in known))

    def trashed(self) -> list[TrashBatch]:
        """Return what lies in the trash, latest first."""
        return self._trash.batches()

    def purge(self) -> Moved:
        """Delete for good what has lain in the trash for seven days."""
        return self._trash.purge()

    # -- retention --------------------------------------------------------------------------

    def preview_retention(self, rule: RetentionRule) -> RetentionPreview:
        """Say what a rule would take away; nothing is moved."""
        sizes = {picture.file: picture.bytes for picture in self._images.all()}
        jobs = self._of_all_jobs(lambda job: _facts(job, sizes))
        return RetentionPreview(removals(jobs, rule, self._now()))

    def apply_retention(
        self, rule: RetentionRule, job_ids: Collection[str] | None = None
    ) -> Moved:
        """Move to the trash what a rule takes away.

        Args:
            job_ids: those of the preview that a person agreed to; None means whatever the rule
                says now. A job the rule has come to keep since (a bookmark) stays in any case.

        Raises:
            StorageError: nothing was moved.
        """
        going = [
            removal.job.id
            for removal in self.preview_retention(rule).removals
            if job_ids is None or removal.job.id in job_ids
        ]
        return self._put(self._existing(going), f"Retention: {_spoken(rule)}.")

    # -- orphans ----------------------------------------------------------------------------

    def orphans(self, limit: int = 50, offset: int = 0) -> tuple[list[Orphan], int]:
        """Return pictures that no job names, newest day first, and how many there are in all."""
        found = self._orphans()
        first = max(offset, 0)
        read = [
            read_orphan(picture, path)
            for picture in found[first : first + max(limit, 0)]
            if (path := self._images.path(picture.file))
        ]
        return read, len(found)

    def orphan_as_job(self, file: str) -> tuple[dict[str, Any], dict[str, Any]]:
        """Give an orphan as `JobStore.add(request, **fields)` takes it: a job that is done.

        Raises:
            InvalidInputError: there is no such picture, a job has it, or it is damaged.
        """
        picture = next((each for each in self._orphans() if each.file == file), None)
        path = self._images.path(file) if picture else None
        if picture is None or path is None:
            raise InvalidInputError(
                reason=f"“{file[:120]}” is no picture without a job: look at the list again."
            )
        return orphan_as_job(read_orphan(picture, path, decode=True))

    # -- inside -----------------------------------------------------------------------------

    def _put(
        self, jobs: Sequence[Job], why: str, rows: Sequence[Mapping[str, object]] = ()
    ) -> Moved:
        pictures = [(job.id, image.file) for job in jobs for image in job.images]
        for _, file in pictures:
            path = self._images.path(file)
            if path:
                self._thumbnails.forget(path)
        return self._trash.put(pictures, why, rows)

    def _orphans(self) -> list[StoredPicture]:
        # The files first: a picture that is saved meanwhile is then in neither list.
        pictures = list(self._images.all())
        known = {name for names in self._of_all_jobs(_claimed_names) for name in names}
        return [picture for picture in pictures if _stem(picture.file) not in known]

    def _of_all_jobs(self, fact: Callable[[Job], T]) -> list[T]:
        """Take a fact of every job, again where jobs went meanwhile, since pages then shift."""
        facts: dict[str, T] = {}
        for _ in range(_TRIES):
            facts.clear()
            offset, total, first_total = 0, 1, None
            while offset < total:
                jobs, total = self._jobs.page("", _PAGE, offset)
                facts.update((job.id, fact(job)) for job in jobs)
                first_total = total if first_total is None else first_total
                offset += _PAGE
            if total >= (first_total or 0):
                break
        return list(facts.values())

    def _existing(self, job_ids: Iterable[str]) -> list[Job]:
        found = []
        for job_id in job_ids:
            with contextlib.suppress(JobNotFoundError):
                found.append(self._jobs.get(job_id))
        return found


def _refuse_unfinished(job: Job) -> None:
    if not job.state.is_final:
        raise JobStateError(
            job_id=job.id, state=job.state.value, wanted="deleted", advice="cancel it first"
        )


def _facts(job: Job, sizes: Mapping[str, int]) -> JobPictures:
    there = {image.file for image in job.images if image.file in sizes}
    return JobPictures(
        id=job.id,
        finished=_finished(job),
        pictures=len(there),
        bytes=sum(sizes[file] for file in there),
        parent=job.parent,
        is_bookmarked=job.bookmarked,
    )


def _finished(job: Job) -> datetime | None:
    try:
        finished = datetime.fromisoformat(job.finished)
    except ValueError:  # a hand-edited row; what is not understood is kept
        return None
    return finished.astimezone(UTC) if job.state.is_final and finished.tzinfo else None


def _claimed_names(job: Job) -> list[str]:
    """Give the names, without extension, of pictures a job has or may be about to have."""
    names = [_stem(image.file) for image in job.images]
    return names if job.state.is_final else [*names, *job.names]


def _stem(file: str) -> str:
    return file.rpartition(".")[0]


def _spoken(rule: RetentionRule) -> str:
    limits = (
        f"{rule.keep_days} days" if rule.keep_days else "",
        f"{rule.keep_count} pictures" if rule.keep_count else "",
        f"{rule.max_gb:g} GB" if rule.max_gb else "",
    )
    return "no more than " + ", ".join(limit for limit in limits if limit) + " are kept"

"""The pictures as people deal with them: delete, put back, take over.

Only files that a job names are ever deleted, and only to the trash. Pictures that no job names
are offered to be taken over, and otherwise left alone.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import fields, replace
from typing import Any

from booru_studio.domain.jobs import Job, JobImage
from booru_studio.errors import InvalidInputError, JobNotFoundError, JobStateError
from booru_studio.services.all_jobs import of_all_jobs
from booru_studio.services.job_board import JobBoard, NewJob
from booru_studio.storage.images import ImageStore, StoredPicture, picture_name
from booru_studio.storage.orphans import Orphan, orphan_as_job, read_orphan
from booru_studio.storage.thumbnails import Thumbnails
from booru_studio.storage.trash import Trash
from booru_studio.storage.trash_manifest import Moved, TrashBatch

_JOB_ID = re.compile(r"[\w-]{1,64}", re.ASCII)


class Pictures:
    """Everything that is done with pictures after they were made; may be used from any thread."""

    def __init__(
        self, board: JobBoard, images: ImageStore, thumbnails: Thumbnails, trash: Trash
    ) -> None:
        self._board, self._images, self._thumbnails = board, images, thumbnails
        self._trash = trash

    # -- the trash --------------------------------------------------------------------------

    def delete(
        self, job_ids: Sequence[str], *, with_jobs: bool = False, why: str = "You deleted them."
    ) -> Moved:
        """Move the pictures of jobs to the trash; a job whose pictures went lists them no more.

        Args:
            with_jobs: the jobs go as well. One whose pictures could not all be moved stays.
            why: what the list of the trash says of it.

        Raises:
            JobNotFoundError: no such job; nothing was moved.
            JobStateError: one is not over yet; nothing was moved.
            StorageError: nothing was moved, or the jobs still list what was.
        """
        jobs = [self._board.get(job_id) for job_id in dict.fromkeys(job_ids)]
        for job in jobs:
            _refuse_unfinished(job)
        rows = [job.to_json() for job in jobs] if with_jobs else []
        moved = self._put([(job, _pictures_of(job)) for job in jobs], why, rows)
        if with_jobs:
            self._board.remove([job.id for job in jobs if not self._has_pictures(job)])
        return moved

    def delete_pictures(self, job_id: str, places: Sequence[int]) -> Moved:
        """Move some of a job's pictures to the trash, by their places in its list, from 0.

        Raises:
            JobNotFoundError, JobStateError, StorageError: as `delete` does.
            InvalidInputError: the job has no picture there.
        """
        job = self._board.get(job_id)
        _refuse_unfinished(job)
        if not places or not all(0 <= place < len(job.images) for place in places):
            raise InvalidInputError(
                reason=f"The job has {len(job.images)} pictures: choose some of them."
            )
        chosen = [job.images[place] for place in dict.fromkeys(places)]
        return self._put([(job, chosen)], "You deleted them.")

    def restore(self, batch_id: str) -> Moved:
        """Put back what was deleted together, with the jobs that went with it.

        `skipped` of the answer says of each picture or job that stayed, why.

        Raises:
            InvalidInputError: the trash no longer holds it.
            StorageError: nothing was moved.
        """
        batch = next((each for each in self._trash.batches() if each.id == batch_id), None)
        # The jobs first: what is in the list twice after a crash can be put back once more.
        unread = self._bring_back(batch.jobs) if batch else []
        moved = self._trash.restore(batch_id)
        owners = {picture.file: picture.job for picture in batch.pictures} if batch else {}
        for job in self._owners(owners, moved.files):
            back = [image for image in job.trashed if image.file in moved.files]
            self._relist(job, [*_pictures_of(job), *back], _without(job.trashed, moved.files))
        return replace(moved, skipped=(*moved.skipped, *unread))

    def trashed(self) -> list[TrashBatch]:
        """Return what lies in the trash, latest first."""
        return self._trash.batches()

    def purge(self) -> Moved:
        """Delete for good what has lain in the trash for seven days."""
        owners = {
            picture.file: picture.job
            for batch in self._trash.batches()
            for picture in batch.pictures
        }
        moved = self._trash.purge()
        for job in self._owners(owners, moved.files):
            self._relist(job, _pictures_of(job), _without(job.trashed, moved.files))
        return moved

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
        self,
        chosen: Sequence[tuple[Job, Sequence[JobImage]]],
        why: str,
        rows: Sequence[Mapping[str, object]] = (),
    ) -> Moved:
        pictures = [(job.id, image.file) for job, images in chosen for image in images]
        for _, file in pictures:
            path = self._images.path(file)
            if path:
                self._thumbnails.forget(path)
        moved = self._trash.put(pictures, why, rows)
        for job, _ in chosen:
            gone = [image for image in _pictures_of(job) if image.file in moved.files]
            if gone:
                left = _without(_pictures_of(job), moved.files)
                self._relist(job, left, (*job.trashed, *gone))
        return moved

    def _relist(
        self, job: Job, pictures: Sequence[JobImage], trashed: Sequence[JobImage]
    ) -> None:
        """Write down which pictures a job has, in the order they were made, and which went."""
        order = {name: place for place, name in enumerate(job.names)}
        ordered = sorted(pictures, key=lambda each: order.get(_stem(each.file), len(order)))
        beside = [each for each in ordered if picture_name(each.file) != _stem(each.file)]
        self._board.update(
            job.id,
            images=tuple(each for each in ordered if each not in beside),
            extras=tuple(beside),
            trashed=tuple(trashed),
        )

    def _owners(self, owners: Mapping[str, str], files: Collection[str]) -> list[Job]:
        """Return the jobs, as far as there still are, that list some of `files` as trashed."""
        job_ids = dict.fromkeys(owners[file] for file in files if file in owners)
        jobs = [job for job_id in job_ids if (job := self._known(job_id))]
        return [job for job in jobs if any(each.file in files for each in job.trashed)]

    def _bring_back(self, rows: Sequence[Mapping[str, object]]) -> list[str]:
        """Add jobs that are no longer known; return in sentences what was no job."""
        unread, jobs = [], []
        for row in rows:
            job = _job_of(row)
            if job is None:
                unread.append("One of the jobs could not be read and was left out.")
            elif self._known(job.id) is None:
                jobs.append(job)
        self._board.add([_as_new(job) for job in jobs])
        return unread

    def _known(self, job_id: str) -> Job | None:
        try:
            return self._board.get(job_id)
        except JobNotFoundError:
            return None

    def _has_pictures(self, job: Job) -> bool:
        return any(self._images.path(image.file) for image in _pictures_of(job))

    def _orphans(self) -> list[StoredPicture]:
        # The files first: a picture that is saved meanwhile is then in neither list.
        pictures = list(self._images.all())
        known: set[str] = set()
        about_to_be: set[str] = set()
        for had, reserved in of_all_jobs(self._board, _names):
            known.update(had)
            about_to_be.update(reserved)
        return [
            picture
            for picture in pictures
            if _stem(picture.file) not in known and picture_name(picture.file) not in about_to_be
        ]


def _refuse_unfinished(job: Job) -> None:
    if not job.state.is_final:
        raise JobStateError(
            job_id=job.id, state=job.state.value, wanted="deleted", advice="cancel it first"
        )


def _pictures_of(job: Job) -> tuple[JobImage, ...]:
    return (*job.images, *job.extras)


def _without(images: Sequence[JobImage], files: Collection[str]) -> tuple[JobImage, ...]:
    return tuple(image for image in images if image.file not in files)


def _job_of(row: Mapping[str, object]) -> Job | None:
    """Read a job that lay in the trash, where anybody may have written; None if it is none."""
    try:
        job = Job.from_json(row)
    except (ValueError, TypeError, KeyError, AttributeError):
        return None
    return job if job.state.is_final and _JOB_ID.fullmatch(str(job.id)) else None


def _as_new(job: Job) -> NewJob:
    values = {spec.name: getattr(job, spec.name) for spec in fields(job)}
    return NewJob(values.pop("request"), values)


def _names(job: Job) -> tuple[list[str], Sequence[str]]:
    """Give the names, without extension, of pictures a job has, and of those it may soon have."""
    had = [_stem(image.file) for image in (*_pictures_of(job), *job.trashed)]
    return had, () if job.state.is_final else job.names


def _stem(file: str) -> str:
    return file.rpartition(".")[0]

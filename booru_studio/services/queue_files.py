"""Waiting jobs as a file: taken out of one queue, put into another or back again."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

from booru_studio.domain.generation import Txt2ImgRequest
from booru_studio.domain.jobs import Job, JobState
from booru_studio.domain.posts import Rating
from booru_studio.domain.safety import RatingPolicy, approve
from booru_studio.errors import BlockedContentError, InvalidInputError, JobStateError
from booru_studio.services.job_board import NewJob
from booru_studio.services.job_maker import JobMaker
from booru_studio.services.queue import JobQueue, checked_priority

VERSION = 1
LARGEST_FILE = 64 * 2**20  # bytes
_HEAD = frozenset({"version", "jobs"})
_ENTRY = frozenset(
    {"request", "template", "priority", "source_post", "source_rating", "bookmarked"}
)
_NO_QUEUE_FILE = "This is no queue file of Booru Studio: give one that a queue was exported to."


@dataclass(frozen=True, slots=True)
class QueueExport:
    """A queue file: its text, how many jobs it holds, and sentences about what it does not."""

    text: str
    jobs: int
    notes: tuple[str, ...]


class QueueFiles:
    """Writes waiting jobs as text, and queues what such a text holds.

    A file is a JSON object `{"version": 1, "jobs": [...]}`, its jobs in the order they are to be
    done. Each holds a `request` as it would be sent (prompt expanded, seed drawn, so that it
    paints the same picture anywhere), and where they differ from nothing: `template`,
    `priority`, `source_post`, `source_rating`, `bookmarked`.
    """

    def __init__(self, queue: JobQueue, maker: JobMaker, policy: RatingPolicy) -> None:
        self._queue, self._maker, self._policy = queue, maker, policy

    def export(self, job_ids: Sequence[str] = ()) -> QueueExport:
        """Write the waiting jobs, or the chosen ones of them; they stay in the queue.

        Enlargements are left out of a whole queue, since their pictures are in this data folder.

        Raises:
            JobNotFoundError: no such job.
            JobStateError: a chosen job waits no more, or enlarges a picture.
        """
        waiting = self._queue.waiting()
        if job_ids:
            chosen = {job_id: self._exportable(job_id) for job_id in job_ids}
            waiting = [job for job in waiting if job.id in chosen]
        paints = [job for job in waiting if job.upscale is None]
        left_out = len(waiting) - len(paints)
        notes = (f"Not in the file: {left_out} to be enlarged, as their pictures are here.",)
        content = {"version": VERSION, "jobs": [_entry(job) for job in paints]}
        text = json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
        return QueueExport(text, len(paints), notes if left_out else ())

    def load(self, text: str | bytes, owner: str = "") -> list[str]:
        """Queue the jobs of a file behind those of their priority, and return their ids.

        All or none: every job is read and approved before the first one is queued.

        Raises:
            InvalidInputError: it is no such file, of another version, or a job in it is wrong.
            BlockedContentError: the safety rules refuse one of its jobs.
        """
        made = [self._made(entry, place) for place, entry in enumerate(_entries(text), start=1)]
        return self._queue.add(made, owner=owner)

    def _exportable(self, job_id: str) -> Job:
        job = self._queue.job(job_id)
        if job.state is not JobState.QUEUED or job.upscale:
            advice = "its picture is only here" if job.upscale else "only a waiting job can be"
            raise JobStateError(
                job_id=job_id, state=job.state.value, wanted="exported", advice=advice
            )
        return job

    def _made(self, entry: object, place: int) -> NewJob:
        try:
            values = _checked_entry(entry)
            request = Txt2ImgRequest.from_json(values["request"])
            if not (request.prompt.strip() or (request.template or "").strip()):
                raise InvalidInputError(reason="It has no prompt: write one.")
            (job,) = self._maker.make(request)
            self._heed_rating(job, values["source_rating"])
        except InvalidInputError as error:
            raise InvalidInputError(reason=f"Job {place} of the file cannot be: {error}") from error
        except BlockedContentError as error:
            reason = f"job {place} of the file is refused ({error.facts['reason']})"
            raise BlockedContentError(reason=reason) from error
        fields = {
            **job.fields,
            "template": job.fields["template"] or values["template"],
            "priority": values["priority"],
            "bookmarked": values["bookmarked"],
        }
        return NewJob(job.request, fields)

    def _heed_rating(self, job: NewJob, stated: str) -> None:
        """Refuse what the file itself says is rated beyond what is allowed here.

        A file comes from outside: its rating can only forbid, never allow what our own does not.
        """
        if not stated:
            return
        rating = Rating.parse(stated)
        approve(Txt2ImgRequest.from_json(job.request), self._policy, rating)


def _entry(job: Job) -> dict[str, Any]:
    optional = {
        "template": job.template,
        "priority": job.priority,
        "source_post": job.source_post,
        "source_rating": job.source_rating,
        "bookmarked": job.bookmarked,
    }
    return {"request": dict(job.request), **{key: item for key, item in optional.items() if item}}


def _entries(text: str | bytes) -> list[object]:
    """Read a file's frame, and return its jobs unchecked."""
    content = _parsed(text)
    if not isinstance(content, dict) or "version" not in content:
        raise InvalidInputError(reason=_NO_QUEUE_FILE)
    version = content["version"]
    if version != VERSION or isinstance(version, bool):
        raise InvalidInputError(
            reason=f"The queue file is of version {repr(version)[:20]}, and version {VERSION} can "
            "be read here: export it with the same Booru Studio as this one."
        )
    _refuse_unknown("The queue file", content, _HEAD)
    jobs = content.get("jobs")
    if not isinstance(jobs, list):
        raise InvalidInputError(reason=_NO_QUEUE_FILE)
    if not jobs:
        raise InvalidInputError(reason="The queue file holds no job: export a queue that has some.")
    return jobs


def _parsed(text: str | bytes) -> object:
    if len(text) > LARGEST_FILE:
        raise InvalidInputError(
            reason=f"The queue file is larger than {LARGEST_FILE // 2**20} MB: export fewer jobs."
        )
    try:
        decoded = text.decode("utf-8-sig") if isinstance(text, bytes) else text
        found: object = json.loads(decoded.removeprefix("\ufeff"), parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise InvalidInputError(
            reason=f"The queue file is cut or damaged at {where}: export the queue again."
        ) from error
    except (ValueError, RecursionError) as error:
        raise InvalidInputError(reason=_NO_QUEUE_FILE) from error
    return found


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)  # NaN and infinities are no JSON


def _checked_entry(entry: object) -> dict[str, Any]:
    """Check the fields of a job around its request, and fill in the ones left out."""
    if not isinstance(entry, dict) or "request" not in entry:
        raise InvalidInputError(reason="It is no object with a request: export the queue again.")
    _refuse_unknown("It", entry, _ENTRY)
    texts = {name: _text(entry, name) for name in ("template", "source_post", "source_rating")}
    bookmarked = entry.get("bookmarked", False)
    if not isinstance(bookmarked, bool):
        raise InvalidInputError(reason="bookmarked is neither true nor false: give one of them.")
    request = entry["request"]
    if texts["source_post"] and isinstance(request, Mapping):
        request = {**request, "source_post": request.get("source_post") or texts["source_post"]}
    return {
        **texts,
        "request": request,
        "priority": checked_priority(entry.get("priority", 0)),
        "bookmarked": bookmarked,
    }


def _refuse_unknown(what: str, values: Mapping[str, Any], known: frozenset[str]) -> None:
    unknown = [name for name in values if name not in known]
    if unknown:
        raise InvalidInputError(
            reason=f"{what} holds the unknown field “{unknown[0][:40]}”: leave it out."
        )


def _text(entry: Mapping[str, Any], name: str) -> str:
    text = entry.get(name, "")
    if not isinstance(text, str):
        raise InvalidInputError(reason=f"{name} is {str(text)[:40]}: give a text.")
    # What can be neither stored nor shown: a NUL, half a surrogate pair.
    return text.replace("\0", "").encode("utf-8", "replace").decode("utf-8")

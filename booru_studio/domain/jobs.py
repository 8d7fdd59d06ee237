"""A job: one request to a WebUI, its state, and the pictures it ended in."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from enum import StrEnum
from typing import Any, Self


class JobState(StrEnum):
    """Where a job is; the last four are final."""

    QUEUED = "queued"
    RUNNING = "running"
    UNKNOWN = "unknown"  # sent, but no answer is known yet
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"
    INTERRUPTED = "interrupted"  # stopped on the WebUI's own page

    @property
    def is_final(self) -> bool:
        return not TRANSITIONS[self]

    def may_become(self, other: "JobState") -> bool:
        return other in TRANSITIONS[self]


TRANSITIONS: Mapping[JobState, frozenset[JobState]] = {
    # queued -> failed: the safety rules refuse it when it is about to be sent
    JobState.QUEUED: frozenset({JobState.RUNNING, JobState.CANCELLED, JobState.FAILED}),
    # running -> queued: nothing was sent, or the attempt may be repeated
    JobState.RUNNING: frozenset(JobState) - {JobState.RUNNING},
    JobState.UNKNOWN: frozenset(JobState) - {JobState.UNKNOWN},
    JobState.DONE: frozenset(),
    JobState.FAILED: frozenset(),
    JobState.CANCELLED: frozenset(),
    JobState.INTERRUPTED: frozenset(),
}


@dataclass(frozen=True, slots=True)
class JobImage:
    """A finished picture; `file` is relative to the data folder, with `/` separators."""

    file: str
    seed: int
    width: int  # pixels
    height: int  # pixels
    infotext: str

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> Self:
        known = {spec.name for spec in fields(cls)}
        return cls(**{name: value for name, value in row.items() if name in known})


@dataclass(frozen=True, slots=True)
class Upscale:
    """What an upscaling job enlarges: a finished picture of its parent."""

    image: str  # file, relative to the data folder
    upscaler: str = ""  # "" = the WebUI's best for drawings
    scale: float = 2.0  # 1 to 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One job as it is stored. Times are ISO 8601 in UTC, "" while they have not come.

    `request` is a resolved `Txt2ImgRequest` as JSON: prompt expanded, seed drawn.
    """

    id: str
    state: JobState = JobState.QUEUED
    created: str = ""
    started: str = ""
    finished: str = ""
    request: Mapping[str, Any] = field(default_factory=dict)
    template: str = ""  # the prompt before expansion; "" where it had nothing to expand
    prompt: str = ""  # the prompt that is sent
    images: tuple[JobImage, ...] = ()
    extras: tuple[JobImage, ...] = ()  # what came beside them: a grid, ControlNet's maps
    trashed: tuple[JobImage, ...] = ()  # pictures and extras that lie in the trash
    error: str = ""
    warnings: tuple[str, ...] = ()
    parent: str = ""  # the job this one repeats or changes
    source_post: str = ""
    source_rating: str = ""  # rating of the source post when it was drafted; "" = not known
    backend: str = ""  # the WebUI's address without credentials
    attempts: int = 0
    sends: int = 0  # how often it was sent; unlike attempts it never goes back
    task_id: str = ""  # the name the WebUI knows the running attempt by
    server_task: str = ""  # the id that a WebUI's own queue gave it
    names: tuple[str, ...] = ()  # the files of the pictures, fixed at the first claim
    picks: tuple[Mapping[str, Any], ...] = ()  # what the wildcards chose
    upscale: Upscale | None = None  # None: the job paints; else it enlarges
    priority: int = 0  # higher is done first
    place: float = 0.0  # among jobs of the same priority, lower is done first
    batch: str = ""  # jobs queued together share it
    owner: str = ""  # whose job it is where several people use one app
    bookmarked: bool = False  # kept by retention
    refused_by: tuple[str, ...] = ()  # WebUIs that lack what it needs
    crashes: int = 0  # how often Booru Studio died while it ran

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> Self:
        """Read a stored row; keys of a later version are left aside, missing ones are defaults.

        Raises:
            ValueError, TypeError, KeyError: the row is no job.
        """
        known = cls.__dataclass_fields__
        values = {name: value for name, value in row.items() if name in known}
        values["state"] = JobState(row.get("state", "queued"))
        upscale = row.get("upscale")
        values["upscale"] = Upscale(**upscale) if upscale else None
        for name in ("images", "extras", "trashed"):
            values[name] = tuple(JobImage.from_json(image) for image in row.get(name, ()))
        for name in ("warnings", "names", "picks", "refused_by"):
            values[name] = tuple(row.get(name, ()))
        return cls(**values)

    def to_json(self) -> dict[str, Any]:
        """Give the row as JSON can hold it; `from_json` gives the job back."""
        row = asdict(self)
        row["state"] = self.state.value
        for name in ("images", "extras", "trashed", "warnings", "names", "picks", "refused_by"):
            row[name] = list(row[name])
        return row

"""What lists, galleries and plots have to know of a job: little enough to keep of every one."""

import re
from dataclasses import dataclass
from datetime import datetime, tzinfo

from booru_studio.domain.jobs import Job, JobState
from booru_studio.domain.loras import lora_names
from booru_studio.domain.picture_files import is_finished_file
from booru_studio.domain.posts import PostId

LONGEST_WORDS = 4000  # characters of a job's texts that a search looks at
ACTIVE = (JobState.RUNNING.value, JobState.UNKNOWN.value)

_MODEL = re.compile(r"(?:^|, )Model: ([^,\n]{1,200})", re.MULTILINE)
_SUFFIX = re.compile(r"(\.(safetensors|ckpt|gguf))?( \[[0-9a-f]+\])?$")


@dataclass(frozen=True, slots=True)
class PictureFacts:
    """A finished picture without what is written in it; sizes in pixels."""

    file: str
    seed: int
    width: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class JobFacts:
    """One job as a list sees it; `number` counts up in the order the jobs came in."""

    id: str
    number: int
    state: str
    words: str  # lower case: prompt, template, model, error, post
    model: str
    loras: tuple[str, ...]
    post: str  # “danbooru:123”
    pictures: tuple[PictureFacts, ...]
    bookmarked: bool
    parent: str
    batch: str
    is_upscale: bool  # made of a picture of its parent
    is_hires: bool
    order: tuple[int, float, str]  # what waiting jobs are sorted by
    size: str  # “832×1216”
    created: str
    finished: str
    day: str  # YYYY-MM-DD on which it ended, or came in
    seconds: float  # it took; 0 while it has not ended well
    error: str

    @property
    def is_active(self) -> bool:
        return self.state in ACTIVE


def facts_of(job: Job, number: int, zone: tzinfo | None = None) -> JobFacts:
    """Take the facts of a job.

    Args:
        number: of jobs, counting up.
        zone: whose days are meant; None = this machine's.
    """
    model = model_of(job)
    post = PostId.parse(job.source_post)
    texts = (
        job.prompt, job.template if job.template != job.prompt else "", model, job.error,
        job.source_post, job.id,
    )  # fmt: skip
    return JobFacts(
        id=job.id,
        number=number,
        state=job.state.value,
        words="\n".join(text[:LONGEST_WORDS] for text in texts if text).casefold(),
        model=model,
        loras=tuple(lora_names(job.prompt)),
        post=str(post) if post else "",
        pictures=tuple(
            PictureFacts(image.file, image.seed, image.width, image.height) for image in job.images
        ),
        bookmarked=job.bookmarked,
        parent=job.parent,
        batch=job.batch,
        is_upscale=job.upscale is not None or _begins_with_a_result(job),
        is_hires=bool(job.request.get("enable_hr")),
        order=(-job.priority, job.place, job.id),
        size=f"{job.request.get('width', 0)}×{job.request.get('height', 0)}",
        created=job.created,
        finished=job.finished,
        day=_day(job.finished or job.created, zone),
        seconds=_seconds(job),
        error=job.error[:400] if job.state is JobState.FAILED else "",
    )


def model_of(job: Job) -> str:
    """Return the checkpoint a job asked for, or else the one its picture names; "" if neither."""
    asked = str(job.request.get("checkpoint") or "")
    if not asked and job.images:
        found = _MODEL.search(job.images[0].infotext)
        asked = found[1] if found else ""
    return _SUFFIX.sub("", asked)


def _begins_with_a_result(job: Job) -> bool:
    return bool(job.parent) and is_finished_file(str(job.request.get("init_image") or ""))


def _day(moment: str, zone: tzinfo | None) -> str:
    try:
        return datetime.fromisoformat(moment).astimezone(zone).date().isoformat()
    except (ValueError, OverflowError):  # a hand-edited row
        return ""


def _seconds(job: Job) -> float:
    if job.state is not JobState.DONE:
        return 0.0
    try:
        begun, ended = map(datetime.fromisoformat, (job.started, job.finished))
        return max((ended - begun).total_seconds(), 0.0)
    except (ValueError, TypeError):
        return 0.0

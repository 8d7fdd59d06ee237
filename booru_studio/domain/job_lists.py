"""Which jobs a list shows and in what order: filters, sorting, batches and enlargements."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from booru_studio.domain.job_facts import JobFacts
from booru_studio.domain.jobs import JobState
from booru_studio.errors import InvalidInputError

SORTS = ("newest", "oldest", "queue", "finished", "slowest")


@dataclass(frozen=True, slots=True)
class JobQuery:
    """What is looked for; "" means any."""

    state: str = ""
    words: str = ""  # all of them, anywhere in prompt, template, model, error or post
    model: str = ""
    lora: str = ""
    post: str = ""
    day: str = ""  # YYYY-MM-DD
    batch: str = ""
    bookmarked: bool = False
    with_pictures: bool = False
    sort: str = "newest"

    def __post_init__(self) -> None:
        if self.state and self.state not in list(JobState):
            raise InvalidInputError(
                reason=f"There is no job state “{self.state}”: use one of {', '.join(JobState)}."
            )
        if self.sort not in SORTS:
            raise InvalidInputError(
                reason=f"There is no order “{self.sort}”: use one of {', '.join(SORTS)}."
            )


@dataclass(frozen=True, slots=True)
class ListRow:
    """One line of a list: a job, or the head of a batch with its members.

    `job` of a head is the first of its members, which stands for it.
    """

    job: JobFacts
    depth: int = 0
    members: tuple[JobFacts, ...] = ()  # of a head; empty of a job


def found(jobs: Iterable[JobFacts], query: JobQuery) -> list[JobFacts]:
    """Return the jobs that fit a query, sorted.

    Args:
        jobs: oldest first.
    """
    words = query.words.casefold().split()
    tests = [
        test
        for is_asked, test in (
            (query.state, lambda job: job.state == query.state),
            (query.bookmarked, lambda job: job.bookmarked),
            (query.with_pictures, lambda job: bool(job.pictures)),
            (query.batch, lambda job: job.batch == query.batch),
            (query.day, lambda job: job.day == query.day),
            (query.model, lambda job: job.model == query.model),
            (query.lora, lambda job: query.lora in job.loras),
            (query.post, lambda job: job.post == query.post),
            (words, lambda job: all(word in job.words for word in words)),
        )
        if is_asked
    ]
    fitting = list(jobs)
    for test in tests:
        fitting = [job for job in fitting if test(job)]
    return _sorted(fitting, query.sort)


def _sorted(jobs: list[JobFacts], sort: str) -> list[JobFacts]:
    if sort == "oldest":
        return jobs
    if sort == "newest":
        jobs.reverse()
        return [*(job for job in jobs if job.is_active),
                *(job for job in jobs if not job.is_active)]  # fmt: skip
    keys: dict[str, Callable[[JobFacts], object]] = {
        "queue": lambda job: (not job.is_active, job.state != "queued", job.order),
        "finished": lambda job: job.finished,
        "slowest": lambda job: job.seconds,
    }
    is_down = sort in ("finished", "slowest")
    if is_down:
        jobs.reverse()  # of two that are equal the newer one comes first
    return sorted(jobs, key=keys[sort], reverse=is_down)  # type: ignore[arg-type]


def flat(jobs: Sequence[JobFacts]) -> list[ListRow]:
    """Return one line for each job."""
    return [ListRow(job) for job in jobs]


def grouped(jobs: Sequence[JobFacts], opened: Collection[str]) -> list[ListRow]:
    """Return batches as one line, and enlargements below what they enlarge.

    What runs has a line of its own, also out of a batch.

    Args:
        jobs: sorted; a group stands where its first job would.
        opened: batches whose members are shown as well.
    """
    here = {job.id: job for job in jobs}
    below: dict[str, list[JobFacts]] = {}
    batches: dict[str, list[JobFacts]] = {}
    tops: list[JobFacts] = []
    for job in jobs:
        if _enlarges(job, here.get(job.parent)):
            below.setdefault(job.parent, []).append(job)
            continue
        tops.append(job)
        if job.batch:
            batches.setdefault(job.batch, []).append(job)
    rows: list[ListRow] = []
    told: set[str] = set()
    for job in tops:
        members = batches.get(job.batch, ())
        if len(members) < 2 or job.is_active:
            rows += _with_children(job, 0, below)
        elif job.batch not in told:
            told.add(job.batch)
            rows.append(ListRow(job, 0, tuple(members)))
            if job.batch in opened:
                for member in members:
                    rows += [] if member.is_active else _with_children(member, 1, below)
    return rows


def _enlarges(job: JobFacts, parent: JobFacts | None) -> bool:
    """Say whether a job makes what its parent made larger."""
    return parent is not None and (job.is_upscale or (job.is_hires and not parent.is_hires))


def _with_children(
    job: JobFacts, depth: int, below: Mapping[str, Sequence[JobFacts]]
) -> list[ListRow]:
    rows = [ListRow(job, depth)]
    for child in sorted(below.get(job.id, ()), key=lambda each: each.number):
        rows += _with_children(child, depth + 1, below)
    return rows

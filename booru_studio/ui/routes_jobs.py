"""Lists of jobs and of their pictures, a window at a time, and the numbers behind the plots."""

from collections.abc import Callable, Mapping
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from booru_studio.bootstrap import Services
from booru_studio.domain.job_facts import JobFacts
from booru_studio.domain.job_lists import JobQuery, ListRow
from booru_studio.domain.job_numbers import numbers_of
from booru_studio.errors import BooruStudioError
from booru_studio.ui.endpoints import Endpoints
from booru_studio.ui.job_shapes import gallery_json, list_row_json, row_json
from booru_studio.ui.replies import NEVER, number_of, refusal

MOST_ROWS = 200  # in one answer
MOST_PICTURES = 400  # in one answer
MOST_OPEN = 200  # batches

Query = Mapping[str, str]


class JobRoutes:
    """Answers with jobs; all that is shown of one comes from the same `row_json`."""

    def __init__(self, services: Services, endpoints: Endpoints) -> None:
        self._services, self._endpoints = services, endpoints
        self._catalog = services.job_tools.catalog

    async def jobs(self, request: Request) -> Response:
        """Give the newest jobs of a state: `?state=&limit=&offset=`."""
        return await _answered(self._jobs, request)

    async def rows(self, request: Request) -> Response:
        """Give lines of the list: a query, `flat`, `open` batches, `from` and `count`.

        With `around`, a job's id, it says at which line that one stands; with `bodies` the jobs
        of the lines come as well.
        """
        return await _answered(self._rows, request)

    async def ids(self, request: Request) -> Response:
        """Give the ids of all jobs that fit a query."""
        return await _answered(self._ids, request)

    async def pictures(self, request: Request) -> Response:
        """Give pictures of the jobs that fit: `from`, `count`, and `around`, a file."""
        return await _answered(self._pictures, request)

    async def numbers(self, request: Request) -> Response:
        """Give what the plots are drawn from."""
        return await _answered(self._numbers, request)

    # -- inside -----------------------------------------------------------------------------

    def _jobs(self, query: Query) -> dict[str, Any]:
        revision = self._services.queue.revision
        limit = min(max(number_of(query.get("limit"), 50), 1), 500)
        found, total = self._services.queue.page(
            query.get("state", ""), limit, number_of(query.get("offset"))
        )
        jobs = [self._row(job.id) for job in found]
        return {"revision": revision, "jobs": jobs, "total": total}

    def _rows(self, query: Query) -> dict[str, Any]:
        opened = frozenset(query.get("open", "").split(",")[:MOST_OPEN])
        is_flat = query.get("flat") == "1"
        wanted = _query(query)
        revision = self._services.queue.revision
        rows = self._catalog.rows(wanted, is_flat=is_flat, opened=opened)
        first = number_of(query.get("from"))
        place = _place_of(rows, query.get("around", ""))
        if place is not None:
            first = max(place - 10, 0)
        shown = rows[first : first + min(number_of(query.get("count"), 40), MOST_ROWS)]
        answer: dict[str, Any] = {
            "revision": revision,
            "total": len(rows),
            "jobs_total": len(self._catalog.find(wanted)),
            "from": first,
            "at": place,
            "rows": [list_row_json(row, opened) for row in shown],
        }
        if wanted.state in ("", "queued"):
            places = self._catalog.places()
            answer["places"] = {
                row.job.id: places[row.job.id] for row in shown if row.job.id in places
            }
        if query.get("bodies") == "1":
            answer["jobs"] = [self._row(row.job.id) for row in shown]
        return answer

    def _ids(self, query: Query) -> dict[str, Any]:
        return {"ids": [job.id for job in self._catalog.find(_query(query))]}

    def _pictures(self, query: Query) -> dict[str, Any]:
        wanted = _query({**query, "pictures": "1"})
        shown = self._catalog.made_of(
            ("pictures", wanted), lambda _jobs: _Gallery(self._catalog.find(wanted))
        )
        first = number_of(query.get("from"))
        place = shown.place.get(query.get("around", ""))
        count = min(number_of(query.get("count"), 120), MOST_PICTURES)
        if place is not None:
            first = max(place - count // 2, 0)
        return {
            "total": len(shown.pictures),
            "from": first,
            "at": place,
            "days": shown.days,
            "pictures": [gallery_json(*each) for each in shown.pictures[first : first + count]],
        }

    def _numbers(self, _query: Query) -> dict[str, Any]:
        numbers = self._catalog.made_of("numbers", numbers_of)
        return {**numbers, "choices": self._catalog.choices()}

    def _row(self, job_id: str) -> dict[str, Any]:
        queue = self._services.queue
        job = queue.job(job_id)
        return row_json(job, queue.live(job_id), self._endpoints.source_url(job))


class _Gallery:
    """Every picture of some jobs by its place, and how many each day has."""

    def __init__(self, jobs: list[JobFacts]) -> None:
        self.pictures = [(job, at) for job in jobs for at in range(len(job.pictures))]
        self.place = {
            job.pictures[at].file: place for place, (job, at) in enumerate(self.pictures)
        }
        self.days: list[list[Any]] = []  # [day, pictures], as they follow each other
        for job in jobs:
            if not self.days or self.days[-1][0] != job.day:
                self.days.append([job.day, 0])
            self.days[-1][1] += len(job.pictures)


def _query(query: Query) -> JobQuery:
    return JobQuery(
        state=query.get("state", ""),
        words=query.get("words", "")[:500],
        model=query.get("model", ""),
        lora=query.get("lora", ""),
        post=query.get("post", ""),
        day=query.get("day", ""),
        batch=query.get("batch", ""),
        bookmarked=query.get("starred") == "1",
        with_pictures=query.get("pictures") == "1",
        sort=query.get("sort") or "newest",
    )


def _place_of(rows: list[ListRow], job_id: str) -> int | None:
    if not job_id:
        return None
    heads = (
        place
        for place, row in enumerate(rows)
        if (row.job.id == job_id and not row.members)
        or any(member.id == job_id for member in row.members)
    )
    # A member shown on a line of its own comes behind the head of its batch.
    places = list(heads)
    return places[-1] if places else None


async def _answered(answer: Callable[[Query], dict[str, Any]], request: Request) -> Response:
    try:
        found = await run_in_threadpool(answer, dict(request.query_params))
    except BooruStudioError as error:
        return refusal(error)
    return JSONResponse(found, headers=NEVER)

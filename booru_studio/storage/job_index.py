"""The jobs in memory, found by id, by state and in the order they came in."""

from bisect import bisect_left, insort
from collections.abc import Iterator, Sequence

from booru_studio.domain.jobs import Job, JobState
from booru_studio.errors import JobNotFoundError


class JobIndex:
    """Jobs at places; a place is the row's document id, and a newer job has a higher one.

    (`Job.place` is another thing: where it stands in the queue.) Finding costs the same however
    many jobs there are.
    """

    def __init__(self) -> None:
        self._jobs: dict[int, Job] = {}
        self._places: dict[str, int] = {}
        self._all: list[int] = []
        self._in_state: dict[str, list[int]] = {state.value: [] for state in JobState}

    def __contains__(self, job_id: str) -> bool:
        return job_id in self._places

    def place(self, job_id: str) -> int:
        """Return where a job is.

        Raises:
            JobNotFoundError: nowhere.
        """
        try:
            return self._places[job_id]
        except KeyError:
            raise JobNotFoundError(job_id=job_id) from None

    def at(self, place: int) -> Job:
        return self._jobs[place]

    def get(self, job_id: str) -> Job:
        """Return a job.

        Raises:
            JobNotFoundError: it is not here.
        """
        return self._jobs[self.place(job_id)]

    def put(self, place: int, job: Job) -> None:
        """Add a job, or take over what it has become."""
        before = self._jobs.get(place)
        if before is None:
            insort(self._all, place)
        elif before.state is not job.state:
            _take_out(self._in_state[before.state], place)
        if before is None or before.state is not job.state:
            insort(self._in_state[job.state], place)
        self._jobs[place], self._places[job.id] = job, place

    def drop(self, place: int) -> None:
        """Forget a job."""
        job = self._jobs.pop(place)
        del self._places[job.id]
        _take_out(self._all, place)
        _take_out(self._in_state[job.state], place)

    def places(self, state: str = "") -> Sequence[int]:
        """Return the places of the jobs in a state, oldest first; "" means every state."""
        return self._all if not state else self._in_state.get(state, ())

    def in_state(self, *states: JobState) -> list[Job]:
        """Return the jobs in one of `states`, oldest first."""
        places = [place for state in set(states) for place in self._in_state[state]]
        if len(set(states)) > 1:
            places.sort()
        return [self._jobs[place] for place in places]

    def finished(self) -> list[int]:
        """Return the places of all jobs that have ended, oldest first."""
        return sorted(self._finished())

    def count_finished(self) -> int:
        return sum(len(self._in_state[state]) for state in JobState if state.is_final)

    def _finished(self) -> Iterator[int]:
        for state in JobState:
            if state.is_final:
                yield from self._in_state[state]


def _take_out(places: list[int], place: int) -> None:
    del places[bisect_left(places, place)]

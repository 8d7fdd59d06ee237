"""Which jobs changed since a page last asked, by a number that counts up."""

from dataclasses import dataclass

REMEMBERED = 5_000  # jobs; who missed more than these looks at everything anew


@dataclass(frozen=True, slots=True)
class _Change:
    revision: int
    stored_at: int  # as `revision`, without mere progress
    is_removed: bool = False


class ChangeFeed:
    """The last change of each job that changed lately; not for several threads at once."""

    def __init__(self, remembered: int = REMEMBERED) -> None:
        self.revision = 0
        self._remembered = remembered
        self._changes: dict[str, _Change] = {}  # the latest ones last
        self._forgotten = 0  # revision up to which changes may be missing

    def count_up(self) -> None:
        """Note a change that is of no job."""
        self.revision += 1

    def note(self, job_id: str, *, is_progress: bool = False, is_removed: bool = False) -> None:
        """Note that a job changed, or that it merely went on."""
        self.revision += 1
        before = self._changes.pop(job_id, None)
        stored_at = self.revision
        if is_progress:
            stored_at = before.stored_at if before else 0
        # Put last, so that what changed lately is found without looking at everything.
        self._changes[job_id] = _Change(self.revision, stored_at, is_removed)
        if len(self._changes) > self._remembered:
            oldest = next(iter(self._changes))
            self._forgotten = self._changes.pop(oldest).revision

    def covers(self, since: int) -> bool:
        """Say whether every change after a revision is still known."""
        return since >= self._forgotten

    def changed(self, since: int) -> list[str]:
        """Return the jobs that changed after a revision and are still there, earliest first."""
        return [job_id for job_id, change in self._after(since) if not change.is_removed]

    def removed(self, since: int) -> list[str]:
        """Return the jobs that were removed after a revision."""
        return [job_id for job_id, change in self._after(since) if change.is_removed]

    def is_only_progress(self, job_id: str, since: int) -> bool:
        """Say whether all that changed of a job after a revision is how it stands."""
        change = self._changes.get(job_id)
        return change is None or change.stored_at <= since

    def _after(self, since: int) -> list[tuple[str, _Change]]:
        found = []
        for job_id, change in reversed(self._changes.items()):
            if change.revision <= since:
                break
            found.append((job_id, change))
        found.reverse()
        return found

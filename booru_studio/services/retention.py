"""How long pictures are kept: a rule, what it would take away, and doing it."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from booru_studio.domain.jobs import Job
from booru_studio.domain.retention import JobPictures, Removal, RetentionRule, removals
from booru_studio.errors import InvalidInputError
from booru_studio.services.all_jobs import of_all_jobs
from booru_studio.services.job_board import JobBoard
from booru_studio.services.pictures import Pictures
from booru_studio.storage.images import ImageStore
from booru_studio.storage.trash_manifest import Moved

SETTING = "retention"


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


class Retention:
    """Thins out the pictures of old jobs; bookmarked jobs and parents of kept ones stay."""

    def __init__(
        self,
        board: JobBoard,
        images: ImageStore,
        pictures: Pictures,
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._board, self._images, self._pictures = board, images, pictures
        self._now = now

    @property
    def rule(self) -> RetentionRule:
        """The rule a person set; without limits until then."""
        try:
            return RetentionRule.from_json(self._board.setting(SETTING, {}))
        except InvalidInputError:  # edited by hand
            return RetentionRule()

    def set_rule(self, values: object) -> RetentionRule:
        """Keep `{keep_days, keep_count, max_gb}` as the rule; nothing is taken away yet.

        Raises:
            InvalidInputError: unknown name, wrong type, or a number below 0.
            StoreWriteError: the rule before stays.
        """
        rule = RetentionRule.from_json(values)
        self._board.set_setting(SETTING, asdict(rule))
        return rule

    def preview(self, rule: RetentionRule | None = None) -> RetentionPreview:
        """Say what a rule, or the one that is set, would take away; nothing is moved."""
        sizes = {picture.file: picture.bytes for picture in self._images.all()}
        jobs = of_all_jobs(self._board, lambda job: _facts(job, sizes))
        return RetentionPreview(removals(jobs, rule or self.rule, self._now()))

    def apply(
        self, rule: RetentionRule | None = None, job_ids: Collection[str] | None = None
    ) -> Moved:
        """Move to the trash what a rule, or the one that is set, takes away.

        Args:
            job_ids: those of the preview that a person agreed to; None means whatever the rule
                says now. A job the rule has come to keep since (a bookmark) stays in any case.

        Raises:
            StorageError: nothing was moved.
        """
        rule = rule or self.rule
        going = [
            removal.job.id
            for removal in self.preview(rule).removals
            if job_ids is None or removal.job.id in job_ids
        ]
        return self._pictures.delete(going, why=f"Retention: {_spoken(rule)}.")


def _facts(job: Job, sizes: Mapping[str, int]) -> JobPictures:
    there = {image.file for image in (*job.images, *job.extras) if image.file in sizes}
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


def _spoken(rule: RetentionRule) -> str:
    limits = (
        f"{rule.keep_days} days" if rule.keep_days else "",
        f"{rule.keep_count} pictures" if rule.keep_count else "",
        f"{rule.max_gb:g} GB" if rule.max_gb else "",
    )
    return "no more than " + ", ".join(limit for limit in limits if limit) + " are kept"

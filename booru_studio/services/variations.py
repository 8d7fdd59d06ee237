"""Several changes of one job at once: seeds, checkpoints and CFG values as a small grid."""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from booru_studio.domain.generation import Txt2ImgRequest
from booru_studio.domain.json_fields import read_object, read_plain_object, read_whole
from booru_studio.errors import InvalidInputError
from booru_studio.services.job_board import NewJob
from booru_studio.services.job_maker import JobMaker
from booru_studio.services.queue import JobQueue

MOST = 200  # jobs of one grid


@dataclass(frozen=True, slots=True)
class Grid:
    """What is varied; what is empty stays as the job has it.

    `seeds` new ones are drawn, once for the whole grid, so that what differs in a row is not the
    seed; 0 keeps the job's own.
    """

    changes: Mapping[str, Any]  # of every job of the grid
    seeds: int = 0
    checkpoints: tuple[str, ...] = ()
    cfg_scales: tuple[float, ...] = ()

    @classmethod
    def from_json(cls, values: object) -> "Grid":
        """Read `{changes, seeds, checkpoints, cfg_scales}`.

        Raises:
            InvalidInputError: it is no grid, or too large a one.
        """
        fields = read_object(
            values, "The grid", ("changes", "seeds", "checkpoints", "cfg_scales")
        )
        grid = cls(
            read_plain_object(fields, "changes"),
            read_whole(fields, "seeds", 0, 0, MOST),
            tuple(str(each) for each in _list(fields, "checkpoints")),
            tuple(_number(each) for each in _list(fields, "cfg_scales")),
        )
        if grid.size > MOST:
            raise InvalidInputError(
                reason=f"The grid has {grid.size} jobs: leave some out, at most {MOST} are made."
            )
        return grid

    @property
    def size(self) -> int:
        """How many jobs it makes."""
        sides = (self.seeds, len(self.checkpoints), len(self.cfg_scales))
        return max(sides[0], 1) * max(sides[1], 1) * max(sides[2], 1)

    def cells(self, seeds: Sequence[int]) -> Iterator[dict[str, Any]]:
        """Give the changes of each job; `seeds` are the drawn ones."""
        for seed, checkpoint, cfg in product(
            seeds or (None,), self.checkpoints or (None,), self.cfg_scales or (None,)
        ):
            values = {"seed": seed, "checkpoint": checkpoint, "cfg_scale": cfg}
            yield {
                **self.changes,
                **{name: value for name, value in values.items() if value is not None},
            }


class Variations:
    """Queues grids."""

    def __init__(self, queue: JobQueue, maker: JobMaker) -> None:
        self._queue, self._maker = queue, maker

    def add(self, job_id: str, values: object) -> list[str]:
        """Queue a grid of a job as one batch, all or none; return the ids, row by row.

        Raises:
            JobNotFoundError, InvalidInputError, BlockedContentError: as their sentences say.
        """
        job, grid = self._queue.job(job_id), Grid.from_json(values)
        request = Txt2ImgRequest.from_json(job.request)
        seeds = [self._maker.draw_seed() for _ in range(grid.seeds)]
        batch = uuid.uuid4().hex if grid.size > 1 else ""
        made = []
        for changes in grid.cells(seeds):
            changed = request.with_changes(changes) if changes else request
            (new,) = self._maker.make(changed, 1, job)
            made.append(NewJob(new.request, {**new.fields, "batch": batch}))
        return self._queue.add(made, owner=job.owner)


def _list(fields: Mapping[str, Any], name: str) -> list[Any]:
    values = fields.get(name) or []
    if not isinstance(values, list) or len(values) > MOST:
        raise InvalidInputError(reason=f"{name} is no list of at most {MOST}: give one.")
    return values


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise InvalidInputError(reason=f"cfg_scales holds {str(value)[:40]}: give numbers.")
    return float(value)

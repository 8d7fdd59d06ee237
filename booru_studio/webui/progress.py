"""How far a WebUI is with a task, read from either of its two progress routes.

`/internal/progress` knows tasks by id (A1111's `modules/progress.py`); `/sdapi/v1/progress` knows
only whether anything runs.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from booru_studio.webui.pictures import BadPictureError, decode_base64


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskProgress:
    """Where a task is.

    None of `active`, `queued`, `completed`: the server does not know it (any more); it remembers
    the last 16 completed. Without `is_certain` the server cannot be asked by id, and `active`
    means that something runs. `preview_id` goes into the next call, so that the same preview
    is not sent twice.
    """

    active: bool = False
    queued: bool = False
    completed: bool = False
    fraction: float | None = None  # 0 to 1
    eta: float | None = None  # seconds
    textinfo: str = ""
    preview: bytes | None = None
    preview_id: int = -1
    is_certain: bool = True
    is_interrupted: bool = False


@dataclass(frozen=True, slots=True)
class ServerState:
    """What a server does at all, by GET /sdapi/v1/progress."""

    is_busy: bool = False
    was_interrupted: bool = False  # the running job, or the last one
    fraction: float | None = None
    eta: float | None = None  # seconds
    preview: bytes | None = None


def server_state(answer: object) -> ServerState:
    """Read GET /sdapi/v1/progress; any other answer counts as idle."""
    values = answer if isinstance(answer, Mapping) else {}
    state = values.get("state")
    if not isinstance(state, Mapping):
        return ServerState()
    # The count is -1 from the start of a job to its first batch.
    is_busy = bool(state.get("job")) or _number(state.get("job_count")) not in (None, 0)
    return ServerState(
        is_busy=is_busy,
        was_interrupted=bool(state.get("interrupted")),
        fraction=_fraction(values.get("progress")) if is_busy else None,
        eta=_seconds(values.get("eta_relative")) if is_busy else None,
        preview=_preview(values.get("current_image")),
    )


def task_progress(answer: object) -> TaskProgress:
    """Read POST /internal/progress; any other answer counts as an unknown task."""
    values: Mapping[str, Any] = answer if isinstance(answer, Mapping) else {}
    preview_id = values.get("id_live_preview")
    return TaskProgress(
        active=values.get("active") is True,
        queued=values.get("queued") is True,
        completed=values.get("completed") is True,
        fraction=_fraction(values.get("progress")),
        eta=_seconds(values.get("eta")),
        textinfo=str(values.get("textinfo") or ""),
        preview=_preview(values.get("live_preview")),
        preview_id=preview_id if isinstance(preview_id, int) else -1,
    )


def corrected(progress: TaskProgress, state: ServerState) -> TaskProgress:
    """Take back `active` where nothing runs: a failed task keeps it until the next one starts."""
    if not progress.active:
        return progress
    return replace(progress, active=state.is_busy, is_interrupted=state.was_interrupted)


def uncertain(state: ServerState) -> TaskProgress:
    """Make the best of a server that cannot be asked by id."""
    return TaskProgress(
        active=state.is_busy,
        fraction=state.fraction,
        eta=state.eta,
        preview=state.preview,
        is_certain=False,
        is_interrupted=state.is_busy and state.was_interrupted,
    )


def _number(value: object) -> float | None:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if is_number and value == value else None  # type: ignore[arg-type]


def _fraction(value: object) -> float | None:
    number = _number(value)
    return None if number is None else min(max(number, 0.0), 1.0)


def _seconds(value: object) -> float | None:
    number = _number(value)
    return None if number is None else max(number, 0.0)


def _preview(value: object) -> bytes | None:
    if not value:
        return None
    try:
        return decode_base64(value)
    except BadPictureError:
        # A preview that cannot be read is one that is not shown.
        return None

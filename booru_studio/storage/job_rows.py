"""Jobs as rows: what is about to be written as JSON, without copying what is in them."""

from collections.abc import Mapping
from dataclasses import asdict, fields, is_dataclass
from typing import Any

from booru_studio.domain.jobs import Job

_NAMES = tuple(spec.name for spec in fields(Job))
_AS_THEY_ARE = (str, int, float, dict, type(None))


def row_of(job: Job) -> dict[str, Any]:
    """Give a job as `Job.to_json` does, but sharing what is inside it."""
    return {name: _plain(getattr(job, name)) for name in _NAMES}


def as_json(changes: Mapping[str, Any]) -> dict[str, Any]:
    """Give changed fields in the form of a row, whether they came as values or as JSON."""
    return {name: _plain(value) for name, value in changes.items()}


def _plain(value: Any) -> Any:  # noqa: ANN401
    if isinstance(value, _AS_THEY_ARE):
        return value
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value] if value else []
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    return value

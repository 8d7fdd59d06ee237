"""Files of another version of Booru Studio: older ones are migrated, newer ones kept aside."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from booru_studio.storage.atomic import write_atomically

Migration = Callable[[Mapping[str, Any]], dict[str, Any]]
"""Turns values of one schema into those of the next; named `from_<the schema it leaves>`."""


def newest_schema(migrations: Sequence[Migration]) -> int:
    """Return the schema that all migrations lead to; the first one leaves schema 1."""
    return len(migrations) + 1


def migrate(
    values: Mapping[str, Any], schema: int, migrations: Sequence[Migration]
) -> dict[str, Any]:
    """Bring values from a schema to the newest one.

    Args:
        schema: what they are in, 1 to `newest_schema(migrations)`.
    """
    current = dict(values)
    for migration in migrations[schema - 1 :]:
        current = migration(current)
    return current


def keep_aside(path: Path, why: str, report: Callable[[str], None]) -> None:
    """Copy a file that cannot be used, so that nothing in it is lost, and tell so.

    Raises:
        StoreWriteError: it could not be copied.
    """
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S")
    aside = path.with_name(f"{path.stem}.kept-{stamp}{path.suffix}")
    write_atomically(aside, path.read_bytes())
    report(f"{path.name} {why}; it was kept as {aside.name} and a new one was begun.")

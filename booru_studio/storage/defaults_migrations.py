"""How saved defaults of earlier versions are brought up to this one."""

from collections.abc import Mapping
from typing import Any

from booru_studio.storage.schemas import Migration


def from_1(values: Mapping[str, Any]) -> dict[str, Any]:
    """Add the named presets, which schema 1 did not have."""
    return {"presets": {}, **values}


MIGRATIONS: tuple[Migration, ...] = (from_1,)

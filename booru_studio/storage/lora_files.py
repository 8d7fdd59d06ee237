"""The LoRA catalog, `loras.yaml`, read from disk; a large one once only."""

import json
import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from booru_studio.errors import StoreWriteError, UsageError
from booru_studio.storage.atomic import write_atomically
from booru_studio.storage.lora_yaml import load_catalog

log = logging.getLogger(__name__)

_CACHE_VERSION = 2


def read_catalog(path: Path, cache: Path | None = None) -> Mapping[str, Any]:
    """Read the catalog; a file that is not there is an empty one.

    Args:
        cache: a file to keep what was read, since YAML of thousands of LoRAs takes seconds. It
            is used as long as the catalog's size and time stay the same, and may be deleted. With
            it, the scanned `top_tags`, which are most of a catalog, are left out.

    Raises:
        UsageError: it is no YAML, or no mapping; the file is left as it is.
    """
    try:
        stamp = _stamp(path)
        if cache and (kept := _from_cache(cache, stamp)) is not None:
            return kept
        catalog = load_catalog(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        return {}
    except yaml.YAMLError as error:
        raise UsageError(reason=_broken(path, error)) from error
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(
            reason=f"{path} cannot be read ({type(error).__name__}): mend it, or name another "
            "with --loras."
        ) from error
    if catalog is None:
        return {}
    if not isinstance(catalog, Mapping):
        raise UsageError(
            reason=f"{path} holds no LoRA catalog: mend it, or name another with --loras."
        )
    if cache:
        catalog = _without_top_tags(catalog)
        _to_cache(cache, stamp, catalog)
    return catalog


def _without_top_tags(catalog: Mapping[str, Any]) -> Mapping[str, Any]:
    rows = catalog.get("loras")
    for row in rows.values() if isinstance(rows, Mapping) else ():
        auto = row.get("auto") if isinstance(row, Mapping) else None
        if isinstance(auto, dict):
            auto.pop("top_tags", None)
    return catalog


def _broken(path: Path, error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    place = f" in line {mark.line + 1}" if mark else ""
    return f"{path} is no valid YAML{place}: mend it, or name another with --loras."


def _stamp(path: Path) -> list[object]:
    status = path.stat()
    return [_CACHE_VERSION, str(path), status.st_mtime_ns, status.st_size]


def _from_cache(cache: Path, stamp: list[object]) -> Mapping[str, Any] | None:
    try:
        kept = json.loads(cache.read_bytes())
    except (OSError, ValueError):  # none yet, or damaged: it is only a cache
        return None
    if not isinstance(kept, dict) or kept.get("stamp") != stamp:
        return None
    catalog = kept.get("catalog")
    return catalog if isinstance(catalog, dict) else None


def _to_cache(cache: Path, stamp: list[object], catalog: Mapping[str, Any]) -> None:
    try:
        text = json.dumps({"stamp": stamp, "catalog": catalog}, ensure_ascii=False)
        write_atomically(cache, text.encode("utf-8"))
    except (TypeError, ValueError, StoreWriteError) as error:  # a set, a lone surrogate, full disk
        log.info("the LoRA catalog is read anew at every start: %s", error)

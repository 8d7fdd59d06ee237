"""What people bring along from other tools: styles, defaults, tag lists, lists of left-out tags."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from booru_studio.domain.generation import Txt2ImgRequest
from booru_studio.domain.tags import split_list
from booru_studio.errors import InvalidInputError
from booru_studio.services.autocomplete_tables import OWN_LIST, TagTables
from booru_studio.services.defaults import Defaults
from booru_studio.services.presets import Presets
from booru_studio.storage.atomic import write_atomically
from booru_studio.storage.tag_table_rows import read_tag_csv
from booru_studio.storage.wildcard_encoding import to_utf8

# A1111's ui-config.json, “txt2img/Sampling steps/value”: 20, and the later names of the same.
_UI_CONFIG = {
    "sampling steps": "steps",
    "sampling method": "sampler_name",
    "sampler": "sampler_name",
    "schedule type": "scheduler",
    "scheduler": "scheduler",
    "cfg scale": "cfg_scale",
    "batch size": "batch_size",
}


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of a file, in sentences."""

    sentences: tuple[str, ...]


class Imports:
    """Reads one file at a time, known by what is in it; nothing of the person's is overwritten."""

    def __init__(
        self, data: Path, presets: Presets, defaults: Defaults, tables: TagTables
    ) -> None:
        self._data, self._presets, self._defaults = data, presets, defaults
        self._tables = tables

    def take(self, kind: str, body: bytes) -> Imported:
        """Import a file.

        Args:
            kind: “styles” (A1111's styles.csv), “defaults” (A1111's ui-config.json), “tags”
                (a tagcomplete CSV) or “remove” (a list of tags to leave out, as ranbooru's).

        Raises:
            InvalidInputError: no such kind, or the file is none of that kind.
            TagListError, StoreWriteError: the tag list is none, or cannot be written.
        """
        kinds: dict[str, Callable[[bytes], Imported]] = {
            "styles": self._styles,
            "defaults": self._ui_config,
            "tags": self._tags,
            "remove": self._remove,
        }
        if kind not in kinds:
            raise InvalidInputError(
                reason=f"There is no import “{kind[:40]}”: use one of {', '.join(kinds)}."
            )
        return kinds[kind](body)

    def _styles(self, body: bytes) -> Imported:
        found = self._presets.import_styles(body)
        return Imported((f"{len(found.names)} presets were made of its styles.", *found.notes))

    def _ui_config(self, body: bytes) -> Imported:
        try:
            config = json.loads(to_utf8(body)[0])
        except (ValueError, RecursionError) as error:
            raise InvalidInputError(
                reason=f"The file is no JSON ({error}): give the WebUI's ui-config.json."
            ) from error
        request = _request_of(config)
        if not request:
            raise InvalidInputError(
                reason="The file names no txt2img setting: give the WebUI's ui-config.json."
            )
        self._defaults.save({"request": {**self._defaults.request(), **request}})
        told = ", ".join(f"{name} {value}" for name, value in request.items())
        return Imported((f"New forms and drafts begin with {told}.",))

    def _tags(self, body: bytes) -> Imported:
        kept = self._data / OWN_LIST
        trial = self._data / "cache" / f"{OWN_LIST}.new"
        write_atomically(trial, body)
        try:
            rows = read_tag_csv(trial)  # refuses what is no tag list before the old one goes
        finally:
            trial.unlink(missing_ok=True)
        write_atomically(kept, body)
        self._tables.start()
        return Imported((f"{len(rows):,} tags; the suggestions use them in a moment.",))

    def _remove(self, body: bytes) -> Imported:
        found = split_list(to_utf8(body)[0].decode("utf-8"))
        if not found:
            raise InvalidInputError(reason="The file is empty: give tags, one a line.")
        before = split_list(str(self._defaults.values()["remove"]))
        both = list(dict.fromkeys([*before, *found]))
        self._defaults.save({"remove": ", ".join(both)})
        new = len(both) - len(before)
        return Imported((f"{new} tags joined those that every recreation leaves out.",))


def _request_of(config: object) -> dict[str, Any]:
    """Read the settings of A1111's txt2img page that a request can begin with."""
    if not isinstance(config, dict):
        return {}
    found: dict[str, Any] = {}
    for key, value in config.items():
        parts = str(key).split("/")
        if parts[0] not in ("txt2img", "customscript") or parts[-1] != "value":
            continue
        name = _UI_CONFIG.get(parts[-2].lower()) if len(parts) > 2 else None  # noqa: PLR2004
        if name is None or name in found:
            continue
        try:
            Txt2ImgRequest.from_json({name: value})
        except InvalidInputError:
            continue
        found[name] = value
    return found

"""The LoRA catalog as lists and forms show it: found, counted, and one LoRA at a time edited."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from booru_studio.domain.lora_bases import BASES
from booru_studio.domain.lora_entries import KINDS, LoraEntry
from booru_studio.domain.lora_fields import read_fields
from booru_studio.domain.lora_pool import holds_words, rating_name
from booru_studio.domain.lora_triggers import all_triggers, trigger_texts
from booru_studio.errors import InvalidInputError
from booru_studio.services.lora_judge import LoraJudge
from booru_studio.services.loras import Loras
from booru_studio.storage.lora_catalog import LoraCatalogFile

MOST_TAGS = 300  # that are offered


@dataclass(frozen=True, slots=True)
class LoraFilter:
    """What a list is narrowed to; "" does not filter. `search` are words that all occur."""

    search: str = ""
    folder: str = ""
    base: str = ""
    group: str = ""
    rating: str = ""

    def passes(self, entry: LoraEntry) -> bool:
        words = self.search.casefold().replace("_", " ").split()
        return (
            (not self.folder or entry.is_named(self.folder))
            and (not self.base or entry.base == self.base)
            and (not self.group or entry.group == self.group)
            and rating_name(entry) in (self.rating or rating_name(entry),)
            and (not words or holds_words(entry, words))
        )


class LoraLibrary:
    """Lists and edits what the safety rules allow; the others are counted as hidden."""

    def __init__(self, loras: Loras, file: LoraCatalogFile, judge: LoraJudge) -> None:
        self._loras, self._file, self._judge = loras, file, judge
        self._facets: tuple[object, dict[str, Any]] = (None, {})

    def listing(self, wanted: LoraFilter, offset: int = 0, limit: int = 60) -> dict[str, Any]:
        """Return `{total, hidden, waiting, rows}`; `waiting` LoRAs are still being judged."""
        allowed, waiting = self._judge.allowed()
        found = [entry for entry in allowed if wanted.passes(entry)]
        if not wanted.search:
            found.sort(key=lambda entry: (not entry.favourite, entry.key.casefold()))
        return {
            "total": len(found),
            "hidden": len(self._loras.entries()) - len(allowed) - waiting,
            "waiting": waiting,
            "rows": [_row(entry) for entry in found[offset : offset + limit]],
        }

    def facets(self) -> dict[str, Any]:
        """Return what can be filtered by: folders, bases, groups, tags, ratings, as [name, count].

        With them come `warnings` about the catalog and `waiting`, LoRAs not judged yet.
        """
        allowed, waiting = self._judge.allowed()
        if self._facets[0] is not allowed:
            self._facets = (allowed, _facets_of(allowed))
        return {**self._facets[1], "warnings": self._loras.warnings()[:20], "waiting": waiting}

    def matching(self, options: object) -> dict[str, int]:
        """Count what the randomiser may draw: `{matching, waiting, total}`.

        Raises:
            InvalidInputError: an option is wrong.
        """
        pool = self._loras.randomizer.pool(options)
        keys, (allowed, waiting) = self._judge.allowed_keys(), self._judge.allowed()
        if waiting:
            waiting = sum(self._loras.verdict(entry) is None for entry in pool)
        matching = sum(entry.key in keys for entry in pool)
        return {"matching": matching, "waiting": waiting, "total": len(allowed)}

    def entry(self, key: str) -> dict[str, Any]:
        """Return one LoRA for editing: what holds, what the person wrote, what was scanned.

        Raises:
            InvalidInputError: the catalog has no such LoRA, or the rules hide it.
        """
        entry = self._find(key)
        row = self._file.row(key)
        own = {name: value for name, value in row.items() if name != "auto"}
        auto = row.get("auto")
        return {
            **_row(entry),
            "alias": entry.alias,
            "hash": entry.hash,
            "range": list(entry.range),
            "te": entry.te,
            "trigger_sets": [
                {"text": each.text, "mode": each.mode, "chance": each.chance}
                for each in entry.triggers
            ],
            "negative": entry.negative,
            "kind": entry.kind,
            "tags": list(entry.tags),
            "notes": entry.notes,
            "random": {
                "enabled": entry.random.enabled,
                "weight": entry.random.weight,
                "group": entry.random.group,
                "not_with": list(entry.random.not_with),
            },
            "own": own,
            "scanned": auto if isinstance(auto, Mapping) else {},
            "stamp": _stamp(own),
        }

    def change(self, key: str, fields: object, stamp: str = "") -> dict[str, Any]:
        """Write fields of one LoRA, None taking one out, and return it as `entry` does.

        Args:
            stamp: of the LoRA as the edit began; "" writes all the same.

        Raises:
            InvalidInputError: a wrong field, or the catalog was changed meanwhile.
            StoreWriteError: it could not be written.
        """
        self._find(key)
        changes = read_fields(fields)
        row = self._file.row(key)
        own = {name: value for name, value in row.items() if name != "auto"}
        if stamp and stamp != _stamp(own):
            raise InvalidInputError(
                reason=f"“{key}” was changed in the catalog meanwhile: load it again."
            )
        real = {name: value for name, value in changes.items() if own.get(name) != value}
        if real:
            self._file.write_row(key, real)
            self._loras.allows(self._find_any(key))
        return self.entry(key)

    def _find(self, key: str) -> LoraEntry:
        entry = self._find_any(key)
        if not self._loras.allows(entry):
            raise InvalidInputError(reason=f"“{key}” is beyond the rating that is allowed here.")
        return entry

    def _find_any(self, key: str) -> LoraEntry:
        found = next((entry for entry in self._loras.entries() if entry.key == key), None)
        if found is None:
            raise InvalidInputError(
                reason=f"The catalog has no LoRA “{key}”: load the list again."
            )
        return found


def _row(entry: LoraEntry) -> dict[str, Any]:
    texts = trigger_texts(entry.triggers)
    return {
        "key": entry.key,
        "name": entry.name,
        "folder": entry.folder,
        "base": entry.base,
        "group": entry.group,
        "weight": entry.weight,
        "triggers": texts[0] if texts else all_triggers(entry.triggers),
        "rating": rating_name(entry),
        "favourite": entry.favourite,
        "enabled": entry.random.enabled,
        "status": entry.status,
    }


def _facets_of(entries: Iterable[LoraEntry]) -> dict[str, Any]:
    counts: dict[str, Counter[str]] = {
        name: Counter() for name in ("folders", "bases", "groups", "ratings", "tags")
    }
    for entry in entries:
        parts = entry.folder.split("/") if entry.folder else []
        counts["folders"].update("/".join(parts[: n + 1]) for n in range(len(parts)))
        counts["bases"][entry.base] += 1
        counts["groups"][entry.group] += 1
        counts["ratings"][rating_name(entry)] += 1
        counts["tags"].update(entry.tags)
    found = {name: sorted(count.items()) for name, count in counts.items()}
    found["tags"] = counts["tags"].most_common(MOST_TAGS)
    return {**found, "known_bases": list(BASES), "kinds": list(KINDS)}


def _stamp(own: Mapping[str, Any]) -> str:
    text = json.dumps(own, sort_keys=True, default=str)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:24]

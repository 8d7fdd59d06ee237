"""What a scan does to the catalog: new `auto:` blocks, moved entries, missing files, warnings."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from booru_studio.domain.lora_facts import ScannedLora
from booru_studio.domain.loras import name_problem

MOST_LISTED = 20  # names in one warning


@dataclass(frozen=True, slots=True)
class ScanPlan:
    """What is to be written: `autos` by key (the new one of a moved LoRA), `moved` old -> new."""

    autos: Mapping[str, Mapping[str, Any]]
    moved: Mapping[str, str] = field(default_factory=dict)
    added: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


def plan_scan(
    rows: Mapping[str, Any], scanned: Iterable[ScannedLora], *, is_whole: bool = True
) -> ScanPlan:
    """Compare the catalog with what was found.

    Args:
        rows: `loras` of the catalog, as read.
        is_whole: every source answered, so that what was not found is missing.
    """
    found, doubled = _by_key(scanned)
    moved = _moves(rows, found) if is_whole else {}
    twice = _repeated_names(found)
    autos = {key: lora.auto(_status(lora, twice)) for key, lora in sorted(found.items())}
    missing = sorted(key for key in map(str, rows) if key not in found and key not in moved)
    if is_whole:
        autos |= {key: _lost(key, rows[key]) for key in missing if key in rows}
    return ScanPlan(
        autos=autos,
        moved=moved,
        added=tuple(sorted(set(found) - set(map(str, rows)) - set(moved.values()))),
        missing=tuple(missing) if is_whole else (),
        warnings=(*doubled, *_warnings(found, twice)),
    )


def _by_key(scanned: Iterable[ScannedLora]) -> tuple[dict[str, ScannedLora], list[str]]:
    found: dict[str, ScannedLora] = {}
    warnings = []
    for lora in scanned:
        if lora.key in found:
            warnings.append(f"There are two files for “{lora.key}”: the first one counts.")
        found.setdefault(lora.key, lora)
    return found, warnings


def _moves(rows: Mapping[str, Any], found: Mapping[str, ScannedLora]) -> dict[str, str]:
    """Find renamed files: by hash, else by a name that was and is the only one of its kind."""
    new = {key: lora for key, lora in found.items() if key not in rows}
    gone = {str(key): _auto(fields) for key, fields in rows.items() if key not in found}
    moved: dict[str, str] = {}
    for by in ("hash", "name"):
        old_keys = _unique((str(auto.get(by) or ""), key) for key, auto in gone.items())
        new_keys = _unique((_identity(lora, by), key) for key, lora in new.items())
        for identity, old in old_keys.items():
            target = new_keys.get(identity)
            if target is None or old in moved or target in moved.values():
                continue
            if by == "hash" or _may_be_same(gone[old], new[target]):
                moved[old] = target
    return moved


def _identity(lora: ScannedLora, by: str) -> str:
    return lora.facts.hash if by == "hash" else lora.name


def _may_be_same(auto: Mapping[str, Any], lora: ScannedLora) -> bool:
    old, new = str(auto.get("hash") or ""), lora.facts.hash
    return not (old and new and old != new)


def _unique(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    known = list(pairs)
    times = Counter(identity for identity, _ in known)
    return {identity: key for identity, key in known if identity and times[identity] == 1}


def _auto(fields: object) -> Mapping[str, Any]:
    auto = fields.get("auto") if isinstance(fields, Mapping) else None
    return auto if isinstance(auto, Mapping) else {}


def _lost(key: str, fields: object) -> dict[str, Any]:
    return {"name": key.rpartition("/")[2], **_auto(fields), "status": "missing"}


def _repeated_names(found: Mapping[str, ScannedLora]) -> dict[str, list[str]]:
    keys: dict[str, list[str]] = {}
    for key, lora in found.items():
        keys.setdefault(lora.name, []).append(key)
    return {name: sorted(same) for name, same in keys.items() if len(same) > 1}


def _status(lora: ScannedLora, twice: Mapping[str, object]) -> str:
    if name_problem(lora.name):
        return "bad_name"
    return "duplicate_name" if lora.name in twice else "ok"


def _warnings(
    found: Mapping[str, ScannedLora], twice: Mapping[str, Sequence[str]]
) -> Iterator[str]:
    for name, keys in sorted(twice.items()):
        yield (
            f"{len(keys)} LoRAs are called “{name}” ({_listed(keys)}): the WebUI reaches only one "
            "of them; rename the others."
        )
    for key, lora in sorted(found.items()):
        if problem := name_problem(lora.name):
            yield f"“{key}” cannot be used, since {problem}: rename its file."
    yield from _alias_warnings(found)


def _alias_warnings(found: Mapping[str, ScannedLora]) -> Iterator[str]:
    """Tell of aliases by which the WebUI may load another file than the one named."""
    names = {lora.name for lora in found.values()}
    aliases: dict[str, list[str]] = {}
    for key, lora in sorted(found.items()):
        if lora.facts.alias and lora.facts.alias != lora.name:
            aliases.setdefault(lora.facts.alias, []).append(key)
    for alias, keys in sorted(aliases.items()):
        if alias in names:
            yield (
                f"“{alias}” is the alias of {_listed(keys)} and the name of another LoRA: by that "
                "word the WebUI may load either."
            )
        elif len(keys) > 1:
            yield f"{_listed(keys)} share the alias “{alias}”: name them by their file names."


def _listed(keys: Sequence[str]) -> str:
    shown = ", ".join(f"“{key}”" for key in keys[:MOST_LISTED])
    more = len(keys) - MOST_LISTED
    return f"{shown} and {more} more" if more > 0 else shown

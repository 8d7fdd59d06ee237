"""What a job changed of the one it came from."""

from difflib import SequenceMatcher
from typing import Any

from booru_studio.domain.jobs import Job

_NOT_TOLD = ("source_post", "override_settings_restore_afterwards")


def changes_between(before: Job, after: Job) -> list[dict[str, Any]]:
    """Return `[{field, before, after}]`, and for texts `gone` and `new`, the tags that differ."""
    changes: list[dict[str, Any]] = []
    for name in dict.fromkeys((*before.request, *after.request)):
        was, now = before.request.get(name), after.request.get(name)
        if was == now or name in _NOT_TOLD:
            continue
        if isinstance(was, str) and isinstance(now, str) and name.endswith("prompt"):
            changes.append({"field": name, **_texts(was, now)})
        else:
            changes.append({"field": name, "before": _told(was), "after": _told(now)})
    return changes


def _texts(was: str, now: str) -> dict[str, list[str]]:
    old, new = _parts(was), _parts(now)
    gone: list[str] = []
    added: list[str] = []
    for kind, low, high, low2, high2 in SequenceMatcher(None, old, new, False).get_opcodes():
        if kind != "equal":
            gone += old[low:high]
            added += new[low2:high2]
    return {"gone": gone[:100], "new": added[:100]}


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text[:20_000].split(",") if part.strip()]


def _told(value: object) -> str:
    return "" if value is None else str(value)[:300]

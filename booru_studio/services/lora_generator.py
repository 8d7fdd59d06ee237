"""Wildcard files made from the LoRA catalog: shown first, then written."""

from collections.abc import Callable, Iterable, Sequence
from difflib import unified_diff
from typing import Any, get_args

from booru_studio.domain.lora_entries import LoraEntry
from booru_studio.domain.lora_lines import (
    Format,
    LineOptions,
    Order,
    TriggerLines,
    WildcardFile,
    chosen,
    wildcard_files,
)
from booru_studio.domain.lora_weights import parse_weight
from booru_studio.errors import InvalidInputError
from booru_studio.storage.lora_wildcard_files import LoraWildcardFiles

SAMPLE_LINES = 5
MOST_DIFF_LINES = 60
_ENDINGS = {"txt": ".txt", "per_lora": ".txt", "yaml": ".yaml"}


class LoraGenerator:
    """Turns LoRAs into wildcard files below `wildcards/loras/`.

    Args:
        files: where they are written.
        allows: the safety rules; a LoRA they refuse is left out.
    """

    def __init__(self, files: LoraWildcardFiles, allows: Callable[[LoraEntry], bool]) -> None:
        self._files, self._allows = files, allows

    def generate(
        self,
        entries: Sequence[LoraEntry],
        folder: str,
        pattern: str,
        options: LineOptions,
        *,
        write: bool,
    ) -> dict[str, Any]:
        """Make the files, and write them only if told to.

        Returns:
            `{files: [{name, lines, sample, state, diff}], warnings}`: `lines` is a number,
            `sample` the first few, `state` one of new, same, changed, kept (a person's own file,
            never overwritten), `diff` what changes in a file that is there.

        Raises:
            StoreWriteError: a file could not be written.
        """
        found = chosen(entries, folder, pattern, options)
        allowed = [entry for entry in found if self._allows(entry)]
        files = wildcard_files(allowed, options)
        rows = [self._row(file) for file in files]
        warnings = list(_warnings(found, allowed, files, options))
        warnings += (
            f"{row['name']} is not written, since it holds what Booru Studio did not write there: "
            "move it away to have it made anew."
            for row in rows
            if row["state"] == "kept"
        )
        if not folder.strip("/") and pattern == "*":
            stale = self._files.stale(files, ending=_ENDINGS[options.format])
            warnings += (
                f"{name} was written earlier and is no part of this: delete it if you like."
                for name in stale
            )
        if write:
            self._files.write(files)
        return {"files": rows, "warnings": warnings}

    def _row(self, file: WildcardFile) -> dict[str, Any]:
        state, before = self._files.standing(file)
        diff: list[str] = []
        if state in ("changed", "kept"):
            lines = unified_diff(before.splitlines(), file.text.splitlines(), lineterm="", n=0)
            diff = [line for line in lines if not line.startswith(("---", "+++", "@@"))]
        return {
            "name": file.name,
            "lines": len(file.lines),
            "sample": list(file.lines[:SAMPLE_LINES]),
            "state": state,
            "diff": diff[:MOST_DIFF_LINES],
        }


def line_options(
    weight: object,
    triggers: object,
    format: object,
    *,
    order: object = "first",
    separator: object = ", ",
    needs_triggers: object = False,
    negatives: object = False,
    base: object = "",
    exclude: object = (),
    most_lines: object = 0,
) -> LineOptions:
    """Check the generator's options.

    Raises:
        InvalidInputError: a wrong type or name.
    """
    texts = {"separator": separator, "base": base}
    for name, value in texts.items():
        if not isinstance(value, str) or "\n" in value:
            raise InvalidInputError(reason=f"{name} is no text of one line: give one.")
    for name, flag in (("needs_triggers", needs_triggers), ("negatives", negatives)):
        if not isinstance(flag, bool):
            raise InvalidInputError(reason=f"{name} is neither true nor false: give one of them.")
    if not isinstance(most_lines, int) or isinstance(most_lines, bool) or most_lines < 0:
        raise InvalidInputError(reason="most_lines is no number of lines: give 0 for no limit.")
    return LineOptions(
        weight=parse_weight(weight),
        triggers=_one_of(triggers, TriggerLines, "triggers"),
        format=_one_of(format, Format, "format"),
        order=_one_of(order, Order, "order"),
        separator=str(separator),
        needs_triggers=bool(needs_triggers),
        negatives=bool(negatives),
        base=str(base),
        exclude=_globs(exclude),
        most_lines=most_lines,
    )


def _one_of(value: object, kind: Any, name: str) -> Any:  # noqa: ANN401 (the literal type)
    if value not in get_args(kind):
        raise InvalidInputError(
            reason=f"{name} “{value}” is not known: use {', '.join(get_args(kind))}."
        )
    return value


def _globs(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        return tuple(part.strip() for part in value.split(",") if part.strip())
    if isinstance(value, list | tuple) and all(isinstance(each, str) for each in value):
        return tuple(value)
    raise InvalidInputError(reason="exclude is no list of globs: give one like [\"style/*\"].")


def _warnings(
    found: Sequence[LoraEntry],
    allowed: Sequence[LoraEntry],
    files: Iterable[WildcardFile],
    options: LineOptions,
) -> list[str]:
    warnings = []
    if not found:
        warnings.append("No LoRA of the catalog fits: widen the pattern, or scan your LoRAs.")
    if hidden := len(found) - len(allowed):
        warnings.append(f"{hidden} LoRAs are left out, being beyond the rating allowed here.")
    bare = sum(1 for entry in allowed if not entry.triggers)
    if bare and options.triggers != "none":
        done = "are left out" if options.needs_triggers else "stand there without any"
        warnings.append(f"{bare} LoRAs have no trigger words and {done}.")
    cut = [file.name for file in files if options.most_lines == len(file.lines) > 0]
    warnings += (f"{name} is cut at {options.most_lines} lines." for name in cut)
    return warnings

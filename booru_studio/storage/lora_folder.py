"""A folder of LoRA files, looked through with what stands beside each."""

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from booru_studio.domain.lora_facts import HASH_DIGITS, LoraFacts, ScannedLora, merge_facts
from booru_studio.domain.lora_metadata import metadata_facts
from booru_studio.errors import InvalidInputError
from booru_studio.storage.lora_headers import read_header
from booru_studio.storage.lora_sidecars import read_sidecars

# As the WebUI's Lora extension lists them; weights are never loaded, so a pickle does no harm.
ENDINGS = (".safetensors", ".pt", ".ckpt")
_PREVIEWS = ("png", "jpg", "jpeg", "webp", "gif")


def scan_folder(folder: Path) -> tuple[list[ScannedLora], list[str]]:
    """Read every LoRA below a folder, links followed; sorted by key.

    Returns:
        The LoRAs, and a sentence for each file that could not be read.

    Raises:
        InvalidInputError: there is no such folder.
    """
    if not folder.is_dir():
        raise InvalidInputError(reason=f"{folder} is no folder: give the folder of your LoRAs.")
    loras: list[ScannedLora] = []
    warnings: list[str] = []
    for place, files in _folders(folder):
        parts = place.relative_to(folder).parts
        for name in sorted(files):
            base, _, ending = name.rpartition(".")
            if base and f".{ending.lower()}" in ENDINGS:
                key = "/".join((*parts, base))
                lora, problems = _scan_file(place, name, key, files)
                loras.append(lora)
                warnings += (f"“{key}”: {problem}." for problem in problems)
    return sorted(loras, key=lambda lora: lora.key), warnings


def _folders(top: Path) -> Iterator[tuple[Path, dict[str, int]]]:
    """Yield each folder once, however links lead to it, with its files and their times."""
    seen: set[tuple[int, int]] = set()
    waiting = [top]
    while waiting:
        place = waiting.pop()
        try:
            status = place.stat()
            if (status.st_dev, status.st_ino) in seen and status.st_ino:
                continue
            seen.add((status.st_dev, status.st_ino))
            files, folders = _listing(place)
        except OSError:  # gone, or not ours to read
            continue
        waiting += reversed(folders)
        yield place, files


def _listing(place: Path) -> tuple[dict[str, int], list[Path]]:
    files: dict[str, int] = {}
    folders = []
    with os.scandir(place) as entries:
        for entry in sorted(entries, key=lambda each: each.name):
            if entry.name.startswith("."):
                continue
            if entry.is_dir():
                folders.append(place / entry.name)
            elif entry.name.lower().endswith(ENDINGS):
                files[entry.name] = int(entry.stat().st_mtime)
            else:
                files[entry.name] = 0
    return files, folders


def _scan_file(
    place: Path, file: str, key: str, present: dict[str, int]
) -> tuple[ScannedLora, list[str]]:
    base = file.rpartition(".")[0]
    parts, problems = read_sidecars(place, base, present)
    if file.lower().endswith(".safetensors"):
        header = read_header(place / file)
        own = metadata_facts(header.metadata)
        # The file's own hash is surer than what a program noted about it.
        parts = [LoraFacts(hash=own.hash), *parts, own]
        if header.problem:
            problems.append(f"the file {header.problem}")
        parts.append(LoraFacts(hash=header.fingerprint[:HASH_DIGITS]))
    facts = merge_facts(parts)
    folder = key.rpartition("/")[0]
    preview = _preview(base, present)
    lora = ScannedLora(
        key=key,
        name=base,
        facts=replace(facts, alias=facts.alias or base),
        preview=f"{folder}/{preview}".strip("/") if preview else "",
        mtime=present[file],
    )
    return lora, problems


def _preview(base: str, present: dict[str, int]) -> str:
    names = (f"{base}{infix}.{ending}" for ending in _PREVIEWS for infix in ("", ".preview"))
    return next((name for name in names if name in present), "")

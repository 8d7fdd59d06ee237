"""Looks after the jobs of a data folder from the command line.

    python -m booru_studio.storage check|repair|export [DATA]

`check` changes nothing and may be used while the app runs; `repair` does what opening does;
`export` writes all jobs, the history too, as one JSON array. Without DATA it is the folder that
the app uses. The exit code is 0 where all is well, 1 where something was found or failed.
"""

import argparse
import json
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

from booru_studio.errors import StorageError
from booru_studio.storage.disk import Disk, LocalDisk
from booru_studio.storage.history import FOLDER
from booru_studio.storage.jobs import FILE_NAME, JobStore
from booru_studio.storage.journal_recovery import Recovery, StoreFiles, recover
from booru_studio.storage.snapshot import parse

PAGE = 500  # jobs read at a time


def check(data: Path) -> int:
    """Say what is in the files, and what opening them would mend."""
    disk = LocalDisk()
    found = _recovered(disk, data)
    problems = list(found.reports)
    finished = 0
    for name in disk.names(data / FOLDER):
        rows = parse(disk.read(data / FOLDER / name) or b"") if name.endswith(".json") else None
        if rows is not None:
            finished += len(rows.tables.get("jobs", {}))
        elif name.endswith(".json"):
            problems.append(f"{FOLDER}/{name} could not be read.")
    jobs = len(found.tables.get("jobs", {}))
    _say(f"{jobs} jobs in {FILE_NAME}, {finished} in {FOLDER}/.")
    for problem in problems:
        _say(problem)
    return int(bool(problems))


def repair(data: Path) -> int:
    """Mend the files and write them anew."""
    with closing(JobStore(data)) as store:
        for report in store.reports:
            _say(report)
        store.compact()
        _say(f"{store.page(limit=0)[1]} jobs are there, and {FILE_NAME} was written anew.")
    return 0


def export(data: Path) -> int:
    """Write all jobs as a JSON array, newest first."""
    with closing(JobStore(data)) as store:
        separator, offset = "[\n", 0
        while jobs := store.page(limit=PAGE, offset=offset)[0]:
            for job in jobs:
                sys.stdout.write(separator + json.dumps(job.to_json(), ensure_ascii=False))
                separator = ",\n"
            offset += len(jobs)
        sys.stdout.write("\n]\n" if offset else "[]\n")
    return 0


ACTIONS: dict[str, Callable[[Path], int]] = {"check": check, "repair": repair, "export": export}


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the command line says and return the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m booru_studio.storage", description="Look after the jobs of a data folder."
    )
    parser.add_argument("action", choices=ACTIONS)
    parser.add_argument("data", nargs="?", type=Path, metavar="DATA", default=_default_data())
    options = parser.parse_args(arguments)
    if not options.data.is_dir():
        parser.error(f"there is no folder {options.data}")
    try:
        return ACTIONS[options.action](options.data)
    except (StorageError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 1


def _recovered(disk: Disk, data: Path) -> Recovery:
    """Read the store; once more where the app may just have been writing it."""
    files = StoreFiles(data / FILE_NAME, "DATE")
    found = recover(disk, files)
    return recover(disk, files) if found.reports else found


def _default_data() -> Path:
    return Path(os.environ.get("BOORU_STUDIO_DATA") or Path(__file__).parents[2] / "data")


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    sys.exit(main())

"""Finds out what the files of a store hold, whatever a crash, a person or a disk did to them.

Nothing is written here: `recover` says what there is, what to tell people, and what has to be
done before the store may be written again.

A snapshot of generation g is followed by the journal of generation g. What makes the next
snapshot keeps the two before as `.bak`, so that snapshot g-1, journal g-1 and journal g give all
of it once more. A crash while it is made leaves snapshot g with journal g-1, which is inside it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum, auto
from pathlib import Path

from booru_studio.storage.disk import Disk
from booru_studio.storage.journal_lines import JournalContent, read_journal
from booru_studio.storage.row_text import Tables, apply
from booru_studio.storage.snapshot import Seal, Snapshot, parse, seal


@dataclass(frozen=True, slots=True)
class StoreFiles:
    """The files of the store at `snapshot`; `stamp` dates what is set aside."""

    snapshot: Path
    stamp: str = ""

    @property
    def journal(self) -> Path:
        return self._beside(".journal")

    @property
    def snapshot_backup(self) -> Path:
        return self._beside(".bak")

    @property
    def journal_backup(self) -> Path:
        return self._beside(".journal.bak")

    def aside(self, why: str, ending: str = "") -> Path:
        """Name a file that is kept for a person to look at."""
        return self._beside(f"{ending}.{why}-{self.stamp}")

    def _beside(self, ending: str) -> Path:
        return self.snapshot.with_name(self.snapshot.name + ending)


class Mend(Enum):
    """What has to be done before the first change."""

    NOTHING = auto()  # go on with the journal
    CUT = auto()  # cut the journal behind its last good line, then go on with it
    START = auto()  # there is nothing yet
    BEGIN = auto()  # begin a new journal; the old one is inside the snapshot
    ADOPT = auto()  # a file without a journal: begin one, then write a snapshot
    REWRITE = auto()  # write a snapshot
    REBUILD = auto()  # write it twice, so that the backup is a whole one too


@dataclass(slots=True)
class Recovery:
    """What the files hold."""

    tables: Tables = field(default_factory=dict)
    next_ids: dict[str, int] = field(default_factory=dict)
    generation: int = 0
    snapshot: Seal = (0, 0)  # of the snapshot file as it is now
    journal_size: int = 0  # bytes up to which the journal is good
    sequence: int = 0  # number of the journal's last line
    mend: Mend = Mend.NOTHING
    reports: list[str] = field(default_factory=list)  # sentences for people
    snapshot_damaged: bool = False  # to be moved aside
    journal_damaged: bool = False  # a copy is to be kept
    before_edit: Tables | None = None  # to be kept: the tables before another program wrote them


def recover(disk: Disk, files: StoreFiles) -> Recovery:
    """Read the store.

    Raises:
        OSError: a file is there and cannot be read.
    """
    data = disk.read(files.snapshot)
    journal_data = disk.read(files.journal)
    journal = read_journal(journal_data or b"")
    expected = journal.header.snapshot if journal.header else None
    snapshot = parse(data, expected) if data is not None else None
    if snapshot is None or data is None:
        return _without_snapshot(disk, files, data is not None, journal)
    found = Recovery(
        snapshot.tables,
        dict(snapshot.next_ids),
        snapshot.generation or 0,
        seal(data),
        journal.size,
        journal.sequence,
    )
    if journal.header is None:
        _without_journal(found, snapshot, journal, journal_data is not None, files.snapshot.name)
    elif journal.header.generation < (snapshot.generation or 0):
        found.mend = Mend.BEGIN
        if journal.header.generation < found.generation - 1:
            found.reports.append(
                f"{files.journal.name} was older than {files.snapshot.name} and was left aside."
            )
    else:
        found.generation = journal.header.generation
        _replay(found, [journal])
        _judge_journal(found, journal, files)
        _judge_snapshot(found, snapshot, journal, files)
        if found.before_edit is not None:
            found.before_edit = _rebuilt(disk, files, journal).tables
    return found


def _without_journal(
    found: Recovery, snapshot: Snapshot, journal: JournalContent, exists: bool, name: str
) -> None:
    if not exists and snapshot.generation is None:
        found.mend = Mend.ADOPT
        return
    found.mend, found.journal_damaged = Mend.REWRITE, exists
    found.reports.append(
        f"{name}.journal was {'damaged' if exists else 'missing'}: "
        f"changes since {name} was last written may be lost."
    )
    _replay(found, [journal])


def _judge_journal(found: Recovery, journal: JournalContent, files: StoreFiles) -> None:
    name = files.journal.name
    if journal.torn:
        found.mend = Mend.CUT
        found.reports.append(
            f"The last line of {name} was not written to its end when the app stopped, "
            "and was left out."
        )
    if journal.lost:
        found.mend, found.journal_damaged = Mend.REWRITE, True
        found.reports.append(
            f"{journal.lost} lines of {name} were damaged or missing and were left out; "
            f"everything else was taken over, and a copy of it was kept."
        )


def _judge_snapshot(
    found: Recovery, snapshot: Snapshot, journal: JournalContent, files: StoreFiles
) -> None:
    assert journal.header is not None
    if found.snapshot == journal.header.snapshot:
        return
    found.mend, found.before_edit = Mend.REWRITE, {}
    name, kept = files.snapshot.name, files.aside("before-edit").name
    if snapshot.generation is not None and snapshot.generation < journal.header.generation:
        what = "was older than its journal; it was taken as it is with the journal's changes"
    else:
        what = "was changed by another program, or damaged; it was taken as it is"
    found.reports.append(f"{name} {what}, and what it held before was kept as {kept}.")


def _without_snapshot(
    disk: Disk, files: StoreFiles, exists: bool, journal: JournalContent
) -> Recovery:
    backup = disk.stamp(files.snapshot_backup) is not None
    only_begun = journal.header is None or journal.header.fresh
    if not (exists or backup or journal.changes or journal.torn) and only_begun:
        return Recovery(mend=Mend.START)
    found = _rebuilt(disk, files, journal)
    name = files.snapshot.name
    what = "was damaged" if exists else "was missing"
    kept = f" The damaged file was kept as {files.aside('corrupt').name}." if exists else ""
    if not backup and not found.tables:
        found.reports.append(f"{name} {what} and has no usable backup; a new one was begun.{kept}")
    else:
        lost = "" if found.mend is Mend.NOTHING else " Some of the last changes may be lost."
        found.reports.append(
            f"{name} {what} and was rebuilt from its backup and its journal.{lost}{kept}"
        )
    found.mend, found.snapshot_damaged = Mend.REBUILD, exists
    return found


def _rebuilt(disk: Disk, files: StoreFiles, journal: JournalContent) -> Recovery:
    """Put together what the backups hold; `mend` is NOTHING where no change is missing."""
    older = read_journal(disk.read(files.journal_backup) or b"")
    data = disk.read(files.snapshot_backup)
    base = parse(data) if data is not None else None
    journals = [content for content in (older, journal) if content.header or content.changes]
    whole = base is not None
    if base is None:
        base = Snapshot({})
        whole = any(content.header and content.header.fresh for content in journals)
    expected = base.generation or 0
    found = Recovery(base.tables, dict(base.next_ids), expected)
    followed = False
    for content in journals:
        generation = content.header.generation if content.header else None
        if generation is not None and generation < (base.generation or 0):
            continue
        followed = True
        _replay(found, [content])
        torn = content.torn and content is not journal
        whole = whole and generation == expected and not (content.lost or torn)
        expected += 1
        found.generation = max(found.generation, generation or 0)
    found.mend = Mend.NOTHING if whole and followed else Mend.REBUILD
    return found


def _replay(found: Recovery, journals: Iterable[JournalContent]) -> None:
    for content in journals:
        for changes in content.changes:
            apply(changes, found.tables)
            for name, rows in changes.items():
                highest = max(rows or (), default=0)
                found.next_ids[name] = max(found.next_ids.get(name, 1), highest + 1)

"""Build a tag table: a SQLite file that answers each keystroke, the most used tags first."""

import contextlib
import os
import re
import sqlite3
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from booru_studio.domain.posts import TagCategory
from booru_studio.domain.tags import escape_tag
from booru_studio.errors import StoreWriteError
from booru_studio.storage.atomic import replace_patiently
from booru_studio.storage.tag_table_rows import TagRow
from booru_studio.storage.tag_table_text import indexed, initials_of, words_of

SCHEMA = 1
CATEGORIES = tuple(TagCategory)  # a tag's category is stored as its place here
LONGEST_NAME = 100  # characters; longer ones are left out
_BATCH = 500  # tags between two reports

# Everything but white space is part of a token, since the tokens are cut up here. The full-text
# tables keep no text of their own, and their row numbers are ranks, so that the most used come
# first without sorting. https://www.sqlite.org/fts5.html#contentless_tables
_TOKENS = "unicode61 remove_diacritics 0 categories ''L* N* Co P* S*''"
_TABLES = f"""
    CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
    CREATE TABLE tag (rank INTEGER PRIMARY KEY, name TEXT, category INTEGER, count INTEGER,
                      prompt_text TEXT);
    CREATE TABLE alias (number INTEGER PRIMARY KEY, name TEXT, rank INTEGER);
    CREATE TABLE initials (letters TEXT, rank INTEGER, PRIMARY KEY (letters, rank)) WITHOUT ROWID;
    CREATE TABLE word (word TEXT PRIMARY KEY, rank INTEGER, tags INTEGER) WITHOUT ROWID;
    CREATE VIRTUAL TABLE tag_start USING fts5(text, content='', columnsize=0, detail=none,
        prefix='1 2 3 4 5', tokenize='{_TOKENS}');
    CREATE VIRTUAL TABLE tag_words USING fts5(text, content='', columnsize=0, detail=none,
        prefix='1 2 3 4 5 6', tokenize='{_TOKENS}');
    CREATE VIRTUAL TABLE alias_words USING fts5(text, content='', columnsize=0, detail=none,
        prefix='1 2 3 4 5 6', tokenize='{_TOKENS}');
    CREATE VIRTUAL TABLE tag_parts USING fts5(text, content='', columnsize=0, detail=none,
        tokenize='trigram');
    CREATE VIRTUAL TABLE part_counts USING fts5vocab(tag_parts, row);
"""
_INDEXES = """
    INSERT INTO tag_start(tag_start) VALUES('optimize');
    INSERT INTO tag_words(tag_words) VALUES('optimize');
    INSERT INTO alias_words(alias_words) VALUES('optimize');
    INSERT INTO tag_parts(tag_parts) VALUES('optimize');
    CREATE TABLE part (letters TEXT PRIMARY KEY, tags INTEGER) WITHOUT ROWID;
    INSERT INTO part SELECT term, doc FROM part_counts;
    DROP TABLE part_counts;
    CREATE UNIQUE INDEX tag_name ON tag (name);
    CREATE INDEX alias_name ON alias (name);
"""

Report = Callable[[int, int], None]
"""Told (tags done, tags in all) from time to time; may raise to give up."""


def build_tag_table(
    path: Path,
    rows: Iterable[TagRow],
    is_kept: Callable[[str], bool],
    about: Mapping[str, str],
    report: Report = lambda done, total: None,
) -> None:
    """Write the table of `rows` to `path`, in place of what is there only when it is whole.

    Args:
        is_kept: says of a name or alias whether it may be suggested; asked once for each.
        about: what the table was made from, to be compared when it is opened.

    Raises:
        StoreWriteError: full disk, missing right.
    """
    part = path.with_name(f"{path.name}.{os.getpid()}-{threading.get_ident()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.unlink(missing_ok=True)
        with contextlib.closing(sqlite3.connect(part, isolation_level=None)) as database:
            _fill(database, rows, is_kept, about, report)
        replace_patiently(part, path)
    except (OSError, sqlite3.Error) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise StoreWriteError(path=path.name, reason=reason) from error
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)


def _fill(
    database: sqlite3.Connection,
    rows: Iterable[TagRow],
    is_kept: Callable[[str], bool],
    about: Mapping[str, str],
    report: Report,
) -> None:
    # A part file that is thrown away after a crash needs no journal.
    database.execute("PRAGMA journal_mode = OFF")
    database.execute("PRAGMA synchronous = OFF")
    database.executescript(_TABLES)
    database.execute("BEGIN")
    tags = _Tags(database, is_kept)
    ordered = sorted(rows, key=lambda row: -row.count)
    for start in range(0, len(ordered), _BATCH):
        report(start, len(ordered))
        tags.add(ordered[start : start + _BATCH])
    tags.finish()
    facts = {**about, "schema": str(SCHEMA), "tags": str(tags.count)}
    database.executemany("INSERT INTO about VALUES (?, ?)", facts.items())
    database.execute("COMMIT")
    database.executescript(_INDEXES)
    report(len(ordered), len(ordered))


class _Tags:
    """Writes tags in falling order of use, each name once."""

    def __init__(self, database: sqlite3.Connection, is_kept: Callable[[str], bool]) -> None:
        self._database, self._is_kept = database, is_kept
        self._seen: set[str] = set()
        self._first_use: dict[str, int] = {}  # word -> rank of the most used tag with it
        self._word_tags = Counter[str]()  # word -> how many tags have it
        self.count = 0
        self._aliases = 0

    def add(self, rows: Iterable[TagRow]) -> None:
        wanted = [row for row in rows if self._is_wanted(row.name)]
        kept = list(enumerate(wanted, start=self.count + 1))
        self.count += len(kept)
        write = self._database.executemany
        write(
            "INSERT INTO tag VALUES (?, ?, ?, ?, ?)",
            (
                (rank, row.name, CATEGORIES.index(row.category), row.count, prompt_text(row.name))
                for rank, row in kept
            ),
        )
        names = [(rank, indexed(row.name), words_of(row.name)) for rank, row in kept]
        write("INSERT INTO tag_start (rowid, text) VALUES (?, ?)", ((r, n) for r, n, _ in names))
        write("INSERT INTO tag_parts (rowid, text) VALUES (?, ?)", ((r, n) for r, n, _ in names))
        write(
            "INSERT INTO tag_words (rowid, text) VALUES (?, ?)",
            ((rank, " ".join(words)) for rank, _, words in names),
        )
        write(
            "INSERT INTO initials VALUES (?, ?)",
            ((letters, rank) for rank, _, words in names if (letters := initials_of(words))),
        )
        for rank, _, words in names:
            for word in words:
                self._first_use.setdefault(word, rank)
            self._word_tags.update(words)
        self._add_aliases(kept)

    def finish(self) -> None:
        """Write what is known only at the end."""
        words = (
            (word, rank, self._word_tags[word])
            for word, rank in self._first_use.items()
            if re.fullmatch("[a-z]{3,}", word)
        )
        self._database.executemany("INSERT INTO word VALUES (?, ?, ?)", words)

    def _add_aliases(self, kept: Iterable[tuple[int, TagRow]]) -> None:
        aliases = list(self._kept_aliases(kept))
        write = self._database.executemany
        write("INSERT INTO alias VALUES (?, ?, ?)", aliases)
        cut = [(number, name, words_of(name)) for number, name, _ in aliases]
        # The whole alias is a token beside its words: one query finds both beginnings.
        write(
            "INSERT INTO alias_words (rowid, text) VALUES (?, ?)",
            ((n, " ".join({indexed(name): 0} | dict.fromkeys(words))) for n, name, words in cut),
        )

    def _kept_aliases(self, kept: Iterable[tuple[int, TagRow]]) -> Iterator[tuple[int, str, int]]:
        for rank, row in kept:
            for alias in dict.fromkeys(row.aliases):
                if 0 < len(alias) <= LONGEST_NAME and self._is_kept(alias):
                    self._aliases += 1
                    yield self._aliases, alias, rank

    def _is_wanted(self, name: str) -> bool:
        if not 0 < len(name) <= LONGEST_NAME or name in self._seen:
            return False
        self._seen.add(name)
        return self._is_kept(name)


def prompt_text(name: str) -> str | None:
    """Return how a tag is written in a prompt; None where only the underscores change."""
    text = escape_tag(name)
    return None if text == name.replace("_", " ") else text

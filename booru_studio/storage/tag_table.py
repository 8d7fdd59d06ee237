"""The tags that can be suggested, in a SQLite file that is only read."""

import sqlite3
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from booru_studio.domain.posts import TagCategory
from booru_studio.storage.tag_table_build import CATEGORIES, SCHEMA
from booru_studio.storage.tag_table_spelling import Spelling
from booru_studio.storage.tag_table_text import exactly, indexed, starting, words_of

_FEW = 80  # rows that are sooner looked through than narrowed down by the database
_PART_LENGTH = 3  # of the trigram index

_COLUMNS = "tag.rank, tag.name, tag.category, tag.count, tag.prompt_text"
_TAG = f"SELECT {_COLUMNS}, '' FROM tag"
# CROSS JOIN keeps SQLite from turning the join around; the full-text rows come sorted by rank.
_FOUND = f"SELECT {_COLUMNS}, '' FROM {{0}} CROSS JOIN tag ON tag.rank = {{0}}.rowid"
_BY_START = f"{_FOUND.format('tag_start')} WHERE tag_start MATCH ? ORDER BY tag_start.rowid LIMIT ?"
_BY_WORDS = f"{_FOUND.format('tag_words')} WHERE tag_words MATCH ? ORDER BY tag_words.rowid LIMIT ?"
_RANKS = f"SELECT rowid FROM tag_words WHERE tag_words MATCH ? LIMIT {_FEW}"
_BY_PARTS = f"{_FOUND.format('tag_parts')} WHERE tag_parts MATCH ? ORDER BY tag_parts.rowid LIMIT ?"
_BY_ALIAS_WORDS = f"""
    SELECT {_COLUMNS}, alias.name FROM alias_words
    CROSS JOIN alias ON alias.number = alias_words.rowid CROSS JOIN tag ON tag.rank = alias.rank
    WHERE alias_words MATCH ? ORDER BY alias_words.rowid LIMIT ?
"""
_BY_ALIAS = f"""
    SELECT {_COLUMNS}, alias.name FROM alias CROSS JOIN tag ON tag.rank = alias.rank
    WHERE alias.name IN (?, ?) ORDER BY alias.number LIMIT ?
"""
_BY_INITIALS = f"""
    SELECT {_COLUMNS}, '' FROM initials CROSS JOIN tag ON tag.rank = initials.rank
    WHERE initials.letters = ? ORDER BY initials.rank LIMIT ?
"""


class TagHit(NamedTuple):
    """A tag of the table, and by which alias it was found ("" = by its own name)."""

    rank: int  # 1 is the most used tag
    name: str
    place: int  # of its category in CATEGORIES
    posts: int  # that have it
    escaped: str | None  # for a prompt; None = the name with spaces
    alias: str

    @property
    def category(self) -> TagCategory:
        return CATEGORIES[self.place]

    @property
    def prompt_text(self) -> str:
        return self.name.replace("_", " ") if self.escaped is None else self.escaped


class TagTable:
    """Looks tags up; every list is sorted by use, the most used first.

    Keys are as `typed_key` writes them. May be used from several threads.
    """

    def __init__(self, path: Path) -> None:
        """Open a table.

        Raises:
            sqlite3.Error: it is missing, damaged, or of another version.
        """
        self._readers = _Readers(path)
        with self._readers.borrowed() as database:
            ((size,),) = database.execute(
                "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"
            )
            if size != path.stat().st_size:
                raise sqlite3.DatabaseError("the file is cut off")
            self.about: Mapping[str, str] = dict(database.execute("SELECT * FROM about"))
            if self.about.get("schema") != str(SCHEMA):
                raise sqlite3.DatabaseError("another version of the tag table")
            self.size = int(self.about["tags"])
            self._spelling = Spelling(database.execute("SELECT * FROM word ORDER BY word"))

    @classmethod
    def open(cls, path: Path, about: Mapping[str, str]) -> "TagTable | None":
        """Open the table at `path` if it is whole and was made from just what `about` says."""
        if not path.is_file():
            return None
        try:
            table = cls(path)
        except (sqlite3.Error, OSError):
            return None
        if all(table.about.get(name) == value for name, value in about.items()):
            return table
        table.close()
        return None

    def close(self) -> None:
        """Let go of the file; a look-up that is under way ends well."""
        self._readers.close()

    @contextmanager
    def look_up(self) -> "Iterator[TagLookUp]":
        """Give what answers one keystroke."""
        with self._readers.borrowed() as database:
            yield TagLookUp(database, self._spelling)


class TagLookUp:
    """The ways to find tags, for one thread at a time."""

    def __init__(self, database: sqlite3.Connection, spelling: Spelling) -> None:
        self._database = database
        self._spelling = spelling

    def named(self, names: Sequence[str]) -> list[TagHit]:
        """Find the tags of just these names."""
        marks = ", ".join("?" * len(names))
        return self._hits(f"{_TAG} WHERE name IN ({marks}) ORDER BY rank", *names)

    def aliased(self, key: str, limit: int) -> list[TagHit]:
        """Find tags by a whole alias; Danbooru's shortcuts (“/lav”) also without their slash."""
        return self._hits(_BY_ALIAS, key, "/" + key, limit)

    def starting(self, key: str, limit: int) -> list[TagHit]:
        """Find tags whose name starts with `key`."""
        return self._hits(_BY_START, starting(indexed(key)), limit)

    def with_words(self, words: Sequence[str], limit: int) -> list[TagHit]:
        """Find tags that have these words in any order; the last may be the start of one."""
        if not words:
            return []
        *whole, last = words
        # Where the whole words leave few tags, those are sooner looked through than the many
        # gathered that have a word with the last few letters.
        if whole and self._is_few(whole):
            few = self._hits(_BY_WORDS, " ".join(map(exactly, whole)), _FEW)
            return [hit for hit in few if _has_another(hit.name, whole, last)][:limit]
        terms = [*map(exactly, whole), starting(last)]
        return self._hits(_BY_WORDS, " ".join(terms), limit)

    def with_word_starts(self, starts: Sequence[str], limit: int) -> list[TagHit]:
        """Find tags that have words with these beginnings, in any order."""
        return self._hits(_BY_WORDS, " ".join(map(starting, starts)), limit) if starts else []

    def alias_with_words(self, key: str, words: Sequence[str], limit: int) -> list[TagHit]:
        """Find tags by the beginning of an alias or of its words."""
        terms = starting(indexed(key))
        if words:
            worded = [*map(exactly, words[:-1]), starting(words[-1])]
            terms = f"{terms} OR ({' '.join(worded)})"
        return self._hits(_BY_ALIAS_WORDS, terms, limit)

    def containing(self, key: str, limit: int) -> list[TagHit]:
        """Find tags whose name has `key` anywhere; nothing for less than three letters."""
        text = indexed(key)
        parts = {text[at : at + _PART_LENGTH] for at in range(len(text) - _PART_LENGTH + 1)}
        if not parts:
            return []
        marks = ", ".join("?" * len(parts))
        counted = self._database.execute(
            f"SELECT tags, letters FROM part WHERE letters IN ({marks}) ORDER BY tags",
            tuple(parts),
        ).fetchall()
        if len(counted) < len(parts):  # some three letters stand in no tag
            return []
        rarest = " ".join(exactly(letters) for _, letters in counted[:3])
        hits = self._hits(_BY_PARTS, rarest, limit + _FEW)
        return [hit for hit in hits if text in indexed(hit.name)][:limit]

    def with_initials(self, letters: str, limit: int) -> list[TagHit]:
        """Find tags whose words begin with just these letters."""
        return self._hits(_BY_INITIALS, letters, limit)

    def respelled(self, words: Sequence[str]) -> list[list[str]]:
        """Return other readings of words that no tag has, the likeliest first."""
        return self._spelling.readings(words)

    def divided(self, word: str) -> list[list[str]]:
        """Return the ways to read a run of letters as the beginnings of two words."""
        return self._spelling.divided(word)

    def _is_few(self, words: Sequence[str]) -> bool:
        """Say whether less than `_FEW` tags have all of these words."""
        counts = [self._spelling.tags_with(word) for word in words]
        if any(count is not None and count < _FEW for count in counts):
            return True
        terms = " ".join(map(exactly, words))
        return len(words) > 1 and len(self._database.execute(_RANKS, (terms,)).fetchall()) < _FEW

    def _hits(self, query: str, *values: object) -> list[TagHit]:
        return list(map(TagHit._make, self._database.execute(query, values)))


def _has_another(name: str, whole: Iterable[str], start: str) -> bool:
    """Say whether a word of `name` other than the whole ones starts so."""
    if start not in indexed(name):
        return False
    words = words_of(name)
    for word in whole:
        if word in words:
            words.remove(word)
    return any(word.startswith(start) for word in words)


class _Readers:
    """Connections for as many threads as ask at the same time."""

    def __init__(self, path: Path) -> None:
        # Nobody writes to a finished table, so SQLite need not lock it nor look for changes.
        self._address = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
        self._lock = threading.Lock()
        self._idle: list[sqlite3.Connection] = []
        self._closed = False

    @contextmanager
    def borrowed(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            database = self._idle.pop() if self._idle else None
        if database is None:
            database = self._connect()
        try:
            yield database
        finally:
            with self._lock:
                kept = not self._closed
                if kept:
                    self._idle.append(database)
            if not kept:
                database.close()

    def close(self) -> None:
        with self._lock:
            self._closed = True
            idle, self._idle = self._idle, []
        for database in idle:
            database.close()

    def _connect(self) -> sqlite3.Connection:
        database = sqlite3.connect(self._address, uri=True, check_same_thread=False)
        database.execute("PRAGMA mmap_size = 1073741824")  # bytes; read without copying
        database.execute("PRAGMA query_only = ON")
        return database



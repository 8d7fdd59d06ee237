"""Which tag table answers: at once the one that comes along, a fuller one when it is built."""

import contextlib
import json
import logging
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from hashlib import blake2b
from pathlib import Path

from booru_studio import __version__
from booru_studio.domain import safety_terms
from booru_studio.domain.safety import RatingPolicy, is_kept_tag
from booru_studio.errors import BooruStudioError
from booru_studio.storage.tag_table import TagTable
from booru_studio.storage.tag_table_build import Report, build_tag_table
from booru_studio.storage.tag_table_download import TagDownload, TagSource
from booru_studio.storage.tag_table_rows import BUILTIN_FILE, TagRow, builtin_rows, read_tag_csv

log = logging.getLogger(__name__)

OWN_LIST = "tags.csv"  # in the data folder: a tagcomplete CSV that the user put there


@dataclass(frozen=True, slots=True)
class TagListState:
    """Where the suggestions come from, and what is going on."""

    source: str  # “built-in”, “own” or “site”
    tags: int
    doing: str = ""  # “building” or “fetching”
    done: int = 0  # tags
    total: int = 0  # tags; 0 = not known
    error: str = ""  # one sentence


class TagTables:
    """Holds the tag table that answers now, and builds a better one in a thread of its own.

    The best list is the user's own (`DATA/tags.csv`), then one fetched from a site, then the one
    that comes along. All methods may be called from any thread.
    """

    def __init__(
        self, data: Path, policy: RatingPolicy, source: TagSource | None = None
    ) -> None:
        """Open the table that comes along, building it if need be (some tenths of a second).

        Raises:
            StoreWriteError: the data folder cannot be written.
        """
        self._own = data / OWN_LIST
        self._cache = data / "cache"
        self._policy, self._source = policy, source
        self._download = TagDownload(self._cache)
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._table = open_or_build(
            self._cache, BUILTIN_FILE, lambda _: builtin_rows(), policy
        )
        self._state = TagListState("built-in", self._table.size)

    @property
    def table(self) -> TagTable:
        """The table that answers now."""
        return self._table

    @property
    def state(self) -> TagListState:
        return self._state

    def use_source(self, source: TagSource | None) -> None:
        """Name the site that `fetch` is to ask; None = there is none to ask."""
        self._source = source

    def start(self) -> None:
        """Begin to build the best list that is on this machine, unless it is built already."""
        self._begin(self._rebuild)

    def fetch(self) -> None:
        """Begin to fetch the site's list, or go on with it, and build it."""
        self._begin(self._fetch)

    def wait(self, timeout: float | None = None) -> None:
        """Wait until nothing is going on."""
        thread = self._thread
        if thread is not None:
            thread.join(timeout)

    def close(self) -> None:
        """Stop what is going on, keeping what was fetched, and close the table."""
        self._stop.set()
        self.wait()
        self._table.close()

    def _begin(self, work: Callable[[], None]) -> None:
        with self._lock:
            busy = self._thread is not None and self._thread.is_alive()
            if busy or self._stop.is_set():
                return
            self._thread = threading.Thread(
                target=self._work, args=(work,), name="tag-table", daemon=True
            )
            self._thread.start()

    def _work(self, work: Callable[[], None]) -> None:
        self._state = replace(self._state, error="")
        try:
            work()
        except _Stopped:
            pass
        except BooruStudioError as error:
            log.warning("tag list: %s", error)
            self._state = replace(self._state, error=str(error))
        finally:
            self._state = replace(self._state, doing="", done=0, total=0)

    def _fetch(self) -> None:
        if self._source is None:
            return
        self._download.fetch(self._source, lambda tags: self._tell("fetching", tags, 0))
        self._rebuild()

    def _rebuild(self) -> None:
        lists = (("own", self._own, read_tag_csv), ("site", self._download.path, _with_builtin))
        for name, path, read in lists:
            if path.is_file():
                tell: Report = lambda done, total: self._tell("building", done, total)  # noqa: E731
                self._use(open_or_build(self._cache, path, read, self._policy, tell), name)
                return

    def _use(self, table: TagTable, source: str) -> None:
        before, self._table = self._table, table
        self._state = replace(self._state, source=source, tags=table.size)
        before.close()

    def _tell(self, doing: str, done: int, total: int) -> None:
        if self._stop.is_set():
            raise _Stopped
        self._state = replace(self._state, doing=doing, done=done, total=total)


def _with_builtin(path: Path) -> list[TagRow]:
    """Read a site's list; tags that come along and are not in it are kept."""
    rows = read_tag_csv(path)
    names = {row.name for row in rows}
    return [*rows, *(row for row in builtin_rows() if row.name not in names)]


class _Stopped(Exception):  # noqa: N818 - not a failure
    """The app is closing."""


def open_or_build(
    cache: Path,
    tag_list: Path,
    read: Callable[[Path], Iterable[TagRow]],
    policy: RatingPolicy,
    report: Report = lambda done, total: None,
) -> TagTable:
    """Open the table of a tag list, building it where it is not there as it should be.

    What may be suggested is decided while building, so the table belongs to one policy and one
    state of the safety rules.

    Args:
        cache: a folder, in which the table gets a name of its own; or the table's file.

    Raises:
        TagListError: the list cannot be used.
        StoreWriteError: the cache cannot be written.
    """
    about = {"list": _digest(tag_list), "rules": _rules_digest(), "ratings": str(policy)}
    path = cache
    if not cache.suffix or cache.is_dir():
        name = blake2b(json.dumps(about).encode(), digest_size=8).hexdigest()
        path = cache / f"tags-{tag_list.stem}-{name}.sqlite"
    table = TagTable.open(path, about)
    if table is None:
        rows = read(tag_list)
        build_tag_table(path, rows, lambda name: is_kept_tag(name, policy), about, report)
        if path != cache:
            _remove_old(path, f"tags-{tag_list.stem}-*")
        table = TagTable(path)
    return table


def _digest(path: Path) -> str:
    digest = blake2b(digest_size=16)
    with contextlib.suppress(OSError), path.open("rb") as file:  # `read` says what is wrong
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def _rules_digest() -> str:
    """Return what changes with the safety rules, so that no table outlives them."""
    lists = {
        name: sorted(map(str, value))
        for name, value in sorted(vars(safety_terms).items())
        if name.isupper() and not isinstance(value, str)
    }
    text = json.dumps([__version__, lists], sort_keys=True)
    return blake2b(text.encode(), digest_size=16).hexdigest()


def _remove_old(path: Path, pattern: str) -> None:
    for old in path.parent.glob(pattern):
        if old != path:
            with contextlib.suppress(OSError):  # still open elsewhere; the next build removes it
                old.unlink()

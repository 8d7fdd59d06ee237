"""A site's whole tag list, fetched page by page and kept; a stop loses no page."""

import csv
import io
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from booru_studio.errors import StoreWriteError
from booru_studio.storage.atomic import replace_patiently, write_atomically
from booru_studio.storage.tag_table_rows import CATEGORY_NUMBERS, TagRow

FILE_NAME = "site-tags.csv"
_NUMBERS = {category: number for number, category in CATEGORY_NUMBERS.items()}


@dataclass(frozen=True, slots=True)
class TagPage:
    """Some tags of a site, and where to go on after them."""

    rows: tuple[TagRow, ...]
    cursor: str  # what `TagSource.pages` takes to go on; "" after the last page


class TagSource(Protocol):
    """A site that lists its tags; it keeps to the site's polite rate by itself."""

    def pages(self, cursor: str) -> Iterator[TagPage]:
        """Yield the pages from `cursor` on; "" is the beginning.

        Raises:
            BooruError: the site does not answer; what was yielded before stays good.
        """


class TagDownload:
    """Fetches a `TagSource` into a CSV as tagcomplete has them.

    While it is going on, the pages so far stand in a part file, and a small JSON file says up to
    which byte they are whole and where the site is to be asked next.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE_NAME
        self._part = folder / f"{FILE_NAME}.part"
        self._state = folder / f"{FILE_NAME}.json"

    @property
    def is_begun(self) -> bool:
        """Say whether there is a list that was not fetched to its end."""
        return self._state.exists()

    def fetch(self, source: TagSource, report: Callable[[int], None] = lambda tags: None) -> int:
        """Fetch the list, or what is missing of it; return the number of tags.

        Args:
            report: told the number of tags after each page; may raise to give up.

        Raises:
            BooruError: the site does not answer; the next call goes on from there.
            StoreWriteError: full disk, missing right.
        """
        cursor, size, tags = self._standing()
        try:
            self._part.parent.mkdir(parents=True, exist_ok=True)
            with self._part.open("ab") as part:
                part.truncate(size)
                for page in source.pages(cursor):
                    part.write(_as_csv(page.rows))
                    part.flush()
                    tags += len(page.rows)
                    standing = {"cursor": page.cursor, "bytes": part.tell(), "tags": tags}
                    write_atomically(self._state, json.dumps(standing).encode())
                    report(tags)
            replace_patiently(self._part, self.path)
            self._state.unlink(missing_ok=True)
        except OSError as error:
            reason = error.strerror or str(error)
            raise StoreWriteError(path=self.path.name, reason=reason) from error
        return tags

    def _standing(self) -> tuple[str, int, int]:
        """Return the cursor, the bytes and the tags so far; of a damaged state, the beginning."""
        try:
            state = json.loads(self._state.read_text(encoding="utf-8"))
            cursor, size, tags = str(state["cursor"]), int(state["bytes"]), int(state["tags"])
            is_whole = 0 <= size <= self._part.stat().st_size
        except (OSError, ValueError, KeyError, TypeError):
            return "", 0, 0
        # After its last page the site would be asked from the beginning again.
        return (cursor, size, tags) if is_whole and cursor else ("", 0, 0)


def _as_csv(rows: tuple[TagRow, ...]) -> bytes:
    text = io.StringIO()
    write = csv.writer(text, lineterminator="\n").writerow
    for row in rows:
        write((row.name, _NUMBERS[row.category], row.count, ",".join(row.aliases)))
    return text.getvalue().encode("utf-8", errors="replace")

"""The tag lists a tag table is built from: a tagcomplete CSV, and the one that comes along."""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from booru_studio.domain.posts import TagCategory
from booru_studio.errors import TagListError

# The numbers of Danbooru, https://danbooru.donmai.us/wiki_pages/api:tags, also in tagcomplete.
CATEGORY_NUMBERS: Mapping[str, TagCategory] = {
    "0": TagCategory.GENERAL,
    "1": TagCategory.ARTIST,
    "3": TagCategory.COPYRIGHT,
    "4": TagCategory.CHARACTER,
    "5": TagCategory.META,
}
BUILTIN_FILE = Path(__file__).with_name("builtin_tags.txt")


@dataclass(frozen=True, slots=True)
class TagRow:
    """One tag of a list, in booru spelling."""

    name: str
    category: TagCategory
    count: int  # posts that have it
    aliases: tuple[str, ...] = ()


def read_tag_csv(path: Path) -> list[TagRow]:
    """Read a list as a1111-sd-webui-tagcomplete has them: `name,type,count,"alias,alias"`.

    There is no header; lines that are no tag are left out, as is the byte order mark.
    https://github.com/DominikDoom/a1111-sd-webui-tagcomplete#csv-tag-data

    Raises:
        TagListError: it cannot be read, or holds no tag.
    """
    try:
        text = path.read_text(encoding="utf-8-sig", errors="replace")
    except OSError as error:
        raise TagListError(path=path, reason=error.strerror or str(error)) from error
    rows = [row for line in text.split("\n") if (row := _row(_cells(line))) is not None]
    if not rows:
        raise TagListError(path=path, reason="it holds no tag")
    return rows


def builtin_rows() -> list[TagRow]:
    """Return the list that comes with the app."""
    groups: list[tuple[TagCategory, int, list[str]]] = []
    aliases: dict[str, tuple[str, ...]] = {}
    for line in BUILTIN_FILE.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        head, _, names = line.partition(": ")
        word, _, of = head.partition(" ")
        if word == "alias":
            aliases[of] = tuple(names.split())
        else:
            groups.append((TagCategory(word), int(of), names.split()))
    return [
        TagRow(name, category, count, aliases.get(name, ()))
        for category, most, names in groups
        for name, count in _falling(names, most)
    ]


def _cells(line: str) -> list[str]:
    """Read one line for itself, so that a quote mark left open swallows no other line."""
    try:
        return next(csv.reader((line.replace("\0", "").rstrip("\r"),)), [])
    except csv.Error:  # longer than any tag
        return []


def _row(cells: list[str]) -> TagRow | None:
    name = _spelled(cells[0]) if cells else ""
    if not name or len(cells) < 3 or not cells[1].strip().isdigit():
        return None
    count = cells[2].strip()
    aliases = (_spelled(alias) for alias in cells[3].split(",")) if len(cells) > 3 else ()
    return TagRow(
        name,
        CATEGORY_NUMBERS.get(cells[1].strip(), TagCategory.GENERAL),
        int(count) if count.isascii() and count.isdigit() else 0,
        tuple(alias for alias in aliases if alias and alias != name),
    )


def _spelled(text: str) -> str:
    return "_".join(text.lower().split())


def _falling(names: list[str], most: int) -> Iterator[tuple[str, int]]:
    """Spread a group's counts from `most` down to two thirds of it."""
    for place, name in enumerate(names):
        yield name, most - most * place // (3 * len(names))

"""Where wildcard files refer to other wildcards."""

import re
from collections.abc import Collection, Iterator
from dataclasses import asdict, dataclass
from typing import Any

from booru_studio.domain.wildcard_names import folder_of, name_key
from booru_studio.storage.wildcard_encoding import to_utf8
from booru_studio.storage.wildcard_files import WildcardFiles

MOST_USES = 200
MOST_BYTES = 4 << 20  # of a file that is looked through
_LONGEST = 160  # characters shown of a line
_REFERENCE = re.compile(r"__([^_\s](?:[^_]|_(?!_))*?)__")


@dataclass(frozen=True, slots=True)
class Use:
    """A line that refers to a wildcard; `line` counts from 1."""

    file: str
    line: int
    text: str

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def uses_of(file: str, names: Collection[str], library: WildcardFiles) -> list[Use]:
    """List the lines of other files that mean one of `names`, `MOST_USES` at most."""
    wanted, hint = frozenset(names), _hint(names)
    found: list[Use] = []
    for other in library.files:
        if other != file:
            found += _uses_in(other, wanted, hint, library)
        if len(found) >= MOST_USES:
            break
    return found[:MOST_USES]


def _hint(names: Collection[str]) -> re.Pattern[bytes]:
    """Match whatever a file that means one of the names must hold: its last part, or a glob."""
    lasts = {name_key(name).rpartition("/")[2] for name in names}
    ways = [re.escape(last.encode()) if last.isascii() else b"__" for last in sorted(lasts)]
    return re.compile(b"|".join([*ways, rb"__[^\r\n]*?[*?\[]"]), re.IGNORECASE)


def _uses_in(
    file: str, wanted: frozenset[str], hint: re.Pattern[bytes], library: WildcardFiles
) -> Iterator[Use]:
    path = library.folder / file
    try:
        if path.stat().st_size > MOST_BYTES:
            return
        data = path.read_bytes()
    except OSError:  # gone meanwhile
        return
    if b"__" not in data or not hint.search(data):
        return
    for number, line in enumerate(to_utf8(data)[0].decode("utf-8").splitlines(), 1):
        references = (_name(found[1]) for found in _REFERENCE.finditer(line))
        if any(wanted.intersection(library.find(each, folder_of(file)).names)
               for each in references):  # fmt: skip
            yield Use(file, number, line.strip()[:_LONGEST])


def _name(reference: str) -> str:
    """Take the sign of a sampler and the parameters off."""
    return reference.lstrip("~@").partition("(")[0].strip()

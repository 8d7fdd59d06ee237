"""Cut a list of tag names into batches that fit into an address."""

from collections.abc import Iterable, Iterator
from urllib.parse import quote_plus

MOST_NAMES = 100  # a request; Gelbooru answers at most so many
MOST_NAME_BYTES = 3000  # of names as they stand in the address, which has to stay below 4 kB


def batches(names: Iterable[str]) -> Iterator[list[str]]:
    """Yield the names in order; one that is too long for any address is left out."""
    batch: list[str] = []
    size = 0
    for name in names:
        length = len(quote_plus(name)) + 3  # a comma between two names is sent as “%2C”
        if length > MOST_NAME_BYTES:
            continue  # no tag is that long; it stays unknown
        if len(batch) == MOST_NAMES or size + length > MOST_NAME_BYTES:
            yield batch
            batch, size = [], 0
        batch.append(name)
        size += length
    if batch:
        yield batch

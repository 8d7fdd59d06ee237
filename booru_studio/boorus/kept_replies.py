"""What a site said lately, so that it need not send again what stayed the same (RFC 9110, ETag)."""

import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

MOST_KEPT = 20
LARGEST_KEPT = 512 * 1024  # bytes; a page of 100 posts has about half of it


@dataclass(frozen=True, slots=True)
class KeptBody:
    """The body of a reply, and what the site calls this state of it."""

    etag: str
    body: bytes


class KeptBodies:
    """The last bodies that came with an ETag, in memory; may be used from any thread.

    At some sites addresses hold API keys, so only their digests are kept.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._bodies: OrderedDict[bytes, KeptBody] = OrderedDict()

    def find(self, url: str, params: Mapping[str, str]) -> KeptBody | None:
        with self._lock:
            return self._bodies.get(_digest(url, params))

    def keep(self, url: str, params: Mapping[str, str], etag: str, body: bytes) -> None:
        """Keep a body; one without ETag is not, nor one that is very large."""
        if not etag or len(body) > LARGEST_KEPT:
            return
        key = _digest(url, params)
        with self._lock:
            self._bodies[key] = KeptBody(etag, body)
            self._bodies.move_to_end(key)
            if len(self._bodies) > MOST_KEPT:
                self._bodies.popitem(last=False)


def _digest(url: str, params: Mapping[str, str]) -> bytes:
    return sha256(repr((url, sorted(params.items()))).encode()).digest()

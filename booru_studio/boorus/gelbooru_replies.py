"""What Gelbooru answers: items in an envelope, or a denial that comes as text, XML or nothing.

There is no specification of the denials; they are known from what its clients meet
(https://gelbooru.com/index.php?page=wiki&s=view&id=18780 describes the API itself).
"""

import html
import re

from booru_studio.boorus.fields import Fields
from booru_studio.boorus.replies import Line, Reply, said
from booru_studio.errors import (
    BooruError,
    BooruKeyRefusedError,
    BooruQueryError,
    BooruRefusedError,
    BooruReplyError,
)

_REASON = re.compile(r"""\breason\s*=\s*("[^"]*"|'[^']*')""", re.IGNORECASE)
_XML_DENIAL = re.compile(r"""<response\b[^>]*\bsuccess\s*=\s*["']false["']""", re.IGNORECASE)


def read_items(line: Line, reply: Reply, kind: str) -> list[Fields]:
    """Take the items out of a reply.

    Accepted are the site's own envelope (a list, one single object, or no key at all when
    there are no hits) and the bare list of other sites with the same engine.

    Args:
        kind: “post” or “tag”, the envelope's key.

    Raises:
        BooruError: the reply is a denial, an error status, or nothing of this shape.
    """
    _raise_for_denial(line, reply)
    data = reply.json(line.site)
    if isinstance(data, str):
        raise _denial(line, data)
    if isinstance(data, dict):
        if data.get("success") in (False, "false"):
            raise _denial(line, data.get("reason") or data.get("message"))
        data = data.get(kind)
    if data is None:
        return []
    items: list[object] = data if isinstance(data, list) else [data]
    found: list[Fields] = [item for item in items if isinstance(item, dict)]
    if len(found) < len(items):
        raise BooruReplyError(site=line.site, reason=f"no list of {kind}s")
    return found


def _raise_for_denial(line: Line, reply: Reply) -> None:
    line.raise_for_status(reply)
    start = reply.body[:2000].decode(errors="replace").strip()
    if start.lower().startswith("too deep"):
        raise BooruQueryError(site=line.site, reason="that page lies too deep")
    if _XML_DENIAL.search(start):
        reason = _REASON.search(start)
        raise _denial(line, html.unescape(reason[1].strip("\"'")) if reason else "")


def _denial(line: Line, message: object) -> BooruError:
    words = said(message)
    lower = words.lower()
    if "exceeded" in lower or "maximum" in lower:
        return BooruRefusedError(site=line.site, reason=words)
    if "authenticat" in lower or "api key" in lower or "api_key" in lower:
        return BooruKeyRefusedError(site=line.site, variables=line.variables)
    return BooruRefusedError(site=line.site, reason=words or "it gave no reason")

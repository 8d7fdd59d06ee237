"""What Danbooru means by its error replies.

Their body is `{"success": false, "error": "<Ruby class>", "message": "..."}`
(https://danbooru.donmai.us/wiki_pages/help:api, app/controllers/application_controller.rb).
"""

import json
import re
from collections.abc import Mapping
from typing import NoReturn

from booru_studio.boorus.replies import Line, Reply, said
from booru_studio.errors import (
    BooruError,
    BooruQueryError,
    BooruRefusedError,
    BooruReplyError,
    BooruTermLimitError,
    BooruTimeoutError,
)

_DATABASE_GAVE_UP = ("ActiveRecord::QueryCanceled", "Rack::Timeout")
_TAG_LIMIT = re.compile(r"more than (\d{1,3}) tags?")


def raise_for_error(line: Line, reply: Reply) -> None:
    """Raise the error that a reply of Danbooru's stands for; return when it is none.

    Raises:
        BooruError: one of its kinds.
    """
    if reply.status == 200:
        return
    details = _details(reply)
    message, kind = said(details.get("message")), str(details.get("error") or "")
    if reply.status in (410, 422):
        _raise_query_error(line.site, message or f"it answered {reply.status}")
    if reply.status == 500:
        raise _server_error(line.site, kind)
    if reply.status == 403 and details:
        raise BooruRefusedError(site=line.site, reason=message or "the account may not do that")
    line.raise_for_status(reply)


def _raise_query_error(site: str, message: str) -> NoReturn:
    limit = _TAG_LIMIT.search(message)
    if limit:
        raise BooruTermLimitError(site=site, reason=message, most_terms=int(limit[1]))
    raise BooruQueryError(site=site, reason=message)


def _server_error(site: str, kind: str) -> BooruError:
    if kind.startswith(_DATABASE_GAVE_UP):
        return BooruTimeoutError(site=site)
    return BooruReplyError(site=site, reason=f"it answered 500 {kind}".strip())


def _details(reply: Reply) -> Mapping[str, object]:
    try:
        details = json.loads(reply.body)
    except (ValueError, RecursionError):
        return {}
    return details if isinstance(details, dict) else {}

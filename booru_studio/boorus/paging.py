"""Page through a search: by number where it has an order, else by the last post's number."""

import re
from dataclasses import dataclass

from booru_studio.errors import BooruQueryError

MOST_WANTED = 100  # posts a page


@dataclass(frozen=True, slots=True)
class Page:
    """Which part of a search to ask for; `before` = posts with a lower number than this."""

    number: int = 1
    before: int = 0  # 0 = by `number`


def read_page(text: str, *, site: str, is_ordered: bool) -> Page:
    """Read what `PostQuery.page` holds: a number, or “b” and a post's number.

    Raises:
        BooruQueryError: it is neither, or an ordered search is continued by a post's number.
    """
    match = re.fullmatch(r"(b?)0*([1-9]\d{0,9})", text.strip() or "1", re.ASCII)
    if not match:
        raise BooruQueryError(site=site, reason=f"“{text[:40]}” is no page")
    if not match[1]:
        return Page(number=int(match[2]))
    if is_ordered:
        raise BooruQueryError(site=site, reason="an ordered search has pages by number only")
    return Page(before=int(match[2]))


def wanted_posts(limit: int) -> int:
    """Return how many posts to show of a page, 1 to `MOST_WANTED`."""
    return min(max(limit, 1), MOST_WANTED)


def is_last_page(got: int, asked: int) -> bool:
    """Say whether nothing follows a page; a full one may lack a few posts that are hidden."""
    return got * 10 < asked * 9

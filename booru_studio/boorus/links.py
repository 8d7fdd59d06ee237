"""Find which post a person means by what they pasted."""

import re
from collections.abc import Iterator, Mapping
from urllib.parse import SplitResult, urlsplit

from booru_studio.boorus.base import Booru
from booru_studio.boorus.credentials import without_credentials
from booru_studio.domain.posts import PostId
from booru_studio.errors import PostLinkError

BARE_NUMBER_SITE = "danbooru"
HIGHEST_NUMBER = 2**31 - 1  # post numbers are 32-bit integers on both sites
SHOWN_CHARACTERS = 80  # of what was pasted, in the error

_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff]")
_AROUND = " \t\r\n.,;:!?()[]{}"
# Not inside another address (“https://other.example/?from=https://…”).
_LINK = re.compile(
    r"""(?<![\w/@:.=?&%-])
    (?: (?:https?:)?// \S+                                    # with a scheme
      | (?:localhost|[\w-]+(?:\.[\w-]+)+) (?::\d+)? [/?] \S*  # without one
    )""",
    re.ASCII | re.IGNORECASE | re.VERBOSE,
)
_NUMBER = r"(\d{1,18})(?![\w-]|[.,]\d)"
_MARKED_NUMBER = re.compile(rf"(?:post\s*)?(?:id\s*[:=]|\#)\s*{_NUMBER}", re.ASCII | re.IGNORECASE)
_BARE_NUMBER = re.compile(r"(?:post\s+)?(\d{1,18})", re.ASCII | re.IGNORECASE)


def parse_post_link(text: str, boorus: Mapping[str, Booru]) -> PostId:
    """Read a link or number of a post, in any form a person pastes; nothing is fetched.

    A page's address on either site (any query, with or without scheme, with text around it),
    “danbooru:123”, “gelbooru #123”, “id:123”, “#123”, or a bare number, which is Danbooru's.

    Args:
        boorus: the sites by name; links of their configured roots count too.

    Raises:
        PostLinkError: none of these, another site, a picture's own address, or a number that no
            post can have.
    """
    cleaned = _INVISIBLE.sub("", text.replace("&amp;", "&"))
    cleaned = re.sub("[<>\"'`“”„‘’«»]", " ", cleaned).strip(_AROUND)
    if _LINK.search(cleaned):
        post = _linked(cleaned, boorus)
    else:
        post = _named(cleaned, boorus) or _numbered(cleaned)
    if not post or post.site not in boorus or not 0 < post.number <= HIGHEST_NUMBER:
        sites = " or ".join(booru.label for booru in boorus.values())
        raise PostLinkError(text=_shown(text), sites=sites)
    return post


def _linked(text: str, boorus: Mapping[str, Booru]) -> PostId | None:
    for link in _links(text):
        for site, booru in boorus.items():
            number = booru.post_number(link)
            if number is not None:
                return PostId(site, number)
    return None


def _links(text: str) -> Iterator[SplitResult]:
    for match in _LINK.finditer(text):
        address = match.group().rstrip(_AROUND)
        with_scheme = re.match(r"(?:https?:)?//", address, re.IGNORECASE)
        try:
            link = urlsplit(address if with_scheme else f"//{address}", scheme="https")
            _ = link.port  # urlsplit looks at the port only when asked
        except ValueError:
            continue
        yield link


def _named(text: str, boorus: Mapping[str, Booru]) -> PostId | None:
    for site, booru in boorus.items():
        names = "|".join(re.escape(name) for name in {site, booru.label})
        pattern = rf"(?<!\w)(?:{names})\s*(?:post\s*)?[:#=]?\s*\#?\s*{_NUMBER}"
        match = re.search(pattern, text, re.ASCII | re.IGNORECASE)
        if match:
            return PostId(site, int(match[1]))
    return None


def _numbered(text: str) -> PostId | None:
    match = _MARKED_NUMBER.match(text) or _BARE_NUMBER.fullmatch(text)
    return PostId(BARE_NUMBER_SITE, int(match[1])) if match else None


def _shown(text: str) -> str:
    words = " ".join(without_credentials(text).split())
    return words if len(words) <= SHOWN_CHARACTERS else words[: SHOWN_CHARACTERS - 1] + "…"

"""Write a Gelbooru search: tied to the allowed ratings, with an order the site can page."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from booru_studio.boorus.base import PostQuery
from booru_studio.boorus.gelbooru_posts import LABEL
from booru_studio.domain.posts import Rating
from booru_studio.errors import BooruQueryError

ORDERS = {"": "", "score": "sort:score:desc"}
OPENING = frozenset({"{", "-{"})
# https://gelbooru.com/index.php?page=wiki&s=view&id=26263; a tag may hold a colon as well.
_METATAG = re.compile(
    r"(?:rating|sort|score|id|width|height|md5|user|parent|source|fav|pool|title|updated):",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Search:
    """What is sent, whether it has an order, and what was left out of it."""

    text: str
    is_ordered: bool
    notes: tuple[str, ...]


def plan_search(query: PostQuery, ratings: Collection[Rating]) -> Search:
    """Plan what to send for a search; the number of terms has no limit here.

    Raises:
        BooruQueryError: its braces do not match, or the order does not exist.
    """
    if query.order not in ORDERS:
        raise BooruQueryError(site=LABEL, reason=f"it has no order “{query.order}”")
    terms, left_out = _without_left_out(_split(query.tags))
    terms = _tidied(terms)
    is_typed = any(_bare(term).startswith("sort:") for term in terms)
    order = "" if is_typed else ORDERS[query.order]
    # The ratings come first: a brace that stays open could otherwise swallow them.
    text = " ".join(filter(None, (_rating_terms(ratings), _joined(terms), order)))
    return Search(text, is_typed or bool(order), _left_out_note(left_out))


def plain_tags(tags: str) -> list[str]:
    """Return the tags of a search that posts are to have, each once, in lower case.

    Raises:
        BooruQueryError: its braces do not match.
    """
    return list(
        dict.fromkeys(
            term.lower()
            for term in _split(tags)
            if term[0] not in "-~{}" and "*" not in term and not _METATAG.match(term)
        )
    )


def _left_out_note(left_out: Iterable[str]) -> tuple[str, ...]:
    shown = " ".join(dict.fromkeys(left_out))
    if not shown:
        return ()
    return (
        f"Left out of the search: {shown} (ratings are set by the owner, "
        "and a random order cannot be paged).",
    )


def _rating_terms(ratings: Collection[Rating]) -> str:
    """Ask for one rating, or shut out those that are not allowed where several are."""
    allowed = [rating for rating in Rating if rating in ratings] or [Rating.GENERAL]
    if len(allowed) == 1:
        return f"rating:{allowed[0]}"
    return " ".join(f"-rating:{rating}" for rating in Rating if rating not in allowed)


def _bare(term: str) -> str:
    return term.lower().lstrip("-~")


def _split(tags: str) -> list[str]:
    """Split a search into terms, “{”, “-{”, “}” and “~”.

    Raises:
        BooruQueryError: braces do not match, or “~” stands outside of them.
    """
    cleaned = "".join(character if character.isprintable() else " " for character in tags)
    terms = re.findall(r"-?\{|\}|[^\s{}]+", cleaned)
    depth = 0
    for term in terms:
        depth += (term in OPENING) - (term == "}")
        if not 0 <= depth <= 1 or (term == "~" and not depth):
            raise _unmatched()
    if depth:
        raise _unmatched()
    return terms


def _unmatched() -> BooruQueryError:
    return BooruQueryError(site=LABEL, reason="its braces do not match, as they do in {cat ~ dog}")


def _without_left_out(terms: Iterable[str]) -> tuple[list[str], list[str]]:
    kept: list[str] = []
    left_out: list[str] = []
    for term in terms:
        wrong = _bare(term).startswith(("rating:", "sort:random"))
        (left_out if wrong else kept).append(term)
    return kept, left_out


def _tidied(terms: Iterable[str]) -> list[str]:
    """Drop each “~” that lost a side, and braces that became empty."""
    kept: list[str] = []
    for term in terms:
        if term == "~" and (kept[-1] in OPENING or kept[-1] == "~"):
            continue
        if term == "}" and kept[-1] == "~":
            kept.pop()
        if term == "}" and kept[-1] in OPENING:
            kept.pop()
            continue
        kept.append(term)
    return kept


def _joined(terms: Iterable[str]) -> str:
    return " ".join(terms).replace("{ ", "{").replace(" }", "}")

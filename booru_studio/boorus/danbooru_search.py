"""Plan a Danbooru search: tied to the allowed ratings, and within the account's term limit."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase

from booru_studio.boorus.base import PostQuery
from booru_studio.boorus.danbooru_posts import LABEL
from booru_studio.boorus.danbooru_terms import (
    CLOSING,
    FREE_METATAGS,
    OPENING,
    OPERATORS,
    is_structure,
    join_terms,
    metatag,
    split_terms,
)
from booru_studio.domain.posts import Post, Rating
from booru_studio.errors import BooruQueryError

# Which ratings, states and how many posts is not decided by typing; random orders time out.
LEFT_OUT_METATAGS = frozenset({"rating", "is", "status", "limit", "random"})
ORDERS = {"": "", "score": "order:score"}


@dataclass(frozen=True, slots=True)
class Search:
    """What is sent, and what is left to be checked on the posts that come back."""

    text: str
    is_ordered: bool
    rest: tuple[str, ...]
    notes: tuple[str, ...]

    def keeps(self, post: Post) -> bool:
        """Say whether a post fits the terms that were not sent."""
        names = post.tags.all()
        return all(_fits(names, term) for term in self.rest)

    def unseen(self, posts: Iterable[Post]) -> list[str]:
        """Return the tags to be checked here that no post has: maybe other names of tags."""
        seen = {name for post in posts for name in post.tags.all()}
        names = [term.removeprefix("-").lower() for term in self.rest if "*" not in term]
        return [name for name in names if name not in seen]

    def renamed(self, names: Mapping[str, str]) -> "Search":
        """Return it with tags by their own names, which the notes tell."""
        rest = tuple(_renamed(term, names) for term in self.rest)
        said = [f"“{other}” is another name of {name}." for other, name in names.items()]
        return replace(self, rest=rest, notes=(*self.notes, *said))


def plan_search(query: PostQuery, ratings: Collection[Rating], most_terms: int | None) -> Search:
    """Plan what to send for a search.

    “or” binds weaker than standing side by side, so the person's own words are always a group
    of their own: `(cat or dog) rating:g`.

    Args:
        ratings: what may come back; none means general.
        most_terms: how many counted terms the account may send; None = not known, send all.

    Raises:
        BooruQueryError: it does not parse, or cannot be cut down to `most_terms`.
    """
    if query.order not in ORDERS:
        raise BooruQueryError(site=LABEL, reason=f"it has no order “{query.order}”")
    terms, left_out = _without_left_out(split_terms(query.tags))
    orders = [term for term in terms if metatag(term) == "order"]
    terms = _tidied(term for term in terms if metatag(term) != "order")
    order = orders[0] if orders else ORDERS[query.order]
    sent, rest = _within_limit(terms, bool(order), most_terms)
    group = join_terms(["(", *sent, ")"]) if sent else ""
    notes = [*_left_out_note([*left_out, *orders[1:]]), *_limit_note(sent, rest, order)]
    text = " ".join(filter(None, (group, _rating_term(ratings), order)))
    is_ordered = bool(order) or any(metatag(term).startswith("ord") for term in sent)
    return Search(text, is_ordered, rest, tuple(notes))


def _rating_term(ratings: Collection[Rating]) -> str:
    allowed = [rating.value[0] for rating in Rating if rating in ratings] or ["g"]
    return f"rating:{','.join(allowed)}"


def _without_left_out(terms: Iterable[str]) -> tuple[list[str], list[str]]:
    kept: list[str] = []
    left_out: list[str] = []
    for term in terms:
        is_random = term.lower().lstrip("-~").startswith("order:random")
        wrong = is_random or metatag(term) in LEFT_OUT_METATAGS
        (left_out if wrong else kept).append(term)
    return kept, left_out


def _tidied(terms: Iterable[str]) -> list[str]:
    """Drop groups that became empty and operators that lost a side."""
    kept: list[str] = []
    for term in terms:
        at_start = not kept or kept[-1] in OPENING or kept[-1] in OPERATORS
        if term in OPERATORS and at_start:
            continue
        if term == CLOSING:
            _drop_operators(kept)
            if kept[-1] in OPENING:
                kept.pop()
                continue
        kept.append(term)
    _drop_operators(kept)
    return kept


def _drop_operators(terms: list[str]) -> None:
    while terms and terms[-1] in OPERATORS:
        terms.pop()


def _within_limit(
    terms: list[str], is_ordered: bool, most_terms: int | None
) -> tuple[list[str], tuple[str, ...]]:
    """Split terms into those to send and those to check here."""
    counted = [
        term
        for term in dict.fromkeys(terms)
        if not is_structure(term) and metatag(term) not in FREE_METATAGS
    ]
    if most_terms is None or len(counted) + is_ordered <= most_terms:
        return terms, ()
    if any(is_structure(term) or term.startswith("~") for term in terms):
        raise BooruQueryError(site=LABEL, reason=f"it takes {most_terms} terms beside groups")
    ranked = sorted(counted, key=_send_first)
    rest = ranked[most_terms - is_ordered :]
    uncheckable = [term for term in rest if metatag(term)]
    if uncheckable:
        reason = f"it takes {most_terms} terms, and “{uncheckable[0]}” is one too many"
        raise BooruQueryError(site=LABEL, reason=reason)
    return [term for term in terms if term not in rest], tuple(rest)


def _send_first(term: str) -> int:
    """Rank what to send: what cannot be checked here, then what narrows the search most."""
    if metatag(term):
        return 0
    if term.startswith("-"):
        return 3
    return 2 if "*" in term else 1


def _fits(names: Collection[str], term: str) -> bool:
    wanted = term.removeprefix("-").lower()
    pattern = wanted.replace("[", "[[]").replace("?", "[?]")  # only “*” is a wildcard here
    found = any(fnmatchcase(name, pattern) for name in names)
    return found != term.startswith("-")


def _renamed(term: str, names: Mapping[str, str]) -> str:
    bare = term.removeprefix("-")
    return term.removesuffix(bare) + names.get(bare.lower(), bare)


def _left_out_note(terms: Iterable[str]) -> list[str]:
    shown = " ".join(dict.fromkeys(terms))
    if not shown:
        return []
    return [f"Left out of the search: {shown} (ratings are set by the owner, one order is used)."]


def _limit_note(sent: Iterable[str], rest: Iterable[str], order: str) -> list[str]:
    if not rest:
        return []
    asked = " ".join(filter(None, (*sent, order)))
    return [
        f"Danbooru takes few terms from this account: it was asked for {asked}, "
        f"and {' '.join(rest)} was checked here on what came back."
    ]

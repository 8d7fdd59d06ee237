"""Split a Danbooru search into its terms, as the site itself does.

The grammar is that of the site's app/logical/post_query/parser.rb: terms stand side by side,
“-” negates, “or” binds weaker than standing side by side, and parentheses group. A tag may hold
parentheses of its own, as long as they are balanced; the value of a metatag (“source:a_(b)”) may
not, since there the site takes “)” for the end of a group all the same.
"""

import re
from collections.abc import Iterable

from booru_studio.boorus.danbooru_posts import LABEL
from booru_studio.errors import BooruQueryError

OPENING = frozenset({"(", "-(", "~("})
CLOSING = ")"
OPERATORS = frozenset({"or", "and"})
# The site knows these as tags although their parentheses do not match.
EMOTICONS = frozenset({":)", ":(", ";)", ";(", ">:)", ">:("})


def _names(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Metatags that do not count as terms, app/logical/post_query.rb.
FREE_METATAGS = _names(
    "status rating limit is id date age filesize filetype parent child md5 width height duration "
    "mpixels ratio score upvote downvotes favcount embedded tagcount pixiv_id pixiv"
)
COUNTED_METATAGS = _names(
    "order random has source user approver commenter comm noter noteupdater note comment "
    "commentary artcomm commentaryupdater flagger appealer upvoter downvoter fav ordfav favgroup "
    "ordfavgroup pool ordpool search unaliased exif ai upvotes disapproved "
    "gentags arttags chartags copytags metatags"
)
_METATAG = re.compile(r"[-~]?([a-z0-9_]+):(?=.)", re.IGNORECASE)
_TERM = re.compile(r"""[-~]?[a-z0-9_]+:("[^"]*"|'[^']*')(?!\S)|\S+""", re.IGNORECASE)
_OPEN_QUOTE = re.compile(r"[-~]?[a-z0-9_]+:[\"']", re.IGNORECASE)
_START = re.compile(r"\S")
_GROUP = re.compile(r"[-~]?\(")


def split_terms(text: str) -> list[str]:
    """Split a search into terms, “or”, “and”, “(”, “-(”, “~(” and “)”.

    Raises:
        BooruQueryError: parentheses or quotes do not match, which could let a term escape the
            group that ties it to the rating.
    """
    text = "".join(character if character.isprintable() else " " for character in text)
    terms: list[str] = []
    position = depth = 0
    while match := _START.search(text, position):
        position = match.start()
        term, depth = _next_term(text, position, depth)
        position += len(term)
        terms.append(term.lower() if term.lower() in OPERATORS else term)
    if depth:
        raise _unmatched()
    return terms


def _next_term(text: str, position: int, depth: int) -> tuple[str, int]:
    group = _GROUP.match(text, position)
    if group:
        return group.group(), depth + 1
    match = _TERM.match(text, position)
    term = match.group() if match else ""
    if match and match[1]:
        # The site heeds quotes only after metatags it knows, and backslashes within them.
        return _refused_with("()\\", term), depth
    most = min(len(term) - len(term.rstrip(CLOSING)), depth)
    while most and not _is_balanced(term):
        term, most = term[:-1], most - 1
    if not term:
        return CLOSING, depth - 1
    if not _is_balanced(term) or _OPEN_QUOTE.match(term):
        raise _unmatched()
    if re.fullmatch(r"[-~]([-~].*)?", term):
        raise BooruQueryError(site=LABEL, reason=f"“{term}” is no term")
    return _refused_with("()", term) if _METATAG.match(term) else term, depth


def _refused_with(characters: str, term: str) -> str:
    if any(character in term for character in characters):
        raise _unmatched()
    return term


def _is_balanced(term: str) -> bool:
    if re.sub(r"^[-~]", "", term) in EMOTICONS:
        return True
    depth = 0
    for character in term:
        depth += (character == "(") - (character == ")")
        if depth < 0:
            return False
    return depth == 0


def _unmatched() -> BooruQueryError:
    return BooruQueryError(site=LABEL, reason="its parentheses or quotes do not match")


def join_terms(terms: Iterable[str]) -> str:
    """Write terms as a search again."""
    text = ""
    before = "("
    for term in terms:
        # “)” behind “:” or “:(” would be read as a part of it.
        ends_group = term == CLOSING and not before.endswith((":", ";", ":(", ";(", ":)", ";)"))
        text += term if ends_group or before in OPENING else f" {term}"
        before = term
    return text


def metatag(term: str) -> str:
    """Return the name of a term's metatag in lower case (“order”); "" when it is a tag."""
    match = _METATAG.match(term)
    name = match[1].lower() if match else ""
    is_known = name in FREE_METATAGS or name in COUNTED_METATAGS or name.endswith("_count")
    return name if is_known else ""


def plain_tags(terms: Iterable[str]) -> list[str]:
    """Return the tags among terms that posts are to have, each once, in lower case."""
    return list(
        dict.fromkeys(
            term.lower()
            for term in terms
            if not (is_structure(term) or metatag(term) or term[0] in "-~" or "*" in term)
        )
    )


def is_structure(term: str) -> bool:
    """Say whether a term is an operator or a parenthesis."""
    return term in OPERATORS or term in OPENING or term == CLOSING

"""What may be shown and what may be sent: two functions decide, `check_post` and `approve`.

Part one holds at every rating and cannot be switched off: nothing that sexualises minors, neither
by its words nor by an age marker together with anything sexual or a rating other than general.
Part two follows the owner's `RatingPolicy`, which is general alone unless they say otherwise.
"""

import html
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from copy import deepcopy
from dataclasses import InitVar, dataclass, replace
from enum import Enum, auto
from functools import lru_cache
from typing import Any

from booru_studio.domain import safety_terms as terms
from booru_studio.domain.generation import Txt2ImgRequest
from booru_studio.domain.picture_files import is_picture_text
from booru_studio.domain.posts import Post, Rating
from booru_studio.domain.safety_text import forms
from booru_studio.errors import BlockedContentError, HiddenPostError

_SEAL = object()


@dataclass(frozen=True, slots=True)
class RatingPolicy:
    """Which ratings the owner allows."""

    allowed: frozenset[Rating] = frozenset({Rating.GENERAL})

    @property
    def is_safe_mode(self) -> bool:
        return self.allowed <= {Rating.GENERAL}

    @property
    def allows_suggestive(self) -> bool:
        return bool(self.allowed - {Rating.GENERAL})

    @property
    def allows_sexual(self) -> bool:
        return bool(self.allowed & {Rating.QUESTIONABLE, Rating.EXPLICIT})

    @property
    def names(self) -> list[str]:
        """Return the names of the allowed ratings, in rising order."""
        return [rating.value for rating in Rating if rating in self.allowed]

    def beyond(self, ratings: Iterable[Rating]) -> list[Rating]:
        """Return those ratings that are not allowed."""
        return [rating for rating in ratings if rating not in self.allowed]

    def __str__(self) -> str:
        return ", ".join(self.names)


@dataclass(frozen=True, slots=True)
class ApprovedRequest:
    """A request that passed `approve`, the only function that can make one."""

    request: Txt2ImgRequest
    seal: InitVar[object]

    def __post_init__(self, seal: object) -> None:
        if seal is not _SEAL:
            raise TypeError("only approve() makes an ApprovedRequest")


def approve(
    request: Txt2ImgRequest, policy: RatingPolicy, source_rating: Rating | None = None
) -> ApprovedRequest:
    """Let a request through, or say why not; call it on the text as it will be sent.

    In safe mode “nsfw” joins the negative prompt, which itself is not searched: that is where
    people write what they do not want. A CFG scale below 1 would draw it, and is refused.

    Args:
        source_rating: rating of the post it comes from. With `source_post` set and no rating
            known it counts as explicit.

    Raises:
        BlockedContentError: with the reason.
    """
    if request.template is not None:
        raise TypeError("expand the template before it is approved")
    _refuse_unreadable(request)
    rating = source_rating
    if rating is None and request.source_post:
        rating = Rating.EXPLICIT
    text = "\n".join(_positive_texts(request))
    _refuse_minors(text, rating or Rating.GENERAL)
    if source_rating is not None and source_rating not in policy.allowed:
        raise BlockedContentError(
            reason=f"its source post is rated {source_rating}, and allowed here is {policy}"
        )
    _refuse_beyond_policy(text, policy)
    approved = deepcopy(request)
    if policy.is_safe_mode:
        approved = replace(
            approved,
            negative_prompt=_with_nsfw(approved.negative_prompt),
            # Empty, the hires pass uses the one above.
            hr_negative_prompt=approved.hr_negative_prompt
            and _with_nsfw(approved.hr_negative_prompt),
            alwayson_scripts=_with_nsfw_inside(approved.alwayson_scripts),
            extensions=_with_nsfw_inside(approved.extensions),
        )
    return ApprovedRequest(approved, _SEAL)


def check_post(post: Post, policy: RatingPolicy) -> None:
    """Refuse a post that may not be shown here.

    Raises:
        HiddenPostError: its rating is outside of the policy.
        BlockedContentError: it is blocked at every rating.
    """
    if post.rating not in policy.allowed:
        raise HiddenPostError(post=post.id, allowed=policy)
    if are_blocked(post.tags.all(), post.rating):
        raise BlockedContentError(reason=f"post {post.id} holds tags that are blocked everywhere")


def are_blocked(tags: Iterable[str], rating: Rating) -> bool:
    """Say whether the tags of one picture, rated so, are blocked at every rating."""
    kinds = frozenset[_Kind]().union(*map(_tag_kinds, tags))
    return _Kind.BLOCKED in kinds or (
        _Kind.AGE in kinds and (rating is not Rating.GENERAL or _Kind.SEXUAL in kinds)
    )


def visible_posts(posts: Iterable[Post], policy: RatingPolicy) -> tuple[list[Post], int]:
    """Return the posts that may be shown, and how many were hidden."""
    shown, hidden = [], 0
    for post in posts:
        try:
            check_post(post, policy)
        except (HiddenPostError, BlockedContentError):
            hidden += 1
        else:
            shown.append(post)
    return shown, hidden


def check_query(tags: str) -> None:
    """Refuse a search for what is blocked everywhere, before anything is asked.

    Raises:
        BlockedContentError: naming no term.
    """
    if blocked_term(tags):
        raise BlockedContentError(reason="the search holds a term that is blocked everywhere")


def is_kept_tag(tag: str, policy: RatingPolicy) -> bool:
    """Say whether a tag may go into a draft or a list under this policy."""
    kinds = _tag_kinds(tag)
    if _Kind.BLOCKED in kinds or (_Kind.SEXUAL in kinds and not policy.allows_sexual):
        return False
    return policy.allows_suggestive or _Kind.SUGGESTIVE not in kinds


class _Kind(Enum):
    BLOCKED = auto()
    AGE = auto()
    SEXUAL = auto()
    SUGGESTIVE = auto()


@lru_cache(maxsize=100_000)
def _tag_kinds(tag: str) -> frozenset[_Kind]:
    """Say what a tag is to the rules; remembered, since pages of posts share most of their tags.

    A booru's tags are whole: nobody can spread a word over two of them.
    """
    plain = _without_look_alikes(tag)
    rules = (
        (_Kind.BLOCKED, tag, _is_blocked),
        (_Kind.AGE, plain, _is_age_marker),
        (_Kind.SEXUAL, plain, _is_sexual),
        (_Kind.SUGGESTIVE, plain, _is_suggestive),
    )
    return frozenset(kind for kind, text, is_hit in rules if _found(text, is_hit))


def blocked_term(text: str) -> bool:
    """Say whether `text` holds what is blocked at every rating."""
    return _found(text, _is_blocked)


def _refuse_minors(text: str, rating: Rating) -> None:
    if blocked_term(text):
        raise BlockedContentError(
            reason="the prompt holds a term that is blocked at every rating; take it out"
        )
    plain = _without_look_alikes(text)
    if not _found(plain, _is_age_marker):
        return
    if rating is not Rating.GENERAL or _found(plain, _is_sexual) or _found(plain, _is_suggestive):
        raise BlockedContentError(
            reason="the prompt names a minor together with something that is not for general "
            "audiences, which is blocked at every rating; take one of them out"
        )


def _refuse_beyond_policy(text: str, policy: RatingPolicy) -> None:
    if _is_beyond(text, policy):
        raise BlockedContentError(
            reason=f"the prompt goes beyond the rating that is allowed here ({policy}); take out "
            "what is not for general audiences, or have the owner set BOORU_STUDIO_RATINGS"
        )


def _is_beyond(text: str, policy: RatingPolicy) -> bool:
    plain = _without_look_alikes(text)
    if not policy.allows_sexual and _found(plain, _is_sexual):
        return True
    return not policy.allows_suggestive and _found(plain, _is_suggestive)


def _refuse_unreadable(request: Txt2ImgRequest) -> None:
    """Refuse what brings in text or pictures that cannot be looked at here."""
    if request.styles:
        raise BlockedContentError(
            reason="styles add text on the WebUI, where it cannot be checked; "
            "put the style's text into the prompt"
        )
    if request.firstpass_image or request.infotext:
        raise BlockedContentError(
            reason="firstpass_image and infotext cannot be checked; leave them out"
        )
    scripts = (request.alwayson_scripts, request.script_args, request.extensions)
    if any(is_picture_text(text) for text in _texts(list(scripts))):
        raise BlockedContentError(
            reason="a picture among the arguments of a script cannot be looked at; keep it here, "
            "and give its file"
        )
    if request.cfg_scale < 1 or (request.hr_cfg is not None and request.hr_cfg < 1):
        raise BlockedContentError(
            reason="a CFG scale below 1 draws the negative prompt; use 1 or more"
        )


def _with_nsfw(negative: str) -> str:
    if _found(negative, _is_nsfw):
        return negative
    negative = negative.rstrip(", \n")
    return f"{negative}, nsfw" if negative else "nsfw"


def _with_nsfw_inside(value: Any) -> Any:  # noqa: ANN401  (any JSON)
    """Add “nsfw” to the negative prompts that extensions have of their own, where they are used."""
    if isinstance(value, Mapping):
        return {
            key: _with_nsfw(inner)
            if _is_negative_prompt(str(key)) and isinstance(inner, str) and inner.strip()
            else _with_nsfw_inside(inner)
            for key, inner in value.items()
        }
    return [_with_nsfw_inside(inner) for inner in value] if isinstance(value, list) else value


def _is_negative_prompt(key: str) -> bool:
    return "negative" in key and "prompt" in key


def _positive_texts(request: Txt2ImgRequest) -> Iterator[str]:
    yield request.prompt
    yield request.hr_prompt
    for value in (
        request.script_args, request.alwayson_scripts, request.extensions,
        request.override_settings, request.comments,
        request.checkpoint, request.hr_checkpoint_name, request.refiner_checkpoint,
    ):  # fmt: skip
        yield from _texts(value)


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        is_negative_drawn = any(_is_low_cfg(str(key), inner) for key, inner in value.items())
        for key, inner in value.items():
            if is_negative_drawn or "negative" not in str(key) or not isinstance(inner, str):
                yield from _texts(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _texts(inner)


def _is_low_cfg(key: str, value: object) -> bool:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return is_number and "cfg" in key and value < 1  # type: ignore[operator]


def _found(text: str, is_hit: Callable[[str], bool]) -> bool:
    return any(is_hit(form) for form in forms(text))


def _without_look_alikes(text: str) -> str:
    """Put another word where a harmless phrase stands; phrases never reach over a comma."""
    return _LOOK_ALIKES.sub(" something ", html.unescape(text))


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    longest_first = sorted((word for word in words if word), key=len, reverse=True)
    return re.compile(f"(?<= )(?:{'|'.join(map(re.escape, longest_first))})(?= )")


def _phrases(phrases: Iterable[str]) -> re.Pattern[str]:
    """Match phrases in unfolded text, with what divides the words of one tag."""
    written = "|".join(r"[ _'’-]+".join(map(re.escape, phrase.split())) for phrase in phrases)
    return re.compile(rf"(?<![^\W_])(?:{written})(?![^\W_])", re.IGNORECASE)


_LOOK_ALIKES = _phrases(sorted(terms.LOOK_ALIKES))
_BLOCKED = _any_of(terms.BLOCKED)
_BLOCKED_PATTERN = re.compile("|".join(terms.BLOCKED_PATTERNS))
_AGE = _any_of(terms.AGE_MARKERS)
_AGE_PATTERN = re.compile("|".join(terms.AGE_MARKER_PATTERNS))
_YOUNG = rf"(?:[0-9]|1[0-7]|{'|'.join(terms.NUMBER_WORDS)})"
_AGE_IN_YEARS = re.compile(
    rf"(?<= )(?:{_YOUNG} (?:years?|yrs?|y) (?:old|o)|{_YOUNG} ?yo|(?:[0-9]|1[0-7])(?:yo|yrs?|y o)"
    rf"|aged? (?:of )?{_YOUNG}|{_YOUNG} ?sai|(?:under|below) (?:18|eighteen|{_YOUNG}))(?= )"
)
_SEXUAL = _any_of(terms.SEXUAL)
_SEXUAL_PATTERN = re.compile("|".join(terms.SEXUAL_PATTERNS))
_SUGGESTIVE = _any_of(terms.SUGGESTIVE)
_NSFW = _any_of(["nsfw"])


def _is_blocked(form: str) -> bool:
    return bool(_BLOCKED.search(form) or _BLOCKED_PATTERN.search(form))


def _is_age_marker(form: str) -> bool:
    return bool(_AGE.search(form) or _AGE_IN_YEARS.search(form) or _AGE_PATTERN.search(form))


def _is_sexual(form: str) -> bool:
    return bool(_SEXUAL.search(form) or _SEXUAL_PATTERN.search(form))


def _is_suggestive(form: str) -> bool:
    return bool(_SUGGESTIVE.search(form))


def _is_nsfw(form: str) -> bool:
    return bool(_NSFW.search(form))

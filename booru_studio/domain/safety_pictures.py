"""What may be shown and sent of a picture that an interrogator looked at.

The words of the rules are those of `domain.safety`; what is decided here is how a picture is
rated: by the people of a booru where there are any, by the interrogator, and else by its tags.
"""

from collections.abc import Iterable

from booru_studio.domain.interrogation import Interrogation, SeenTag
from booru_studio.domain.posts import Post, Rating
from booru_studio.domain.safety import RatingPolicy, are_blocked, is_kept_tag
from booru_studio.errors import BlockedContentError

SEEN = 0.3  # score from which a tag counts against a picture
LIKELY = 0.5  # probability from which a rating is believed
_WITHOUT_SEXUAL = RatingPolicy(frozenset({Rating.GENERAL, Rating.SENSITIVE}))


def check_picture(
    seen: Interrogation, policy: RatingPolicy, name: str, post: Post | None = None
) -> None:
    """Refuse a picture for what an interrogator saw in it, before anything of it is told.

    The tags of the post and the interrogator's are judged as one. A picture that seems to be
    questionable or explicit is refused where that is not allowed, whatever its post is rated. One
    of no post and of an interrogator that tells no rating is judged as if it were explicit as
    soon as it shows anything sexual, or somebody young.

    Args:
        name: what a person calls the picture.
        post: whose picture it is; it passed `check_post`.

    Raises:
        BlockedContentError: with the reason.
    """
    likely = likely_rating(seen)
    tags = [tag.name for tag in seen.tags if tag.score is None or tag.score >= SEEN]
    rating = _rating(likely, tags, post)
    together = [*post.tags.all(), *tags] if post else tags
    if are_blocked(together, rating if post or likely else Rating.EXPLICIT):
        raise BlockedContentError(
            reason=f"{name} shows what is blocked everywhere; choose another picture"
        )
    if rating in (Rating.QUESTIONABLE, Rating.EXPLICIT) and rating not in policy.allowed:
        raise BlockedContentError(
            reason=f"{name} seems to be {rating}, and allowed here is {policy}; choose another "
            "picture, or have the owner set BOORU_STUDIO_RATINGS"
        )


def likely_rating(seen: Interrogation) -> Rating | None:
    """Return how a picture is probably rated; None where the interrogator tells no rating."""
    if not seen.rating:
        return None
    if seen.unsafe() >= LIKELY:
        worse = (Rating.EXPLICIT, Rating.QUESTIONABLE)
        return max(worse, key=lambda rating: seen.rating.get(rating, 0.0))
    if seen.unsafe() + seen.rating.get(Rating.SENSITIVE, 0.0) >= LIKELY:
        return Rating.SENSITIVE
    return Rating.GENERAL


def shown_tags(tags: Iterable[SeenTag], policy: RatingPolicy) -> tuple[list[SeenTag], int]:
    """Return the tags that may be shown, and how many were hidden."""
    tags = list(tags)
    shown = [tag for tag in tags if is_kept_tag(tag.name, policy)]
    return shown, len(tags) - len(shown)


def _rating(likely: Rating | None, tags: Iterable[str], post: Post | None) -> Rating:
    """Return what to judge by: people know better, but not that an unsafe picture is safe."""
    if likely in (Rating.QUESTIONABLE, Rating.EXPLICIT):
        return likely
    if post:
        return post.rating
    if likely is None and not all(is_kept_tag(tag, _WITHOUT_SEXUAL) for tag in tags):
        return Rating.EXPLICIT
    return likely or Rating.GENERAL

"""What an interrogator sees decides whether anything of a picture may be told."""

import pytest

from booru_studio.domain import safety_terms
from booru_studio.domain.interrogation import Interrogation, SeenTag
from booru_studio.domain.posts import Post, PostId, PostTags, Rating, TagCategory
from booru_studio.domain.safety import RatingPolicy
from booru_studio.domain.safety_pictures import check_picture, likely_rating, shown_tags
from booru_studio.errors import BlockedContentError

BLOCKED = sorted(safety_terms.BLOCKED)[0].replace(" ", "_")
YOUNG, SEXUAL, SUGGESTIVE = "toddler", "nude", "lingerie"
SAFE = {Rating.GENERAL: 0.9, Rating.SENSITIVE: 0.1}
MILD = {Rating.GENERAL: 0.3, Rating.SENSITIVE: 0.6, Rating.QUESTIONABLE: 0.1}
UNSAFE = {Rating.GENERAL: 0.4, Rating.QUESTIONABLE: 0.2, Rating.EXPLICIT: 0.3}
GENERAL, ALL = RatingPolicy(), RatingPolicy(frozenset(Rating))


def seen(rating: dict[Rating, float], *tags: tuple[str, float | None]) -> Interrogation:
    found = tuple(SeenTag(name, TagCategory.GENERAL, score) for name, score in tags)
    return Interrogation(found, rating, "tester", "tester@1")


def post(*tags: str, rating: Rating = Rating.GENERAL) -> Post:
    return Post(PostId("danbooru", 5), "", rating, 800, 600, PostTags(general=tags))


@pytest.mark.parametrize(
    ("rating", "likely"),
    [
        (SAFE, Rating.GENERAL), (MILD, Rating.SENSITIVE), (UNSAFE, Rating.EXPLICIT),
        ({Rating.QUESTIONABLE: 0.4, Rating.EXPLICIT: 0.1}, Rating.QUESTIONABLE), ({}, None),
    ],
)  # fmt: skip
def test_the_likely_rating_is_told_or_unknown(
    rating: dict[Rating, float], likely: Rating | None
) -> None:
    assert likely_rating(seen(rating)) is likely


@pytest.mark.parametrize("of_post", [None, post("smile")], ids=["upload", "post"])
@pytest.mark.parametrize(
    "found",
    [
        seen(UNSAFE, ("hill", 0.9)),
        seen(SAFE, (BLOCKED, 0.3)),
        seen({}, (BLOCKED, None)),
        seen(SAFE, (YOUNG, 0.5), (SEXUAL, 0.3)),
        seen(UNSAFE, (YOUNG, 0.5)),
    ],
)
def test_a_picture_that_may_not_be_shown_is_refused(
    found: Interrogation, of_post: Post | None
) -> None:
    with pytest.raises(BlockedContentError):
        check_picture(found, GENERAL, "The picture", of_post)


@pytest.mark.parametrize("of_post", [None, post("smile")], ids=["upload", "post"])
@pytest.mark.parametrize(
    "found",
    [
        seen(SAFE, ("hill", 0.9), (YOUNG, 0.9)),
        seen(MILD, ("hill", 0.9)),
        seen(SAFE, (BLOCKED, 0.29)),
        seen({}, ("hill", None), (SUGGESTIVE, 0.9)),
        seen({}, (SEXUAL, 0.2)),
    ],
)
def test_a_picture_that_shows_nothing_of_the_kind_is_not(
    found: Interrogation, of_post: Post | None
) -> None:
    check_picture(found, GENERAL, "The picture", of_post)


@pytest.mark.parametrize("tag", [SEXUAL, YOUNG])
def test_where_nobody_tells_a_rating_the_tags_decide_strictly(tag: str) -> None:
    with pytest.raises(BlockedContentError):
        check_picture(seen({}, (tag, None)), GENERAL, "The picture")

    check_picture(seen({}, (tag, None)), GENERAL, "The picture", post("smile"))


def test_somebody_young_makes_a_mild_rating_too_much() -> None:
    with pytest.raises(BlockedContentError, match="blocked everywhere"):
        check_picture(seen(MILD, (YOUNG, 0.9)), ALL, "The picture")


def test_the_posts_tags_and_the_interrogators_are_judged_as_one() -> None:
    with pytest.raises(BlockedContentError):
        check_picture(seen(SAFE, (SEXUAL, 0.6)), ALL, "The picture", post(YOUNG))


@pytest.mark.parametrize(
    ("allowed", "is_refused"),
    [
        ({Rating.GENERAL}, True),
        ({Rating.GENERAL, Rating.SENSITIVE}, True),
        ({Rating.GENERAL, Rating.QUESTIONABLE}, True),
        ({Rating.GENERAL, Rating.EXPLICIT}, False),
        (set(Rating), False),
    ],
)
def test_what_the_owner_allows_is_let_through(allowed: set[Rating], is_refused: bool) -> None:
    policy = RatingPolicy(frozenset(allowed))
    if is_refused:
        with pytest.raises(BlockedContentError, match="seems to be explicit"):
            check_picture(seen(UNSAFE), policy, "The picture")
    else:
        check_picture(seen(UNSAFE), policy, "The picture")


def test_tags_beyond_the_policy_are_hidden_and_counted() -> None:
    tags = seen(SAFE, ("hill", 0.9), (SUGGESTIVE, 0.8), (SEXUAL, 0.7)).tags

    assert shown_tags(tags, GENERAL) == ([tags[0]], 2)
    assert shown_tags(tags, ALL) == (list(tags), 0)

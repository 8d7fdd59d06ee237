"""Ratings and post ids as they are read and written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from booru_studio.domain.posts import PostId, PostTags, Rating, TagCategory


@pytest.mark.parametrize(
    ("text", "rating"),
    [
        ("general", Rating.GENERAL),
        ("g", Rating.GENERAL),
        ("safe", Rating.GENERAL),
        (" General ", Rating.GENERAL),
        ("s", Rating.SENSITIVE),
        ("sensitive", Rating.SENSITIVE),
        ("Q", Rating.QUESTIONABLE),
        ("questionable", Rating.QUESTIONABLE),
        ("e", Rating.EXPLICIT),
        ("explicit", Rating.EXPLICIT),
        ("", Rating.EXPLICIT),
        (None, Rating.EXPLICIT),
        (0, Rating.EXPLICIT),
        ("gen", Rating.EXPLICIT),
        ("x", Rating.EXPLICIT),
        ("generally fine", Rating.EXPLICIT),
    ],
)
def test_rating_reads_words_and_letters_and_takes_the_rest_for_explicit(
    text: object, rating: Rating
) -> None:
    assert Rating.parse(text) is rating


@given(st.sampled_from(["danbooru", "gelbooru"]), st.integers(0, 10**12))
def test_post_id_survives_being_written_and_read(site: str, number: int) -> None:
    post_id = PostId(site, number)
    assert PostId.parse(str(post_id)) == post_id


def test_post_id_is_read_with_spaces_and_capitals() -> None:
    assert PostId.parse(" Danbooru:42 ") == PostId("danbooru", 42)


@pytest.mark.parametrize(
    "text",
    ["", "42", "danbooru", "danbooru:", ":42", "danbooru:-1", "danbooru:4.2", "danbooru:four",
     "danbooru:４２", "danbooru:1:2", "dan booru:42", "https://danbooru.donmai.us/posts/42"],
)  # fmt: skip
def test_what_is_no_post_id_reads_as_none(text: str) -> None:
    assert PostId.parse(text) is None


def test_all_tags_come_in_the_order_of_a_prompt() -> None:
    tags = PostTags(
        general=("tree",), character=("ada",), copyright=("town",), artist=("pine",), meta=("scan",)
    )
    assert tags.all() == ("tree", "ada", "town", "pine", "scan")
    assert tags.of(TagCategory.COPYRIGHT) == ("town",)

"""What taggers say, in our spelling."""

from booru_studio.domain.interrogation import SeenTag
from booru_studio.domain.posts import Rating, TagCategory
from booru_studio.domain.sights import sight_of

GENERAL, CHARACTER = TagCategory.GENERAL, TagCategory.CHARACTER


def test_tags_come_surest_first_in_the_boorus_spelling_with_their_category():
    told = [
        SeenTag("long hair", GENERAL, 0.4),
        SeenTag(r"Ada \(Garden\)", CHARACTER, 0.9),
        SeenTag("sky", GENERAL, None),
    ]
    assert sight_of(told).tags == (
        SeenTag("sky", GENERAL, None),
        SeenTag("ada_(garden)", CHARACTER, 0.9),
        SeenTag("long_hair", GENERAL, 0.4),
    )


def test_a_tag_told_twice_counts_once_as_the_surer():
    told = [SeenTag("sky", GENERAL, score) for score in (0.3, 0.8, 0.5)]
    assert sight_of(told).tags == (SeenTag("sky", GENERAL, 0.8),)


def test_what_is_hardly_seen_is_left_out():
    told = [SeenTag("sky", GENERAL, 0.049), SeenTag("sea", GENERAL, 0.05), SeenTag(" ", GENERAL, 1)]
    assert [tag.name for tag in sight_of(told).tags] == ["sea"]


def test_a_bare_word_is_a_rating_only_where_ratings_are_told_so():
    told = [SeenTag("general", GENERAL, 0.9)]
    assert [tag.name for tag in sight_of(told).tags] == ["general"]
    assert sight_of(told, bare_ratings=True).rating == {Rating.GENERAL: 0.9}

"""What servers say of a picture: ranks, escapes, faces, ratings, faults that look like captions."""

import pytest

from booru_studio.domain.interrogation import SeenTag
from booru_studio.domain.posts import Rating, TagCategory
from booru_studio.domain.sights import sight_of
from booru_studio.webui.captions import BadCaptionError, read_caption, read_extension, read_scores


def named(sight):
    return [(tag.name, tag.score) for tag in sight.tags]


@pytest.mark.parametrize(
    ("caption", "tags"),
    [
        ("long hair, smile", [("long_hair", None), ("smile", None)]),
        (r"red theme, saber \(fate\)", [("red_theme", None), ("saber_(fate)", None)]),
        ("(smile:0.50), (long hair:0.987)", [("long_hair", 0.987), ("smile", 0.5)]),
        (r"(saber \(fate\):0.912)", [("saber_(fate)", 0.912)]),
        ("(saber (fate):0.912)", [("saber_(fate)", 0.912)]),
        (r"(:):0.8), (\\m/:0.7), (> <:0.6)", [(":)", 0.8), (r"\m/", 0.7), (">_<", 0.6)]),
        ("(o) (o), ^_^, :3", [("(o)_(o)", None), ("^_^", None), (":3", None)]),
        ("(smile:0.04), (sky:0.05)", [("sky", 0.05)]),
        ("smile, smile", [("smile", None)]),
        ("", []),
    ],
)
def test_a_caption_is_read_in_the_boorus_spelling(caption, tags):
    assert named(sight_of(read_caption(caption))) == tags


@pytest.mark.parametrize(
    "caption", ["Exception <class 'RuntimeError'>", "<error>", None, 3, {"tag": 1.0}]
)
def test_a_fault_that_came_as_a_success_is_no_caption(caption):
    with pytest.raises(BadCaptionError):
        read_caption(caption)


def test_ratings_are_no_tags_and_an_unknown_one_counts_as_explicit():
    sight = sight_of(read_caption("(smile:0.9), (rating:safe:0.8), (rating:odd:0.3)"))

    assert named(sight) == [("smile", 0.9)]
    assert sight.rating == {Rating.GENERAL: 0.8, Rating.EXPLICIT: 0.3}


def test_without_a_rating_none_is_made_up():
    assert sight_of(read_caption("smile")).rating == {}


@pytest.mark.parametrize(
    "caption",
    [
        {"tag": {"long hair": 0.9, "sky": 0.2}, "rating": {"general": 0.7, "sensitive": 0.3}},
        {"long hair": 0.9, "sky": 0.2, "general": 0.7, "sensitive": 0.3},
        {"tag": {"long_hair": 0.9, "sky": 0.2}, "rating": {"rating:safe": 0.7, "sensitive": 0.3}},
    ],
    ids=["picobyte", "toriato", "deepdanbooru project"],
)
def test_both_shapes_of_the_extension_say_the_same(caption):
    sight = read_extension(caption)

    assert named(sight) == [("long_hair", 0.9), ("sky", 0.2)]
    assert sight.rating == {Rating.GENERAL: 0.7, Rating.SENSITIVE: 0.3}


def test_what_is_no_score_is_left_out():
    odd = {"a": True, "b": "0.5", "c": None, "d": float("nan"), "e": 1.5, "f": -1, "g": 1}
    assert read_scores(odd) == [SeenTag("g", TagCategory.GENERAL, 1.0)]
    with pytest.raises(BadCaptionError):
        read_scores([("g", 1.0)])

"""What makes a picture hard to recreate; the badge itself is tested with the quality."""

import pytest

from booru_studio.domain.hard_to_recreate import hard_to_recreate
from booru_studio.domain.posts import Post, PostId, PostTags, Rating


def told(*tags, character=(), is_video=False):
    post = Post(PostId("danbooru", 1), "", Rating.GENERAL, 1, 1,
                PostTags(general=tags, character=tuple(character)), is_video=is_video)  # fmt: skip
    return hard_to_recreate(post, frozenset(post.tags.all()))


@pytest.mark.parametrize(
    ("tags", "is_crowd"),
    [(("1girl", "2boys"), False), (("2girls", "2boys"), True), (("6+others",), True),
     (("0girls",), False), (("9" * 5000 + "girls",), False), (("999999999boys",), True)],
)  # fmt: skip
def test_counted_heads_make_a_crowd(tags, is_crowd):
    assert (told(*tags) == ("More than 3 characters.",)) is is_crowd


def test_counted_heads_count_more_than_names():
    assert told("1girl", character="abcde") == ()
    assert told("outdoors", character="abcde") == ("More than 3 characters.",)


@pytest.mark.parametrize(
    ("tags", "is_text"),
    [(("wall_of_text",), True), (("english_text", "speech_bubble"), False),
     (("english_text", "speech_bubble", "translated"), True)],
)  # fmt: skip
def test_much_text_is_three_signs_of_it_or_a_page_of_it(tags, is_text):
    assert (told(*tags) == ("Much of the picture is text.",)) is is_text


def test_several_reasons_are_all_told():
    assert len(told("comic", "multiple_views", "animated", "5girls", "text_focus")) == 5


def test_an_ordinary_picture_has_none():
    assert told("1girl", "solo", "smile", "hat") == ()

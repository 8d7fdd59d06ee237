"""The site's own tagger beside a post's tags."""

import pytest

from booru_studio.domain.posts import Rating, TagCategory
from booru_studio.domain.tag_facts import PredictedTag
from booru_studio.errors import HiddenPostError, InvalidInputError
from tests.services.research_house import ResearchHouse


@pytest.fixture
def house(tmp_path):
    house = ResearchHouse(tmp_path)
    yield house
    house.close()


def few_tags(house, rating="g"):
    """A post of the stand-in that lacks most of what its picture shows."""
    wanted = next(post for post in house.site.danbooru_posts
                  if post.rating == rating and len(post.tags.general) < 12 and not post.flags)
    return house.boorus["danbooru"].post(wanted.number)  # fmt: skip


def test_missing_tags_are_named_and_asked_for_once(house):
    post, site = few_tags(house), house.boorus["danbooru"]
    house.requests()
    answer = house.desk.second_opinion.of(post, site)
    assert house.requests() == ["/ai_tags.json"]
    assert 0 < answer["recall"] < 1
    assert answer["missing"]
    assert not set(answer["missing"]) & set(post.tags.general)
    assert house.desk.second_opinion.of(post, site) == answer
    assert house.requests() == []


def test_what_may_not_be_shown_is_counted_only(house):
    post, site = few_tags(house), house.boorus["danbooru"]
    site.ai_tags = lambda number: [
        PredictedTag(name, TagCategory.GENERAL, 0.9) for name in ("nude", "hat")
    ]
    answer = house.desk.second_opinion.of(post, site)
    assert (answer["missing"], answer["hidden"]) == (["hat"], 1)


def test_a_post_that_may_not_be_shown_is_not_asked_about(house):
    number = next(post.number for post in house.site.danbooru_posts if post.rating == "q")
    post = house.boorus["danbooru"].post(number)
    assert post.rating is Rating.QUESTIONABLE
    house.requests()
    with pytest.raises(HiddenPostError):
        house.desk.second_opinion.of(post, house.boorus["danbooru"])
    assert house.requests() == []


def test_a_site_without_a_tagger_says_so(house):
    with pytest.raises(InvalidInputError, match="no tagger of its own"):
        house.desk.second_opinion.of(few_tags(house), house.boorus["gelbooru"])

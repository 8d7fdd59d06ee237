"""A tagger's second opinion."""

import pytest

from booru_studio.domain.posts import Post, PostId, PostTags, Rating, TagCategory
from booru_studio.domain.tag_facts import PredictedTag
from booru_studio.domain.tag_recall import tag_recall

POST = Post(PostId("danbooru", 1), "", Rating.GENERAL, 800, 600,
            PostTags(general=("smile", "hat"), character=("mira",)))  # fmt: skip


def seen(name, score, category=TagCategory.GENERAL):
    return PredictedTag(name, category, score)


def test_sure_tags_are_compared_and_missing_ones_named():
    found = tag_recall(POST, [seen("boots", 0.8), seen("scarf", 0.9), seen("smile", 0.95),
                              seen("hat", 0.76), seen("tree", 0.5)])  # fmt: skip
    assert found.share == pytest.approx(0.5)
    assert found.missing == ("scarf", "boots")


@pytest.mark.parametrize("predicted", [[], [seen("tree", 0.74)],
                                       [seen("tom", 0.99, TagCategory.CHARACTER)]])  # fmt: skip
def test_a_tagger_that_is_sure_of_nothing_says_nothing(predicted):
    assert tag_recall(POST, predicted) is None

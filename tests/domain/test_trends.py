"""Shares, votes and fused rankings."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from booru_studio.domain.posts import TagCategory
from booru_studio.domain.tag_facts import RelatedTag, RelatedTagList, TagFact
from booru_studio.domain.trends import VotedPost, count_votes, estimated_posts, fuse, lift


def test_posts_are_estimated_from_the_share_of_the_sample():
    item = RelatedTag(TagFact("mira", TagCategory.CHARACTER, 900), 0.02)
    assert estimated_posts(item, RelatedTagList(6000, 5000, (item,))) == 120


@pytest.mark.parametrize(
    ("share", "all_time", "total", "found"),
    [(0.02, 1000, 100_000, 2.0), (0.001, 1000, 100_000, 0.1), (0.1, 0, 100, None),
     (0.1, 10, 0, None), (0.5, 300, 200, 0.5)],
)  # fmt: skip
def test_rising_is_the_share_now_against_that_of_all_time(share, all_time, total, found):
    assert lift(share, all_time, total) == (None if found is None else pytest.approx(found))


def posts(name, *scores, uploaders=("a", "b", "c")):
    return [VotedPost(score, uploaders[i % len(uploaders)], (name,))
            for i, score in enumerate(scores)]  # fmt: skip


def test_one_uploader_cannot_push_a_name():
    flood = posts("mira", *[500] * 40, uploaders=("a",))
    assert [votes.name for votes in count_votes([*flood, *posts("tom", 1, 2, 3)])] == ["tom"]


@pytest.mark.parametrize(("number", "least", "listed"), [(2, None, True), (1, None, False),
                                                         (2, 3, False), (3, 3, True)])  # fmt: skip
def test_a_name_needs_several_posts(number, least, listed):
    found = count_votes(posts("mira", *[5] * number), least_posts=least)
    assert bool(found) == listed


def test_in_a_large_sample_two_posts_are_not_enough():
    many = [VotedPost(1, "d", ()) for _ in range(200)]
    assert count_votes([*many, *posts("mira", 9, 9)]) == []


def test_a_group_picture_counts_less_for_each():
    alone = posts("mira", 10, 10)
    group = [VotedPost(10, uploader, ("tom", "ann", "eve")) for uploader in "ab"]
    weights = {votes.name: votes.weight for votes in count_votes([*alone, *group])}
    assert weights["mira"] == pytest.approx(3 * weights["tom"])


def test_downvoted_posts_count_as_posts_alone():
    (votes,) = count_votes(posts("mira", -50, 0), base=1.0)
    assert (votes.weight, votes.posts, votes.uploaders) == (2.0, 2, 2)


def test_rankings_are_fused_by_reciprocal_ranks():
    (first, *_) = fused = fuse({"uploads": ["mira", "tom"], "votes": ["tom", "eve", "mira"]})
    assert [item.name for item in fused] == ["tom", "mira", "eve"]
    assert first.weight == pytest.approx(1 / 62 + 1 / 61)
    assert first.ranks == {"uploads": 2, "votes": 1}


names = st.lists(st.sampled_from("abcdefgh"), unique=True)


@given(st.dictionaries(st.sampled_from(["uploads", "votes", "searches"]), names))
def test_a_name_that_is_first_everywhere_is_first(rankings):
    leading = {label: ["x", *found] for label, found in rankings.items()}
    fused = fuse(leading)
    assert not leading or fused[0].name == "x"
    assert {item.name for item in fused} == {name for found in leading.values() for name in found}

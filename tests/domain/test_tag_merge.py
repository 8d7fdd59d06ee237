"""A post's tags and an interrogator's become one list, and each says why it is in or out."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from booru_studio.domain.interrogation import Interrogation, SeenTag
from booru_studio.domain.posts import PostTags, Rating, TagCategory
from booru_studio.domain.prompts import DraftTag, PromptOptions, judge_tags
from booru_studio.domain.safety import RatingPolicy, is_kept_tag
from booru_studio.domain.tag_merge import MOST_TAGS, Merged, MergeLimits, merge_tags

GENERAL, CHARACTER = TagCategory.GENERAL, TagCategory.CHARACTER
POST = PostTags(
    general=("1girl", "solo", "long_hair", "blue_eyes"), character=("mira",), meta=("highres",)
)


def seen(*tags: tuple[str, float | None], characters: dict[str, float] | None = None):
    found = [SeenTag(name, GENERAL, score) for name, score in tags]
    found += [SeenTag(name, CHARACTER, score) for name, score in (characters or {}).items()]
    return Interrogation(tuple(found), {}, "tester", "tester@1")


def merged(post: PostTags, *tags: tuple[str, float | None], **options: object) -> Merged:
    return merge_tags(post, seen(*tags), PromptOptions(**options))


def tag_of(found: Merged, name: str) -> DraftTag:
    (tag,) = [tag for tag in found.tags if tag.name == name]
    return tag


@pytest.mark.parametrize(
    ("name", "score", "why"),
    [
        ("smile", 0.8, ""),
        ("closed_eyes", 0.36, ""),
        ("very_long_hair", 0.95, ""),
        ("very_long_hair", 0.7, "the post has long_hair already"),
        ("green_eyes", 0.89, "the post has blue_eyes already"),
        ("2girls", 0.6, "the post has 1girl already"),
        ("1boy", 0.6, "the post has solo already"),
        ("no_humans", 0.5, "the post has 1girl already"),
        ("watermark", 0.99, "says nothing about what the picture shows"),
        ("jpeg_artifacts", 0.99, "says nothing about what the picture shows"),
        ("chair", 0.4, ""),
    ],
)
def test_a_tag_that_only_the_interrogator_saw_is_in_or_says_why_not(
    name: str, score: float, why: str
) -> None:
    tag = tag_of(merged(POST, (name, score)), name)

    assert tag == DraftTag(name, GENERAL, "interrogator", score, not why, why)


@pytest.mark.parametrize("name", ["red_eyes", "2girls", "short_hair"])
def test_what_contradicts_the_post_but_is_sure_goes_in_and_is_told(name: str) -> None:
    found = merged(POST, (name, 0.95))

    assert tag_of(found, name).kept
    assert [tag_of(found, name).why] == list(found.contradictions)
    assert f"sure of {name} (0.95)" in found.contradictions[0]


def test_a_tag_that_both_have_keeps_the_score_and_stays_the_boorus() -> None:
    tag = tag_of(merged(POST, ("long_hair", 0.12)), "long_hair")

    assert (tag.source, tag.score, tag.kept) == ("both", 0.12, True)


@pytest.mark.parametrize(("threshold", "is_in"), [(0.34, True), (0.35, False), (0.9, False)])
def test_a_tag_at_or_below_the_threshold_is_left_out(threshold: float, is_in: bool) -> None:
    found = merge_tags(
        PostTags(), seen(("hill", 0.35)), PromptOptions(), MergeLimits(general=threshold)
    )

    assert bool(found.tags) is is_in


def test_a_tag_without_a_score_passed_the_threshold_of_its_source() -> None:
    assert tag_of(merged(POST, ("hill", None)), "hill").kept


def test_an_old_name_is_the_boorus_new_one() -> None:
    found = merged(PostTags(general=("grey_hair",)), ("silver_hair", 0.9), ("bunny ears", 0.8))

    assert [(tag.name, tag.source) for tag in found.tags] == [
        ("grey_hair", "both"), ("rabbit_ears", "interrogator"),
    ]  # fmt: skip


def test_of_two_names_for_one_tag_the_better_score_counts() -> None:
    found = merged(PostTags(), ("silver_hair", 0.5), ("grey_hair", 0.7))

    assert [(tag.name, tag.score) for tag in found.tags] == [("grey_hair", 0.7)]


def test_two_names_of_the_booru_for_one_tag_are_both_its_own() -> None:
    found = merged(PostTags(general=("grey_hair", "silver_hair")), ("grey_hair", 0.5))

    assert [(tag.name, tag.source) for tag in found.tags] == [
        ("grey_hair", "both"), ("silver_hair", "both"),
    ]  # fmt: skip


def test_parents_are_hidden_below_what_says_more_whichever_comes_first() -> None:
    found = merged(PostTags(), ("hat", 0.9), ("witch_hat", 0.5), ("very_long_hair", 0.9),
                   ("long_hair", 0.6), ("chair", 0.5))  # fmt: skip

    assert {tag.name: tag.why for tag in found.tags if not tag.kept} == {
        "hat": "witch_hat says it already", "long_hair": "very_long_hair says it already",
    }  # fmt: skip
    assert tag_of(found, "chair").kept


def test_a_parent_that_the_booru_has_stays() -> None:
    found = merged(PostTags(general=("hat",)), ("witch_hat", 0.9))

    assert {tag.name for tag in found.tags if tag.kept} == {"hat", "witch_hat"}


def test_of_an_empty_group_only_the_surest_goes_in() -> None:
    found = merged(PostTags(), ("brown_hair", 0.6), ("black_hair", 0.5), ("1girl", 0.9))

    assert tag_of(found, "brown_hair").kept
    assert tag_of(found, "black_hair").why == "the picture shows brown_hair more surely"


@pytest.mark.parametrize(
    ("post", "named"),
    [
        (POST, False),  # one girl, who has a name
        (PostTags(general=("2girls",), character=("mira",)), True),
        (PostTags(general=("1girl",)), True),
        (PostTags(), True),
    ],
)
def test_a_character_goes_in_where_the_post_has_room_for_one(
    post: PostTags, named: bool
) -> None:
    found = merge_tags(post, seen(characters={"ada": 0.95}), PromptOptions())

    assert tag_of(found, "ada").kept is named
    assert named or tag_of(found, "ada").why == "mira is named already"


def test_a_character_below_its_own_threshold_is_no_suggestion() -> None:
    found = merge_tags(POST, seen(characters={"ada": 0.85}), PromptOptions())

    assert "ada" not in [tag.name for tag in found.tags]


def test_the_order_is_counts_characters_then_the_booru_then_the_surest() -> None:
    found = merge_tags(
        PostTags(general=("smile", "1girl")),
        seen(("hill", 0.5), ("tree", 0.8), ("solo", 0.9), characters={"ada": 0.9}),
        PromptOptions(),
    )

    names = [tag.name for tag in found.tags]
    assert names == ["1girl", "solo", "ada", "smile", "tree", "hill"]


def test_a_prompt_gets_no_more_tags_than_the_limit_and_loses_none_of_the_boorus() -> None:
    many = PostTags(general=tuple(f"thing_{number}" for number in range(MOST_TAGS + 5)))
    some = PostTags(general=tuple(f"thing_{number}" for number in range(MOST_TAGS - 1)))
    hills = (("hill", 0.9), ("tree", 0.8))

    assert [tag.name for tag in merged(many, *hills).tags if tag.kept] == list(many.general)
    assert merged(some, *hills).added == ("hill",)
    assert tag_of(merged(some, *hills), "tree").why == f"the prompt has {MOST_TAGS} tags already"


def test_what_may_not_be_shown_is_only_counted() -> None:
    found = merged(POST, ("lingerie", 0.9), ("nude", 0.8), ("smile", 0.7))

    assert found.hidden == 2
    assert not {"lingerie", "nude"} & {tag.name for tag in found.tags}


def test_a_persons_list_and_categories_hold_for_what_was_seen_too() -> None:
    found = merge_tags(POST, seen(("tree", 0.9), characters={"ada": 0.99}),
                       PromptOptions(remove="tr*", categories=(GENERAL,)))  # fmt: skip

    assert tag_of(found, "tree").why == "on your list of tags to leave out"
    assert tag_of(found, "ada").why == "the category character is not chosen"


def test_a_rating_is_no_tag() -> None:
    assert merged(PostTags(), ("rating:safe", 0.99)).tags == ()


# -- whatever the tags are

_WORDS = """
    1girl 2girls multiple_girls 1boy solo no_humans long_hair very_long_hair short_hair blue_eyes
    red_eyes green_eyes heterochromia black_hair silver_hair grey_hair two-tone_hair smile :d
    open_mouth hat witch_hat top_hat bunny_ears rabbit_ears animal_ears scarf red_scarf tree
    palm_tree sky blue_sky holding holding_sword sword weapon watermark lingerie nude highres
"""
_NAMES = st.sampled_from(_WORDS.split())
_SCORES = st.none() | st.sampled_from([0.05, 0.3, 0.36, 0.5, 0.7, 0.85, 0.86, 0.9, 0.95, 1.0])
_PEOPLE = st.sampled_from(["ada", "mira", "tom"])
_POSTS = st.builds(
    PostTags,
    general=st.lists(_NAMES, max_size=12).map(tuple),
    character=st.lists(_PEOPLE, max_size=2).map(tuple),
)
_SEEN = st.lists(
    st.builds(SeenTag, _NAMES, st.just(GENERAL), _SCORES)
    | st.builds(SeenTag, _PEOPLE, st.just(CHARACTER), _SCORES),
    max_size=20,
).map(lambda tags: Interrogation(tuple(tags), {}, "tester", "tester@1"))
_POLICIES = st.sampled_from([RatingPolicy(), RatingPolicy(frozenset(Rating))])
_LIMITS = st.builds(MergeLimits, most_tags=st.sampled_from([3, 8, 75]))


@settings(deadline=None, max_examples=150)  # machines differ
@given(_POSTS, _SEEN, _POLICIES, _LIMITS)
def test_the_booru_loses_nothing_and_only_allowed_tags_are_kept(
    post: PostTags, tags: Interrogation, policy: RatingPolicy, limits: MergeLimits
) -> None:
    options = PromptOptions(policy=policy)
    found = merge_tags(post, tags, options, limits)
    alone = judge_tags(post, options)
    kept = [tag for tag in found.tags if tag.kept]

    assert [tag.name for tag in found.tags if tag.source != "interrogator"] == [
        tag.name for tag in alone
    ]
    assert {tag.name for tag in alone if tag.kept} <= {tag.name for tag in kept}
    assert len({(tag.name, tag.category) for tag in found.tags}) == len(found.tags)
    assert all(is_kept_tag(tag.name, policy) for tag in kept)
    assert all(tag.why for tag in found.tags if not tag.kept)
    assert len(kept) <= max(limits.most_tags, sum(tag.kept for tag in alone))


@settings(deadline=None, max_examples=150)
@given(_POSTS, _SEEN, _LIMITS)
def test_merging_what_was_merged_adds_nothing(
    post: PostTags, tags: Interrogation, limits: MergeLimits
) -> None:
    once = merge_tags(post, tags, PromptOptions(), limits)
    kept = [tag for tag in once.tags if tag.kept]
    as_post = PostTags(
        general=tuple(tag.name for tag in kept if tag.category is GENERAL),
        character=tuple(tag.name for tag in kept if tag.category is CHARACTER),
    )
    twice = merge_tags(as_post, tags, PromptOptions(), limits)

    assert twice.added == ()
    assert {tag.name for tag in twice.tags if tag.kept} == {tag.name for tag in kept}

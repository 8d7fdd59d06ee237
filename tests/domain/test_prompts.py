"""From tags to a prompt: what goes in, in which order, and why the rest stays out."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from booru_studio.domain import safety_terms
from booru_studio.domain.model_families import FAMILIES
from booru_studio.domain.posts import PostTags, Rating, TagCategory
from booru_studio.domain.prompts import DraftTag, PromptOptions, judge_tags, prompt_from_tags
from booru_studio.domain.safety import RatingPolicy

TAGS = PostTags(
    general=("smile", "long_hair", "1girl", "solo", "star_(sky)"),
    character=("ada_baker", "tin_robot_(tales)"),
    copyright=("harbour_town",),
    artist=("pine_brush",),
    meta=("highres", "watercolor_(medium)"),
)
SENSITIVE = RatingPolicy(frozenset({Rating.GENERAL, Rating.SENSITIVE}))


def prompt(tags: PostTags = TAGS, **options: Any) -> str:
    chosen = PromptOptions(**options)
    return prompt_from_tags(judge_tags(tags, chosen), chosen)


def reasons(tags: PostTags, **options: Any) -> dict[str, str]:
    return {tag.name: tag.why for tag in judge_tags(tags, PromptOptions(**options))}


def test_counts_come_first_then_character_copyright_and_general() -> None:
    assert prompt() == (
        r"1girl, solo, ada baker, tin robot \(tales\), harbour town, smile, long hair, star \(sky\)"
    )


def test_every_category_can_be_chosen() -> None:
    text = prompt(categories=tuple(TagCategory))

    assert "harbour town, pine brush, smile" in text
    assert text.endswith(r"star \(sky\), watercolor \(medium\)")


@pytest.mark.parametrize("category", TagCategory)
def test_a_category_that_is_not_chosen_stays_out_and_says_so(category: TagCategory) -> None:
    others = [other for other in TagCategory if other is not category]
    left_out = {name for name, why in reasons(TAGS, categories=others).items() if "chosen" in why}

    assert left_out == set(TAGS.of(category))


@pytest.mark.parametrize(
    ("remove", "left"),
    [
        ("", "1girl, solo, smile, long hair"),
        ("smile", "1girl, solo, long hair"),
        ("long hair, smile", "1girl, solo"),
        ("long_hair smile", "1girl, solo"),
        ("*hair", "1girl, solo, smile"),
        ("?girl\nSOLO", "smile, long hair"),
        ("*", ""),
        ("hair", "1girl, solo, smile, long hair"),
    ],
)
def test_removed_tags_stay_out_with_globs(remove: str, left: str) -> None:
    tags = PostTags(general=("smile", "1girl", "solo", "long_hair"))

    assert prompt(tags, remove=remove) == left


def test_the_appended_text_stands_at_the_very_end_as_it_was_written() -> None:
    text = prompt(
        PostTags(general=("sky",)), family=FAMILIES["sdxl_anime"],
        append="__weather__, {a|b}, (sea:1.2) <lora:ink:1>",
    )  # fmt: skip

    assert text == (
        "sky, masterpiece, best quality, absurdres, __weather__, {a|b}, (sea:1.2) <lora:ink:1>"
    )


def test_the_familys_prefix_stands_before_everything() -> None:
    assert prompt(family=FAMILIES["pony"]).startswith("score_9, score_8_up, score_7_up")
    assert prompt(PostTags(), family=FAMILIES["none"]) == ""


@pytest.mark.parametrize("append", ["", "  ", ", ", "\n", ",,\n "])
def test_an_empty_appended_text_leaves_no_comma(append: str) -> None:
    assert prompt(PostTags(general=("sky",)), append=append) == "sky"


def test_a_tag_of_two_categories_is_written_once() -> None:
    tags = PostTags(general=("sky", "sky"), character=("sky",), copyright=("ada_baker",))

    assert prompt(tags) == "sky, ada baker"


@pytest.mark.parametrize(
    "name",
    ["tagme", "translation_request", "commentary", "english_commentary", "bad_id", "bad_pixiv_id",
     "highres", "absurdres", "watermark", "signature", "artist_name", "english_text",
     "twitter_username", "patreon_username", "web_address", "dated"],
)  # fmt: skip
def test_what_tells_of_the_upload_stays_out(name: str) -> None:
    tags = PostTags(general=("sky", name), meta=(name,))

    assert prompt(tags, categories=tuple(TagCategory)) == "sky"
    assert reasons(tags)[name]


def test_a_character_whose_name_sounds_like_noise_stays() -> None:
    assert prompt(PostTags(character=("cover", "ada_logo"))) == "cover, ada logo"


@pytest.mark.parametrize("name", ["#", "##", "_"])
def test_a_tag_of_which_nothing_is_left_stays_out(name: str) -> None:
    assert reasons(PostTags(general=(name,)))[name] == "nothing is left of it in a prompt"
    assert prompt(PostTags(general=(name, "sky"))) == "sky"


@pytest.mark.parametrize(
    ("table", "safe", "sensitive"),
    [("SEXUAL", False, False), ("SUGGESTIVE", False, True), ("BLOCKED", False, False)],
)
def test_the_policy_strips_tags_before_the_prompt(table: str, safe: bool, sensitive: bool) -> None:
    name = min(getattr(safety_terms, table)).replace(" ", "_")
    tags = PostTags(general=("sky", name))

    assert (name.replace("_", " ") in prompt(tags)) is safe
    assert (name.replace("_", " ") in prompt(tags, policy=SENSITIVE)) is sensitive
    assert reasons(tags)[name] == "outside of the allowed rating"


def test_each_tag_is_judged_with_its_category_and_a_reason_where_it_was_left_out() -> None:
    judged = judge_tags(TAGS, PromptOptions(remove="smile"))

    assert sorted(tag.name for tag in judged) == sorted(TAGS.all())
    assert all(tag.kept is (tag.why == "") for tag in judged)
    assert {tag.source for tag in judged} == {"booru"}
    assert next(tag for tag in judged if tag.name == "pine_brush").category is TagCategory.ARTIST


def test_tags_an_interrogator_brought_are_written_too() -> None:
    brought = DraftTag("night_sky", TagCategory.GENERAL, "interrogator", 0.9)

    assert prompt_from_tags([brought], PromptOptions()) == "night sky"


names = st.text(st.characters(categories=["L", "N"]) | st.sampled_from("_()[]"), min_size=1)


@settings(deadline=None)  # machines differ
@given(st.lists(names, max_size=8), st.sampled_from(["", "*a*", "smile"]))
def test_judging_loses_no_tag_and_keeps_the_order_within_a_group(
    tags: list[str], remove: str
) -> None:
    judged = [tag.name for tag in judge_tags(PostTags(general=tuple(tags)), PromptOptions())]
    fewer = judge_tags(PostTags(general=tuple(tags)), PromptOptions(remove=remove))

    assert sorted(judged) == sorted(set(tags))
    assert [tag.name for tag in fewer] == judged

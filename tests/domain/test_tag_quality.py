"""The well-tagged score: its anchors, its one-way property and what it tells a person."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from booru_studio.domain.posts import Post, PostId, PostTags, Rating
from booru_studio.domain.tag_quality import tag_quality
from booru_studio.domain.tag_slots import SLOT_WORDS, slot_names


def words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


NAMES = {"character": ("ada_baker",), "copyright": ("harbour_town",), "artist": ("pine_brush",)}
ALMOST_BARE = PostTags(general=("1girl", "solo"))
TWELVE = PostTags(
    general=words(
        """1girl blush freckles trembling tears teardrop brown_hair multicolored_hair crown_braid
        green_eyes mole simple_background"""
    ),
    **NAMES,
)
FORTY = PostTags(
    general=words(
        """1girl solo brown_hair long_hair braid green_eyes freckles smile open_mouth
        shirt white_shirt skirt blue_skirt boots scarf red_scarf gloves hat
        looking_at_viewer full_body standing holding holding_basket outdoors day cloud sky tree
        grass path flower butterfly basket apple bread ribbon bird fence hill sunlight"""
    ),
    **NAMES,
)
SCENERY = PostTags(
    general=words(
        """no_humans scenery outdoors harbor boat lighthouse sea waves dusk lamppost bird cloud sky
        star_(sky) starry_sky reflection rope crate barrel bridge building window stairs flag"""
    ),
    copyright=("original",),
    artist=("pine_brush",),
)
# A tag that takes slots out may raise the score by being there.
SWITCHES = words("no_humans faceless head_out_of_frame facing_away monochrome greyscale")
VOCABULARY = {
    tag
    for slot in SLOT_WORDS.values()
    for tag in (*slot.words, *(f"blue_{head}" for head in slot.heads))
}
TAGS = sorted(VOCABULARY.difference(SWITCHES))


def a_post(tags: PostTags, site: str = "danbooru") -> Post:
    return Post(PostId(site, 7), f"https://{site}.invalid/7", Rating.GENERAL, 900, 1200, tags)


def with_general(tags: PostTags, *more: str) -> PostTags:
    return replace(tags, general=(*tags.general, *more))


@pytest.mark.parametrize(
    ("tags", "count", "lowest", "highest"),
    [
        (ALMOST_BARE, 2, 0, 25),
        (TWELVE, 12, 45, 60),
        (FORTY, 40, 85, 100),
        (SCENERY, 24, 75, 100),
        (PostTags(), 0, 0, 0),
    ],
    ids=["two tags", "twelve tags", "forty tags", "scenery", "no tags"],
)
def test_posts_of_known_care_score_within_their_anchors(
    tags: PostTags, count: int, lowest: int, highest: int
) -> None:
    quality = tag_quality(a_post(tags))
    assert quality.general_tags == count
    assert lowest <= quality.score <= highest


def test_coverage_beats_a_longer_list() -> None:
    lean = replace(FORTY, general=FORTY.general[:24])
    padded = with_general(TWELVE, *(f"apple_{number}" for number in range(18)))
    assert len(padded.general) > len(lean.general)
    assert tag_quality(a_post(lean)).score > tag_quality(a_post(padded)).score


def test_empty_slots_are_named_weightiest_first() -> None:
    assert tag_quality(a_post(TWELVE)).missing == ("attire", "framing", "gaze")


def test_every_empty_slot_has_its_own_sentence() -> None:
    quality = tag_quality(a_post(PostTags(general=("tagme_later",))))
    about_slots = [reason for reason in quality.reasons if reason.startswith("No ")]
    assert len(set(about_slots)) == len(quality.missing) == 12


def test_score_is_made_of_its_two_visible_parts() -> None:
    quality = tag_quality(a_post(FORTY))
    assert quality.amount == pytest.approx(0.65 + 0.2 * 10 / 15)
    assert quality.coverage == 1.0
    assert quality.score == 91


@pytest.mark.parametrize(
    ("count", "amount"),
    [(0, 0), (5, 0.05), (10, 0.2), (20, 0.45), (30, 0.65), (45, 0.85), (65, 1), (200, 1)],
)
def test_amount_meets_its_knots(count: int, amount: float) -> None:
    tags = PostTags(general=tuple(f"pebble_{number}" for number in range(count)))
    assert tag_quality(a_post(tags)).amount == pytest.approx(amount)


def test_series_alone_counts_less_than_a_named_character() -> None:
    unnamed = tag_quality(a_post(replace(FORTY, character=())))
    assert unnamed.coverage == pytest.approx(1 - 0.6 * 3 / 20.5)
    assert "who" not in unnamed.missing
    assert "Only the series is named, not the character." in unnamed.reasons


@pytest.mark.parametrize(
    ("mark", "factor"), [("tagme", 0.6), ("character_request", 0.9), ("copyright_request", 0.95)]
)
def test_a_request_for_tags_lowers_the_score_and_says_so(mark: str, factor: float) -> None:
    marked = tag_quality(a_post(replace(FORTY, meta=(mark,))))
    plain = tag_quality(a_post(FORTY))
    assert marked.score == pytest.approx(plain.score * factor, abs=1)
    assert any(mark in reason for reason in marked.reasons)


@pytest.mark.parametrize(
    ("switch", "spared"),
    [
        ("faceless", {"expression", "eye_color", "gaze"}),
        ("facing_away", {"expression", "eye_color", "gaze"}),
        ("head_out_of_frame", {"expression", "eye_color", "gaze", "framing"}),
        ("monochrome", {"hair_color", "eye_color"}),
        ("greyscale", {"hair_color", "eye_color"}),
    ],
)
def test_slots_that_cannot_apply_are_not_asked_for(switch: str, spared: set[str]) -> None:
    before = set(tag_quality(a_post(ALMOST_BARE)).missing)
    after = set(tag_quality(a_post(with_general(ALMOST_BARE, switch))).missing)
    assert before - after == spared


def test_scenery_is_asked_for_background_and_origin_alone() -> None:
    quality = tag_quality(a_post(PostTags(general=("no_humans",))))
    assert quality.missing == ("background", "who", "artist")


@given(
    kept=st.lists(st.sampled_from(TAGS), max_size=60, unique=True),
    removed=st.sampled_from(TAGS),
    site=st.sampled_from(["danbooru", "gelbooru"]),
    named=st.booleans(),
)
def test_removing_a_general_tag_never_raises_the_score(
    kept: list[str], removed: str, site: str, named: bool
) -> None:
    fewer = PostTags(general=tuple(kept), character=("ada_baker",) if named else ())
    full = a_post(with_general(fewer, removed), site)
    assert tag_quality(a_post(fewer, site)).score <= tag_quality(full).score


@pytest.mark.parametrize("category", ["character", "copyright", "artist"])
@pytest.mark.parametrize("site", ["danbooru", "gelbooru"])
@pytest.mark.parametrize("tags", [TWELVE, FORTY, SCENERY])
def test_removing_a_name_never_raises_the_score(category: str, site: str, tags: PostTags) -> None:
    nameless = replace(tags, **{category: ()})
    assert tag_quality(a_post(nameless, site)).score <= tag_quality(a_post(tags, site)).score


@pytest.mark.parametrize("tags", [ALMOST_BARE, TWELVE, FORTY, SCENERY])
def test_gelbooru_twin_scores_the_same_though_its_artist_is_a_general_tag(tags: PostTags) -> None:
    twin = replace(with_general(tags, *tags.artist), artist=())
    theirs = tag_quality(a_post(twin, "gelbooru"))
    assert abs(theirs.score - tag_quality(a_post(tags)).score) <= 3
    assert "artist" not in theirs.missing


def test_the_same_tag_twice_counts_once() -> None:
    doubled = with_general(TWELVE, *TWELVE.general)
    assert tag_quality(a_post(doubled)) == tag_quality(a_post(TWELVE))


@pytest.mark.parametrize(
    ("added", "sentence"),
    [
        (("comic",), "A comic with several panels."),
        (("4koma",), "A comic with several panels."),
        (("multiple_4koma",), "A comic with several panels."),
        (("multiple_views",), "Several views of a character in one picture."),
        (("text_focus",), "Much of the picture is text."),
        (("speech_bubble", "english_text", "sound_effects"), "Much of the picture is text."),
        (("3boys",), "More than 3 characters."),
        (("6+girls",), "More than 3 characters."),
        (("animated",), "It is animated."),
    ],
)
def test_hard_to_recreate_is_a_badge_and_not_bad_tagging(
    added: tuple[str, ...], sentence: str
) -> None:
    plain = tag_quality(a_post(FORTY))
    badged = tag_quality(a_post(with_general(FORTY, *added)))
    assert plain.hard_to_recreate == ()
    assert badged.hard_to_recreate == (sentence,)
    assert badged.score >= plain.score


def test_a_video_is_hard_to_recreate_without_any_tag() -> None:
    video = replace(a_post(FORTY), is_video=True)
    assert tag_quality(video).hard_to_recreate == ("It is animated.",)


def test_variant_outfits_of_one_character_are_no_crowd() -> None:
    names = ("ada", "ada_(spring)", "ada_(winter)", "ada_(festival)")
    assert tag_quality(a_post(replace(FORTY, character=names))).hard_to_recreate == ()


def test_names_tell_a_crowd_where_nobody_counted() -> None:
    crowd = PostTags(general=("outdoors",), character=("ada", "ben", "cleo", "dan"))
    assert tag_quality(a_post(crowd)).hard_to_recreate == ("More than 3 characters.",)


@pytest.mark.parametrize(
    ("tag", "slots"),
    [
        ("dark_green_hair", ("hair_color",)),
        ("low_side_ponytail", ("hair_style",)),
        ("light_brown_eyes", ("eye_color",)),
        ("striped_raincoat", ("attire",)),
        ("unworn_hat", ()),
        ("holding_hat", ("pose",)),
        ("sitting_on_fence", ("pose",)),
        ("looking_at_map", ("gaze",)),
        ("pale_pink_sky", ("background",)),
        ("depth_of_field", ()),
        ("bow_(weapon)", ()),
        ("closed_eyes", ("expression", "eye_color", "gaze")),
        ("apple", ()),
    ],
)
def test_families_of_tags_fill_their_slot(tag: str, slots: tuple[str, ...]) -> None:
    assert slot_names(tag) == slots

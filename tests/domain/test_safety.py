"""The two functions that decide: what is refused in every disguise, and what stays allowed.

Blocked words are taken from the reviewed table, never written out.
"""

import copy
import pickle
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from booru_studio.domain import safety_terms
from booru_studio.domain.generation import Txt2ImgRequest
from booru_studio.domain.posts import Post, PostId, PostTags, Rating
from booru_studio.domain.safety import (
    ApprovedRequest,
    RatingPolicy,
    approve,
    blocked_term,
    check_post,
    check_query,
    is_kept_tag,
    visible_posts,
)
from booru_studio.errors import BlockedContentError, HiddenPostError

SAFE = RatingPolicy()
SENSITIVE = RatingPolicy(frozenset({Rating.GENERAL, Rating.SENSITIVE}))
QUESTIONABLE = RatingPolicy(frozenset({Rating.GENERAL, Rating.QUESTIONABLE}))
ANYTHING = RatingPolicy(frozenset(Rating))

TERMS = sorted(safety_terms.BLOCKED)
LATIN_TERMS = [term for term in TERMS if term.isascii()]
AGE_MARKERS = sorted(safety_terms.AGE_MARKERS)
SEXUAL = sorted(safety_terms.SEXUAL)
SUGGESTIVE = sorted(safety_terms.SUGGESTIVE)
A_TERM, AN_AGE, A_SEXUAL, A_SUGGESTIVE = (
    min(LATIN_TERMS, key=len), min(AGE_MARKERS, key=len), SEXUAL[0], SUGGESTIVE[0],
)  # fmt: skip

TWINS = str.maketrans("aeopcx", "аеорсх")
Disguise = Callable[[str], str]
LETTERS: dict[str, Disguise] = {
    "plain": str,
    "upper case": str.upper,
    "title case": str.title,
    "full width": lambda t: "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in t),
    "accents": lambda t: "".join(c + "\u0301" if c.isalpha() else c for c in t),
    "zero width": "\u200b".join,
    "soft hyphens": "\u00ad".join,
    "entities": lambda t: "".join(f"&#{ord(c)};" for c in t),
    "double entities": lambda t: "".join(f"&amp;#x{ord(c):x};" for c in t),
    "Cyrillic twins": lambda t: t.translate(TWINS),
    "digits": lambda t: t.translate(str.maketrans("oeas", "0345")),
    "emoji letters": lambda t: "".join(chr(ord(c) - 97 + 0x1F170) if c.isalpha() else c for c in t),
}
DIVISIONS: dict[str, Disguise] = {
    "spaces": str,
    "underscores": lambda t: t.replace(" ", "_"),
    "hyphens": lambda t: t.replace(" ", "-"),
    "commas": lambda t: t.replace(" ", ", "),
    "lines": lambda t: t.replace(" ", "\n"),
    "breaks": lambda t: t.replace(" ", " BREAK "),
    "zero width spaces": lambda t: t.replace(" ", "\u200b"),
}


def _after_two(inside: str) -> Disguise:
    return lambda text: inside.format(text[:2], text[2:])


SPLITS: dict[str, Disguise] = {
    "whole": str,
    "weight behind": _after_two("{}({}:1.2)"),
    "weight before": _after_two("({}:0.8){}"),
    "brackets": _after_two("{}[{}]"),
    "braces": _after_two("{{{}}}{}"),
    "escaped parenthesis": _after_two(r"{}\({}\)"),
    "zero width": _after_two("{}\u200d{}"),
    "network": _after_two("{}<lora:cloud:0.5>{}"),
    "editing": _after_two("{}[cloud::0]{}"),
    "scheduled": _after_two("[{}:cloud:0.9]{}"),
    "alternation": _after_two("[{}|cloud]{}"),
    "symbol": _after_two("{}♪{}"),
    "spelled": lambda t: " ".join(t.replace(" ", "")) if t.count(" ") == 0 else t,
    "dotted": lambda t: ".".join(t) if t.count(" ") == 0 else t,
}
WRAPS: dict[str, Disguise] = {
    "weight": "({}:1.3)".format,
    "negative weight": "({}:-0.5)".format,
    "doubled": "(({}))".format,
    "bracket": "[{}]".format,
    "edit": "[{}::0.5]".format,
    "alternation": "[cloud|{}]".format,
    "variant": "{{cloud|{}}}".format,
    "variant weight": "{{0.5::{}}}".format,
    "escaped": r"ada \({}\)".format,
    "network": "<lora:{}:0.8>".format,
    "among tags": "sky, {}, sea".format,
    "lines": "sky\n{}\nsea".format,
    "carriage returns": "sky\r{}\rsea".format,
    "zero width neighbours": "sky\u200b{}\u200bsea".format,
    "keywords": "sky BREAK {} AND sea".format,
    "counted": "2{}".format,
    "quoted": "“{}”".format,
    "comment": "sky # {}".format,
}


def refused(prompt: str, policy: RatingPolicy = ANYTHING, **fields: Any) -> bool:
    source_rating = fields.pop("source_rating", None)
    try:
        approve(Txt2ImgRequest(prompt=prompt, **fields), policy, source_rating)
    except BlockedContentError:
        return True
    return False


def post(*tags: str, rating: Rating = Rating.GENERAL, number: int = 1) -> Post:
    tagged = PostTags(general=tags)
    return Post(PostId("danbooru", number), "", rating, 640, 480, tagged)


# Blocked at every rating


@pytest.mark.parametrize("policy", [SAFE, SENSITIVE, QUESTIONABLE, ANYTHING], ids=str)
@pytest.mark.parametrize("term", TERMS)
def test_a_blocked_term_is_refused_under_every_policy(term: str, policy: RatingPolicy) -> None:
    assert refused(f"sky, {term}, sea", policy)


@pytest.mark.parametrize(
    "table", [LETTERS, DIVISIONS, SPLITS, WRAPS], ids=["letters", "divisions", "splits", "wraps"]
)
@pytest.mark.parametrize("term", LATIN_TERMS)
def test_a_blocked_term_is_refused_in_every_disguise(term: str, table: dict[str, Disguise]) -> None:
    assert {name for name, disguise in table.items() if not refused(disguise(term))} == set()


@settings(deadline=None)  # machines differ
@given(
    term=st.sampled_from(LATIN_TERMS),
    divide=st.sampled_from(sorted(DIVISIONS)),
    split=st.sampled_from(sorted(SPLITS)),
    spell=st.sampled_from(sorted(LETTERS)),
    wraps=st.lists(st.sampled_from(sorted(WRAPS)), max_size=3),
)
def test_no_mixture_of_disguises_gets_a_blocked_term_through(
    term: str, divide: str, split: str, spell: str, wraps: list[str]
) -> None:
    # The WebUI reads no network within one; a count before digits and zero width marks both
    # within and between words leave no single reading.
    assume(not (split == "network" and "network" in wraps))
    assume(not (spell == "digits" and "counted" in wraps))
    assume(not (spell == "zero width" and divide == "zero width spaces"))
    text = DIVISIONS[divide](LETTERS[spell](term) if split == "whole" else SPLITS[split](term))
    for wrap in wraps:
        text = WRAPS[wrap](text)

    assert refused(text)


SEPARATORS = ["", "(", ")", "[", "]", "{", "}", "<", ">", "|", ":", "\\", "*", "~", "'", '"', "^",
              "_", ".", "/", "-", "+", "=", "!", "?", "&", ";", "\u200b", "\u2060", "\ufeff", "♥",
              "\u0301", "\u3164", "–", "“"]  # fmt: skip


@settings(deadline=None)  # machines differ
@given(st.data(), st.sampled_from([term for term in LATIN_TERMS if " " not in term]))
def test_no_sprinkling_of_syntax_gets_a_blocked_term_through(
    data: st.DataObject, term: str
) -> None:
    marks = data.draw(st.lists(st.sampled_from(SEPARATORS), min_size=len(term) - 1, max_size=99))
    text = "".join(letter + mark for letter, mark in zip(term, [*marks, ""], strict=False))

    assert refused(f"sky, {text}, sea")


@pytest.mark.parametrize(
    "text",
    [
        "kindergarten of roses", "lolita_fashion", "gothic lolita", "sweet_lolita, tea cup",
        "lolita fashion, frilled dress", "baby's breath (flower)", "baby_blue sky", "ursa minor",
        "child's_drawing", "billy the kid", "teen titans", "lollipop", "loliful", "polite",
        "flotilla", "shot", "cowboy shot", "full body shot, a girl", "one shot a day", "torpedo",
        "pedometer", "peddler", "lol icon", "ロリータ", "ショタール", "コロリ", "正太郎", "로리스",
        "1girl", "2010s (style)", "3:4", "lo, li", "l4 d2", "a b c",
    ],
)  # fmt: skip
def test_look_alikes_are_no_blocked_terms(text: str) -> None:
    assert not blocked_term(text)
    assert not refused(text, SAFE)


@pytest.mark.parametrize("phrase", sorted(safety_terms.LOOK_ALIKES))
@pytest.mark.parametrize("divider", [" ", "_", "-"])
def test_every_look_alike_is_allowed_in_a_post_of_any_rating(phrase: str, divider: str) -> None:
    check_post(post(phrase.replace(" ", divider), rating=Rating.EXPLICIT), ANYTHING)


def test_a_look_alike_does_not_reach_over_a_comma() -> None:
    assert refused(f"baby, blue sky, {A_SEXUAL}")
    assert not refused(f"baby blue sky, {A_SEXUAL}")


def test_a_look_alike_does_not_excuse_what_stands_beside_it() -> None:
    assert refused(f"lolita fashion, {AN_AGE}, {A_SEXUAL}")
    assert refused(f"baby_blue {A_SEXUAL}", SAFE)


# An age marker together with what is not general


@pytest.mark.parametrize("marker", AGE_MARKERS)
def test_an_age_marker_is_allowed_in_an_innocent_prompt_alone(marker: str) -> None:
    assert not refused(f"{marker}, park, kite", SAFE)
    assert refused(f"{marker}, park, {A_SEXUAL}")
    assert refused(f"{marker}, park, {A_SUGGESTIVE}")
    assert refused(f"{marker}, park", source_rating=Rating.SENSITIVE)


@pytest.mark.parametrize("word", [*SEXUAL, *SUGGESTIVE])
def test_no_word_beyond_general_goes_with_an_age_marker(word: str) -> None:
    assert refused(f"{word}, park, {AN_AGE}")


@pytest.mark.parametrize(
    "age",
    ["12 years old", "12-year-old", "12_years_old", "a 7 yr old", "12yo", "12 yo", "17 y o",
     "aged 9", "age: 9", "at the age of nine", "twelve years old", "sixteen-year-old", "13yrs",
     "(15:1.2) years old", "under 18", "below eighteen", "12歳の人", "十二歳の人", "１２歳", "12살",
     "12岁的人", "ten sai"],
)  # fmt: skip
def test_an_age_below_eighteen_is_an_age_marker(age: str) -> None:
    assert refused(f"{age}, {A_SEXUAL}")
    assert not refused(f"{age}, kite", SAFE)


@pytest.mark.parametrize(
    "age",
    ["18 years old", "25-year-old", "118 years old", "thirty years old", "二十歳", "20歳", "天才",
     "aged 40", "age of sail", "12 years ago", "2012 years", "size 12", "12 trees", "over 18"],
)  # fmt: skip
def test_a_grown_age_or_another_number_is_no_age_marker(age: str) -> None:
    assert not refused(f"{age}, {A_SEXUAL}")


def test_a_source_post_of_unknown_rating_counts_as_explicit() -> None:
    assert refused(AN_AGE, source_post="danbooru:1")
    assert not refused(AN_AGE, source_post="danbooru:1", source_rating=Rating.GENERAL)
    assert not refused("kite", SAFE, source_post="danbooru:1")


# The owner's policy


@pytest.mark.parametrize(
    ("policy", "rating", "word", "expected"),
    [
        (SAFE, None, A_SEXUAL, True), (SAFE, None, A_SUGGESTIVE, True),
        (SENSITIVE, None, A_SEXUAL, True), (SENSITIVE, None, A_SUGGESTIVE, False),
        (QUESTIONABLE, None, A_SEXUAL, False), (ANYTHING, None, A_SEXUAL, False),
        (SAFE, Rating.GENERAL, "sky", False), (SAFE, Rating.SENSITIVE, "sky", True),
        (SENSITIVE, Rating.SENSITIVE, "sky", False), (SENSITIVE, Rating.EXPLICIT, "sky", True),
        (QUESTIONABLE, Rating.SENSITIVE, "sky", True), (ANYTHING, Rating.EXPLICIT, "sky", False),
    ],
)  # fmt: skip
def test_the_policy_bounds_words_and_source(
    policy: RatingPolicy, rating: Rating | None, word: str, expected: bool
) -> None:
    assert refused(word, policy, source_rating=rating) is expected


@pytest.mark.parametrize("word", [*SEXUAL, *SUGGESTIVE])
def test_safe_mode_refuses_every_word_beyond_general(word: str) -> None:
    assert refused(f"(sky, {word.replace(' ', '_')}:1.1)", SAFE)
    assert not is_kept_tag(word.replace(" ", "_"), SAFE)


def test_a_refusal_says_what_to_do_and_names_no_term() -> None:
    with pytest.raises(BlockedContentError) as caught:
        approve(Txt2ImgRequest(prompt=f"sky, {A_TERM}"), SAFE)

    assert A_TERM not in str(caught.value)
    assert str(caught.value).endswith("take it out.")


# Where a text can hide


@pytest.mark.parametrize(
    "fields",
    [
        {"hr_prompt": A_TERM},
        {"checkpoint": f"{A_TERM}_v2.safetensors"},
        {"hr_checkpoint_name": A_TERM},
        {"refiner_checkpoint": A_TERM},
        {"override_settings": {"sd_model_checkpoint": A_TERM}},
        {"comments": {"note": A_TERM}},
        {"script_args": ["sky", [A_TERM]]},
        {"alwayson_scripts": {"ADetailer": {"args": [True, {"ad_prompt": A_TERM}]}}},
        {"extensions": {"adetailer": [{"ad_prompt": A_TERM}]}},
        {"extensions": {"adetailer": [{"ad_negative_prompt": A_TERM, "ad_cfg_scale": 0.5}]}},
        {"alwayson_scripts": {"ControlNet": {"args": [{"image": "iVBORw0KGgo" + "A" * 40}]}}},
        {"alwayson_scripts": {"X": {"args": ["data:image/png;base64,AAAA"]}}},
        {"script_args": ["A" * 5000]},
        {"alwayson_scripts": {"Negative things": {"args": [A_TERM]}}},
        {"alwayson_scripts": {"X": {"args": [",".join([A_TERM, *["sky"] * 2000])]}}},
        {"alwayson_scripts": {"X": {"args": (f"sky {A_TERM}",)}}},
        {"alwayson_scripts": {"X": {"args": [{"ad_negative_prompt": A_TERM, "ad_cfg_scale": 0}]}}},
        {"styles": ["sky"]},
        {"firstpass_image": "aGVsbG8="},
        {"infotext": "sky"},
        {"negative_prompt": "sky", "cfg_scale": 0},
        {"negative_prompt": "sky", "cfg_scale": 0.5},
        {"hr_negative_prompt": "sky", "hr_cfg": 0.0},
    ],
    ids=str,
)
def test_every_place_that_brings_in_text_is_searched_or_refused(fields: dict[str, Any]) -> None:
    assert refused("sky", **fields)


@pytest.mark.parametrize(
    "fields",
    [
        {"negative_prompt": A_TERM},
        {"hr_negative_prompt": A_TERM},
        {"alwayson_scripts": {"X": {"args": [{"ad_negative_prompt": A_TERM}]}}},
        {"alwayson_scripts": {"X": {"args": [{"ad_negative_prompt": A_TERM, "cfg_on": False}]}}},
        {"alwayson_scripts": {"X": {"args": [{"ad_negative_prompt": A_TERM, "ad_cfg_scale": 7}]}}},
        {"alwayson_scripts": {"ControlNet": {"args": [{"image": f"inputs/{'0' * 64}.png"}]}}},
        {"extensions": {"adetailer": [{"ad_negative_prompt": A_TERM}]}},
        {"override_settings": {"CLIP_stop_at_last_layers": 2}},
        {"cfg_scale": 1.0, "hr_cfg": 1.0},
        {"styles": []},
    ],
    ids=lambda fields: str(fields)[:60],
)
def test_what_is_not_wanted_and_pictures_are_not_searched(fields: dict[str, Any]) -> None:
    assert not refused("sky", **fields)


# What approve gives


@pytest.mark.parametrize(
    ("negative", "sent"),
    [
        ("", "nsfw"),
        ("blurry", "blurry, nsfw"),
        ("blurry, ", "blurry, nsfw"),
        ("nsfw, blurry", "nsfw, blurry"),
        ("(NSFW:1.2)", "(NSFW:1.2)"),
        ("nsfwish", "nsfwish, nsfw"),
    ],
)
def test_safe_mode_adds_nsfw_to_the_negative_prompt_once(negative: str, sent: str) -> None:
    request = Txt2ImgRequest(prompt="sky", negative_prompt=negative, hr_negative_prompt=negative)

    approved = approve(request, SAFE).request

    assert approved.negative_prompt == sent
    assert approved.hr_negative_prompt == (sent if negative else "")
    assert approve(approved, SAFE).request == approved


def test_negative_prompts_of_extensions_get_nsfw_where_they_have_their_own() -> None:
    units = [{"ad_negative_prompt": "blurry"}, {"ad_negative_prompt": ""}]
    request = Txt2ImgRequest(
        prompt="sky", extensions={"adetailer": units},
        alwayson_scripts={"X": {"args": [True, units[0]]}},
    )  # fmt: skip
    approved = approve(request, SAFE).request
    own = [unit["ad_negative_prompt"] for unit in approved.extensions["adetailer"]]
    assert own == ["blurry, nsfw", ""]
    assert approved.alwayson_scripts["X"]["args"] == [True, {"ad_negative_prompt": "blurry, nsfw"}]
    assert approve(approved, SAFE).request == approved


def test_other_policies_leave_the_request_as_it_is() -> None:
    request = Txt2ImgRequest(prompt="sky", negative_prompt="blurry", seed=5)

    assert approve(request, SENSITIVE).request == request


def test_changing_the_original_later_does_not_change_what_was_approved() -> None:
    arguments: list[object] = ["sky"]
    approved = approve(Txt2ImgRequest(prompt="sky", script_args=arguments), SAFE)

    arguments.append(A_TERM)

    assert approved.request.script_args == ["sky"]


def test_a_template_must_be_expanded_first() -> None:
    with pytest.raises(TypeError, match="expand"):
        approve(Txt2ImgRequest(template="__sky__"), SAFE)


def test_only_approve_makes_an_approved_request() -> None:
    with pytest.raises(TypeError):
        ApprovedRequest(Txt2ImgRequest(), object())
    with pytest.raises((TypeError, ValueError)):
        replace(approve(Txt2ImgRequest(prompt="sky"), SAFE), request=Txt2ImgRequest())


def test_an_approved_request_cannot_be_altered() -> None:
    approved = approve(Txt2ImgRequest(prompt="sky"), SAFE)

    with pytest.raises(AttributeError):
        approved.request = Txt2ImgRequest()
    assert copy.copy(approved).request == approved.request
    assert pickle.loads(pickle.dumps(approved)).request == approved.request  # noqa: S301


@settings(deadline=None)  # machines differ
@given(st.text())
@example("\ud800 \0")
def test_any_text_is_either_approved_or_refused(text: str) -> None:
    refused(text, SAFE)
    refused(text, ANYTHING)


# Posts


@pytest.mark.parametrize(
    ("rating", "policy", "error"),
    [
        (Rating.GENERAL, SAFE, None),
        (Rating.SENSITIVE, SAFE, HiddenPostError),
        (Rating.EXPLICIT, SENSITIVE, HiddenPostError),
        (Rating.SENSITIVE, QUESTIONABLE, HiddenPostError),
        (Rating.EXPLICIT, ANYTHING, None),
    ],
)
def test_a_post_outside_of_the_policy_is_hidden(
    rating: Rating, policy: RatingPolicy, error: type[Exception] | None
) -> None:
    if error is None:
        check_post(post("sky", rating=rating), policy)
    else:
        with pytest.raises(error):
            check_post(post("sky", rating=rating), policy)


@pytest.mark.parametrize(
    ("tags", "rating"),
    [
        ([A_TERM], Rating.GENERAL),
        ([A_TERM], Rating.EXPLICIT),
        ([AN_AGE], Rating.SENSITIVE),
        ([AN_AGE], Rating.EXPLICIT),
        ([AN_AGE, A_SEXUAL], Rating.GENERAL),
    ],
)
def test_a_post_of_a_minor_that_is_not_general_is_blocked_everywhere(
    tags: list[str], rating: Rating
) -> None:
    with pytest.raises(BlockedContentError):
        check_post(post(*tags, rating=rating), ANYTHING)


def test_a_blocked_tag_counts_in_every_category() -> None:
    for category in ("general", "character", "copyright", "artist", "meta"):
        tagged = replace(post(), tags=PostTags(**{category: (A_TERM,)}))
        with pytest.raises(BlockedContentError):
            check_post(tagged, SAFE)


def test_a_family_scene_rated_general_is_shown() -> None:
    check_post(post(AN_AGE, "kite", "park"), SAFE)


def test_hidden_posts_are_counted_and_left_out() -> None:
    posts = [
        post("sky", number=1), post("sky", rating=Rating.EXPLICIT, number=2),
        post(A_TERM, number=3), post("sea", number=4),
    ]  # fmt: skip

    shown, hidden = visible_posts(posts, SAFE)

    assert [seen.id.number for seen in shown] == [1, 4]
    assert hidden == 2


def test_a_hidden_post_says_what_is_allowed() -> None:
    with pytest.raises(HiddenPostError, match=r"danbooru:1 .*\(general, sensitive\)"):
        check_post(post(rating=Rating.EXPLICIT), SENSITIVE)


# Searches and single tags


@pytest.mark.parametrize(
    "query", ["{}", "-{}", "sky ~{}", "({} or sky)", "{}*", "sky {} order:score", "{}_(style)"]
)
def test_a_search_for_a_blocked_term_is_refused(query: str) -> None:
    with pytest.raises(BlockedContentError):
        check_query(query.format(A_TERM))


def test_a_search_for_anything_else_goes_on() -> None:
    check_query("long_hair lolita_fashion rating:g order:score")


@pytest.mark.parametrize(
    ("policy", "kept"),
    [
        (SAFE, ["sky"]),
        (SENSITIVE, ["sky", A_SUGGESTIVE]),
        (QUESTIONABLE, ["sky", A_SUGGESTIVE, A_SEXUAL]),
        (ANYTHING, ["sky", A_SUGGESTIVE, A_SEXUAL]),
    ],
    ids=str,
)
def test_a_list_keeps_the_tags_of_its_policy(policy: RatingPolicy, kept: list[str]) -> None:
    tags = ["sky", A_SUGGESTIVE, A_SEXUAL, A_TERM]

    assert [tag for tag in tags if is_kept_tag(tag, policy)] == kept


def test_a_policy_is_general_alone_unless_the_owner_says_otherwise() -> None:
    assert RatingPolicy().allowed == {Rating.GENERAL}
    assert str(ANYTHING) == "general, sensitive, questionable, explicit"
    assert [p.is_safe_mode for p in (SAFE, SENSITIVE, QUESTIONABLE)] == [True, False, False]

"""Booru tags as prompt text: escapes, faces, counts, lists and globs."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from booru_studio.domain.tags import KAOMOJI, escape_tag, is_count_tag, matches, split_list
from booru_studio.domain.wildcard_library import MemoryLibrary
from booru_studio.domain.wildcards import expand

NO_WILDCARDS = MemoryLibrary({})
tag_texts = st.text(
    st.sampled_from("abc_()[]\\{}|$%#@!~:<>^.-'/é,1 ") | st.characters(categories=["L", "P", "S"]),
    min_size=1,
    max_size=20,
)


def sent(tag: str) -> str:
    """What the WebUI gets: the escaped tag after the wildcard engine read it."""
    return expand(escape_tag(tag), NO_WILDCARDS, 0).text


@pytest.mark.parametrize(
    ("tag", "text"),
    [
        ("long_hair", "long hair"),
        ("1girl", "1girl"),
        ("ada_(harbour)", r"ada \(harbour\)"),
        ("star_(sky)_(style)", r"star \(sky\) \(style\)"),
        ("a[b]c", r"a\[b\]c"),
        ("back\\slash", r"back\\slash"),
        ("end\\", r"end\\"),
        ("\\(odd", r"\\\(odd"),
        ("#compass", "compass"),
        ("a#b", "ab"),
        ("50%_off", "50% off"),
        ("{curly}", "{curly}"),
        ("a|b", "a|b"),
        ("cost_$5", "cost $5"),
        ("@home", "@home"),
        ("!_!", "! !"),
        ("~tilde", "~tilde"),
        ("__x__", "  x  "),
        (":d", ":d"),
        (">:)", r">:\)"),
        (";)", r";\)"),
        ("d:", "d:"),
        ("t-shirt", "t-shirt"),
        ("<lora:sky:1>", "lora:sky:1>"),
        ("<<lora:sky:1>", "lora:sky:1>"),
        ("<o>_<o>", "<o>_<o>"),
        ("<3", "<3"),
    ],
)
def test_a_tag_means_itself_in_the_prompt(tag: str, text: str) -> None:
    assert sent(tag) == text


@pytest.mark.parametrize("face", sorted(KAOMOJI))
def test_a_face_keeps_its_underscores(face: str) -> None:
    assert sent(face) == re.sub(r"([()])", r"\\\1", face)


@settings(deadline=None)  # machines differ
@given(tag_texts)
def test_nothing_of_a_tag_is_read_as_syntax(tag: str) -> None:
    escaped = sent(tag)

    assert expand(escape_tag(tag), NO_WILDCARDS, 1).diagnostics == ()
    assert "#" not in escaped
    assert not re.search(r"<\w+:[^>]*>", escaped)
    assert re.search(r"(?<!\\)(?:\\\\)*[()\[\]]", escaped) is None


@settings(deadline=None)  # machines differ
@given(tag_texts)
def test_a_tag_is_the_same_among_others_as_alone(tag: str) -> None:
    among = expand(f"sky, {escape_tag(tag)}, sea", NO_WILDCARDS, 0).text

    assert among == f"sky, {sent(tag)}, sea"


@settings(deadline=None)  # machines differ
@given(tag_texts.filter(lambda tag: "#" not in tag and "<" not in tag and tag not in KAOMOJI))
def test_taking_the_escapes_off_gives_the_tag_back(tag: str) -> None:
    assert re.sub(r"\\([\\()\[\]])", r"\1", sent(tag)) == tag.replace("_", " ")


@pytest.mark.parametrize(
    "tag",
    ["1girl", "2girls", "6+girls", "1boy", "3boys", "1other", "6+others", "multiple_girls",
     "multiple_boys", "multiple_others", "solo", "solo_focus", "no_humans"],
)  # fmt: skip
def test_a_count_tag_tells_how_many_there_are(tag: str) -> None:
    assert is_count_tag(tag)


@pytest.mark.parametrize("tag", ["girl", "1girl_(song)", "solomon", "2girls1boy_x", "boy", "100"])
def test_other_tags_tell_no_count(tag: str) -> None:
    assert not is_count_tag(tag)


@pytest.mark.parametrize(
    ("typed", "tags"),
    [
        ("", []), (" , ,\n", []), ("long_hair smile", ["long_hair", "smile"]),
        ("long hair, smile", ["long hair", "smile"]), ("long hair,", ["long hair"]),
        ("long hair\nsmile; sky", ["long hair", "smile", "sky"]), ("  sky  ", ["sky"]),
    ],
)  # fmt: skip
def test_a_typed_list_is_split_as_it_was_meant(typed: str, tags: list[str]) -> None:
    assert split_list(typed) == tags


@pytest.mark.parametrize(
    ("tag", "pattern", "hit"),
    [
        ("long_hair", "long_hair", True), ("long_hair", "long hair", True),
        ("long_hair", "LONG Hair", True), ("very_long_hair", "*hair", True),
        ("long_hair", "* hair", True), ("hair_ribbon", "*hair", False),
        ("2girls", "?girls", True), ("6+girls", "?girls", False), ("long_hair", "long", False),
        ("ada_(harbour)", r"ada \(harbour\)", True), ("ada_(harbour)", "ada_(*)", True),
        ("ada_(harbour)", "ada", False), ("a[b]", "a[b]", True), ("ab", "a[b]", False),
        (":d", ":d", True), ("straße", "STRASSE", True), ("sky", "", False), ("sky", "*", True),
    ],
)  # fmt: skip
def test_a_pattern_hits_the_tags_it_means(tag: str, pattern: str, hit: bool) -> None:
    assert matches(tag, [pattern]) is hit
    assert matches(tag, ["nothing_like_it", pattern]) is hit


def test_no_pattern_hits_nothing() -> None:
    assert not matches("sky", [])


@settings(deadline=None)  # machines differ
@given(tag_texts.filter(lambda tag: not set("*?") & set(tag) and tag.strip()))
def test_a_tag_is_hit_by_its_own_name(tag: str) -> None:
    assert matches(tag, [tag])

"""Trigger words: cleaned, escaped, joined."""

import pytest

from booru_studio.domain.lora_triggers import (
    Trigger,
    clean_words,
    join_words,
    split_words,
    trigger_sets_of,
    trigger_texts,
)
from booru_studio.domain.wildcard_library import MemoryLibrary
from booru_studio.domain.wildcards import expand


def test_network_tags_and_repeats_are_taken_out():
    assert clean_words("ink wash, <lora:x:0.8>, Ink  Wash,\nsplatter,") == "ink wash, splatter"


def test_sets_that_differ_in_case_alone_are_one():
    assert trigger_sets_of(["Ink", "ink", None, "", "wash"]) == ["Ink", "wash"]


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        ("lamp (object)", r"lamp \(object\)"),
        (r"lamp \(object\)", r"lamp \(object\)"),
        ("a {b|c} $d 50% __e__", "a {b|c} $d 50% __e__"),
        ("c# music", "c music"),
    ],
)
def test_words_from_elsewhere_reach_the_server_as_words(text, sent):
    library = MemoryLibrary({"e": ["WRONG"]})
    written = Trigger(text, source="civitai").prompt_text
    assert expand(written, library, 3).text == sent


def test_emphasis_that_a_person_wrote_stays():
    assert Trigger("(ink wash:1.2)").prompt_text == "(ink wash:1.2)"


def test_commas_within_brackets_divide_nothing():
    assert split_words(r"(a, b:1.2), c \(d, e\), [f, g]") == [
        "(a, b:1.2)", r"c \(d", r"e\)", "[f, g]"
    ]  # fmt: skip


def test_words_already_in_the_prompt_are_left_out_however_written():
    assert join_words(["long hair, Ink Wash", "ink_wash"], ["long_hair"]) == "Ink Wash"


def test_each_alternative_comes_with_what_is_always_needed():
    triggers = [Trigger("base"), Trigger("red", "one_of"), Trigger("blue", "one_of"),
                Trigger("glitter", "optional")]  # fmt: skip
    assert trigger_texts(triggers) == ["base, red", "base, blue"]

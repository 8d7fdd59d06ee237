"""LoRA tags: reading, signatures, writing."""

import pytest

from booru_studio.domain.loras import (
    lora_names,
    lora_signature,
    lora_tag,
    name_problem,
    number_text,
)
from booru_studio.domain.wildcard_library import MemoryLibrary
from booru_studio.domain.wildcards import expand


def test_names_are_listed_once_in_order():
    assert lora_names("<lora:b:1> x <lora:a:0.5>, <lyco:b:2>") == ["b", "a"]


@pytest.mark.parametrize(
    "same", ["<lora:a>", "<lora:a:1>", "<lora:a:1.0:1>", "<lora:a:te=1:unet=1.0>"]
)
def test_ways_to_write_weight_one_have_one_signature(same):
    assert lora_signature(f"cat, {same}, dog") == lora_signature("<lora:a:1>")


@pytest.mark.parametrize(
    "other", ["<lora:a:0.9>", "<lora:a:1:0.5>", "<lora:b:1>", "<lora:a:1><lora:b:1>", "",
              "<lora:a:1:1:lbw=MIDD>"]
)  # fmt: skip
def test_other_weights_or_names_have_another_signature(other):
    assert lora_signature(other) != lora_signature("<lora:a:1>")


def test_signatures_can_be_sorted_even_with_weights_that_are_no_numbers():
    prompts = ["<lora:a:strong>", "<lora:a:1>", "", "<lora:a>, <lora:b:0.5@0.5>"]
    assert len(sorted(map(lora_signature, prompts))) == 4


@pytest.mark.parametrize("name", ["a__b", "a__b__c", "x {y} z", "mix, layered (v1)", "50%$"])
def test_the_engine_gives_every_name_back(name):
    library = MemoryLibrary({"b": ["WRONG"]})
    text = expand(lora_tag(name, 0.8), library, 1).text
    assert text == f"<lora:{name}:0.8>"


def test_a_separate_text_encoder_weight_stands_before_the_other():
    assert lora_tag("a", 0.8, 0.4) == "<lora:a:0.4:0.8>"
    assert lora_tag("a", 0.8, 0.8) == "<lora:a:0.8>"


@pytest.mark.parametrize("name", ["a:b", "a>b", "a=b", "a#b", " "])
def test_names_that_break_a_tag_are_told(name):
    assert name_problem(name)
    assert not name_problem("fine, name (v1.0)")


@pytest.mark.parametrize(
    ("value", "text"), [(1.0, "1"), (0.80001, "0.8"), (-0.25, "-0.25"), (-0.00001, "0")]
)
def test_weights_are_written_short(value, text):
    assert number_text(value) == text

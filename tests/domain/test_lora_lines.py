"""Wildcard lines and files made from LoRAs."""

from random import Random

import pytest
import yaml

from booru_studio.domain.lora_entries import LoraEntry
from booru_studio.domain.lora_lines import LineOptions, chosen, lines_of, wildcard_files
from booru_studio.domain.lora_triggers import Trigger
from booru_studio.domain.lora_weights import parse_weight
from booru_studio.domain.wildcard_library import MemoryLibrary
from booru_studio.domain.wildcards import expand
from booru_studio.errors import InvalidInputError

INK = LoraEntry(
    key="style/ink", name="ink", weight=0.75, range=(0.5, 0.9), negative="color",
    triggers=(Trigger("ink wash", "one_of"), Trigger("red ink", "one_of")),
)  # fmt: skip
PLAIN = LoraEntry(key="tools/plain", name="plain")


@pytest.mark.parametrize(
    ("triggers", "lines"),
    [
        ("none", ["<lora:ink:0.75>"]),
        ("first", ["<lora:ink:0.75>, ink wash"]),
        ("all", ["<lora:ink:0.75>, ink wash, red ink"]),
        ("lines", ["<lora:ink:0.75>, ink wash", "<lora:ink:0.75>, red ink"]),
        ("variants", ["<lora:ink:0.75>, {ink wash|red ink}"]),
    ],
)
def test_triggers_are_written_as_asked(triggers, lines):
    assert lines_of(INK, LineOptions(triggers=triggers)) == lines


@pytest.mark.parametrize(
    ("weight", "tags"),
    [
        ("preferred", ["0.75"]), ("fixed:0.8", ["0.8"]), (0.8, ["0.8"]), ("range", ["{0.5..0.9}"]),
        ("range:0.6-0.7", ["{0.6..0.7}"]), ([0.5, 1], ["0.5", "1"]), ("0.5, 1", ["0.5", "1"]),
        ({"min": -0.1, "max": 0.1, "step": 0.1}, ["{-0.1|0.1}"]),
        ({"scale": 0.8}, ["0.6"]),
    ],
)  # fmt: skip
def test_weights_are_written_as_asked(weight, tags):
    options = LineOptions(triggers="none", weight=parse_weight(weight))
    assert lines_of(INK, options) == [f"<lora:ink:{tag}>" for tag in tags]


@pytest.mark.parametrize(
    "weight",
    ["", "much", "fixed:", "range:1", [], ["a"], None, True, 99, float("nan"), {"mode": "x"},
     {"wait": 1}, {"min": 0, "max": 0}, {"step": 0}, {"values": 3}, "list:0"],
)  # fmt: skip
def test_weights_that_mean_nothing_are_refused_in_a_sentence(weight):
    with pytest.raises(InvalidInputError, match=r"[:;] (give|use)"):
        parse_weight(weight)


def test_a_range_never_gives_the_weight_that_does_nothing():
    rule = parse_weight({"min": -0.1, "max": 0.1, "step": 0.1})
    assert {rule.draw(INK, Random(seed)) for seed in range(50)} == {-0.1, 0.1}


def test_order_and_separator():
    options = LineOptions(order="last", separator=" ")
    assert lines_of(INK, options) == ["ink wash <lora:ink:0.75>"]


def test_a_lora_without_triggers_can_be_left_out():
    assert lines_of(PLAIN, LineOptions()) == ["<lora:plain:0.8>"]
    assert lines_of(PLAIN, LineOptions(needs_triggers=True)) == []


def test_one_file_a_folder_in_the_same_bytes_whatever_the_order():
    options = LineOptions(negatives=True)
    files = wildcard_files([INK, PLAIN], options)
    assert [file.name for file in files] == ["loras/style.txt", "loras/tools.txt"]
    assert "# negative for ink: color\n<lora:ink:0.75>, ink wash\n" in files[0].text
    assert wildcard_files([PLAIN, INK], options) == files


def test_one_file_a_lora():
    files = wildcard_files([INK, PLAIN], LineOptions(format="per_lora", triggers="lines"))
    assert [(file.name, len(file.lines)) for file in files] == [
        ("loras/style/ink.txt", 2), ("loras/tools/plain.txt", 1),
    ]  # fmt: skip


def test_a_yaml_tree_that_any_reader_understands():
    beside = LoraEntry(key="style", name="it's: [a] #1".replace("#", ""), triggers=())
    [file] = wildcard_files([INK, PLAIN, beside], LineOptions(format="yaml", negatives=True))
    tree = yaml.safe_load(file.text)
    assert tree["style"] == {"ink": ["<lora:ink:0.75>, ink wash"]}
    assert tree["style (LoRA)"] == ["<lora:it's: [a] 1:0.8>"]
    assert tree["tools"] == {"plain": ["<lora:plain:0.8>"]}


def test_lines_give_back_what_they_were_made_from():
    odd = LoraEntry(key="a__b__c", name="a__b__c",
                    triggers=(Trigger("50% {x|y} (z)", source="civitai"),))  # fmt: skip
    [line] = lines_of(odd, LineOptions())
    text = expand(line, MemoryLibrary({"b": ["WRONG"]}), 5).text
    assert text == r"<lora:a__b__c:0.8>, 50% {x|y} \(z\)"


@pytest.mark.parametrize(
    ("key", "name"),
    [("../x", "loras/_/x.txt"), ("a:b/c", "loras/a_b/c.txt"), ("con/x", "loras/con_/x.txt"),
     (".hidden/x", "loras/_hidden/x.txt")],
)  # fmt: skip
def test_file_names_stay_below_the_folder_and_fit_every_system(key, name):
    entry = LoraEntry(key=key, name="x")
    [file] = wildcard_files([entry], LineOptions(format="per_lora"))
    assert file.name == name


def test_folder_pattern_base_and_exclusions_choose():
    pony = LoraEntry(key="style/pony_ink", name="pony_ink", base="pony")
    gone = LoraEntry(key="style/gone", name="gone", status="missing")
    everything = [PLAIN, pony, gone, INK]
    assert chosen(everything, "style", "*", LineOptions()) == [INK, pony]
    assert chosen(everything, "", "*ink", LineOptions(exclude=("pony*",))) == [INK]
    assert chosen(everything, "style", "*", LineOptions(base="sd1")) == [INK]


def test_a_file_can_be_cut():
    more = LoraEntry(key="style/more", name="more")
    [file] = wildcard_files([INK, more], LineOptions(triggers="lines", most_lines=2))
    assert len(file.lines) == 2

"""Presets of the randomiser as wildcards, and sets that were changed by hand."""

import pytest

from booru_studio.domain.wildcards import count, diagnose, expand
from booru_studio.services.lora_sets import SETS, LoraSets, set_reference
from tests.services.lora_house import LoraHouse

CATALOG = """\
loras:
  style/ink: {kind: style, triggers: "ink wash", negative: color}
  style/wash: {kind: style}
  people/rowan: {kind: character, triggers: "captain {rowan}"}
"""


@pytest.fixture
def house(tmp_path):
    made = LoraHouse(tmp_path, CATALOG)
    made.randomizer = made.loras.randomizer
    made.sets = LoraSets(made.randomizer.presets, made.randomizer.text_of)
    yield made
    made.close()


def test_each_seed_of_a_template_draws_a_set_of_its_own(house):
    house.randomizer.save_preset("one style", {"groups_in": ["style"], "count": 1})
    template = "a hill, __lora-sets/one-style__"
    texts = {expand(template, house.sets, seed).text for seed in range(20)}
    assert texts == {"a hill, <lora:ink:0.8>, ink wash", "a hill, <lora:wash:0.8>"}
    assert expand(template, house.sets, 3) == expand(template, house.sets, 3)
    assert (count(template, house.sets), diagnose(template, house.sets)) == (SETS, ())


def test_braces_of_triggers_stay_what_they_are(house):
    house.randomizer.save_preset("people", {"folders": ["people"]})
    text = expand("__lora-sets/people__", house.sets, 1).text
    assert text == "<lora:rowan:0.8>, captain {rowan}"


def test_drawing_by_template_leaves_history_and_bag_alone(house):
    house.randomizer.save_preset("all", {"no_repeat": True})
    expand("__lora-sets/all__", house.sets, 1)
    assert house.randomizer.history() == []
    assert "bag" not in house.state.values()


@pytest.mark.parametrize(
    ("preset", "reference"),
    [("mine", "mine"), ("My best — two!", "My-best-two"), ("a__b", "a-b"), ("…", "preset")],
)
def test_every_name_can_be_written_into_a_template(house, preset, reference):
    house.randomizer.save_preset(preset, {})
    assert set_reference(preset) == f"lora-sets/{reference}"
    assert expand(f"__lora-sets/{reference}__", house.sets, 1).text.startswith("<lora:")


def test_a_preset_that_is_not_there_is_said_so(house):
    house.randomizer.save_preset("mine", {})
    (remark,) = diagnose("__lora-sets/mind__", house.sets)
    assert "lora-sets/mine" in remark.message


def test_rows_changed_by_hand_become_text_and_are_remembered(house):
    rows = [{"name": "ink", "weight": 0.35, "triggers": ["ink wash"], "key": "style/ink"}]
    options = {"negatives": True, "no_repeat": True, "prompt": "ink wash, a hill"}
    found = house.randomizer.set_of(options, rows, 7, remember=True)
    assert found == {"text": "<lora:ink:0.35>", "negative": "color"}
    (entry,) = house.randomizer.history()
    assert (entry["seed"], entry["text"]) == (7, "<lora:ink:0.35>")
    assert house.state.values()["bag"] == ["style/ink"]


def test_the_bag_begins_anew_when_one_comes_again(house):
    for name in ("ink", "wash", "ink"):
        rows = [{"name": name, "key": f"style/{name}"}]
        house.randomizer.set_of({"no_repeat": True}, rows, remember=True)
    assert house.state.values()["bag"] == ["style/ink"]


def test_rows_that_are_not_remembered_change_nothing(house):
    house.randomizer.set_of({}, [{"name": "ink"}])
    assert house.randomizer.history() == []

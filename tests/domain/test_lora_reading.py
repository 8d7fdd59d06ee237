"""loras.yaml as entries."""

import pytest

from booru_studio.domain.lora_reading import read_entries
from booru_studio.domain.posts import Rating


def read(**fields):
    catalog = read_entries({"loras": {"style/ink": fields}})
    return catalog.entries[0], catalog.problems


def test_a_persons_fields_win_over_scanned_ones():
    entry, problems = read(
        weight=0.75, base="Illustrious", rating="general",
        auto={"name": "ink_v2", "weight": 0.5, "base": "sdxl", "rating": "explicit"},
    )  # fmt: skip
    assert (entry.name, entry.weight, entry.base) == ("ink_v2", 0.75, "illustrious")
    assert entry.rating is Rating.GENERAL
    assert not problems


def test_defaults_fill_what_nobody_said():
    catalog = read_entries({"defaults": {"weight": 0.6, "range": [0.9, 0.5]}, "loras": {"a": None}})
    entry = catalog.entries[0]
    assert (entry.name, entry.weight, entry.range) == ("a", 0.6, (0.5, 0.9))


def test_several_scanned_sets_are_alternatives_and_a_persons_are_not():
    entry, _ = read(auto={"triggers": [{"text": "red", "source": "civitai"}, {"text": "blue"}]})
    assert [each.mode for each in entry.triggers] == ["one_of", "one_of"]
    entry, _ = read(triggers=["red", {"text": "blue", "mode": "optional", "chance": 0.3}])
    assert [each.mode for each in entry.triggers] == ["always", "optional"]
    assert entry.triggers[1].chance == 0.3


@pytest.mark.parametrize(
    "fields",
    [{"weight": "much"}, {"weight": True}, {"weight": 99}, {"range": 3}, {"range": [1]},
     {"triggers": 5}, {"tags": {"a": 1}}, {"favourite": "yes"}, {"random": 3},
     {"triggers": [{"text": "a", "mode": "optional", "chance": 7}]}, {"kind": ["style"]}],
)  # fmt: skip
def test_a_slip_costs_one_field_and_is_told(fields):
    entry, problems = read(**fields, negative="grey")
    assert entry.negative == "grey"
    assert "style/ink" in problems[0]


def test_loras_that_are_no_mapping_are_told():
    assert "no mapping" in read_entries({"loras": [1, 2]}).problems[0]
    assert read_entries({}).entries == ()


@pytest.mark.parametrize(
    ("pattern", "means"),
    [("style", True), ("style/*", True), ("INK", True), ("style/ink", True), ("*nk", True),
     ("sty", False), ("ink2", False), ("i[n]k", False)],
)  # fmt: skip
def test_globs_mean_keys_names_and_folders(pattern, means):
    entry, _ = read()
    assert entry.is_named(pattern) is means

"""One LoRA's fields changed in the text of a catalog."""

import pytest
import yaml

from booru_studio.storage.lora_yaml import load_catalog
from booru_studio.storage.lora_yaml_entry import edit_row

CATALOG = """\
# mine
version: 1
loras:
  # the best
  style/ink:
    weight: 0.75  # strong
    triggers:
      - {text: "ink wash"}   # always
      - splatter
    notes: |
      style/wash:
      is not here
    auto:
      name: ink
      status: ok
  style/wash:
  "odd: key": {weight: 1, kind: style, tags: [a]}
  people/rowan:
    kind: character
"""


def row(text, key):
    return load_catalog(text)["loras"][key]


def test_a_changed_number_keeps_its_comment_and_every_other_line():
    edited = edit_row(CATALOG, "style/ink", {"weight": 0.5})
    assert edited == CATALOG.replace("weight: 0.75  #", "weight: 0.5  #")


@pytest.mark.parametrize("key", ["style/ink", "style/wash", "odd: key", "people/rowan"])
@pytest.mark.parametrize(
    "changes",
    [
        {"notes": "one\ntwo: # three", "weight": -1},
        {"weight": None, "kind": None, "tags": None, "notes": None, "triggers": None},
        {"triggers": [{"text": "a \"b\" 'c'", "mode": "one_of"}], "random": {"group": "x"}},
    ],
)
def test_fields_change_wherever_and_however_the_lora_is_written(key, changes):
    before = load_catalog(CATALOG)
    edited = edit_row(CATALOG, key, changes)
    wanted = {**(before["loras"][key] or {}), **changes}
    wanted = {name: value for name, value in wanted.items() if value is not None}
    assert (row(edited, key) or {}) == wanted
    rest = {name: each for name, each in load_catalog(edited)["loras"].items() if name != key}
    assert rest == {name: each for name, each in before["loras"].items() if name != key}
    assert edited.startswith("# mine\nversion: 1\nloras:\n  # the best\n")


def test_windows_line_ends_stay():
    edited = edit_row(CATALOG.replace("\n", "\r\n"), "people/rowan", {"kind": "style"})
    assert "    kind: style\r\n" in edited
    assert "\n" not in edited.replace("\r\n", "")


def test_a_value_written_elsewhere_is_found_through_the_whole_file():
    catalog = "shared: &kind {kind: style}\nloras:\n  a:\n    <<: *kind\n    weight: 1\n"
    assert row(edit_row(catalog, "a", {"weight": 2}), "a") == {"kind": "style", "weight": 2}


@pytest.mark.parametrize(
    ("catalog", "key"),
    [
        ("loras: {}", "a"),
        ("loras: [a]", "a"),
        ("loras:\n  a: 5\n", "a"),
        ("base: &b {weight: 1}\nloras:\n  a: *b\n", "a"),
    ],
)
def test_what_is_no_mapping_of_its_own_is_refused(catalog, key):
    with pytest.raises(ValueError, match="mapping|not there|elsewhere"):
        edit_row(catalog, key, {"weight": 2})


def test_what_is_no_yaml_is_refused():
    with pytest.raises(yaml.YAMLError):
        edit_row("loras:\n  a: [\n", "a", {"weight": 2})

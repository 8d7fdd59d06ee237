"""The prompt tree as `/prompt_tree` answers it, with wildcard files on disk."""

import json

import pytest

from booru_studio.errors import InvalidInputError, StoreWriteError
from booru_studio.services.prompt_tree import PromptTrees
from booru_studio.storage.wildcard_editing import WildcardEditor
from booru_studio.storage.wildcard_files import WildcardFiles

TEMPLATE = "{day|night}, __hair__"


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "hair.txt").write_text("# colours\nred hair\n2::{dark|light} hair\n", "utf-8")
    (tmp_path / "lines.txt").write_text("".join(f"line {n}\n" for n in range(100_000)), "utf-8")
    return tmp_path


@pytest.fixture
def trees(folder):
    library = WildcardFiles(folder)
    return PromptTrees(library, WildcardEditor(library))


def test_a_list_shows_the_nodes_and_the_children_of_one_of_them(trees):
    assert trees.answer(TEMPLATE, node="n1") == {
        "template": TEMPLATE,
        "leaves": "6",
        "nodes": [
            {"id": "n0", "kind": "variant", "span": [0, 11], "label": "day|night", "ref": "",
             "children": 2, "leaves": "2", "state": "all"},
            {"id": "n1", "kind": "wildcard", "span": [13, 21], "label": "hair", "ref": "hair",
             "children": 2, "leaves": "3", "state": "all"},
        ],
        "children": [
            {"id": "n1/c03cd290", "value": "red hair", "weight": 1.0, "leaves": "1",
             "kind": "text", "has_choices": False, "origin": {"file": "hair.txt", "line": 2}},
            {"id": "n1/7aec82b7", "value": "{dark|light} hair", "weight": 2.0, "leaves": "2",
             "kind": "mixed", "has_choices": True, "origin": {"file": "hair.txt", "line": 3}},
        ],
    }  # fmt: skip


def test_a_long_file_is_paged_and_searched(trees):
    page = trees.answer("__lines__", node="n0", offset=70_000, limit=2)
    assert [child["value"] for child in page["children"]] == ["line 70000", "line 70001"]
    assert page["children"][0]["origin"] == {"file": "lines.txt", "line": 70_001}

    found = trees.answer("__lines__", node="n0", query="LINE 9999", offset=1, limit=3)
    assert [child["value"] for child in found["children"]] == ["line 99990", "line 99991",
                                                               "line 99992"]  # fmt: skip


@pytest.mark.parametrize(
    ("action", "fields", "template", "leaves"),
    [
        ("pick", {"node": "n1", "values": ["{dark|light} hair"]}, "{day|night}, {dark|light} hair",
         "4"),
        ("pick", {"node": "n1/c03cd290"}, "{day|night}, red hair", "2"),
        ("some", {"node": "n1", "values": ["red hair", "n1/7aec82b7"]},
         "{day|night}, {red hair|2::{dark|light} hair}", "6"),
        ("expand", {"node": "n1"}, "{day|night}, {red hair|2::{dark|light} hair}", "6"),
        ("collapse", {"node": "n0", "values": ["__time__"]}, "__time__, __hair__", "3"),
        ("collapse", {"node": "0-11", "values": ["dusk"]}, "dusk, __hair__", "3"),
        ("collapse", {"values": ["{a|b}"]}, "{a|b}", "2"),
    ],
)  # fmt: skip
def test_an_action_answers_with_the_edited_template_and_its_tree(
    trees, action, fields, template, leaves
):
    answer = trees.answer(TEMPLATE, action=action, **fields)

    assert (answer["template"], answer["leaves"]) == (template, leaves)
    assert answer["nodes"] == trees.answer(template)["nodes"]
    json.dumps(answer)


def test_an_edit_shows_the_children_of_what_stands_there_now(trees):
    answer = trees.answer(TEMPLATE, action="pick", node="n1", values=["{dark|light} hair"])
    assert [child["id"].partition("/")[0] for child in answer["children"]] == ["n1", "n1"]
    assert [child["value"] for child in answer["children"]] == ["dark", "light"]


def test_a_reroll_is_repeated_by_its_span_and_what_stood_there(trees):
    start = len("{day|night}, ")
    seen = set()
    answer = trees.answer(TEMPLATE, action="reroll", node="n1", seed=1)
    for seed in range(20):
        span = f"{start}-{len(answer['template'])}"
        again = {"node": span, "values": ["__hair__"], "seed": seed}
        answer = trees.answer(answer["template"], action="reroll", **again)
        assert answer["template"].startswith("{day|night}, ")
        seen.add(answer["template"][start:])
    assert seen == {"red hair", "dark hair", "light hair"}


def test_a_lock_gives_what_the_seed_draws(trees):
    once, again = (trees.answer(TEMPLATE, action="lock", node="n0", seed=5) for _ in range(2))
    assert once == again
    assert once["template"] in ("day, __hair__", "night, __hair__")


def test_options_are_extracted_to_a_file_of_their_own(trees, folder):
    answer = trees.answer("{2::day|night}, x", action="extract", node="n0", name="new/time")

    assert answer["template"] == "__new/time__, x"
    assert answer["leaves"] == "2"
    assert (folder / "new/time.txt").read_text("utf-8") == "2::day\n1::night\n"
    assert answer["children"][0]["origin"] == {"file": "new/time.txt", "line": 1}


def test_a_name_that_exists_is_not_extracted_to(trees, folder):
    before = (folder / "hair.txt").read_text("utf-8")
    with pytest.raises(InvalidInputError, match="already a wildcard"):
        trees.answer(TEMPLATE, action="extract", node="n0", name="HAIR")
    assert (folder / "hair.txt").read_text("utf-8") == before


class FullDisk:
    def create(self, name, text):
        raise StoreWriteError(path=f"{name}.txt", reason="no space left")


def test_a_file_that_cannot_be_written_is_told(folder):
    trees = PromptTrees(WildcardFiles(folder), FullDisk())
    with pytest.raises(StoreWriteError, match="time.txt could not be written"):
        trees.answer(TEMPLATE, action="extract", node="n0", name="time")


def test_a_changed_file_changes_the_tree(trees, folder):
    trees.answer(TEMPLATE, node="n1")
    (folder / "hair.txt").write_text("blue hair\n", "utf-8")

    answer = trees.answer(TEMPLATE, node="n1")

    assert [child["value"] for child in answer["children"]] == ["blue hair"]
    assert answer["leaves"] == "2"


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"action": "prune"}, "action is 'prune': use one of list, pick"),
        ({"action": "pick", "node": "n7", "values": ["a"]}, "no choice “n7”"),
        ({"node": "n1/c03cd290/n0"}, "no choice “n1/c03cd290/n0”"),
        ({"action": "pick", "node": "n0"}, "values is empty"),
        ({"action": "pick", "node": "n0", "values": ["day", "night"]}, "use some for several"),
        ({"action": "some", "node": "n0", "values": ["day", "dawn"]}, "“dawn” is no value"),
        ({"action": "some", "node": "n0", "values": "day"}, "give a list of texts"),
        ({"action": "some", "node": "n0", "values": [1]}, "something else than texts"),
        ({"action": "collapse", "node": "n0"}, "values has 0 texts"),
        ({"action": "collapse", "node": "3-900", "values": ["a"]}, "no characters 3-900"),
        ({"action": "reroll", "node": "0-11", "values": ["day"]}, "“day” is no choice"),
        ({"action": "extract", "node": "n0", "name": "../up"}, "not allowed"),
        ({"action": "extract", "node": "n0", "name": ""}, "not allowed"),
        ({"limit": 201}, "from 1 to 200"),
        ({"offset": -1}, "offset is -1"),
        ({"seed": "x"}, "seed is 'x'"),
        ({"template": 5}, "template is 5: give a text"),
    ],
)
def test_bad_input_is_told_in_a_sentence(trees, fields, told):
    with pytest.raises(InvalidInputError, match=told):
        trees.answer(**{"template": TEMPLATE, **fields})


@pytest.mark.parametrize("template", ["", "{", "__x__ ${y} %{", "{a|b} " * 500, "\0\ud800 {a|b}"])
def test_any_text_has_a_tree(trees, template):
    answer = trees.answer(template)
    json.dumps(answer).encode()
    assert trees.answer(answer["template"]) == answer

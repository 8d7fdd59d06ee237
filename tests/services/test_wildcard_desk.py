"""Wildcard files as somebody works on them."""

import pytest

from booru_studio.errors import InvalidInputError
from booru_studio.services.wildcard_desk import MOST_TEXT, WildcardDesk
from booru_studio.storage.wildcard_editing import WildcardEditor
from booru_studio.storage.wildcard_files import WildcardFiles

FILES = {
    "hair/colour.txt": "red\nblue\n",
    "outfits.yaml": "day:\n  - coat\n  - 2::cape\nnight:\n  - gown\n",
    "scene.txt": "a __hair/colour__ hat\n{a|b} __colour__ scarf, __~hair/*__\n__other__\n",
}


@pytest.fixture
def desk(tmp_path):
    for file, text in FILES.items():
        path = tmp_path / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    files = WildcardFiles(tmp_path)
    return WildcardDesk(files, WildcardEditor(files), files)


def test_the_list_says_how_many_wildcards_each_file_holds(desk):
    assert dict(desk.listing()["files"]) == {
        "hair/colour.txt": 1, "outfits.yaml": 2, "scene.txt": 1,
    }  # fmt: skip


def test_a_broken_file_is_listed_with_its_problem(desk, tmp_path):
    (tmp_path / "bad.yaml").write_text("a: [", encoding="utf-8")
    found = desk.listing()
    assert ["bad.yaml", 0] in found["files"]
    assert any("bad.yaml" in problem for problem in found["problems"])


def test_what_is_read_can_be_saved_once(desk):
    found = desk.read("hair/colour.txt")
    saved = desk.save("hair/colour.txt", "red\ngreen\n", found["stamp"])
    assert (saved["text"], saved["has_backup"]) == ("red\ngreen\n", True)
    assert desk.version_before("hair/colour.txt") == {"text": "red\nblue\n"}
    with pytest.raises(InvalidInputError, match="meanwhile"):
        desk.save("hair/colour.txt", "mine\n", found["stamp"])
    assert desk.read("hair/colour.txt")["text"] == "red\ngreen\n"


def test_saving_over_it_is_possible_and_keeps_theirs_as_the_version_before(desk):
    desk.save("hair/colour.txt", "theirs\n")
    desk.save("hair/colour.txt", "mine\n", "")
    assert desk.version_before("hair/colour.txt") == {"text": "theirs\n"}


def test_a_file_too_big_to_edit_shows_its_first_values_and_can_be_drawn_from(desk, tmp_path):
    lines = MOST_TEXT // 8 + 1
    (tmp_path / "big.txt").write_text("a value\n" * lines, encoding="utf-8")
    found = desk.read("big.txt")
    assert found["editable"] is False
    assert found["text"].splitlines()[0] == "a value"
    assert desk.test("big.txt")["values"] == lines
    with pytest.raises(InvalidInputError, match="too big"):
        desk.save("big.txt", "x" * (MOST_TEXT + 1))


@pytest.mark.parametrize(
    ("name", "file"),
    [("poses/new", "poses/new.txt"), ("new.txt", "new.txt"), ("deep/tree.yaml", "deep/tree.yaml")],
)
def test_a_new_file_is_there_at_once(desk, name, file):
    assert desk.create(name)["file"] == file
    assert file in dict(desk.listing()["files"])


@pytest.mark.parametrize("name", ["hair/Colour", "../out", "", "a__b", "con"])
def test_a_name_that_cannot_be_is_refused(desk, name):
    with pytest.raises(InvalidInputError):
        desk.create(name)


def test_a_renamed_file_says_who_still_uses_the_old_name(desk):
    found = desk.rename("hair/colour.txt", "hair/shade")
    assert found["file"] == "hair/shade.txt"
    assert [(use["file"], use["line"]) for use in found["uses"]] == [
        ("scene.txt", 1), ("scene.txt", 2),
    ]  # fmt: skip


def test_a_deleted_file_comes_back(desk):
    desk.delete("scene.txt")
    assert "scene.txt" not in dict(desk.listing()["files"])
    assert desk.restore("scene.txt")["text"] == FILES["scene.txt"]
    with pytest.raises(InvalidInputError, match="already"):
        desk.restore("scene.txt")


def test_a_deleted_file_whose_name_was_taken_meanwhile_stays_away(desk):
    desk.delete("scene.txt")
    desk.create("scene", "other")
    with pytest.raises(InvalidInputError, match="already"):
        desk.restore("scene.txt")


def test_unsaved_text_is_drawn_from_and_judged(desk):
    found = desk.test("hair/colour.txt", "red\n__hair/colour__ x\n{a|b}\n__lost__ y", wanted=4)
    assert (found["values"], len(found["prompts"])) == (4, 4)
    messages = " ".join(each["message"] for each in found["diagnostics"])
    assert "line 4" in messages
    assert "lost" in messages
    assert desk.read("hair/colour.txt")["text"] == "red\nblue\n"


def test_a_wildcard_that_only_the_unsaved_text_has_is_known_in_it(desk):
    found = desk.test("outfits.yaml", "new:\n  - __fresh__ coat\nfresh:\n  - warm\n")
    assert [each["name"] for each in found["names"]] == ["new", "fresh"]
    assert set(found["prompts"]) == {"warm coat"}


@pytest.mark.parametrize(
    ("file", "line", "template", "leaves"),
    [
        ("scene.txt", "2::{a|b} hat", "{a|b} hat", "2"),
        ("outfits.yaml", "  - {a|b|c}", "{a|b|c}", "3"),
        ("scene.txt", "# a remark", "", "1"),
    ],
)
def test_one_line_is_drawn_from_without_its_weight(desk, file, line, template, leaves):
    found = desk.test(file, line=line)
    assert (found["template"], found["leaves"]) == (template, leaves)


def test_an_empty_file_is_no_fault(desk):
    found = desk.test("hair/colour.txt", "\n# nothing\n")
    assert (found["values"], found["prompts"], found["leaves"]) == (0, [], "0")


def test_a_tree_that_cannot_be_read_is_said_so(desk):
    with pytest.raises(InvalidInputError, match="outfits.yaml"):
        desk.test("outfits.yaml", "a: [")

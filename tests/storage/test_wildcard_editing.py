"""Creating, editing, renaming and deleting wildcard files from the app."""

import pytest

from booru_studio.domain.wildcards import expand
from booru_studio.errors import InvalidInputError, StoreWriteError
from booru_studio.storage.wildcard_editing import WildcardEditor, checked_file
from booru_studio.storage.wildcard_files import WildcardFiles


@pytest.fixture
def library(tmp_path):
    return WildcardFiles(tmp_path)


@pytest.fixture
def editor(library):
    return WildcardEditor(library)


def test_a_new_wildcard_can_be_used_at_once(editor, library):
    assert editor.create("poses/standing", "standing") == "poses/standing.txt"
    assert expand("__poses/standing__", library, 1).text == "standing"


def test_editing_keeps_the_version_before(editor, tmp_path):
    editor.create("a", "one\r\ntwo")
    editor.edit("a.txt", "three", before="one\ntwo\n")
    assert editor.read("a.txt") == "three\n"
    assert (tmp_path / "a.txt.bak").read_text() == "one\ntwo\n"


def test_an_edit_does_not_overwrite_what_another_program_wrote(editor, tmp_path):
    editor.create("a", "one")
    (tmp_path / "a.txt").write_text("theirs\n")
    with pytest.raises(InvalidInputError, match="changed by another program"):
        editor.edit("a.txt", "mine", before="one\n")
    assert (tmp_path / "a.txt").read_text() == "theirs\n"


def test_a_tree_that_would_be_broken_is_not_saved(editor, tmp_path):
    (tmp_path / "t.yaml").write_text("k: [a]\n")
    with pytest.raises(InvalidInputError, match="line 2"):
        editor.edit("t.yaml", "k: [a\nb: }")
    assert (tmp_path / "t.yaml").read_text() == "k: [a]\n"


def test_renaming_moves_the_file_and_keeps_its_suffix(editor, library):
    editor.create("a", "x")
    assert editor.rename("a.txt", "sub/b") == "sub/b.txt"
    assert library.names == ("sub/b",)


def test_renaming_may_change_the_case_only(editor, library):
    editor.create("hue", "x")
    editor.rename("hue.txt", "Hue")
    assert library.names == ("Hue",)


def test_deleting_leaves_a_backup(editor, library, tmp_path):
    editor.create("a", "x")
    assert editor.delete("a.txt") == "a.txt.bak"
    assert library.names == ()
    assert (tmp_path / "a.txt.bak").read_text() == "x\n"


@pytest.mark.parametrize("taken", ["a", "A"])
def test_a_name_that_exists_is_refused(editor, taken):
    editor.create("a", "x")
    editor.create("b", "y")
    with pytest.raises(InvalidInputError, match="already a wildcard"):
        editor.create(taken)
    with pytest.raises(InvalidInputError, match="already a wildcard"):
        editor.rename("b.txt", taken)


@pytest.mark.parametrize(
    "name",
    ["", "../up", "/abs", "a/../../b", "a//b", ".hidden", "con", "a:b", "a|b", "end.", "x /y",
     "a__b", "_a", "{x}", "a#b", "n\nl", "x" * 300],
)  # fmt: skip
def test_a_name_that_could_do_harm_or_not_be_used_is_refused(editor, tmp_path, name):
    with pytest.raises(InvalidInputError):
        editor.create(name, "x")
    assert list(tmp_path.rglob("*.txt")) == []


@pytest.mark.parametrize("file", ["poses/up.txt", "saber (fate).txt", "雨.yaml", "a\\b.txt"])
def test_ordinary_names_are_allowed(file):
    assert checked_file(file) == file.replace("\\", "/")


@pytest.mark.parametrize("file", ["../outside.txt", "none.txt", "a.txt.bak", ""])
def test_only_files_of_the_library_can_be_touched(editor, tmp_path, file):
    (tmp_path.parent / "outside.txt").write_text("keep\n")
    for act in (editor.read, editor.delete, lambda name: editor.edit(name, "x")):
        with pytest.raises(InvalidInputError, match="no wildcard file"):
            act(file)


def test_text_that_is_no_unicode_is_refused(editor):
    with pytest.raises(InvalidInputError, match="Unicode"):
        editor.create("a", "\ud800")


def test_a_folder_in_the_way_is_said(editor, tmp_path):
    editor.create("a", "x")
    (tmp_path / "b").write_text("a file")
    with pytest.raises(StoreWriteError, match=r"b/c\.txt"):
        editor.rename("a.txt", "b/c")
    assert editor.read("a.txt") == "x\n"

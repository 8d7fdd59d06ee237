"""Generated wildcard files and the manifest that protects a person's own."""

import pytest

from booru_studio.domain.lora_lines import WildcardFile
from booru_studio.errors import InvalidInputError
from booru_studio.storage.lora_wildcard_files import LoraWildcardFiles


@pytest.fixture
def files(tmp_path):
    return LoraWildcardFiles(tmp_path / "wildcards", tmp_path / "data")


def made(*lines, name="loras/style.txt"):
    return WildcardFile(name, lines, "\n".join([*lines, ""]))


def test_a_file_is_new_then_the_same_then_changed(files):
    assert files.standing(made("a"))[0] == "new"
    files.write([made("a")])
    assert files.standing(made("a"))[0] == "same"
    assert files.standing(made("b")) == ("changed", "a\n")


def test_an_edited_file_is_never_overwritten(files, tmp_path):
    files.write([made("a")])
    path = tmp_path / "wildcards" / "loras" / "style.txt"
    path.write_text("a\nmine\n")
    files.write([made("b")])
    assert files.standing(made("b"))[0] == "kept"
    assert path.read_text() == "a\nmine\n"


def test_a_file_of_somebody_else_is_never_overwritten(files, tmp_path):
    path = tmp_path / "wildcards" / "loras" / "style.txt"
    path.parent.mkdir(parents=True)
    path.write_text("mine\n")
    files.write([made("a")])
    assert path.read_text() == "mine\n"


@pytest.mark.parametrize("manifest", [None, "{", "[]", '{"files": 3}'])
def test_without_a_manifest_every_file_counts_as_a_persons(files, tmp_path, manifest):
    files.write([made("a")])
    path = tmp_path / "data" / "lora-wildcards.json"
    path.unlink() if manifest is None else path.write_text(manifest)
    assert files.standing(made("b"))[0] == "kept"


def test_a_changed_file_leaves_a_backup(files, tmp_path):
    files.write([made("a")])
    files.write([made("b")])
    assert (tmp_path / "wildcards" / "loras" / "style.txt.bak").read_text() == "a\n"


def test_files_no_longer_made_are_named_and_stay(files, tmp_path):
    files.write([made("a"), made("x", name="loras/old.txt")])
    assert files.stale([made("a")], ending=".txt") == ["loras/old.txt"]
    (tmp_path / "wildcards" / "loras" / "old.txt").write_text("mine")
    assert files.stale([made("a")], ending=".txt") == []


def test_a_name_outside_of_the_folder_is_refused(files):
    with pytest.raises(InvalidInputError, match="outside"):
        files.write([made("a", name="loras/../../x.txt")])

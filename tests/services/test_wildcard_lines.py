"""A line for a wildcard file: added once, behind what is there."""

import pytest

from booru_studio.errors import InvalidInputError
from booru_studio.services.wildcard_lines import WildcardLines
from booru_studio.storage.wildcard_editing import WildcardEditor
from booru_studio.storage.wildcard_files import WildcardFiles


@pytest.fixture
def lines(tmp_path):
    files = WildcardFiles(tmp_path)
    return WildcardLines(files, WildcardEditor(files))


def test_a_new_name_makes_a_file_and_the_next_line_follows(lines, tmp_path):
    assert lines.add("cast/sailors", "aoi")
    assert lines.add("Cast/Sailors", "ren")

    assert lines.names() == ["cast/sailors"]
    assert (tmp_path / "cast/sailors.txt").read_text() == "aoi\nren\n"
    assert (tmp_path / "cast/sailors.txt.bak").read_text() == "aoi\n"


def test_a_line_is_not_added_twice_and_nothing_else_is_touched(lines, tmp_path):
    (tmp_path / "cast.txt").write_text("# who\naoi\nren")
    assert not lines.add("cast", "ren")
    assert lines.add("cast", "greta")

    assert (tmp_path / "cast.txt").read_text() == "# who\naoi\nren\ngreta\n"


@pytest.mark.parametrize(("name", "line"), [("../out", "a"), ("cast", " "), ("cast", "# a"),
                                            ("", "a")])  # fmt: skip
def test_what_cannot_be_a_line_or_a_name_is_refused(lines, name, line):
    with pytest.raises(InvalidInputError):
        lines.add(name, line)

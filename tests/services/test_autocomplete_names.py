"""Names and values of wildcards, as the files are at the moment."""

import pytest

from booru_studio.services.autocomplete_names import LibraryNames, NameFinder
from booru_studio.storage.wildcard_files import WildcardFiles


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "pose").mkdir()
    (tmp_path / "pose" / "sit.txt").write_text("sitting\nsit_up\nkneeling\nsitting\n# sit\n")
    (tmp_path / "trees.yaml").write_text("tree:\n  - oak\n  - 2::pine\n")
    return tmp_path


def test_a_new_file_is_noticed_within_a_second(folder):
    now = [0.0]
    names = LibraryNames(WildcardFiles(folder), lambda: now[0])
    before = names.names()
    assert before == ("pose/sit", "tree")
    assert names.names() is before

    (folder / "new.txt").write_text("a")
    assert names.names() is before

    now[0] = 1.0
    assert names.names() == ("new", "pose/sit", "tree")


@pytest.mark.parametrize(
    ("name", "query", "values"),
    [
        ("pose/sit", "", ["sitting", "sit_up", "kneeling"]),
        ("pose/sit", "sit u", ["sit_up"]),
        ("pose/sit", "ee", ["kneeling"]),
        ("SIT", "kn", ["kneeling"]),
        ("*", "pi", ["pine"]),
        ("none", "", []),
    ],
)
def test_values_are_found_each_once_by_any_part_of_them(folder, name, query, values):
    assert list(LibraryNames(WildcardFiles(folder)).values(name, query, 10)) == values


def test_no_more_values_are_read_than_asked_for(folder):
    assert list(LibraryNames(WildcardFiles(folder)).values("pose/sit", "s", 1)) == ["sitting"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("sit", ["pose/sit", "sit/all", "pose/sitting", "pose/half_sit", "poses_visit"]),
        ("POSE/s", ["pose/sitting", "pose/sit"]),
        ("half sit", ["pose/half_sit"]),
        ("", ["poses_visit", "pose/sitting", "pose/half_sit", "sit/all", "pose/sit"]),
    ],
)
def test_names_come_whole_then_begun_then_within(query, found):
    names = ("poses_visit", "pose/sitting", "pose/half_sit", "sit/all", "pose/sit")

    assert NameFinder().find(names, query) == found

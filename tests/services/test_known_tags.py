"""What the tag table on disk tells of tags."""

from types import SimpleNamespace

import pytest

from booru_studio.domain.posts import TagCategory
from booru_studio.services.known_tags import KnownTags
from booru_studio.storage.tag_table import TagTable
from booru_studio.storage.tag_table_build import build_tag_table
from booru_studio.storage.tag_table_rows import TagRow

GENERAL, CHARACTER = TagCategory.GENERAL, TagCategory.CHARACTER


@pytest.fixture
def known(tmp_path):
    rows = [
        TagRow("smile", GENERAL, 900, ("smiling",)),
        TagRow("mira_(harbor_tales)", CHARACTER, 80, ()),
        TagRow("lighthouse", GENERAL, 50, ("pharos",)),
    ]
    build_tag_table(tmp_path / "tags.sqlite", rows, lambda _: True, {}, lambda *_: None)
    table = TagTable(tmp_path / "tags.sqlite")
    yield KnownTags(SimpleNamespace(table=table))
    table.close()


def test_categories_are_told_of_thousands_of_names_at_once(known):
    names = [*(f"qzx{n}" for n in range(5000)), "smile", "mira_(harbor_tales)"]
    assert known.categories(names) == {"smile": GENERAL, "mira_(harbor_tales)": CHARACTER}


@pytest.mark.parametrize(
    ("name", "meant"), [("pharos", "lighthouse"), ("smile", ""), ("phar", ""), ("qzx", "")]
)
def test_only_a_whole_alias_is_another_name(known, name, meant):
    assert known.alias_of(name) == meant


@pytest.mark.parametrize(
    ("name", "near"), [("smlie", ["smile"]), ("lighthuose", ["lighthouse"]), ("qzxqzx", [])]
)
def test_a_misspelled_name_has_near_ones(known, name, near):
    assert known.near(name) == near

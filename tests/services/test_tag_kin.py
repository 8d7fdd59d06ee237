from types import SimpleNamespace

import pytest

from booru_studio.domain.safety import RatingPolicy
from booru_studio.services.autocomplete_tables import open_or_build
from booru_studio.services.tag_kin import TagKin
from booru_studio.storage.tag_table_rows import read_tag_csv

CSV = """long_hair,0,900,longhair
short_hair,0,800,
hair_ribbon,0,700,
blue_eyes,0,600,
saber_(fate),4,500,
"""


@pytest.fixture
def kin(tmp_path):
    (tmp_path / "tags.csv").write_text(CSV, encoding="utf-8")
    policy = RatingPolicy()
    table = open_or_build(tmp_path / "cache", tmp_path / "tags.csv", read_tag_csv, policy)
    yield TagKin(SimpleNamespace(table=table), policy)
    table.close()


def test_facts_are_found_with_spaces_or_underscores(kin):
    assert kin.facts(["long hair", "blue_eyes", "nothing such"]) == {
        "long hair": {"category": "general", "count": 900},
        "blue_eyes": {"category": "general", "count": 600},
    }


def test_facts_of_nothing_are_nothing(kin):
    assert kin.facts([]) == {}


def test_similar_tags_share_a_word_the_most_used_first(kin):
    found = [tag["label"] for tag in kin.similar("long hair")]

    assert found == ["short hair", "hair ribbon"]


def test_a_similar_tag_is_written_as_a_prompt_wants_it(kin):
    assert kin.similar("archer (fate)")[0]["text"] == r"saber \(fate\)"


@pytest.mark.parametrize("name", ["", "_", "zzz", ","])
def test_nothing_is_like_what_is_no_tag(kin, name):
    assert kin.similar(name) == []

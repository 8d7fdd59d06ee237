"""Templates expanded with wildcard files on disk."""

import pytest

from booru_studio.errors import InvalidInputError
from booru_studio.services.wildcards import Wildcards
from booru_studio.storage.wildcard_files import WildcardFiles


@pytest.fixture
def wildcards(tmp_path):
    (tmp_path / "hair.txt").write_text("red hair\nblue hair\ngreen hair\n", "utf-8")
    return Wildcards(WildcardFiles(tmp_path))


def test_plain_text_is_left_alone(wildcards):
    assert wildcards.expand("1girl, (smile:1.2)", 5).text == "1girl, (smile:1.2)"


def test_the_same_seed_gives_the_same_text_and_names_its_source(wildcards):
    expanded = wildcards.expand("1girl, __hair__", 5)

    assert expanded == wildcards.expand("1girl, __hair__", 5)
    assert expanded.picks[0]["file"] == "hair.txt"
    assert expanded.picks[0]["value"] in expanded.text


def test_a_random_preview_shows_what_jobs_of_these_seeds_would_get(wildcards):
    preview = wildcards.preview("__hair__, {day|night}", seed=7, wanted=4)

    assert preview.prompts == tuple(
        wildcards.expand("__hair__, {day|night}", seed).text for seed in (7, 8, 9, 10)
    )
    assert preview.leaves == "6"


def test_a_combinatorial_preview_lists_each_leaf_once(wildcards):
    pages = [
        wildcards.preview("__hair__, {day|night}", wanted=4, mode="combinatorial", offset=offset)
        for offset in (0, 4)
    ]

    assert len({prompt for page in pages for prompt in page.prompts}) == 6


def test_a_missing_wildcard_is_remarked_with_its_place(wildcards):
    (remark,) = wildcards.preview("a, __hare__").diagnostics

    assert remark["code"] == "E_WILDCARD_MISSING"
    assert (remark["start"], remark["end"]) == (3, 11)
    assert "hair" in remark["message"]


def test_an_unknown_mode_is_told(wildcards):
    with pytest.raises(InvalidInputError, match="no mode"):
        wildcards.preview("a", mode="sideways")

"""The catalog as wildcards."""

import pytest

from booru_studio.domain.wildcard_library import MemoryLibrary
from booru_studio.domain.wildcards import count, expand
from booru_studio.services.lora_wildcards import MountedLibrary
from tests.services.lora_house import LoraHouse

CATALOG = """\
loras:
  style/ink: {triggers: "ink wash", weight: 0.5}
  style/old/oil: {auto: {name: oil, triggers: [{text: red}, {text: blue}]}}
  plain: {random: {weight: 3}}
  gone: {auto: {name: gone, status: missing}}
  rated: {rating: explicit}
"""


@pytest.fixture
def house(tmp_path):
    made = LoraHouse(tmp_path, CATALOG)
    yield made
    made.close()


def test_one_lora_is_its_tag_with_triggers(house):
    assert expand("__loras/style/ink__", house.loras.wildcards, 1).text == (
        "<lora:ink:0.5>, ink wash"
    )


@pytest.mark.parametrize(
    ("template", "leaves"),
    [("__loras/style__", 3), ("__loras/style/*__", 3), ("__loras/*__", 4), ("__loras__", 4),
     ("__Loras/Style/Old/OIL__", 2), ("__ink__", 1)],
)  # fmt: skip
def test_folders_and_globs_hold_each_lora_once(house, template, leaves):
    assert count(template, house.loras.wildcards) == leaves


@pytest.mark.parametrize("name", ["loras/gone", "loras/nothing"])
def test_what_is_missing_is_said(house, name):
    expansion = expand(f"__{name}__", house.loras.wildcards, 1)
    assert expansion.diagnostics[0].severity == "error"


def test_a_lora_beyond_the_rating_is_not_there(house):
    assert house.loras.wildcards.entries("loras/rated") is None
    texts = {expand("__loras__", house.loras.wildcards, seed).text for seed in range(60)}
    assert not any("rated" in text for text in texts)


def test_likelier_loras_come_more_often(house):
    texts = [expand("__loras__", house.loras.wildcards, seed).text for seed in range(300)]
    assert 140 < sum("plain" in text for text in texts) < 220


def test_a_changed_catalog_is_noticed(house):
    assert house.loras.wildcards.find("loras/new").how == "missing"
    house.catalog.write_text("loras: {new: {}, another: {}}")
    assert house.loras.wildcards.find("loras/new").how == "exact"
    assert house.loras.wildcards.names() == ("loras", "loras/another", "loras/new")


def test_files_stand_beside_and_go_first(house):
    files = MemoryLibrary({"pose": ["standing"], "loras/style": ["mine"]})
    both = MountedLibrary(files, house.loras.wildcards)
    assert expand("__pose__, __loras/style__, __loras/style/ink__", both, 1).text == (
        "standing, mine, <lora:ink:0.5>, ink wash"
    )
    assert "loras/style/ink" in both.nearest("loras/style/inc")

"""Wildcard files made from the catalog, through the service."""

import pytest

from booru_studio.domain.wildcards import expand
from booru_studio.errors import InvalidInputError
from booru_studio.storage.wildcard_files import WildcardFiles
from tests.services.lora_house import LoraHouse

CATALOG = """\
loras:
  style/ink: {triggers: "ink wash", weight: 0.5}
  style/oil: {triggers: [{text: red, mode: one_of}, {text: blue, mode: one_of}]}
  plain: {}
  rated: {rating: explicit}
"""


@pytest.fixture
def house(tmp_path):
    made = LoraHouse(tmp_path, CATALOG)
    yield made
    made.close()


def test_a_preview_writes_nothing(house):
    answer = house.loras.generate_lora_wildcard()
    assert [(file["name"], file["lines"], file["state"]) for file in answer["files"]] == [
        ("loras/root.txt", 1, "new"), ("loras/style.txt", 2, "new"),
    ]  # fmt: skip
    assert answer["files"][1]["sample"] == ["<lora:ink:0.5>, ink wash", "<lora:oil:0.8>, red"]
    assert not (house.folder / "wildcards").exists()


@pytest.mark.parametrize("format", ["txt", "per_lora", "yaml"])
def test_what_is_written_is_a_wildcard_that_works(house, format):
    house.loras.generate_lora_wildcard("style", format=format, write=True)
    library = WildcardFiles(house.folder / "wildcards")
    name = "loras/style" if format == "txt" else "loras/style/ink"
    texts = {expand(f"__{name}__", library, seed).text for seed in range(20)}
    assert "<lora:ink:0.5>, ink wash" in texts


def test_writing_twice_gives_the_same_bytes(house):
    house.loras.generate_lora_wildcard(write=True)
    before = {path: path.read_bytes() for path in house.folder.glob("wildcards/**/*.txt")}
    answer = house.loras.generate_lora_wildcard(write=True)
    assert {path: path.read_bytes() for path in before} == before
    assert {file["state"] for file in answer["files"]} == {"same"}


def test_changes_are_shown_before_they_are_written(house):
    house.loras.generate_lora_wildcard("style", write=True)
    answer = house.loras.generate_lora_wildcard("style", weight=1.0)
    assert answer["files"][0]["state"] == "changed"
    assert "-<lora:ink:0.5>, ink wash" in answer["files"][0]["diff"]
    assert "+<lora:ink:1>, ink wash" in answer["files"][0]["diff"]


def test_an_edited_file_is_kept_and_told(house):
    house.loras.generate_lora_wildcard("style", write=True)
    path = house.folder / "wildcards" / "loras" / "style.txt"
    path.write_text("mine\n")
    answer = house.loras.generate_lora_wildcard("style", write=True)
    assert path.read_text() == "mine\n"
    assert "loras/style.txt is not written" in answer["warnings"][-1]


def test_files_of_an_earlier_run_are_named_and_stay(house):
    house.loras.generate_lora_wildcard(write=True)
    house.catalog.write_text("loras: {plain: {}}")
    answer = house.loras.generate_lora_wildcard(write=True)
    assert "loras/style.txt was written earlier" in answer["warnings"][-1]
    assert (house.folder / "wildcards" / "loras" / "style.txt").exists()


def test_what_is_left_out_is_told(house):
    warnings = house.loras.generate_lora_wildcard()["warnings"]
    assert warnings[0].startswith("1 LoRAs are left out, being beyond the rating")
    assert warnings[1].startswith("1 LoRAs have no trigger words")
    assert "No LoRA" in house.loras.generate_lora_wildcard("nowhere")["warnings"][0]


@pytest.mark.parametrize(
    "arguments",
    [{"folder": 1}, {"pattern": None}, {"weight": "heavy"}, {"triggers": "some"},
     {"format": "csv"}, {"write": "yes"}, {"order": "middle"}, {"separator": "\n"},
     {"exclude": 5}, {"most_lines": -1}, {"needs_triggers": 1}],
)  # fmt: skip
def test_arguments_that_mean_nothing_are_refused_in_a_sentence(house, arguments):
    with pytest.raises(InvalidInputError, match=r": (give|use)"):
        house.loras.generate_lora_wildcard(**arguments)

"""A folder of LoRAs with what other programs left beside them."""

import json

import pytest

from booru_studio.domain.posts import Rating
from booru_studio.errors import InvalidInputError
from booru_studio.storage.lora_folder import scan_folder
from tests.storage.lora_samples import METADATA, write_lora


@pytest.fixture
def folder(tmp_path):
    write_lora(tmp_path / "style" / "ink.safetensors", METADATA)
    return tmp_path


def beside(folder, ending, values, encoding="utf-8"):
    text = values if isinstance(values, str) else json.dumps(values, ensure_ascii=False)
    (folder / "style" / f"ink{ending}").write_bytes(text.encode(encoding))


def scanned(folder):
    loras, warnings = scan_folder(folder)
    return loras[0].facts, warnings


def test_a_header_alone_tells_most(folder):
    [lora], warnings = scan_folder(folder)
    assert (lora.key, lora.name, lora.facts.alias) == ("style/ink", "ink", "inkwash_v2")
    assert (lora.facts.base, lora.facts.hash) == ("sdxl", "1a2b3c4d5e6f")
    assert lora.facts.triggers == (("monochrome, ink wash", "tags"),)
    assert lora.mtime > 0
    assert warnings == []


def test_the_webuis_own_notes_go_before_all_else(folder):
    beside(folder, ".json", {"activation text": "ink, <lora:x:1>", "preferred weight": 0.6,
                             "negative text": "color", "sd version": "SD1"})  # fmt: skip
    beside(folder, ".civitai.info", {"trainedWords": ["other"], "baseModel": "Illustrious"})
    facts, _ = scanned(folder)
    assert facts.triggers == (("ink", "webui"),)
    assert (facts.weight, facts.negative, facts.base) == (0.6, "color", "sd1")


def test_a_preferred_weight_of_zero_means_none(folder):
    beside(folder, ".json", {"preferred weight": 0})
    assert scanned(folder)[0].weight is None


def test_civitais_words_are_sets_of_their_own(folder):
    beside(folder, ".civitai.info", {
        "trainedWords": ["ink wash, monochrome", "INK WASH, monochrome", "<lora:ink:1>, red"],
        "baseModel": "NoobAI", "model": {"nsfw": True, "tags": ["style"]},
    })  # fmt: skip
    facts, _ = scanned(folder)
    assert facts.triggers == (("ink wash, monochrome", "civitai"), ("red", "civitai"))
    assert (facts.base, facts.rating, facts.tags) == ("noobai", Rating.EXPLICIT, ("style",))


@pytest.mark.parametrize(
    ("level", "rating"),
    [(1, Rating.GENERAL), (2, Rating.SENSITIVE), (4, Rating.QUESTIONABLE), (8, Rating.EXPLICIT),
     (3, Rating.SENSITIVE), (32, Rating.EXPLICIT), (0, None), ("1", None)],
)  # fmt: skip
def test_lora_managers_levels_are_ratings(folder, level, rating):
    beside(folder, ".metadata.json", {"preview_nsfw_level": level})
    assert scanned(folder)[0].rating is rating


def test_lora_managers_tips_are_weights(folder):
    tips = {"strength": 0.7, "strength_min": 0.9, "strength_max": 0.4}
    beside(folder, ".metadata.json", {"usage_tips": json.dumps(tips), "favorite": True,
                                      "exclude": True, "base_model": "Pony"})  # fmt: skip
    facts, _ = scanned(folder)
    assert (facts.weight, facts.range, facts.base) == (0.7, (0.4, 0.9), "pony")
    assert facts.favourite
    assert facts.excluded


@pytest.mark.parametrize("text", ["{", "[1]", "null", '"x"', "[" * 100_000])
def test_a_broken_note_is_told_and_spoils_nothing(folder, text):
    beside(folder, ".json", text)
    facts, warnings = scanned(folder)
    assert facts.hash == "1a2b3c4d5e6f"
    assert "ink.json" in warnings[0]


def test_notes_in_the_systems_own_encoding_are_read(folder):
    beside(folder, ".json", {"activation text": "café"}, "cp1252")
    assert scanned(folder)[0].triggers[0][0].startswith("caf")


def test_a_preview_is_found_and_hidden_or_other_files_are_not_loras(folder):
    for name in ("ink.preview.png", "readme.txt", "ink.webp", ".x.safetensors"):
        (folder / "style" / name).write_bytes(b"")
    [lora], _ = scan_folder(folder)
    assert lora.preview == "style/ink.preview.png"


def test_a_damaged_file_is_listed_and_told(folder):
    (folder / "bad.safetensors").write_bytes(b"xx")
    (folder / "old.pt").write_bytes(b"xx")
    loras, warnings = scan_folder(folder)
    assert [lora.key for lora in loras] == ["bad", "old", "style/ink"]
    assert len(warnings) == 1


def test_links_in_a_circle_end(folder):
    (folder / "style" / "again").symlink_to(folder, target_is_directory=True)
    assert [lora.key for lora in scan_folder(folder)[0]] == ["style/ink"]


def test_a_folder_that_is_not_there_is_told(tmp_path):
    with pytest.raises(InvalidInputError, match="is no folder"):
        scan_folder(tmp_path / "none")

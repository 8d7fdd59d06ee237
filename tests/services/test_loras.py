"""Scans of WebUIs and folders into the catalog."""

import pytest

from booru_studio.demo.webui import StandInWebUi
from booru_studio.errors import InvalidInputError, WebUiNotReachableError
from booru_studio.storage.lora_files import read_catalog
from booru_studio.webui.client import WebUiClient
from tests.services.lora_house import FakeSource, LoraHouse
from tests.storage.lora_samples import METADATA, write_lora


@pytest.fixture
def build(tmp_path):
    houses = []

    def make(*arguments, **options):
        houses.append(LoraHouse(tmp_path, *arguments, **options))
        return houses[-1]

    yield make
    for house in houses:
        house.close()


def rows(house):
    return read_catalog(house.catalog)["loras"]


def test_a_webuis_list_becomes_the_catalog(build):
    house = build(sources=[FakeSource("style/ink", "wash")])
    assert house.loras.scan() == {
        "count": 2, "added": ["style/ink", "wash"], "missing": [], "moved": [], "warnings": [],
    }  # fmt: skip
    assert [entry.key for entry in house.loras.entries()] == ["style/ink", "wash"]
    scan = read_catalog(house.catalog)["scan"]
    assert scan == {"source": "api", "root": "/models/Lora", "count": 2,
                    "at": "2026-03-04T05:06:07Z"}  # fmt: skip


def test_a_real_clients_list_is_read(build):
    with StandInWebUi(step_ms=0) as webui, WebUiClient(webui.url) as client:
        house = build(sources=[client])
        house.loras.scan()
    entry = next(each for each in house.loras.entries() if each.name == "captain_rowan_v2")
    assert (entry.key, entry.base) == ("characters/captain_rowan_v2", "sdxl")
    assert entry.triggers[0].text == "captain rowan"


def test_scanning_again_changes_only_the_auto_blocks(build):
    mine = "# mine\nloras:\n  style/ink:\n    weight: 0.33 # soft\n    tags: [no, 012]\n"
    house = build(mine, sources=[FakeSource("style/ink")])
    house.loras.scan()
    once = house.catalog.read_text()
    assert once.startswith(mine)
    house.loras.scan()
    assert house.catalog.read_text() == once


def test_what_is_gone_is_marked_and_comes_back(build):
    house = build(sources=[FakeSource("ink", "wash")])
    house.loras.scan()
    house.sources[0].paths = ["wash"]
    assert house.loras.scan()["missing"] == ["ink"]
    assert rows(house)["ink"]["auto"]["status"] == "missing"
    house.sources[0].paths = ["wash", "ink"]
    house.loras.scan()
    assert rows(house)["ink"]["auto"]["status"] == "ok"


def test_a_moved_lora_keeps_a_persons_fields(build):
    house = build("loras:\n  ink: {weight: 0.3}\n", sources=[FakeSource("ink", "z")])
    house.loras.scan()
    house.sources[0].paths = ["style/ink", "z"]
    assert house.loras.scan()["moved"] == [{"from": "ink", "to": "style/ink"}]
    assert rows(house)["style/ink"]["weight"] == 0.3
    assert "ink" not in rows(house)


def test_a_folder_tells_more_than_the_webui(build, tmp_path):
    write_lora(tmp_path / "nets" / "style" / "ink.safetensors", METADATA)
    house = build(sources=[FakeSource("style/ink", "other")])
    report = house.loras.scan(tmp_path / "nets")
    assert report["count"] == 2
    auto = rows(house)["style/ink"]["auto"]
    assert (auto["hash"], auto["triggers"][0]["text"]) == ("1a2b3c4d5e6f", "monochrome, ink wash")


def test_the_catalog_may_name_the_folder_itself(build, tmp_path):
    write_lora(tmp_path / "nets" / "ink.safetensors", METADATA)
    house = build(f"folder: '{tmp_path / 'nets'}'\n")
    assert house.loras.scan()["added"] == ["ink"]


def test_a_webui_that_does_not_answer_makes_nothing_missing(build):
    error = WebUiNotReachableError(url="http://127.0.0.1:1", reason="refused")
    house = build(sources=[FakeSource("ink"), FakeSource("wash")])
    house.loras.scan()
    house.sources[1].error = error
    report = house.loras.scan()
    assert report["missing"] == []
    assert rows(house)["wash"]["auto"]["status"] == "ok"
    assert "does not answer" in report["warnings"][0]


def test_no_webui_at_all_is_said(build):
    error = WebUiNotReachableError(url="http://127.0.0.1:1", reason="refused")
    with pytest.raises(WebUiNotReachableError):
        build(sources=[FakeSource(error=error)]).loras.scan()
    with pytest.raises(InvalidInputError, match="nothing to scan"):
        build().loras.scan()


def test_a_broken_catalog_is_said_at_a_scan_and_stays_as_it_is(build):
    house = build("loras:\n  ink: [\n", sources=[FakeSource("ink")])
    with pytest.raises(InvalidInputError, match="no valid YAML in line"):
        house.loras.scan()
    assert house.catalog.read_text() == "loras:\n  ink: [\n"
    assert "no valid YAML" in house.loras.warnings()[0]


def test_two_loras_of_one_name_are_told(build):
    house = build(sources=[FakeSource("a/ink", "b/ink")])
    house.loras.scan()
    assert "2 LoRAs are called “ink”" in house.loras.warnings()[0]


def test_a_server_of_another_system_keeps_its_keys(build):
    house = build(sources=[FakeSource()])
    house.sources[0].lora_entries = lambda: [
        {"name": "ink", "path": "C:\\sd\\models\\Lora\\style\\ink.safetensors", "metadata": None}
    ]
    house.loras.scan()
    assert list(rows(house)) == ["style/ink"]

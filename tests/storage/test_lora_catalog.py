"""The catalog file: read when it changes, written by scans, never lost."""

import os

import pytest

from booru_studio.domain.lora_scan import ScanPlan
from booru_studio.errors import InvalidInputError, UsageError
from booru_studio.storage.lora_catalog import LoraCatalogFile
from booru_studio.storage.lora_files import read_catalog

MINE = "# mine\nloras:\n  ink: {weight: 0.5}\n"
PLAN = ScanPlan(autos={"ink": {"name": "ink", "status": "ok"}})


@pytest.fixture
def catalog(tmp_path):
    return LoraCatalogFile(tmp_path / "loras.yaml", tmp_path / "cache" / "loras.json")


def keys(catalog):
    return [entry.key for entry in catalog.state().catalog.entries]


def rewrite_file(path, text, seconds):
    path.write_text(text, encoding="utf-8")
    os.utime(path, (seconds, seconds))


def test_a_catalog_that_is_not_there_is_empty_and_a_scan_makes_it(catalog):
    assert keys(catalog) == []
    assert catalog.write_scan({"count": 1}, PLAN) == []
    assert keys(catalog) == ["ink"]


def test_a_changed_file_is_noticed(catalog):
    rewrite_file(catalog.path, MINE, 1000)
    before = catalog.state()
    assert catalog.state() is before
    rewrite_file(catalog.path, "loras: {wash: {}}", 2000)
    assert keys(catalog) == ["wash"]
    assert catalog.state().revision > before.revision


def test_a_scan_keeps_the_version_before_as_backup(catalog):
    catalog.path.write_text("\ufeff" + MINE, encoding="utf-8")
    catalog.write_scan({"count": 1}, PLAN)
    assert catalog.path.with_name("loras.yaml.bak").read_text(encoding="utf-8") == "\ufeff" + MINE
    assert catalog.path.read_text(encoding="utf-8").startswith("\ufeff# mine\nloras:\n")


@pytest.mark.parametrize(
    "broken", [b"loras: [", b"- a\n", b"loras: 5\n", b"\xff\xfe\x00", b"a: 1\n---\nb: 2"]
)
def test_a_broken_catalog_is_never_overwritten(catalog, broken):
    catalog.path.write_bytes(broken)
    with pytest.raises(InvalidInputError, match="left as it is|was left"):
        catalog.write_scan({"count": 1}, PLAN)
    assert catalog.path.read_bytes() == broken
    assert list(catalog.path.parent.glob("loras.yaml.*")) == []


def test_a_catalog_broken_while_running_keeps_the_last_good_entries(catalog):
    rewrite_file(catalog.path, MINE, 1000)
    assert keys(catalog) == ["ink"]
    rewrite_file(catalog.path, "loras:\n  x: [", 2000)
    assert keys(catalog) == ["ink"]
    assert "no valid YAML in line" in catalog.state().problem


def test_what_was_read_is_kept_and_used_until_the_file_changes(tmp_path):
    path, cache = tmp_path / "loras.yaml", tmp_path / "cache.json"
    rewrite_file(path, MINE, 1000)
    first = read_catalog(path, cache)
    cache.write_text(cache.read_text().replace("0.5", "0.6"))
    assert read_catalog(path, cache)["loras"]["ink"]["weight"] == 0.6
    rewrite_file(path, MINE, 2000)
    assert read_catalog(path, cache) == first


@pytest.mark.parametrize("damaged", ["{", "[]", '{"stamp": 1}', "null"])
def test_a_damaged_cache_is_no_loss(tmp_path, damaged):
    path, cache = tmp_path / "loras.yaml", tmp_path / "cache.json"
    path.write_text(MINE)
    cache.write_text(damaged)
    assert read_catalog(path, cache)["loras"] == {"ink": {"weight": 0.5}}


def test_names_that_look_like_other_types_stay_names(tmp_path):
    path = tmp_path / "loras.yaml"
    path.write_text("loras:\n  2024: {notes: 2024-01-02}\n  1.50: {tags: [no, 010, 12:30]}\n")
    rows = read_catalog(path)["loras"]
    assert rows == {"2024": {"notes": "2024-01-02"}, "1.50": {"tags": ["no", "010", "12:30"]}}


def test_a_catalog_that_is_none_stops_the_start(tmp_path):
    (tmp_path / "loras.yaml").write_text("- a\n")
    with pytest.raises(UsageError, match="holds no LoRA catalog"):
        read_catalog(tmp_path / "loras.yaml")

"""Defaults, the tag-category cache and the LoRA catalog."""

import pytest

from booru_studio.domain.posts import TagCategory
from booru_studio.errors import UsageError
from booru_studio.storage.cache import TagCategoryFile
from booru_studio.storage.defaults import DefaultsStore
from booru_studio.storage.lora_files import read_catalog


def test_defaults_are_kept(tmp_path):
    store = DefaultsStore(tmp_path)
    assert store.values() == {}
    store.save({"append": "smile"})
    store.save({"append": "grin", "family": "pony"})
    store.close()

    again = DefaultsStore(tmp_path)
    assert again.values() == {"append": "grin", "family": "pony"}
    again.close()


def test_categories_are_remembered_across_starts(tmp_path):
    path = tmp_path / "cache" / "tags.json"
    TagCategoryFile(path).remember({"rin": TagCategory.CHARACTER, "sky": TagCategory.GENERAL})

    assert TagCategoryFile(path).known(["rin", "unknown"]) == {"rin": TagCategory.CHARACTER}


@pytest.mark.parametrize("text", ["", "{half", "[]", '{"rin": "no category", "sky": 5}'])
def test_a_damaged_cache_is_an_empty_one(tmp_path, text):
    path = tmp_path / "tags.json"
    path.write_text(text)

    assert TagCategoryFile(path).known(["rin", "sky"]) == {}


def test_a_missing_or_empty_catalog_is_empty(tmp_path):
    (tmp_path / "empty.yaml").write_text("")

    assert read_catalog(tmp_path / "none.yaml") == {}
    assert read_catalog(tmp_path / "empty.yaml") == {}


@pytest.mark.parametrize(
    ("text", "told"),
    [("loras: [", "no valid YAML in line"), ("- a\n- b", "no LoRA catalog")],
)
def test_a_broken_catalog_is_told_and_left_alone(tmp_path, text, told):
    path = tmp_path / "loras.yaml"
    path.write_text(text)

    with pytest.raises(UsageError, match=told):
        read_catalog(path)
    assert path.read_text() == text

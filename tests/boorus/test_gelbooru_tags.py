"""Tag categories, asked for in batches."""

from urllib.parse import quote_plus

import pytest

from booru_studio.boorus.gelbooru_tags import MOST_REQUESTS, look_up
from booru_studio.boorus.tag_categories import RememberedCategories, TableFirst, sort_tags
from booru_studio.domain.posts import PostTags, TagCategory


class Site:
    """Knows some tags, and keeps what it was asked."""

    def __init__(self, **types: object) -> None:
        self.types = types
        self.batches: list[list[str]] = []

    def __call__(self, names):
        self.batches.append(names.split())
        return [{"name": name, "type": self.types[name]} for name in names.split()
                if name in self.types]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "category"),
    [(0, "general"), (1, "artist"), (3, "copyright"), (4, "character"), (5, "meta"),
     (6, "general"), (2, "general"), ("4", "character"), (None, "general"), ([], "general")],
)  # fmt: skip
def test_each_type_has_its_category(kind, category):
    assert look_up(["lamp"], RememberedCategories(), Site(lamp=kind)) == {"lamp": category}


def test_names_are_asked_for_by_the_hundred_and_each_once():
    names = [f"tag_{n}" for n in range(250)]
    site = Site()
    look_up([*names, *names], RememberedCategories(), site)
    assert [len(batch) for batch in site.batches] == [100, 100, 50]
    assert [name for batch in site.batches for name in batch] == names


def test_thousands_of_unknown_names_are_asked_for_bit_by_bit():
    names = [f"tag_{n}" for n in range(1500)]
    remembered, site = RememberedCategories(), Site()
    assert len(look_up(names, remembered, site)) == MOST_REQUESTS * 100
    assert len(site.batches) == MOST_REQUESTS
    assert set(look_up(names, remembered, site)) == set(names)
    assert len(site.batches) == 15


def test_long_names_make_smaller_batches():
    site = Site()
    look_up([f"灯台_{n:_>150}" for n in range(60)], RememberedCategories(), site)
    assert len(site.batches) > 1
    assert max(len(quote_plus(" ".join(batch))) for batch in site.batches) < 3500


def test_a_name_too_long_for_any_address_is_not_asked_for():
    site = Site()
    assert look_up(["x" * 5000], RememberedCategories(), site) == {}
    assert site.batches == []


def test_a_name_the_site_does_not_know_is_asked_for_once():
    remembered, site = RememberedCategories(), Site()
    for _ in range(2):
        assert look_up(["lamp"], remembered, site) == {"lamp": TagCategory.GENERAL}
    assert len(site.batches) == 1


def test_names_in_replies_hold_entities():
    def ask(names):
        return [{"name": "mira&#039;s_scarf", "type": 4}, {"name": "uninvited", "type": 1}]

    assert look_up(["mira's_scarf"], RememberedCategories(), ask) == {"mira's_scarf": "character"}


def test_tags_are_sorted_in_their_order_and_unknown_ones_are_general():
    categories = {"mira": TagCategory.CHARACTER, "tin_kettle": TagCategory.ARTIST}
    tags = sort_tags(["lamp", "mira", "cat", "tin_kettle"], categories)
    assert tags == PostTags(general=("lamp", "cat"), character=("mira",), artist=("tin_kettle",))


def test_a_list_on_disk_saves_requests_and_the_sites_own_word_counts_more():
    remembered, site = RememberedCategories(), Site(lamp=0, mira=4)
    remembered.remember({"tin": TagCategory.META})
    table = {"hat": TagCategory.GENERAL, "tin": TagCategory.ARTIST}
    categories = TableFirst(
        lambda names: {name: table[name] for name in names if name in table}, remembered
    )
    found = look_up(["hat", "tin", "lamp", "mira"], categories, site)
    assert site.batches == [["lamp", "mira"]]
    assert found == {"hat": "general", "tin": "meta", "lamp": "general", "mira": "character"}
    assert remembered.known(["mira", "hat"]) == {"mira": "character"}

"""The LoRA catalog as lists and forms show it."""

import pytest

from booru_studio.errors import InvalidInputError
from booru_studio.services.lora_judge import LoraJudge
from booru_studio.services.lora_library import LoraFilter, LoraLibrary
from booru_studio.storage.lora_catalog import LoraCatalogFile
from tests.services.lora_house import LoraHouse

CATALOG = """\
# mine
loras:
  style/ink: {kind: style, triggers: "ink wash", tags: [monochrome], base: sdxl}  # the best
  style/oil:
    favourite: true
    auto:
      name: oil
      base: sd1
      status: ok
  people/rowan: {kind: character, rating: general}
  people/private: {rating: explicit}
"""


class Desk:
    def __init__(self, folder):
        self.house = LoraHouse(folder, CATALOG)
        self.judge = LoraJudge(self.house.loras)
        file = LoraCatalogFile(self.house.catalog)
        self.house.loras._file = file
        self.library = LoraLibrary(self.house.loras, file, self.judge)
        self.judge.start()
        self.judge.wait()

    def keys(self, **wanted):
        return [row["key"] for row in self.library.listing(LoraFilter(**wanted))["rows"]]


@pytest.fixture
def desk(tmp_path):
    made = Desk(tmp_path)
    yield made
    made.judge.stop()
    made.house.close()


def test_what_the_rules_refuse_is_counted_and_not_listed(desk):
    found = desk.library.listing(LoraFilter())
    assert (found["total"], found["hidden"], found["waiting"]) == (3, 1, 0)
    assert desk.keys() == ["style/oil", "people/rowan", "style/ink"]


@pytest.mark.parametrize(
    ("wanted", "keys"),
    [
        ({"search": "INK mono"}, ["style/ink"]),
        ({"search": "ink rowan"}, []),
        ({"folder": "people"}, ["people/rowan"]),
        ({"base": "sd1"}, ["style/oil"]),
        ({"group": "style"}, ["style/ink"]),
        ({"rating": "unrated"}, ["style/oil", "style/ink"]),
    ],
)
def test_filters_narrow_the_list(desk, wanted, keys):
    assert desk.keys(**wanted) == keys


def test_a_window_of_the_list_is_enough(desk):
    found = desk.library.listing(LoraFilter(), offset=1, limit=1)
    assert [row["key"] for row in found["rows"]] == ["people/rowan"]


def test_the_facets_count_what_may_be_seen(desk):
    facets = desk.library.facets()
    assert facets["folders"] == [("people", 1), ("style", 2)]
    assert dict(facets["groups"]) == {"": 1, "character": 1, "style": 1}


def test_a_change_is_written_and_listed_at_once(desk):
    entry = desk.library.entry("style/ink")
    fields = {"weight": 0.5, "notes": "for posters", "tags": None}
    changed = desk.library.change("style/ink", fields, entry["stamp"])
    text = desk.house.catalog.read_text(encoding="utf-8")
    assert (changed["weight"], changed["notes"], changed["tags"]) == (0.5, "for posters", [])
    assert text.startswith("# mine\n")
    assert "# the best" in text
    assert desk.library.listing(LoraFilter(search="ink"))["rows"][0]["weight"] == 0.5
    assert desk.house.reopen().catalog().entries[0].notes == "for posters"


def test_a_change_after_somebody_elses_is_refused(desk):
    stamp = desk.library.entry("style/ink")["stamp"]
    desk.library.change("style/ink", {"weight": 0.5})
    with pytest.raises(InvalidInputError, match="meanwhile"):
        desk.library.change("style/ink", {"weight": 0.6}, stamp)


def test_nothing_is_written_where_nothing_differs(desk):
    before = desk.house.catalog.stat().st_mtime_ns
    desk.library.change("style/ink", {"kind": "style", "notes": None})
    assert desk.house.catalog.stat().st_mtime_ns == before


@pytest.mark.parametrize("key", ["people/private", "nobody"])
def test_a_lora_that_is_hidden_or_missing_cannot_be_opened(desk, key):
    with pytest.raises(InvalidInputError):
        desk.library.entry(key)
    with pytest.raises(InvalidInputError):
        desk.library.change(key, {"weight": 1})


@pytest.mark.parametrize(
    ("options", "count"),
    [({}, 3), ({"search": "oil"}, 1), ({"groups_in": ["style"]}, 1), ({"ratings": ["general"]}, 1)],
)
def test_the_randomisers_match_is_counted(desk, options, count):
    assert desk.library.matching(options) == {"matching": count, "waiting": 0, "total": 3}

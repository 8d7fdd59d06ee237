"""The randomiser as a service: what is remembered, what the rules keep out."""

import pytest

from booru_studio.domain.posts import Rating
from booru_studio.errors import InvalidInputError
from tests.services.lora_house import LoraHouse

CATALOG = """\
loras:
  style/ink: {kind: style, triggers: "ink wash"}
  style/wash: {kind: style}
  style/oil: {kind: style}
  people/rowan: {kind: character}
"""


@pytest.fixture
def house(tmp_path):
    made = LoraHouse(tmp_path, CATALOG)
    yield made
    made.close()


def names(answer):
    return [row["name"] for row in answer["loras"]]


def test_the_answer_holds_rows_and_the_text_of_a_prompt(house):
    answer = house.loras.random_loras({"name": "ink"}, 3)
    assert answer["loras"][0]["name"] == "ink"
    assert answer["loras"][0]["triggers"] == ["ink wash"]
    assert answer["text"] == "<lora:ink:0.8>, ink wash"
    assert (answer["seed"], answer["matching"]) == (3, 1)


def test_no_options_draw_one_lora(house):
    assert len(house.loras.random_loras()["loras"]) == 1


def test_a_pinned_seed_goes_before_the_calls(house):
    options = {"count": 2, "seed": 7}
    assert house.loras.random_loras(options, 1) == house.loras.random_loras(options, 2)


def test_seed_minus_one_draws_a_seed_that_gives_the_set_again(house):
    first = house.loras.random_loras({"count": 3, "weight": "range"}, -1)
    assert first["seed"] >= 0
    again = house.loras.random_loras({"count": 3, "weight": "range"}, first["seed"])
    assert again["text"] == first["text"]


@pytest.mark.parametrize("seed", ["1", 1.5, True, None])
def test_a_seed_that_is_none_is_refused(house, seed):
    with pytest.raises(InvalidInputError, match="seed is no whole number"):
        house.loras.random_loras({}, seed)


def test_a_locked_row_survives_a_restart(house):
    rows = house.loras.random_loras({"count": 2})["loras"]
    house.loras.randomizer.save_preset("pair", {"locked": rows, "count": 3})
    answer = house.reopen().random_loras({"preset": "pair"}, 5)
    assert names(answer)[:2] == [row["name"] for row in rows]
    assert len(answer["loras"]) == 3


def test_the_bag_goes_on_after_a_restart(house):
    seen = names(house.loras.random_loras({"count": 2, "no_repeat": True}, 1))
    seen += names(house.reopen().random_loras({"count": 2, "no_repeat": True}, 1))
    assert len(set(seen)) == 4


def test_a_preview_shows_the_set_that_comes_next(house):
    options = {"count": 2, "no_repeat": True}
    house.loras.random_loras(options, 1)
    shown = house.loras.random_loras({**options, "preview": True}, 2)
    assert house.loras.random_loras(options, 2) == shown
    assert len(house.loras.randomizer.history()) == 2


def test_the_bag_can_be_emptied(house):
    first = house.loras.random_loras({"no_repeat": True}, 1)
    house.loras.randomizer.reset_bag()
    assert house.loras.random_loras({"no_repeat": True}, 1) == first
    assert house.loras.random_loras({"no_repeat": True, "reset_bag": True}, 1) == first


def test_the_last_hundred_sets_are_kept_newest_first(house):
    for seed in range(103):
        house.loras.random_loras({"count": 1}, seed)
    history = house.loras.randomizer.history()
    assert [entry["seed"] for entry in history] == list(range(102, 2, -1))
    assert history[0]["options"] == {"count": 1}
    assert history[0]["at"] == "2026-03-04T05:06:07+00:00"


def test_options_go_over_those_of_a_preset(house):
    house.loras.randomizer.save_preset(" two ", {"count": 2, "seed": 9, "prompt": "x"})
    assert house.loras.randomizer.presets() == {"two": {"count": 2}}
    assert len(house.loras.random_loras({"preset": "two"})["loras"]) == 2
    assert len(house.loras.random_loras({"preset": "two", "count": 1})["loras"]) == 1


def test_presets_that_cannot_be_meant_are_refused(house):
    randomizer = house.loras.randomizer
    for name, options in (("", {}), ("a", {"cuont": 1}), ("a", []), (None, {}), ("x" * 99, {})):
        with pytest.raises(InvalidInputError):
            randomizer.save_preset(name, options)
    with pytest.raises(InvalidInputError, match="no LoRA preset “none”"):
        house.loras.random_loras({"preset": "none"})
    with pytest.raises(InvalidInputError, match="no LoRA preset"):
        randomizer.delete_preset("none")


def test_a_deleted_preset_is_gone(house):
    house.loras.randomizer.save_preset("a", {"count": 2})
    assert house.loras.randomizer.delete_preset("a") == {}


def test_a_banned_lora_never_comes_until_it_is_let_in(house):
    randomizer = house.loras.randomizer
    for name in ("ink", "wash", "oil"):
        randomizer.ban(name)
    assert names(house.loras.random_loras({"count": 4})) == ["rowan"]
    randomizer.ban("ink", banned=False)
    assert set(names(house.loras.random_loras({"count": 4}))) == {"rowan", "ink"}


BEYOND = """\
loras:
  fine: {}
  rated: {rating: explicit}
  flagged: {auto: {name: flagged, rating: explicit}}
  nsfw/by_folder: {}
  by_words: {triggers: ["sunny, nsfw"]}
"""


def test_loras_beyond_the_rating_are_never_drawn(tmp_path):
    house = LoraHouse(tmp_path, BEYOND)
    assert names(house.loras.random_loras({"count": 5})) == ["fine"]
    assert house.loras.randomizer.matching({}) == 1
    house.close()


def test_a_wider_rating_lets_them_in(tmp_path):
    house = LoraHouse(tmp_path, BEYOND, ratings=frozenset(Rating))
    assert house.loras.randomizer.matching({}) == 5
    house.close()

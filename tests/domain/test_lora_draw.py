"""The randomiser's draws, with LoRAnado's seven defects among the tests.

LoRAnado is a feature of https://github.com/Inzaniak/sd-webui-ranbooru; its defects: the same LoRA
twice, an endless loop at a weight range of 0, an IndexError with few custom weights, negative
weights by default, one flat folder, no seed, and a lock that is gone after a restart (the last one
in tests/services/test_lora_randomizer.py).
"""

from collections import Counter

import pytest

from booru_studio.domain.lora_draw import draw_set
from booru_studio.domain.lora_entries import LoraEntry, RandomRule
from booru_studio.domain.lora_options import parse_options
from booru_studio.domain.lora_pool import pool_of
from booru_studio.domain.lora_rows import set_text
from booru_studio.domain.lora_triggers import Trigger
from booru_studio.errors import InvalidInputError


def lora(key, **fields):
    return LoraEntry(key=key, name=key.rpartition("/")[2], **fields)


CATALOG = tuple(
    lora(f"style/deep/s{n}", kind="style", weight=0.7, tags=("painterly",)) for n in range(6)
) + tuple(lora(f"people/p{n}", kind="character") for n in range(4))  # fmt: skip


def draw(seed=1, catalog=CATALOG, used=(), allows=lambda _entry: True, **options):
    wanted = parse_options(options)
    pool = pool_of(catalog, wanted.pool, checkpoint="paintedIllustrious_v1")
    return draw_set(catalog, pool, wanted, seed, used=used, allows=allows)


def names(drawn):
    return [row.name for row in drawn.rows]


def test_no_lora_comes_twice_in_a_set():
    assert len(set(names(draw(count=10)))) == 10


def test_a_range_of_nothing_but_zero_is_refused_instead_of_searched_for_ever():
    with pytest.raises(InvalidInputError, match="only 0"):
        draw(count=1, weight={"min": 0, "max": 0})


def test_fewer_listed_weights_than_loras_are_enough():
    assert {row.weight for row in draw(count=8, weight=[0.3]).rows} == {0.3}


def test_weights_are_positive_unless_asked_for():
    rows = draw(count=10).rows + draw(count=10, weight="range").rows
    assert all(row.weight > 0 for row in rows)


def test_loras_of_sub_folders_are_in_the_pool():
    assert len(draw(count=6, folders=["style"]).rows) == 6
    assert len(draw(count=6, folders=["style/*"]).rows) == 6


def test_the_same_seed_gives_the_same_set_and_another_seed_others():
    assert draw(3, count=3, weight="range") == draw(3, count=3, weight="range")
    assert len({tuple(names(draw(seed, count=2))) for seed in range(30)}) > 10


def test_a_lora_added_to_the_catalog_leaves_other_draws_alone():
    more = (*CATALOG, lora("style/new", random=RandomRule(weight=1e-9)))
    assert draw(5, catalog=more, count=3) == draw(5, count=3)


def test_likelier_loras_come_more_often():
    catalog = (lora("rare"), lora("often", random=RandomRule(weight=3)))
    seen = Counter(names(draw(seed, catalog=catalog))[0] for seed in range(400))
    assert 260 < seen["often"] < 340


@pytest.mark.parametrize(
    ("options", "kinds"),
    [
        ({"kinds": ["Style"], "count": 9}, {"style"}),
        ({"tags": ["painterly"], "count": 9}, {"style"}),
        ({"tags": ["-painterly"], "count": 9}, {"character"}),
        ({"name": "^P\\d", "count": 9}, {"character"}),
        ({"exclude": ["people"], "count": 9}, {"style"}),
        ({"groups": {"style": 2}}, {"style"}),
    ],
)
def test_filters(options, kinds):
    by_name = {entry.name: entry.kind for entry in CATALOG}
    assert {by_name[name] for name in names(draw(**options))} == kinds


def test_base_auto_follows_the_checkpoint():
    catalog = (lora("a", base="illustrious"), lora("b", base="pony"), lora("c"))
    assert set(names(draw(catalog=catalog, base="auto", count=3))) == {"a", "c"}
    known = draw(catalog=catalog, base="auto", count=3, unknown_base=False)
    assert names(known) == ["a"]


def test_favourites_alone():
    catalog = (lora("a"), lora("b", favourite=True))
    assert names(draw(catalog=catalog, favourites=True)) == ["b"]


@pytest.mark.parametrize(
    "entry",
    [lora("x", status="missing"), lora("x", status="bad_name"),
     lora("x", random=RandomRule(enabled=False)), lora("x", random=RandomRule(weight=0))],
)  # fmt: skip
def test_what_cannot_be_used_is_not_drawn(entry):
    drawn = draw(catalog=(entry,))
    assert drawn.rows == ()
    assert drawn.notes


def test_counts_stay_between_their_bounds_and_zero_is_allowed():
    sizes = {len(draw(seed, count=[0, 2]).rows) for seed in range(40)}
    assert sizes == {0, 1, 2}
    assert draw(count=0).rows == ()


def test_groups_have_counts_and_chances_of_their_own():
    groups = {"style": {"count": 1}, "character": {"count": [1, 2], "chance": 0.5}}
    sizes = Counter()
    for seed in range(100):
        drawn = names(draw(seed, groups=groups))
        assert sum(name.startswith("s") for name in drawn) == 1
        sizes[len(drawn)] += 1
    assert set(sizes) == {1, 2, 3}
    assert 30 < sizes[1] < 70


def test_the_chance_of_any_at_all():
    hits = sum(bool(draw(seed, chance=0.3).rows) for seed in range(200))
    assert 35 < hits < 85


def test_loras_that_do_not_go_together_never_meet():
    catalog = (lora("a", random=RandomRule(not_with=("b*",))), lora("b1"), lora("c"))
    for seed in range(30):
        assert not {"a", "b1"} <= set(names(draw(seed, catalog=catalog, count=3)))


def test_the_weights_of_a_set_stay_below_the_cap():
    drawn = draw(count=5, total_cap=2.0)
    assert sum(abs(row.weight) for row in drawn.rows) <= 2.0
    assert len(drawn.rows) == 5


def test_locked_rows_are_not_scaled_for_the_cap():
    drawn = draw(count=3, total_cap=1.0, locked=[{"name": "s1", "weight": 0.9}])
    assert drawn.rows[0].weight == 0.9
    assert sum(row.weight for row in drawn.rows) <= 1.0


def test_preferred_weights_can_be_scaled():
    [row] = draw(kinds=["style"], weight={"mode": "preferred", "scale": 0.5}).rows
    assert row.weight == 0.35


def test_the_text_encoder_can_have_a_weight_of_its_own():
    [row] = draw(te=0.3).rows
    assert row.te == 0.3


TRIGGERS = (Trigger("base"), Trigger("red", "one_of"), Trigger("blue", "one_of"),
            Trigger("sparkle", "optional", chance=1.0))  # fmt: skip


@pytest.mark.parametrize(
    ("choice", "allowed"),
    [("none", [()]), ("always", [("base",)]), ("all", [("base", "red", "blue", "sparkle")]),
     ("one", [("base", "red", "sparkle"), ("base", "blue", "sparkle")])],
)  # fmt: skip
def test_triggers_as_asked(choice, allowed):
    catalog = (lora("a", triggers=TRIGGERS),)
    seen = {draw(seed, catalog=catalog, triggers=choice).rows[0].triggers for seed in range(30)}
    assert seen == set(allowed)


@pytest.mark.parametrize(
    ("place", "text"),
    [("after", "<lora:a:0.8>, red, <lora:b:0.8>, ink"),
     ("before", "red, <lora:a:0.8>, ink, <lora:b:0.8>"),
     ("end", "<lora:a:0.8>, <lora:b:0.8>, red, ink")],
)  # fmt: skip
def test_triggers_where_asked_and_none_twice(place, text):
    catalog = (lora("a", triggers=(Trigger("red, long hair"),)),
               lora("b", triggers=(Trigger("Red, ink"),)))  # fmt: skip
    rows = sorted(draw(catalog=catalog, count=2).rows, key=lambda row: row.name)
    assert set_text(rows, place, "1girl, long_hair") == text


def test_words_for_the_negative_prompt_come_only_when_asked():
    catalog = (lora("a", negative="color, blurry"),)
    assert draw(catalog=catalog).negative == ""
    assert draw(catalog=catalog, negatives=True).negative == "color, blurry"


def test_locked_rows_stay_in_front_and_count():
    drawn = draw(count=3, locked=[{"name": "s2", "weight": 0.4, "triggers": ["ink"]}])
    assert (drawn.rows[0].weight, drawn.rows[0].triggers) == (0.4, ("ink",))
    assert len(drawn.rows) == len(set(names(drawn))) == 3


def test_rerolling_one_row_keeps_the_others():
    rows = [row.to_json() for row in draw(count=3).rows]
    again = draw(2, rows=rows, reroll=1)
    before, after = [row["name"] for row in rows], names(again)
    assert (after[0], after[2]) == (before[0], before[2])
    assert after[1] not in before


def test_a_rerolled_row_stays_in_its_group():
    rows = [row.to_json() for row in draw(groups={"style": 1, "character": 1}).rows]
    for seed in range(10):
        again = draw(seed, rows=rows, reroll=1, groups={"style": 1, "character": 1})
        assert names(again)[1].startswith("p")


def test_nothing_comes_again_before_all_have_come():
    used, seen = frozenset(), []
    for seed in range(5):
        drawn = draw(seed, count=2, no_repeat=True, used=used)
        used, seen = drawn.used, seen + names(drawn)
    assert len(set(seen)) == 10
    sixth = draw(9, count=2, no_repeat=True, used=used)
    assert len(sixth.rows) == 2
    assert sixth.used == {row.key for row in sixth.rows}


def test_a_blocked_lora_does_not_keep_the_bag_from_beginning_anew():
    catalog = (lora("a"), lora("b"), lora("never"))
    used, counts = frozenset(), Counter()
    for seed in range(12):
        drawn = draw(seed, catalog=catalog, no_repeat=True, used=used,
                     allows=lambda entry: entry.name != "never")  # fmt: skip
        used = drawn.used
        counts.update(names(drawn))
    assert counts == {"a": 6, "b": 6}


@pytest.mark.parametrize(
    "options",
    [
        [], "x", {"cuont": 1}, {"count": -1}, {"count": 1.5}, {"count": [1, 2, 3]},
        {"count": True}, {"count": 99}, {"chance": 2}, {"groups": []},
        {"groups": {"style": {"size": 1}}}, {"name": "("}, {"name": 5}, {"tags": [1]},
        {"favourites": 1}, {"triggers": "some"}, {"place": "left"}, {"total_cap": 0},
        {"te": "x"}, {"seed": "1"}, {"locked": [{}]}, {"locked": [{"name": "a:b"}]},
        {"locked": [{"name": "a", "weight": "1"}]}, {"rows": [], "reroll": 0}, {"reroll": -1},
    ],
)  # fmt: skip
def test_options_that_mean_nothing_are_refused_in_a_sentence(options):
    with pytest.raises(InvalidInputError, match=r": (give|use|mend|choose)"):
        parse_options(options)

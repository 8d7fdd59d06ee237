"""A template as a tree of choices: what is found, what can be chosen, and what edits write."""

import pytest

from booru_studio.domain.prompt_tree import PromptTree
from booru_studio.domain.wildcard_library import ListEntries, MemoryLibrary
from booru_studio.domain.wildcards import count, expand
from booru_studio.errors import InvalidInputError

LIBRARY = MemoryLibrary(
    {
        "hair": ListEntries(["red hair", "{dark|light} hair", "grey hair"], [1, 2, 1]),
        "hats": ["straw hat", "felt hat", "straw hat"],
        "plain": ["${size:small} hat", "a #1 scarf", "(a", "1..3", "2::x", "@_@", "x|y", " wide "],
        "coats/all": ["__long__", "__coats/all__", "__*long__"],
        "coats/long": ["long coat"],
        "dresses/long": ["long dress"],
        "many": [str(number) for number in range(201)],
    }
)


def tree(template):
    return PromptTree(template, LIBRARY)


def first(template):
    grown = tree(template)
    return grown, grown.points[0]


def values(grown, point):
    children = grown.children(point)
    return [children.at(place).value for place in range(len(children))]


def test_nodes_are_numbered_in_each_level_and_have_their_spans():
    template = "{a {1..3}|__hats__ x} {{b}} ${c={d|e}} <lora:x__y__z:1> {2$$__hair__}"
    spans = {point.id: (point.node.start, point.node.end) for point in tree(template).points}
    found = {each: template[slice(*span)] for each, span in spans.items()}

    assert list(found.values()) == [
        "{a {1..3}|__hats__ x}", "{1..3}", "__hats__", "{d|e}", "{2$$__hair__}"
    ]  # fmt: skip
    assert [each for each in found if "/" not in each] == ["n0", "n1", "n2"]
    assert len({each.rpartition("/")[0] for each in found if "/" in each}) == 2


@pytest.mark.parametrize(
    ("template", "children", "leaves", "state"),
    [
        ("{a|b|a|0::c}", ["a", "b"], 2, "all"),
        ("__hair__", ["red hair", "{dark|light} hair", "grey hair"], 4, "all"),
        ("__hats__", ["straw hat", "felt hat"], 2, "all"),
        ("{2$$__hats__}", ["straw hat", "felt hat"], 2, "all"),
        ("{0.5..1.0..0.25}", ["0.50", "0.75", "1.00"], 3, "all"),
        ("__{coats|dresses}/long__", ["coats/long", "dresses/long"], 2, "all"),
        ("{~a|b}", ["a", "b"], 1, "random"),
        ("__@hair__", ["red hair", "{dark|light} hair", "grey hair"], 1, "cycle"),
        ("__nowhere__", [], 1, "missing"),
    ],
)
def test_children_leaves_and_state(template, children, leaves, state):
    grown, point = first(template)
    assert values(grown, point) == children
    assert (grown.leaves_at(point), grown.state(point)) == (leaves, state)


@pytest.mark.parametrize(
    ("template", "value", "edited"),
    [
        ("x {a|b {c|d}} y", "b {c|d}", "x b {c|d} y"),
        ("__hair__, y", "{dark|light} hair", "{dark|light} hair, y"),
        ("__plain__, y", "a #1 scarf", "a , y"),
        ("{a #1|b}, y", "a #1", "{a #1}, y"),
        ("{__plain__|y}", "(a", "{(a|y}"),
        ("{__plain__|y)}", "(a", "{{(a}|y)}"),
        ("{__plain__|y}", "1..3", "{{1..3{}}|y}"),
        ("{__plain__|y}", "2::x", "{{1::2::x}|y}"),
        ("{__plain__|y}", "x|y", "{x\\|y|y}"),
        ("{__plain__|y}", "@_@", "{\\@_@|y}"),
        ("{__plain__|y}", " wide ", "{{1:: wide }|y}"),
        ("{1..5|y}", "1..5", "{1..5}"),
        ("{{1..3}$$a|b}", "2", "{{2}$$a|b}"),
        ("__plain(size=wide)__", "${size:small} hat", "{${size=wide}${size:small} hat}"),
        ("__plain(size=wide)__", "x|y", "x|y"),
        ("{~a {1|2}|b}", "a {1|2}", "{~a {1|2}}"),
        ("{~a|b}", "a", "a"),
        ("{2$$a|b}", "a", "a"),
        ("{${x={1|2}}${x}${x}|y}", "${x={1|2}}${x}${x}", "{${x={1|2}}${x}${x}}"),
        ("__{coats|dresses}/long__", "dresses/long", "__dresses/long__"),
        ("{a|}", "", ""),
    ],
)
def test_a_picked_value_takes_the_place_of_the_choice(template, value, edited):
    grown = tree(template)
    point = next(each for each in grown.points if value in values(grown, each))
    assert grown.pick(point, [value]) == edited


def test_references_of_a_picked_value_are_written_so_that_they_mean_the_same():
    grown, point = first("__coats/all__")
    picked = [grown.pick(point, [value]) for value in values(grown, point)]
    assert picked == ["__coats/long__", "\\_\\_coats/all\\_\\_", "__*long__"]


def test_parameters_keep_the_variables_they_were_written_with():
    grown, point = first("${size=big}__plain(size=very ${size})__")
    pick = next(each for each in grown.points if each.wildcard)

    edited = grown.pick(pick, ["${size:small} hat"])

    assert point is pick
    assert expand(edited, LIBRARY, 0).text == "very big hat"


@pytest.mark.parametrize(
    ("template", "chosen", "edited"),
    [
        ("{3::a|b|2::c}", ["c", "a"], "{3::a|2::c}"),
        ("{3::a|b|2::c}", ["b"], "b"),
        ("__hair__", ["red hair", "{dark|light} hair"], "{red hair|2::{dark|light} hair}"),
        ("__hats__", ["straw hat", "felt hat"], "{2::straw hat|felt hat}"),
        ("{2$$ and $$a|a|b|c}", ["a", "b"], "{2$$ and $$a|a|b}"),
        ("{0-1$$a|b}", ["a"], "{0-1$$a}"),
        ("{1-$$__hats__}", ["felt hat"], "{1-$$felt hat}"),
        ("{1..9}", ["2", "9"], "{2|9}"),
        ("__~hats__", ["felt hat", "straw hat"], "{~2::straw hat|felt hat}"),
        ("__plain__", ["(a", "@_@"], "{(a|@_@}"),
        ("__plain__", ["@_@"], "@_@"),
        ("__{coats|dresses}/long__", ["coats/long", "dresses/long"],
         "{__coats/long__|__dresses/long__}"),
    ],
)  # fmt: skip
def test_some_values_become_a_variant_with_their_weights(template, chosen, edited):
    grown, point = first(template)
    assert grown.some(point, chosen) == edited


def test_a_value_that_begins_like_a_sampler_stays_a_value_in_a_variant():
    library = MemoryLibrary({"faces": ["@_@", "~", "(x"]})
    grown = PromptTree("__faces__", library)
    edited = grown.expand(grown.points[0])
    assert {expand(edited, library, seed).text for seed in range(50)} == {"@_@", "~", "(x"}


def test_expanding_writes_the_values_out_and_goes_on_with_the_one_choice_within():
    grown, point = first("a __hair__")
    once = grown.expand(point)
    assert once == "a {red hair|2::{dark|light} hair|grey hair}"

    grown, point = first("{cap|__hats__}")
    assert grown.expand(point) == "{cap|{2::straw hat|felt hat}}"


@pytest.mark.parametrize(
    ("template", "told"),
    [
        ("__many__", "201 values"),
        ("{a|b}", "written out already: pick"),
        ("{__hair__|__hats__}", "one of the 2 choices"),
        ("__nowhere__", "nothing to choose"),
    ],
)
def test_what_cannot_be_expanded_is_told(template, told):
    grown, point = first(template)
    with pytest.raises(InvalidInputError, match=told):
        grown.expand(point)


@pytest.mark.parametrize("template", ["{a|b|c} __hair__ {1..9}", "{x __hats__|y {5|6}}, __hair__"])
@pytest.mark.parametrize("seed", range(20))
def test_locked_choices_give_the_prompt_that_the_seed_gives(template, seed):
    text = expand(template, LIBRARY, seed).text
    while (grown := tree(template)).points:
        template = grown.lock(grown.points[-1 if "/" not in grown.points[-1].id else 0], seed)
    assert template == text


def test_a_locked_variable_part_is_what_its_use_draws():
    template = "${hat=__hats__} a ${hat}"
    for seed in range(20):
        grown, point = first(template)
        locked = expand(grown.lock(point, seed), LIBRARY, 0).text
        assert locked == expand(template, LIBRARY, seed).text


def test_a_reroll_depends_on_its_seed_and_touches_nothing_else():
    grown, point = first("{1..1000} {1..1000}")
    rolled = {grown.lock(point, seed, fresh=True) for seed in range(10)}
    assert len(rolled) == 10
    assert all(each.endswith(" {1..1000}") for each in rolled)
    assert grown.lock(point, 3, fresh=True) == grown.lock(point, 3, fresh=True)
    assert grown.lock(point, 3, fresh=True) != grown.lock(point, 3)


def test_restoring_puts_the_earlier_text_back_where_it_was():
    grown, point = first("a __hair__, b")
    edited = tree(grown.pick(point, ["grey hair"]))
    assert edited.restore("2-11", "__hair__") == "a __hair__, b"
    assert edited.restore("", grown.template) == grown.template


def test_extracted_options_are_lines_and_a_reference_that_draws_as_before():
    grown, point = first("x {~2::a|{1|2} #b||__long__}y")
    edited, lines = grown.extract(point, "coats/mine")
    assert edited == "x __~coats/mine__y"
    assert lines == ["2::a", "1::{{1|2} #b}", "1::{}", "1::__**/long__"]


def test_an_extracted_multiple_choice_goes_on_taking_several():
    grown, point = first("{2$$a|b|c}_")
    assert grown.extract(point, "new") == ("{2$$__new__}_", ["a", "b", "c"])


def test_a_name_next_to_underscores_is_kept_apart():
    grown, point = first("x_{a|b}_y")
    edited, _ = grown.extract(point, "new")
    assert edited == "x_{__new__}_y"


def test_children_are_found_by_value_or_id_and_by_search():
    grown, point = first("__many__")
    assert grown.page(point, 0, 3, "19") == [19, 119, 190]
    assert grown.page(point, 1, 1, "19") == [119]
    assert grown.page(point, 199, 10) == [199, 200]
    key = "n0/" + "da4b9237"  # SHA-1 of "2"
    assert grown.positions(point, [key, "7", "7"]) == [2, 7]


@pytest.mark.parametrize("wrong", ["900", "n1/da4b9237", "n0/00000000"])
def test_a_value_that_is_not_among_the_children_is_told(wrong):
    grown, point = first("__many__")
    with pytest.raises(InvalidInputError, match="is no value of “__many__”"):
        grown.pick(point, [wrong])


def test_what_a_variable_decides_everywhere_cannot_be_chosen_in_a_name():
    grown = tree("${w=!{coats|dresses}}__${w}/long__ ${w}")
    by_name = grown.points[1]
    assert values(grown, by_name) == []
    with pytest.raises(InvalidInputError, match="where its variables are set"):
        grown.pick(by_name, ["coats/long"])
    assert count(grown.pick(grown.points[0], ["coats"]), LIBRARY) == 1

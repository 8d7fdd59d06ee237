"""What holds for every template, choice and action of the prompt tree."""

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from booru_studio.domain.prompt_tree import PromptTree
from booru_studio.domain.wildcard_leaves import Leaves
from booru_studio.domain.wildcard_library import MemoryLibrary
from booru_studio.domain.wildcard_nodes import Variant
from booru_studio.errors import InvalidInputError
from booru_studio.storage.wildcard_text import TextEntries

VALUES = {
    "c": ["red", "{dark|light} blue", "__d__", "red"],
    "d": ["1..2", "(x", "y]", "5 #5", "2::8", "a|b, c", "~", "{1..3}"],
    "e": ["${v:plain} hat", "${v={p|q}}${v}", "_x_", "__c__ __f/one__"],
    "f/one": ["__two__", "on the __side__", "in one"],
    "f/two": ["in two", "{3$$one}"],
    "f/side": ["left", "right"],
    "h/side": ["above"],
}
LIBRARY = MemoryLibrary(VALUES)
MOST = 150  # leaves of a template

names = ["c", "d", "e", "f/one", "f/*", "side", "~d", "f/{one|two}"]
names += ["c(v=z)", "e(v={s|t})", "e(v=__f/two__)"]
leafs = st.sampled_from(
    ["a", "b c", "", " d", "x #1", "1", "(", "a)", "[m|n]", "<lora:k:1>", "<lora:", "\\|", "{1..3}",
     "2::", "@", "..", "${v}", "_", *(f"__{name}__" for name in names)]
)  # fmt: skip
some = {"min_size": 1, "max_size": 3}
templates = st.recursive(
    leafs,
    lambda inner: st.one_of(
        st.lists(inner, **some).map(lambda each: "{" + "|".join(each) + "}"),
        st.lists(inner, **some).map(lambda each: "{2::" + "|3::".join(each) + "}"),
        st.lists(inner, **some).map(lambda each: "{1-2$$ & $$" + "|".join(each) + "}"),
        st.lists(inner, **some).map(lambda each: "{~" + "|".join(each) + "}"),
        st.lists(inner, **some).map("".join),
        st.lists(inner, **some).map(" ".join),
        inner.map(lambda each: f"<lora:{each}:1>"),
        inner.map(lambda each: f"%{{a ... b$${each}}}"),
        inner.map(lambda each: f"{{${{v={each}}}[${{v}}]|no}}"),
    ),
    max_leaves=6,
)  # fmt: skip
edges = settings(deadline=None, suppress_health_check=[HealthCheck.filter_too_much])


def tree_of(template):
    tree = PromptTree(template, LIBRARY)
    assume(tree.points and tree.leaves <= MOST)
    return tree


def texts(template):
    leaves = Leaves(template, LIBRARY)
    assume(leaves.count <= 4 * MOST)
    return {leaves[rank] for rank in range(leaves.count)}


def chosen(tree, data):
    point = data.draw(st.sampled_from(tree.points))
    assume(len(tree.children(point)))
    return point, [child.value for child in every_child(tree, point)]


def every_child(tree, point):
    children = tree.children(point)
    return [children.at(place) for place in range(len(children))]


def is_enumerated(template):
    """Tell whether nothing in a template is left to chance."""
    return not any(sampler in template for sampler in ("~", "{@", "{ @", "_@"))


def is_drawn(tree, point):
    """Tell whether the point's leaves are left to chance."""
    return tree.state(point) != "all"


@edges
@given(templates, st.data())
def test_a_pick_never_adds_leaves_and_leaves_the_text_around_it_alone(template, data):
    tree = tree_of(template)
    point, values = chosen(tree, data)

    edited = tree.pick(point, [data.draw(st.sampled_from(values))])

    assert Leaves(edited, LIBRARY).count <= tree.leaves
    assert edited.startswith(template[: point.node.start])
    assert edited.endswith(template[point.node.end :])


@edges
@given(templates, st.data())
def test_the_picks_of_all_children_have_the_leaves_of_the_whole(template, data):
    tree = tree_of(template)
    point, values = chosen(tree, data)
    several = isinstance(point.node, Variant) and point.node.multiple
    assume(not several and "${v" not in template and is_enumerated(template))

    assert set().union(*(texts(tree.pick(point, [value])) for value in values)) == texts(template)


@edges
@given(templates, st.data())
def test_some_of_all_children_are_the_same_leaves(template, data):
    tree = tree_of(template)
    point, values = chosen(tree, data)
    assume(is_enumerated(template))

    edited = tree.some(point, values)

    assert texts(edited) == texts(template)
    assert Leaves(edited, LIBRARY).count == tree.leaves


@edges
@given(templates, st.data())
def test_the_children_have_the_leaves_that_picking_them_gives(template, data):
    tree = tree_of(template)
    point, _ = chosen(tree, data)
    children = tree.children(point)
    several = isinstance(point.node, Variant) and point.node.multiple
    if not several and not is_drawn(tree, point):
        every = range(len(children))
        assert sum(children.leaves(place) for place in every) == tree.leaves_at(point)


@edges
@given(templates, st.data(), st.integers(0, 10**6), st.booleans())
def test_a_drawn_choice_is_one_of_its_leaves(template, data, seed, fresh):
    tree = tree_of(template)
    point, _ = chosen(tree, data)
    assume(is_enumerated(template))

    edited = tree.lock(point, seed, fresh=fresh)

    assert texts(edited) <= texts(template)
    assert edited.startswith(template[: point.node.start])
    assert edited.endswith(template[point.node.end :])


@edges
@given(templates, st.data())
def test_what_is_extracted_to_a_file_keeps_its_leaves(template, data):
    tree = tree_of(template)
    point, _ = chosen(tree, data)
    equal_options = isinstance(point.node, Variant) and point.node.multiple
    assume(is_enumerated(template) and not equal_options)

    edited, lines = tree.extract(point, "h/new")

    new = TextEntries("\n".join(lines).encode(), "f/new.txt")
    with_it = Leaves(edited, MemoryLibrary({**VALUES, "h/new": new}))
    assert {with_it[rank] for rank in range(with_it.count)} == texts(template)


CIRCLES = MemoryLibrary(
    {"a": ["1", "2 __b__", "__*__"], "b": ["__a__ {x|__b__}", "${v=__a__}${v}"], "p/a": ["__b__"]}
)
snippets = st.sampled_from(
    ["{a|b}", "{2$$a|b|c}", "__a__", "__p/*__", "${v={a|b}}", "${v}", "%{a...b$$x}", "<lora:a:1>",
     "{1..3}", "__b(v={q|r})__", "{", "}", "__", "|", "${v=!__a__}", "__${v}__", "{@a|b}", "$$"]
)  # fmt: skip
noise = st.text(st.sampled_from("{}|$%#_@!~\\<>:[]()=?-.,\n 012abxp/"), max_size=20)
messy = st.lists(st.one_of(snippets, noise), max_size=8).map("".join)


@edges
@given(messy, st.sampled_from(["pick", "some", "expand", "lock", "extract"]), st.data())
def test_any_choice_of_any_text_is_edited_in_its_place_or_refused(template, action, data):
    tree = PromptTree(template, CIRCLES)
    assume(tree.points)
    point = data.draw(st.sampled_from(tree.points))
    values = [child.value for child in every_child(tree, point)]
    extra = {"pick": (values[:1],), "some": (values[:2],), "lock": (7,), "extract": ("new",)}

    try:
        edited = getattr(tree, action)(point, *extra.get(action, ()))
    except InvalidInputError:
        edited = template
    edited = edited[0] if action == "extract" and isinstance(edited, tuple) else edited

    assert edited.startswith(template[: point.node.start])
    assert edited.endswith(template[point.node.end :])
    assert PromptTree(edited, CIRCLES).leaves >= 1

"""What holds for every template, seed and edit."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from booru_studio.domain.wildcard_leaves import Leaves
from booru_studio.domain.wildcard_library import MemoryLibrary
from booru_studio.domain.wildcard_parser import parse
from booru_studio.domain.wildcards import diagnose, expand

LIBRARY = MemoryLibrary(
    {
        "c": ["red", "{dark|light} blue", "__d__"],
        "d": ["1", "2 __c__", "${x:z}"],
        "p/a": ["one"],
        "p/b": ["two", "three", "two"],
    }
)

noise = st.text(st.sampled_from("{}|$%#_@!~\\<>:[]()=?-.,\n 012acxp/"), max_size=30)
snippets = st.sampled_from(
    ["{a|b}", "{2$$a|b|c}", "__c__", "__p/*__", "${x={a|b}}", "${x}", "%{a...b$$x}", "<lora:a:1>",
     "{1..3}", "__d(x={q|r})__", "{", "}", "__", "|", "${x=!__c__}", "{~a|b}", "{@a|b}", "$$"]
)  # fmt: skip
messy = st.lists(st.one_of(snippets, noise), max_size=8).map("".join)

some = {"min_size": 1, "max_size": 3}
choices = st.recursive(
    st.sampled_from(["a", "b", "c", "d e", "", "__c__", "__p/*__", "__d__", "{1..3}", "${x}"]),
    lambda inner: st.one_of(
        st.lists(inner, **some).map(lambda each: "{" + "|".join(each) + "}"),
        st.lists(inner, **some).map(lambda each: "{2$$ $$" + "|".join(each) + "}"),
        st.lists(inner, **some).map(" ".join),
        inner.map(lambda each: "${x=!" + each + "}[${x}]"),
        inner.map(lambda each: "${x=" + each + "}[${x}${x}]"),
    ),
    max_leaves=5,
)


@settings(deadline=None)
@given(st.one_of(st.text(), messy), st.integers())
def test_nothing_makes_the_engine_raise(text, seed):
    expansion = expand(text, LIBRARY, seed)
    problems = (*expansion.diagnostics, *diagnose(text, LIBRARY))
    assert all(0 <= each.start <= each.end <= len(text) for each in problems)


@settings(deadline=None)
@given(messy)
def test_the_spans_of_the_nodes_cover_the_text(text):
    parts = parse(text).phrase.parts
    assert "".join(text[part.start : part.end] for part in parts) == text


@settings(deadline=None)
@given(messy, st.lists(st.integers(0, 2**64), max_size=4))
def test_a_seed_gives_the_same_text_in_any_batch(text, seeds):
    together = [expand(text, LIBRARY, seed).text for seed in seeds]
    assert [expand(text, LIBRARY, seed).text for seed in reversed(seeds)] == together[::-1]


@settings(deadline=None)
@given(choices, st.sampled_from(["{k|l|m}", "new text", "__p/b__ {5|6}"]), st.integers(0, 999))
def test_editing_one_part_leaves_the_others(kept, added, seed):
    alone = expand(kept, LIBRARY, seed).text
    assert expand(f"{added}; {kept}", LIBRARY, seed).text.endswith("; " + alone)
    assert expand(f"{kept}; {added}", LIBRARY, seed).text.startswith(alone + "; ")


@settings(deadline=None)
@given(choices)
def test_every_leaf_is_a_possible_draw_of_the_same_kind(template):
    leaves = Leaves(template, LIBRARY)
    texts = {leaves[rank] for rank in range(min(leaves.count, 60))}
    if leaves.count <= 60:
        assert {expand(template, LIBRARY, seed).text for seed in range(100)} <= texts


@settings(deadline=None)
@given(choices)
def test_different_ranks_make_different_choices(template):
    leaves = Leaves(template, LIBRARY)
    if leaves.count <= 300:
        made = set()
        for rank in range(leaves.count):
            text, expander = leaves.at(rank)
            assert expander.rank == 0
            made.add((text, tuple(pick[1:5] for pick in expander.report.picks)))
        assert len(made) == leaves.count


@pytest.mark.parametrize("separator", [", ", " "])
def test_a_chosen_part_may_be_written_out_without_changing_the_rest(separator):
    parts = ["{a|b|c}", "{d|e|f|g}", "__c__", "{1..50}"]
    for seed in range(50):
        results = expand(separator.join(parts), LIBRARY, seed).text
        fixed = [expand(parts[0], LIBRARY, seed).text, *parts[1:]]
        assert expand(separator.join(fixed), LIBRARY, seed).text == results

"""Exact counts, leaves by rank, and drawing from them without repeats."""

from itertools import islice, permutations

import pytest

from booru_studio.domain.wildcard_arrangements import Arrangements, Except, Group
from booru_studio.domain.wildcard_leaves import Leaves, RankOrder
from booru_studio.domain.wildcard_library import MemoryLibrary
from booru_studio.domain.wildcards import count, count_text, expand_at_rank, leaf, sample_leaves
from booru_studio.errors import InvalidInputError

LIBRARY = MemoryLibrary(
    {
        "ten": [str(number) for number in range(10)],
        "twice": ["a", "b", "a"],
        "mixed": ["x", "{1|2|3}", "y", "{4|5}"],
        "paths": ["__p/${which:a}__"],
        "p/a": ["1", "2"],
        "p/b": ["3"],
        "deep": ["__mixed__", "__mixed__ __ten__"],
    }
)


@pytest.mark.parametrize(
    ("template", "leaves"),
    [
        ("", 1),
        ("{a|a|b}", 2),
        ("{0::a|b|c}", 2),
        ("__twice__", 2),
        ("{3$$__twice__}", 2),
        ("__mixed__", 7),
        ("{2$$__mixed__}", 2 * (1 + 3 + 2 + 3 + 2 + 6)),
        ("{2$$__twice__|__twice__}", 4),
        ("{5$$a|b|c|d|e|f|g|h}", 6720),
        ("{1-$$a|b|c}", 15),
        ("__deep__", 77),
        ("__paths(which={a|b})__", 3),
        ("${v={a|b}}__p/${v}__", 3),
        ("${v=!{a|b}}__p/${v}__ ${v}", 3),
        ("${v=!{a|b}}__p/${v}____p/${v}__", 5),
        ("${v=!{a|b}}${v}${v}", 2),
        ("__p/*__", 3),
        ("{~a|b}{@c|d}", 1),
        ("{0.1..0.9}{1..1000}", 9000),
        (" ".join(["__ten__"] * 30), 10**30),
        ("{{a|b}|{c|d|e}} {2$$ $${f|g}|h|i}", 5 * 10),
    ],
)
def test_a_template_has_this_many_leaves(template, leaves):
    assert count(template, LIBRARY) == leaves


def test_leaves_of_a_multiple_choice_are_all_its_ordered_selections():
    expected = {",".join(pair) for pair in permutations("abcd", 2)}
    assert sorted(Leaves("{2$$a|b|c|d}", LIBRARY)) == sorted(expected)


def test_a_leaf_far_up_is_reached_directly():
    template = " ".join(["__ten__"] * 30)
    assert leaf(template, LIBRARY, 10**30 - 1) == " ".join("9" * 30)


def test_a_leaf_carries_its_picks():
    expansion = expand_at_rank("{a|b} __ten__", LIBRARY, 5)
    assert [pick.value for pick in expansion.picks] == expansion.text.split()


@pytest.mark.parametrize("rank", [-1, 2])
def test_a_rank_outside_is_refused_in_a_sentence(rank):
    with pytest.raises(InvalidInputError, match="the template has 2"):
        leaf("{a|b}", LIBRARY, rank)


def test_sampling_gives_every_leaf_once():
    texts = [text for _, text in sample_leaves("__ten__{a|b|c}", LIBRARY, seed=4)]
    assert sorted(texts) == sorted(Leaves("__ten__{a|b|c}", LIBRARY))
    assert texts != list(Leaves("__ten__{a|b|c}", LIBRARY))


def test_sampling_goes_on_where_it_stopped():
    whole = list(islice(sample_leaves("__ten____ten__", LIBRARY, 7), 20))
    assert list(islice(sample_leaves("__ten____ten__", LIBRARY, 7, start=12), 8)) == whole[12:]


@pytest.mark.parametrize("total", [1, 2, 3, 16, 17, 1000])
def test_a_rank_order_is_a_permutation(total):
    order = RankOrder(total, seed=1)
    assert sorted(order[position] for position in range(total)) == list(range(total))


def test_a_rank_order_of_any_size_stays_below_its_total():
    order = RankOrder(10**40, seed=2)
    ranks = {order[position] for position in range(100)}
    assert len(ranks) == 100
    assert max(ranks) < 10**40


def test_circular_libraries_are_counted_in_the_end():
    names = [f"w{number}" for number in range(12)]
    everything = " ".join(f"__{name}__" for name in names)
    library = MemoryLibrary({name: [everything, "{a|b}"] for name in names})
    leaves = Leaves("__w0__", library)
    assert leaves.count > 2
    assert leaves[leaves.count - 1]


def test_a_count_of_more_digits_than_python_prints_can_be_written():
    assert count_text(10**5000 + 7) == "1" + "0" * 4999 + "7"


def test_arrangements_with_different_leaves_are_numbered_without_gaps():
    groups = [Group(1, 1, [0, 1]), Group(3, 1, [2]), Group(1, 2, [3])]
    arrangements = Arrangements(groups, 1, 3)
    made = {
        tuple((each.index, each.rank) for each in arrangements.at(rank))
        for rank in range(arrangements.total)
    }
    assert len(made) == arrangements.total
    with pytest.raises(IndexError):
        arrangements.at(arrangements.total)


def test_a_sequence_without_some_items_reads_like_a_list():
    kept = Except(Except(range(10), [0, 4]), [0, 7])
    assert list(kept) == [2, 3, 5, 6, 7, 8]
    assert len(kept) == 6

"""Some leaves of a template, and what queueing all of them would cost."""

import pytest

from booru_studio.domain.prompt_tree_preview import estimate, preview_leaves
from booru_studio.domain.wildcard_library import MemoryLibrary
from booru_studio.errors import InvalidInputError

LIBRARY = MemoryLibrary({"ten": [str(number) for number in range(10)]})


@pytest.mark.parametrize(
    ("order", "ranks"), [("first", [0, 1, 2, 3]), ("even", [0, 25, 50, 75])]
)
def test_leaves_are_shown_from_the_beginning_or_over_all(order, ranks):
    shown = preview_leaves("__ten__ __ten__", LIBRARY, order=order, wanted=4)
    assert [rank for rank, _ in shown] == ranks
    assert len({text for _, text in shown}) == 4


def test_random_leaves_are_all_different_and_the_same_for_a_seed():
    shown = preview_leaves("__ten__ __ten__", LIBRARY, order="random", wanted=500, seed=4)
    assert len({text for _, text in shown}) == 100
    assert shown == preview_leaves("__ten__ __ten__", LIBRARY, order="random", wanted=500, seed=4)


def test_another_order_is_told():
    with pytest.raises(InvalidInputError, match="first, even, random"):
        preview_leaves("a", LIBRARY, order="sideways")


@pytest.mark.parametrize(
    ("leaves", "advice"), [(50, "go"), (51, "confirm"), (1000, "confirm"), (1001, "sample")]
)
def test_many_jobs_are_asked_about_and_very_many_sampled(leaves, advice):
    assert estimate(leaves).advice == advice


def test_time_and_disk_are_those_of_the_typical_recent_job():
    costs = estimate(
        12, seeds=2, checkpoints=2, recent_seconds=[900.0] * 30 + [10.0] * 20, recent_bytes=[7, 9]
    )
    assert (costs.jobs, costs.seconds, costs.bytes) == (48, 480.0, 48 * 8)


def test_nothing_is_promised_without_a_job_to_go_by_and_no_number_is_too_big():
    assert estimate(3).seconds is None
    assert estimate(10**400, recent_seconds=[2.0], recent_bytes=[3]).bytes == 3 * 10**400

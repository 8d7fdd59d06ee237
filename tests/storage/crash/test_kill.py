"""A process that works on a store and is killed: 20 times here, any number with `kill`."""

import pytest

from tests.storage.crash.kill import check, run


def test_what_was_acknowledged_is_there_after_every_kill():
    acknowledged, wrong = run(trials=20, seed=1)

    assert wrong == []
    assert acknowledged > 20


@pytest.mark.parametrize(
    "expected", [{"lost": ("done", "")}, {"a": ("done", ""), "b": ("failed", "")}]
)
def test_the_comparison_sees_a_lost_job(tmp_path, expected):
    assert check(tmp_path, expected)

"""A thread that lies ready for calls beside its owner's work."""

import threading

import pytest

from booru_studio.services.aside import Aside


@pytest.fixture
def aside():
    aside = Aside("beside a test")
    aside.start()
    yield aside
    aside.stop()


def test_calls_are_done_one_after_the_other_in_their_order(aside):
    done = []
    futures = [aside.do(lambda number=number: done.append(number)) for number in range(20)]
    futures[-1].result(10)

    assert done == list(range(20))


def test_what_a_call_raises_reaches_who_asks_and_the_next_call_is_done(aside):
    def fail():
        raise KeyError("lake")

    failed, after = aside.do(fail), aside.do(lambda: threading.current_thread().name)

    with pytest.raises(KeyError):
        failed.result(10)
    assert after.result(10) == "beside a test"


def test_one_that_was_never_begun_can_be_stopped():
    Aside("never begun").stop()

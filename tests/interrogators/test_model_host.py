"""One model in memory at a time, and none after a while."""

import threading
import time
import weakref

import pytest

from booru_studio.errors import ModelContractError, WorkCancelledError
from booru_studio.interrogators.model_host import ModelHost
from tests.interrogators.local_models import tiny_tagger
from tests.interrogators.stand_ins import never, picture


class Loaded:
    """Stands for a model in memory."""


class Shelf:
    """Loads models and remembers which are still there."""

    def __init__(self):
        self.loads = []
        self.alive = weakref.WeakSet()

    def load(self, name):
        self.loads.append(name)
        model = Loaded()
        self.alive.add(model)
        return model

    def use(self, host, name, is_cancelled=never):
        return host.use(name, lambda: self.load(name), lambda model: name, is_cancelled)


def until(holds) -> bool:
    end = time.monotonic() + 5
    while not holds() and time.monotonic() < end:
        time.sleep(0.005)
    return holds()


@pytest.fixture
def shelf():
    return Shelf()


def test_a_model_is_loaded_once_for_many_pictures(shelf) -> None:
    host = ModelHost()

    assert [shelf.use(host, "a") for _ in range(3)] == ["a", "a", "a"]
    assert shelf.loads == ["a"]
    host.unload()


def test_another_model_takes_its_place(shelf) -> None:
    host = ModelHost()
    for name in ("a", "b"):
        shelf.use(host, name)

    assert len(shelf.alive) == 1
    host.unload()


def test_the_memory_is_given_back_after_a_while(shelf) -> None:
    host = ModelHost(idle_seconds=0.02)

    shelf.use(host, "a")

    assert until(lambda: not shelf.alive)


def test_each_picture_starts_the_while_anew(shelf) -> None:
    host = ModelHost(idle_seconds=0.6)
    for _ in range(3):
        shelf.use(host, "a")
        time.sleep(0.25)

    assert shelf.loads == ["a"]
    assert until(lambda: not shelf.alive)


def test_pictures_come_in_turn(shelf) -> None:
    host, inside, most = ModelHost(), [], []

    def work(_model):
        inside.append(1)
        most.append(len(inside))
        time.sleep(0.01)
        inside.pop()

    threads = [
        threading.Thread(target=host.use, args=("a", lambda: shelf.load("a"), work, never))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert most == [1, 1, 1, 1]
    host.unload()


def test_a_model_that_fails_to_load_leaves_the_place_free(shelf) -> None:
    host = ModelHost()

    def fail():
        raise ModelContractError(path="a", name="a", reason="it is none")

    with pytest.raises(ModelContractError):
        host.use("a", fail, lambda model: None, never)
    assert shelf.use(host, "a") == "a"
    host.unload()


def test_a_stop_while_it_loads_is_heeded(shelf) -> None:
    host, answers = ModelHost(), iter([True])

    with pytest.raises(WorkCancelledError):
        shelf.use(host, "a", lambda: next(answers))
    host.unload()


def test_only_its_own_model_is_unloaded(shelf) -> None:
    host = ModelHost()
    shelf.use(host, "a")

    host.unload("b")
    assert shelf.alive
    host.unload("a")
    assert not shelf.alive


def test_closing_an_interrogator_releases_its_session(tmp_path) -> None:
    host = ModelHost()
    tagger = tiny_tagger(tmp_path, host=host)
    tagger.interrogate(picture(), never)
    session = weakref.ref(host.use(tagger.source, lambda: None, lambda m: m.session, never))

    tagger.close()

    assert session() is None
    assert tagger.interrogate(picture(), never).tags
    tagger.close()

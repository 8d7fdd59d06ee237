"""Work in the background: followed, stopped, and never lost silently."""

import threading

import pytest

from booru_studio.errors import BooruBusyError, InvalidInputError
from booru_studio.services.background import MOST_AT_ONCE, BackgroundTasks, TaskState


@pytest.fixture
def tasks():
    tasks = BackgroundTasks()
    yield tasks
    tasks.stop()


@pytest.fixture
def door():
    """What a test's work waits for; it is open at the end."""
    door = threading.Event()
    yield door
    door.set()


def test_quick_work_is_done_at_the_first_look(tasks):
    task = tasks.look(tasks.begin(lambda _steps: {"rows": [1]}), 5)

    assert (task.state, task.result, task.error) == (TaskState.DONE, {"rows": [1]}, "")


def test_each_step_can_be_followed(tasks, door):
    begun = threading.Event()

    def work(steps):
        steps("Asking Danbooru.")
        begun.set()
        door.wait(5)

    task_id = tasks.begin(work)
    begun.wait(5)
    task = tasks.look(task_id)
    assert (task.state, task.step, task.sentence) == (TaskState.RUNNING, 1, "Asking Danbooru.")


def test_work_is_stopped_before_its_next_step(tasks, door):
    steps_done = []

    def work(steps):
        for number in range(3):
            steps(f"Step {number}.")
            steps_done.append(number)
            door.wait(5)

    task_id = tasks.begin(work)
    tasks.cancel(task_id)
    door.set()
    assert tasks.look(task_id, 5).state is TaskState.CANCELLED
    assert len(steps_done) <= 1


def test_an_expected_failure_is_its_sentence(tasks):
    def work(_steps):
        raise BooruBusyError(site="Danbooru", seconds=60)

    task = tasks.look(tasks.begin(work), 5)
    assert task.state is TaskState.FAILED
    assert "Danbooru" in task.error


def test_too_much_at_once_is_refused(tasks, door):
    for _ in range(MOST_AT_ONCE):
        tasks.begin(lambda _steps: door.wait(5))

    with pytest.raises(InvalidInputError, match="under way already"):
        tasks.begin(lambda _steps: None)


def test_an_unknown_task_is_told(tasks):
    with pytest.raises(InvalidInputError, match="begin it again"):
        tasks.look("nowhere")

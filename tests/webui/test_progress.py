"""Progress as either route tells it."""

import pytest

from booru_studio.webui.progress import (
    ServerState,
    TaskProgress,
    corrected,
    server_state,
    task_progress,
    uncertain,
)

PREVIEW = "data:image/png;base64,iVBORw=="


def running(**state: object) -> dict[str, object]:
    usual = {"job": "Batch 1 out of 1", "job_count": 1, "interrupted": False}
    return {"progress": 0.25, "eta_relative": 6.0, "state": {**usual, **state},
            "current_image": None}  # fmt: skip


@pytest.mark.parametrize(
    ("answer", "progress"),
    [
        ({"active": True, "queued": False, "completed": False, "progress": 0.5, "eta": 3.5,
          "live_preview": PREVIEW, "id_live_preview": 4, "textinfo": None},
         TaskProgress(active=True, fraction=0.5, eta=3.5, preview=b"\x89PNG", preview_id=4)),
        ({"active": False, "queued": True, "completed": False, "progress": None, "eta": None,
          "live_preview": None, "id_live_preview": -1, "textinfo": "In queue: 1/2"},
         TaskProgress(queued=True, textinfo="In queue: 1/2")),
        ({"active": False, "queued": False, "completed": True, "textinfo": "Waiting..."},
         TaskProgress(completed=True, textinfo="Waiting...")),
        ({"active": True, "progress": 1.7, "eta": -2, "live_preview": "@@", "id_live_preview": "x"},
         TaskProgress(active=True, fraction=1.0, eta=0.0)),
        ({"active": 1, "progress": True, "eta": float("nan")}, TaskProgress()),
        ([], TaskProgress()),
        (None, TaskProgress()),
    ],
)  # fmt: skip
def test_a_task_is_read(answer, progress):
    assert task_progress(answer) == progress


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        (running(), ServerState(is_busy=True, fraction=0.25, eta=6.0)),
        (running(job="scripts_txt2img", job_count=-1),
         ServerState(is_busy=True, fraction=0.25, eta=6.0)),
        (running(job="", job_count=0), ServerState()),
        (running(job="", job_count=0, interrupted=True), ServerState(was_interrupted=True)),
        ({**running(), "current_image": "iVBORw=="},
         ServerState(is_busy=True, fraction=0.25, eta=6.0, preview=b"\x89PNG")),
        ({"state": None}, ServerState()),
        (None, ServerState()),
    ],
)  # fmt: skip
def test_a_server_is_read(answer, state):
    assert server_state(answer) == state


def test_a_task_that_failed_is_not_active_though_the_server_says_so():
    active = TaskProgress(active=True, fraction=0.5)
    assert not corrected(active, ServerState()).active
    assert corrected(active, ServerState(is_busy=True)) == active


def test_an_interrupt_shows_while_the_task_is_active():
    busy = ServerState(is_busy=True, was_interrupted=True)
    assert corrected(TaskProgress(active=True), busy).is_interrupted
    assert not corrected(TaskProgress(queued=True), busy).is_interrupted


def test_without_task_ids_progress_is_a_guess():
    guess = uncertain(ServerState(is_busy=True, fraction=0.25, eta=6.0))
    assert guess == TaskProgress(active=True, fraction=0.25, eta=6.0, is_certain=False)

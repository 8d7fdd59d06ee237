"""One job at a time on the stand-in WebUI: order, progress, interruption, restarts."""

import base64
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
import requests
from PIL import Image

from booru_studio.demo.webui import StandInWebUi
from tests.demo.webui_calls import (
    Background,
    get,
    opened,
    post,
    task,
    txt2img,
    wait_until,
)

LONG = {"steps": 2000, "force_task_id": "long"}


@pytest.fixture
def webui() -> Iterator[StandInWebUi]:
    with StandInWebUi(step_ms=10) as started:
        yield started


def started(webui: StandInWebUi, **changes: Any) -> Background:
    """Start a long job and wait until it works."""
    job = Background(partial(txt2img, webui.url, **{**LONG, **changes}))
    wait_until(lambda: (task(webui.url, "long")["progress"] or 0) > 0)
    return job


def queued(webui: StandInWebUi, task_id: str, **changes: Any) -> Background:
    """Send a job behind another one and wait until it waits."""
    job = Background(partial(txt2img, webui.url, force_task_id=task_id, **changes))
    wait_until(lambda: task(webui.url, task_id)["queued"])
    return job


def interrupt(webui: StandInWebUi) -> None:
    assert post(webui.url, "/sdapi/v1/interrupt").json() == {}


def test_jobs_wait_in_the_order_they_came(webui: StandInWebUi) -> None:
    first = started(webui)
    others = [queued(webui, name) for name in ("b", "a", "c")]
    pending = get(webui.url, "/internal/pending-tasks").json()
    assert pending == {"size": 3, "tasks": ["b", "a", "c"]}
    assert task(webui.url, "a")["textinfo"] == "In queue: 2/3"
    interrupt(webui)
    stamps = [job.result()["info"]["job_timestamp"] for job in (first, *others)]
    assert stamps == sorted(stamps)
    assert [task(webui.url, name)["completed"] for name in ("b", "a", "c")] == [True] * 3


PROGRESS_KEYS = ["active", "queued", "completed", "progress", "eta", "live_preview",
                 "id_live_preview", "textinfo"]  # fmt: skip


def test_progress_by_id_tells_the_three_states(webui: StandInWebUi) -> None:
    job, waiting = started(webui), queued(webui, "next")
    active = task(webui.url, "long")
    assert list(active) == PROGRESS_KEYS
    assert (active["active"], active["queued"], active["completed"]) == (True, False, False)
    assert 0 < active["progress"] < 1
    interrupt(webui)
    job.result()
    waiting.result()
    done = task(webui.url, "long")
    assert (done["completed"], done["progress"], done["textinfo"]) == (True, None, "Waiting...")


def test_a_task_nobody_sent_is_nowhere(webui: StandInWebUi) -> None:
    unknown = task(webui.url, "never")
    assert not any(unknown[key] for key in ("active", "queued", "completed"))
    assert unknown["id_live_preview"] == -1


def test_the_live_preview_is_sent_when_it_is_new(webui: StandInWebUi) -> None:
    job = started(webui)
    first = task(webui.url, "long")
    kind, _, data = first["live_preview"].partition(",")
    assert kind == "data:image/png;base64"
    assert opened(data).size == (64, 64)
    body = {"id_task": "long", "live_preview": False}
    assert post(webui.url, "/internal/progress", body).json()["live_preview"] is None
    wait_until(lambda: task(webui.url, "long")["id_live_preview"] > first["id_live_preview"])
    interrupt(webui)
    job.result()


STATE_KEYS = ["skipped", "interrupted", "stopping_generation", "job", "job_count", "job_timestamp",
              "job_no", "sampling_step", "sampling_steps"]  # fmt: skip


def test_overall_progress_has_a_picture_while_something_runs(webui: StandInWebUi) -> None:
    job = started(webui, n_iter=2)
    running = get(webui.url, "/sdapi/v1/progress").json()
    assert list(running) == ["progress", "eta_relative", "state", "current_image", "textinfo"]
    assert list(running["state"]) == STATE_KEYS
    assert (running["state"]["job"], running["state"]["job_count"]) == ("Batch 1 out of 2", 2)
    assert opened(running["current_image"]).size == (64, 64)
    without = get(webui.url, "/sdapi/v1/progress?skip_current_image=true").json()
    assert without["current_image"] is None
    interrupt(webui)
    job.result()
    idle = get(webui.url, "/sdapi/v1/progress").json()
    assert (idle["progress"], idle["state"]["job"], idle["state"]["job_count"]) == (0, "", 0)


def test_an_interrupted_job_answers_200_with_fewer_pictures(webui: StandInWebUi) -> None:
    whole = txt2img(webui.url, steps=1)["images"][0]
    job = started(webui, n_iter=3)
    interrupt(webui)
    body = job.result()
    assert (len(body["images"]), len(body["info"]["all_seeds"])) == (1, 3)
    assert "Steps: 2000" in body["info"]["infotexts"][0]
    assert opened(body["images"][0]).tobytes() != opened(whole).tobytes()
    assert task(webui.url, "long")["completed"]


def test_an_interrupted_picture_is_not_saved(webui: StandInWebUi) -> None:
    job = started(webui, save_images=True)
    interrupt(webui)
    job.result()
    assert not list(webui.folder.rglob("*.png"))


def test_interrupting_while_idle_does_nothing_to_the_next_job(webui: StandInWebUi) -> None:
    interrupt(webui)
    first = txt2img(webui.url, steps=3)["images"][0]
    assert txt2img(webui.url, steps=3)["images"][0] == first
    assert not get(webui.url, "/sdapi/v1/progress").json()["state"]["interrupted"]


def test_skip_jumps_to_the_next_batch(webui: StandInWebUi) -> None:
    job = started(webui, n_iter=2)
    assert post(webui.url, "/sdapi/v1/skip").json() is None
    wait_until(lambda: get(webui.url, "/sdapi/v1/progress").json()["state"]["job_no"] == 1)
    interrupt(webui)
    assert len(job.result()["images"]) == 2


def test_only_the_last_sixteen_tasks_are_remembered() -> None:
    with StandInWebUi(step_ms=0) as webui:
        for number in range(17):
            txt2img(webui.url, steps=1, width=8, height=8, force_task_id=f"t{number}")
        assert [task(webui.url, name)["completed"] for name in ("t0", "t1", "t16")] == [
            False,
            True,
            True,
        ]


def test_a_failed_task_stays_active_until_the_next_one(webui: StandInWebUi) -> None:
    body = {"steps": 0, "force_task_id": "bad"}
    assert post(webui.url, "/sdapi/v1/txt2img", body).status_code == 500
    assert task(webui.url, "bad")["active"]
    assert get(webui.url, "/sdapi/v1/progress").json()["state"]["job_count"] == 0
    txt2img(webui.url)
    gone = task(webui.url, "bad")
    assert [gone["active"], gone["completed"]] == [False, False]


def test_with_a_duration_more_steps_are_shorter_steps() -> None:
    with StandInWebUi(duration_ms=60) as webui:
        job = Background(partial(txt2img, webui.url, steps=5000))
        assert len(job.result()["images"]) == 1


def test_choosing_a_checkpoint_waits_for_the_running_job_on_a1111_only() -> None:
    for flavour, has_to_wait in (("a1111", True), ("forge", False)):
        with StandInWebUi(flavour, step_ms=10) as webui:
            job = started(webui)
            choice = {"sd_model_checkpoint": "inkwashSD15"}
            change = Background(partial(post, webui.url, "/sdapi/v1/options", choice))
            if not has_to_wait:
                assert change.result().status_code == 200
            assert task(webui.url, "long")["active"]
            interrupt(webui)
            job.result()
            assert change.result().status_code == 200


def test_a_restart_forgets_tasks_and_changes_the_app_id(webui: StandInWebUi) -> None:
    url, before = webui.url, get(webui.url, "/app_id").json()["app_id"]
    txt2img(url, force_task_id="done")
    job = started(webui)
    webui.restart()
    assert isinstance(job.result(), requests.ConnectionError)
    assert webui.url == url
    assert get(url, "/app_id").json()["app_id"] != before
    assert not any(task(url, name)[key] for name in ("done", "long") for key in PROGRESS_KEYS[:3])
    assert len(txt2img(url)["images"]) == 1


def test_a_dead_webui_refuses_connections_and_loses_waiting_jobs(webui: StandInWebUi) -> None:
    jobs = [started(webui), queued(webui, "waiting")]
    webui.stop_listening()
    with pytest.raises(requests.ConnectionError):
        get(webui.url, "/internal/ping")
    webui.listen_again()
    assert all(isinstance(job.result(), requests.ConnectionError) for job in jobs)
    assert get(webui.url, "/internal/pending-tasks").json() == {"size": 0, "tasks": []}


def test_saved_pictures_outlive_a_restart_but_not_the_stand_in(webui: StandInWebUi) -> None:
    picture = txt2img(webui.url, save_images=True)["images"][0]
    webui.restart()
    path = next(webui.folder.rglob("*.png"))
    assert get(webui.url, f"/file={path}").content == base64.b64decode(picture)
    with Image.open(path) as image:
        assert image.size == (64, 64)
    webui.close()
    assert not path.exists()

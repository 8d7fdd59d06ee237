"""The Agent Scheduler's queue as a WebUI: the contract of its routes, and each end of a task."""

import threading
import time

import pytest

from booru_studio.demo.webui import StandInWebUi
from booru_studio.domain.generation import Txt2ImgRequest
from booru_studio.domain.safety import RatingPolicy, approve
from booru_studio.errors import (
    WebUiExtensionMissingError,
    WebUiFailedError,
    WebUiInterruptedError,
    WebUiNotReachableError,
    WebUiOutcomeUnknownError,
    WebUiOutOfMemoryError,
    WebUiReplyError,
)
from booru_studio.webui.agent_scheduler import AgentSchedulerClient
from booru_studio.webui.agent_tasks import AgentTask, queue_body, reply_body
from booru_studio.webui.payloads import txt2img_payload
from tests.webui.agent_stand_in import AgentStandIn

OURS = "task(bs-hat-1)"


class QuickClient(AgentSchedulerClient):
    look_seconds = 0.01


@pytest.fixture(params=[False, True], ids=["since 1.8", "before 1.8"])
def server(request):
    with AgentStandIn(names_running=request.param) as started:
        yield started


@pytest.fixture
def client(server):
    with QuickClient("agent+" + server.url) as made:
        yield made


def prepared(client, **changes):
    values = {"prompt": "straw hat, garden", "steps": 4, "width": 128, "height": 128, "seed": 7}
    request = Txt2ImgRequest.from_json(values | changes)
    approved = approve(request, RatingPolicy())
    return txt2img_payload(approved, client.capabilities(), OURS), approved.request


def until(condition):
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline, "it did not come"
        time.sleep(0.005)


def in_thread(call):
    """Run a call that is to fail; returns the thread and the list its error goes into."""
    errors = []

    def run():
        try:
            call()
        except Exception as error:  # noqa: BLE001
            errors.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    return thread, errors


def test_the_address_tells_the_queue_from_the_same_webui_without_it(client, server):
    assert client.url == "agent+" + server.url
    assert client.capabilities().url == server.url


def test_a_webui_without_the_extension_is_told():
    with (
        StandInWebUi(step_ms=0) as plain,
        QuickClient("agent+" + plain.url) as client,
        pytest.raises(WebUiExtensionMissingError, match="has no Agent Scheduler"),
    ):
        client.capabilities()


def test_pictures_come_with_seeds_and_infotexts(client, server):
    reply = client.txt2img(*prepared(client, batch_size=2))
    assert [image.seed for image in reply.images] == [7, 8]
    assert all("straw hat, garden" in image.infotext for image in reply.images)
    assert reply.warnings == ()
    assert not reply.is_short
    assert len(server.painted) == 1


def test_nothing_but_an_approved_payload_is_sent(client, server):
    with pytest.raises(TypeError, match="only a Txt2ImgPayload"):
        client.enqueue({"prompt": "garden"})
    assert server.tasks == {}


def test_the_body_is_the_request_with_the_model_under_names_of_its_own(client):
    title = client.capabilities().checkpoints[0].title
    payload, _ = prepared(client, checkpoint=title)
    body = queue_body(payload)
    assert body["checkpoint"] == body["override_settings"]["sd_model_checkpoint"] == title
    assert "vae" not in body
    assert body["force_task_id"] == OURS
    assert (body["save_images"], body["override_settings"]["grid_save"]) == (True, False)
    assert body["prompt"] == payload.json["prompt"]


@pytest.mark.parametrize(
    ("told", "kind", "sentence"),
    [
        ("Sampler went missing", WebUiFailedError, "Sampler went missing"),
        ("", WebUiFailedError, "does not say why"),
        ("CUDA out of memory", WebUiOutOfMemoryError, "ran out of graphics memory"),
    ],
)
def test_a_failed_task_says_what_the_extension_says(client, server, told, kind, sentence):
    server.failures.append(told)
    with pytest.raises(kind, match=sentence):
        client.txt2img(*prepared(client))


def test_a_waiting_task_is_queued_and_can_be_taken_out(client, server):
    server.paused = True
    thread, errors = in_thread(lambda: client.txt2img(*prepared(client)))
    until(lambda: client.progress(OURS).queued)
    assert client.interrupt(OURS)
    thread.join(20)
    assert isinstance(errors[0], WebUiInterruptedError)
    assert (server.tasks, server.painted) == ({}, [])


def test_a_running_task_tells_how_far_it_is_and_can_be_stopped():
    with (
        AgentStandIn(names_running=True, duration_ms=60_000) as server,
        QuickClient("agent+" + server.url) as client,
    ):
        thread, errors = in_thread(lambda: client.txt2img(*prepared(client, steps=150)))
        until(lambda: client.progress(OURS).active)
        assert client.interrupt(OURS)
        thread.join(20)
        assert isinstance(errors[0], WebUiInterruptedError)


def test_a_task_that_runs_under_our_id_is_stopped_by_the_webui_itself():
    with (
        AgentStandIn(duration_ms=60_000) as server,
        QuickClient("agent+" + server.url) as client,
    ):
        replies = []
        thread, _ = in_thread(lambda: replies.append(client.txt2img(*prepared(client, steps=150))))
        until(lambda: client.progress(OURS).active)
        assert client.interrupt(OURS)
        thread.join(20)
        assert len(replies) == 1  # half finished, as the WebUI's own button leaves it
        assert client.was_interrupted()


def test_a_task_of_others_is_never_stopped(client, server):
    server.paused = True
    other = client.enqueue(prepared(client)[0])
    assert not client.interrupt("task(bs-other-1)")
    assert list(server.tasks) == [other]


def test_a_task_is_found_by_its_own_id_and_by_ours(client, server):
    server.paused = True
    task = client.enqueue(prepared(client)[0])
    assert client.find_task(OURS, task) == client.find_task(OURS) == task
    assert client.find_task(OURS, "gone") == client.find_task("task(bs-other-1)") == ""
    server.resume()
    until(lambda: server.tasks[task].status == "done")
    assert client.find_task(OURS) == task


def test_a_lost_answer_leaves_one_task_that_is_found(client, server):
    payload, request = prepared(client)
    server.drops_answers = True
    with pytest.raises(WebUiOutcomeUnknownError):
        client.enqueue(payload)
    task = client.find_task(OURS)
    assert client.collect(task, payload, request).images[0].seed == 7
    assert server.painted == [task]


@pytest.mark.parametrize("end", ["abandon", "close"])
def test_a_wait_can_be_ended_and_the_task_stays(client, server, end):
    server.paused = True
    thread, errors = in_thread(lambda: client.txt2img(*prepared(client)))
    until(lambda: client.progress(OURS).queued)
    client.abandon(OURS) if end == "abandon" else client.close()
    thread.join(20)
    assert isinstance(errors[0], WebUiOutcomeUnknownError)
    assert len(server.tasks) == 1


def test_a_webui_that_falls_silent_leaves_the_outcome_open(client, server):
    payload, request = prepared(client)
    server.paused = True
    task = client.enqueue(payload)
    server.stop_listening()
    with pytest.raises(WebUiOutcomeUnknownError):
        client.collect(task, payload, request)
    with pytest.raises(WebUiNotReachableError):
        client.enqueue(payload)
    server.listen_again()
    server.resume()
    assert client.collect(task, payload, request).images


def test_results_that_are_gone_are_told(client, server):
    payload, request = prepared(client)
    task = client.enqueue(payload)
    until(lambda: server.tasks[task].status == "done")
    server.tasks[task].result = {"images": [], "infotexts": []}
    with pytest.raises(WebUiReplyError, match="it sent no picture"):
        client.collect(task, payload, request)


@pytest.mark.parametrize("values", [
    None, [], {}, {"id": 5, "status": "done"}, {"id": "a"}, {"id": "a", "status": "resting"},
])  # fmt: skip
def test_what_is_no_task_is_none(values):
    assert AgentTask.from_json(values) is None


def test_a_status_may_come_with_its_class_before_it():
    task = AgentTask.from_json({"id": "a", "status": "TaskStatus.DONE", "params": None})
    assert (task.status, task.is_over, task.our_id) == ("done", True, "")


@pytest.mark.parametrize("results", [None, {}, {"data": None}, "no", [5]])
def test_results_of_another_shape_hold_no_picture(results):
    assert reply_body(results, 1)["images"] == []

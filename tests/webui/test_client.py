"""The client against a stand-in WebUI over HTTP: making, watching, stopping, settings."""

import threading
from contextlib import contextmanager

import pytest

from booru_studio.demo.faults import Fault
from booru_studio.demo.webui import StandInWebUi
from booru_studio.errors import (
    InvalidInputError,
    UnknownChoiceError,
    WebUiAuthError,
    WebUiError,
    WebUiNotReachableError,
    WebUiOutcomeUnknownError,
    WebUiReplyError,
)
from booru_studio.webui.client import WebUiClient
from booru_studio.webui.progress import TaskProgress
from tests.demo.webui_calls import wait_until
from tests.webui.samples import generate, wish

WORK = "/sdapi/v1/txt2img"


@contextmanager
def under_way(client: WebUiClient, task_id: str = "task(bs-1)", **fields: object):
    """Generate in another thread; yields a list that gets the reply or the error."""
    results: list[object] = []

    def run() -> None:
        try:
            results.append(generate(client, task_id, **{"steps": 150, **fields}))
        except WebUiError as error:
            results.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield results
    finally:
        client.abandon(task_id)
        thread.join(10)


def test_pictures_come_as_asked(any_webui):
    with WebUiClient(any_webui.url) as client:
        reply = generate(client, batch_size=2, width=128, checkpoint="inkwashSD15", clip_skip=2)
    assert [(image.seed, image.width, image.height) for image in reply.images] == [
        (7, 128, 64), (8, 128, 64),
    ]  # fmt: skip
    assert reply.warnings == ()
    assert "lighthouse, sea, no humans" in reply.images[0].infotext


def test_hires_fix_works_everywhere(any_webui):
    with WebUiClient(any_webui.url) as client:
        reply = generate(client, enable_hr=True, hr_scale=1.5)
    assert (reply.images[0].width, reply.warnings) == (96, ())


def test_lora_vae_and_saved_batch_work_everywhere(any_webui):
    with WebUiClient(any_webui.url) as client:
        reply = generate(
            client, prompt="sea <lora:ink_lines:0.8>", vae="softColours.vae", save_images=True,
            batch_size=2,
        )  # fmt: skip
    assert (len(reply.images), reply.extras, reply.warnings) == (2, (), ())


def test_the_first_picture_tells_which_version_it_is(any_webui):
    with WebUiClient(any_webui.url) as client:
        assert client.capabilities().version == ""
        reply = generate(client)
        assert client.capabilities().version == reply.version != ""
        assert client.probe().version == reply.version
        assert client.capabilities().flavour == any_webui.flavour


def test_a_stand_in_with_a_prompt_expander_is_told_to_leave_prompts_alone():
    with StandInWebUi(step_ms=0, extensions=("dynamic prompts v2.17.1",)) as webui:
        with WebUiClient(webui.url) as client:
            generate(client)
        body = next(call.json for call in webui.calls if call.path == WORK)
    assert body["alwayson_scripts"] == {"dynamic prompts v2.17.1": {"args": [False]}}


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (Fault.BAD_BASE64, "picture 1 is no base64"),
        (Fault.TRUNCATED_PNG, "picture 1 is damaged"),
        (Fault.NOT_AN_IMAGE, "picture 1 is no PNG, JPEG or WebP"),
        (Fault.NO_IMAGES, "it sent no picture"),
        (Fault.IMAGES_NULL, "it sent no picture"),
    ],
)
def test_bad_pictures_are_refused(webui, client, fault, reason):
    webui.faults.next(WORK, fault)
    with pytest.raises(WebUiReplyError) as caught:
        generate(client)
    assert caught.value.facts["reason"] == reason


def test_a_picture_missing_and_another_seed_are_told(webui, client):
    webui.faults.next(WORK, Fault.FEWER_IMAGES)
    webui.faults.next(WORK, Fault.WRONG_SEED)
    short = generate(client, batch_size=2)
    assert (short.is_short, short.warnings) == (True, ("The WebUI sent 1 of 2 pictures.",))
    assert generate(client).warnings == ("The WebUI used seed 8 instead of 7.",)


def test_what_the_server_lacks_is_never_sent(webui, client):
    with pytest.raises(UnknownChoiceError):
        generate(client, checkpoint="inkwashSD16")
    assert webui.count(WORK) == 0


def test_nothing_but_a_payload_can_be_sent(webui, client):
    with pytest.raises(TypeError):
        client.txt2img({"prompt": "sea"}, wish())  # type: ignore[arg-type]
    assert webui.count(WORK) == 0


def test_the_lists_are_asked_for_once(webui, client):
    assert client.capabilities() is client.capabilities()
    assert webui.count("/openapi.json") == 1
    client.probe()
    assert webui.count("/openapi.json") == 2


def test_progress_is_told_while_the_picture_is_made(slow_webui, slow_client):
    assert not slow_client.progress("task(bs-1)").active
    with under_way(slow_client):
        wait_until(lambda: slow_client.progress("task(bs-1)").active)
        progress = slow_client.progress("task(bs-1)", wants_preview=True)
        assert progress.is_certain
        assert progress.fraction is not None
        assert slow_client.is_busy()
        assert not slow_client.progress("task(bs-2)").active
        slow_webui.stop_listening()


def test_a_live_preview_comes_once():
    with (
        StandInWebUi(duration_ms=60_000) as webui,
        WebUiClient(webui.url) as client,
        under_way(client),
    ):
        wait_until(lambda: client.progress("task(bs-1)", wants_preview=True).preview)
        first = client.progress("task(bs-1)", wants_preview=True)
        assert first.preview.startswith(b"\x89PNG")
        again = client.progress("task(bs-1)", wants_preview=True, preview_id=first.preview_id)
        assert again.preview is None or again.preview_id != first.preview_id
        webui.stop_listening()


def test_a_finished_task_is_completed_and_an_unknown_one_nothing(client):
    generate(client, "task(bs-9)")
    assert client.progress("task(bs-9)").completed
    assert client.progress("task(never)") == TaskProgress(textinfo="Waiting...")


def test_a_task_behind_another_is_queued(slow_webui, slow_client):
    with WebUiClient(slow_webui.url) as other, under_way(other, "task(first)"):
        wait_until(lambda: slow_client.progress("task(first)").active)
        with under_way(slow_client, "task(second)"):
            wait_until(lambda: slow_client.progress("task(second)").queued)
            assert slow_client.progress("task(second)").textinfo == "In queue: 1/1"
            slow_webui.stop_listening()


def test_a_failed_task_is_not_active_any_more(webui, client):
    webui.faults.next(WORK, Fault.OOM)
    with pytest.raises(WebUiError):
        generate(client, "task(bs-3)")
    assert not client.progress("task(bs-3)").active


def test_interrupting_our_task_brings_the_picture_so_far(slow_client):
    with under_way(slow_client) as results:
        wait_until(lambda: slow_client.progress("task(bs-1)").active)
        assert slow_client.interrupt("task(bs-1)")
        wait_until(lambda: results)
    assert len(results[0].images) == 1
    assert slow_client.was_interrupted()


def test_the_job_of_somebody_else_is_not_interrupted(slow_webui, slow_client):
    with WebUiClient(slow_webui.url) as other, under_way(other, "task(theirs)"):
        wait_until(lambda: slow_client.progress("task(theirs)").active)
        assert not slow_client.interrupt("task(ours)")
        assert slow_webui.count("/sdapi/v1/interrupt") == 0
        assert slow_client.is_busy()
        slow_webui.stop_listening()


def test_interrupting_an_idle_server_does_nothing(webui, client):
    assert not client.interrupt("task(bs-1)")
    assert webui.count("/sdapi/v1/interrupt") == 0


@contextmanager
def without_task_ids(duration_ms: float):
    """A stand-in, and a client that finds no route to ask it for a task."""
    with StandInWebUi(duration_ms=duration_ms) as webui, WebUiClient(webui.url) as client:
        for path in ("/openapi.json", "/internal/progress"):
            webui.faults.next(path, Fault.STATUS, status=404, body="{}", times=None)
        yield webui, client


def test_without_task_ids_progress_is_that_of_the_whole_server():
    with without_task_ids(60_000) as (webui, client), under_way(client):
        wait_until(lambda: client.progress("task(bs-1)").active)
        wait_until(lambda: client.progress("task(bs-1)", wants_preview=True).preview)
        assert not client.progress("task(bs-1)").is_certain
        assert not client.interrupt("task(other)")
        webui.stop_listening()


def test_without_task_ids_our_own_job_can_be_interrupted():
    with without_task_ids(60_000) as (_, client), under_way(client) as results:
        wait_until(lambda: client.progress("task(bs-1)").active)
        assert client.interrupt("task(bs-1)")
        wait_until(lambda: results)
    assert len(results[0].images) == 1


def test_a_watchdog_can_end_the_wait(slow_client):
    with under_way(slow_client) as results:
        wait_until(lambda: slow_client.progress("task(bs-1)").active)
        slow_client.abandon("task(bs-1)")
        wait_until(lambda: results)
    assert isinstance(results[0], WebUiOutcomeUnknownError)
    assert slow_client.progress("task(bs-1)").active


def test_closing_ends_the_wait(slow_client):
    with under_way(slow_client) as results:
        wait_until(lambda: slow_client.progress("task(bs-1)").active)
        slow_client.close()
        wait_until(lambda: results)
    assert isinstance(results[0], WebUiOutcomeUnknownError)


def test_a_webui_that_dies_under_way_leaves_the_outcome_unknown(slow_webui, slow_client):
    with under_way(slow_client) as results:
        wait_until(lambda: slow_client.progress("task(bs-1)").active)
        slow_webui.stop_listening()
        wait_until(lambda: results)
    assert isinstance(results[0], WebUiOutcomeUnknownError)
    with pytest.raises(WebUiNotReachableError):
        slow_client.is_busy()


def test_skipping_goes_on_to_the_end(slow_client):
    with under_way(slow_client) as results:
        wait_until(lambda: slow_client.progress("task(bs-1)").fraction)
        slow_client.skip()
        wait_until(lambda: results)
    assert len(results[0].images) == 1


def test_options_are_read_and_set(any_webui):
    with WebUiClient(any_webui.url) as client:
        client.set_options(
            {"sd_model_checkpoint": "inkwashSD15", "sd_vae": "softColours.vae",
             "interrogate_deepbooru_score_threshold": 0.4}
        )  # fmt: skip
        options = client.options()
        assert options["sd_model_checkpoint"].startswith("inkwashSD15.safetensors")
        assert options["interrogate_deepbooru_score_threshold"] == 0.4
        vae = options.get("forge_additional_modules") or [options["sd_vae"]]
        assert vae == ["softColours.vae.safetensors"]


def test_a_bad_option_reaches_nobody(webui, client):
    with pytest.raises(InvalidInputError):
        client.set_options({"samples_format": 3})
    client.set_options({})
    posts = [call for call in webui.calls if call.method == "POST"]
    assert posts == []


@pytest.mark.parametrize(("what", "count"), [("checkpoints", 3), ("loras", 12), ("vae", 1)])
def test_refreshing_gives_the_new_list(any_webui, what, count):
    with WebUiClient(any_webui.url) as client:
        client.capabilities()
        assert client.refresh(what) == count
        assert any_webui.count(f"/sdapi/v1/refresh-{what}") == 1


def test_only_known_lists_can_be_refreshed(client):
    with pytest.raises(InvalidInputError, match="checkpoints, loras, vae"):
        client.refresh("embeddings")  # type: ignore[arg-type]


def test_a_password_is_wanted_for_everything():
    with StandInWebUi(step_ms=0, auth=("me", "hunter2")) as webui:
        with WebUiClient(webui.url, ("me", "hunter2")) as client:
            assert len(generate(client).images) == 1
        with WebUiClient(webui.url) as client, pytest.raises(WebUiAuthError):
            generate(client)


def test_no_login_shows_in_the_client():
    with WebUiClient("http://me:hunter2@127.0.0.1:9/") as client:
        assert client.url == "http://127.0.0.1:9"
        assert "hunter2" not in repr(client)

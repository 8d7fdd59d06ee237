"""Each fault of the stand-in WebUI, as a client sees it."""

import base64
import json
from collections.abc import Iterator
from typing import Any

import pytest
import requests
from PIL import UnidentifiedImageError

from booru_studio.demo.faults import Fault
from booru_studio.demo.webui import StandInWebUi
from tests.demo.webui_calls import REQUEST, TXT2IMG, get, opened, post, task, txt2img, wait_until


@pytest.fixture
def webui() -> Iterator[StandInWebUi]:
    with StandInWebUi(step_ms=0) as started:
        yield started


def spoiled(webui: StandInWebUi, fault: Fault, **numbers: Any) -> requests.Response:
    webui.faults.next(TXT2IMG, fault, **numbers)
    return post(webui.url, TXT2IMG, {**REQUEST, "batch_size": 2, "force_task_id": "t"})


@pytest.mark.parametrize(
    ("fault", "error", "is_done"),
    [
        (Fault.RESET_BEFORE, requests.ConnectionError, False),
        (Fault.CLOSE_WITHOUT_REPLY, requests.ConnectionError, False),
        (Fault.GARBAGE_STATUS, requests.ConnectionError, False),
        (Fault.RESET_AFTER_WORK, requests.ConnectionError, True),
        (Fault.HALF_BODY, requests.exceptions.ChunkedEncodingError, True),
    ],
)
def test_a_broken_connection_tells_nothing_about_the_work(
    webui: StandInWebUi, fault: Fault, error: type[Exception], is_done: bool
) -> None:
    with pytest.raises(error):
        spoiled(webui, fault)
    assert task(webui.url, "t")["completed"] is is_done


def test_a_reset_is_seen_as_a_reset(webui: StandInWebUi) -> None:
    with pytest.raises(requests.ConnectionError, match="reset"):
        spoiled(webui, Fault.RESET_BEFORE)


@pytest.mark.parametrize("fault", [Fault.HANG_BEFORE_HEADERS, Fault.HANG_IN_BODY])
def test_a_hanging_answer_runs_into_the_client_s_timeout(webui: StandInWebUi, fault: Fault) -> None:
    webui.faults.next(TXT2IMG, fault, seconds=30)
    with pytest.raises((requests.ReadTimeout, requests.ConnectionError), match="[Tt]imed out"):
        requests.post(webui.url + TXT2IMG, json=REQUEST, timeout=0.1)


def test_after_a_short_hang_the_answer_comes(webui: StandInWebUi) -> None:
    assert spoiled(webui, Fault.HANG_BEFORE_HEADERS, seconds=0.01).status_code == 200


def test_a_slow_answer_arrives_whole(webui: StandInWebUi) -> None:
    assert len(spoiled(webui, Fault.SLOW_DRIP, seconds=0.05).json()["images"]) == 2


def test_the_job_goes_on_when_the_connection_drops_in_the_queue(webui: StandInWebUi) -> None:
    with pytest.raises(requests.ConnectionError):
        spoiled(webui, Fault.DROP_AFTER_SENDING_TO_QUEUE)
    wait_until(lambda: task(webui.url, "t")["completed"])


def test_cut_json_is_no_json(webui: StandInWebUi) -> None:
    reply = spoiled(webui, Fault.TRUNCATED_JSON)
    assert reply.status_code == 200
    with pytest.raises(ValueError, match="JSON|Unterminated|delimiter"):
        reply.json()


@pytest.mark.parametrize(
    ("fault", "numbers", "status", "text"),
    [
        (Fault.HTML_200, {}, 200, "<!DOCTYPE html>"),
        (Fault.STATUS, {"status": 502, "body": "Bad Gateway"}, 502, "Bad Gateway"),
        (Fault.OOM, {}, 500, '"error": "OutOfMemoryError"'),
        (Fault.VALIDATION_422, {}, 422, '"loc": ["body", "steps"]'),
        (Fault.UNAUTHORISED, {}, 401, "Incorrect username or password"),
        (Fault.BUSY_503, {}, 503, "Service Unavailable"),
    ],
)
def test_error_answers(
    webui: StandInWebUi, fault: Fault, numbers: dict[str, Any], status: int, text: str
) -> None:
    reply = spoiled(webui, fault, **numbers)
    assert reply.status_code == status
    assert text in reply.text


def test_a_busy_server_says_when_to_come_back(webui: StandInWebUi) -> None:
    assert spoiled(webui, Fault.BUSY_503, retry_after=7).headers["Retry-After"] == "7"


def test_running_out_of_memory_happens_in_the_job(webui: StandInWebUi) -> None:
    assert "CUDA out of memory" in spoiled(webui, Fault.OOM).json()["errors"]
    assert task(webui.url, "t")["active"]


@pytest.mark.parametrize(
    ("fault", "images"),
    [(Fault.NO_IMAGES, []), (Fault.IMAGES_NULL, None)],
)
def test_an_answer_without_pictures(webui: StandInWebUi, fault: Fault, images: object) -> None:
    reply = spoiled(webui, fault)
    assert (reply.status_code, reply.json()["images"]) == (200, images)


def test_fewer_pictures_than_seeds(webui: StandInWebUi) -> None:
    body = spoiled(webui, Fault.FEWER_IMAGES).json()
    assert (len(body["images"]), len(json.loads(body["info"])["all_seeds"])) == (1, 2)


def test_bad_base64_cannot_be_decoded(webui: StandInWebUi) -> None:
    picture = spoiled(webui, Fault.BAD_BASE64).json()["images"][0]
    with pytest.raises(ValueError, match="[Bb]ase64|padding|data"):
        base64.b64decode(picture, validate=True)


@pytest.mark.parametrize(
    ("fault", "error"),
    [(Fault.TRUNCATED_PNG, OSError), (Fault.NOT_AN_IMAGE, UnidentifiedImageError)],
)
def test_pictures_that_cannot_be_opened(
    webui: StandInWebUi, fault: Fault, error: type[Exception]
) -> None:
    picture = spoiled(webui, fault).json()["images"][0]
    with pytest.raises(error):
        opened(picture)


def test_a_wrong_seed_is_in_info_and_infotext(webui: StandInWebUi) -> None:
    info = json.loads(spoiled(webui, Fault.WRONG_SEED).json()["info"])
    assert (info["seed"], info["all_seeds"]) == (2, [2, 3])
    assert "Seed: 2," in info["infotexts"][0]


def test_upscaled_pictures_can_be_spoiled_too(webui: StandInWebUi) -> None:
    picture = txt2img(webui.url)["images"][0]
    path = "/sdapi/v1/extra-single-image"
    webui.faults.next(path, Fault.NOT_AN_IMAGE)
    reply = post(webui.url, path, {"image": picture, "upscaler_1": "Lanczos"}).json()
    assert base64.b64decode(reply["image"]).startswith(b"This is no picture")


def test_faults_last_as_many_calls_as_asked_and_then_the_next_ones_follow(
    webui: StandInWebUi,
) -> None:
    webui.faults.next("/internal/ping", Fault.STATUS, times=2, status=500)
    webui.faults.next("/internal/ping", Fault.STATUS, status=418)
    statuses = [get(webui.url, "/internal/ping").status_code for _ in range(4)]
    assert statuses == [500, 500, 418, 200]


def test_a_fault_for_all_calls_ends_when_it_is_cleared(webui: StandInWebUi) -> None:
    webui.faults.next("*", Fault.STATUS, times=None, status=503)
    assert {get(webui.url, path).status_code for path in ("/", "/app_id", "/")} == {503}
    webui.faults.clear()
    assert get(webui.url, "/").status_code == 200

"""Calls to the stand-in WebUI that several tests make."""

import base64
import json
import threading
import time
from collections.abc import Callable
from io import BytesIO
from typing import Any

import requests
from PIL import Image

TXT2IMG = "/sdapi/v1/txt2img"
REQUEST: dict[str, Any] = {
    "prompt": "1girl, solo, blue hair, flower field",
    "negative_prompt": "lowres",
    "steps": 2,
    "width": 64,
    "height": 64,
    "seed": 1,
    "sampler_name": "Euler a",
    "scheduler": "Karras",
    "cfg_scale": 6.5,
}
_WAIT_SECONDS = 10.0


def post(url: str, path: str, body: object = None, **options: Any) -> requests.Response:
    """POST on a connection of its own, closed afterwards."""
    with requests.Session() as session:
        return session.post(url + path, json=body, timeout=_WAIT_SECONDS, **options)


def get(url: str, path: str, **options: Any) -> requests.Response:
    """GET on a connection of its own, closed afterwards."""
    with requests.Session() as session:
        return session.get(url + path, timeout=_WAIT_SECONDS, **options)


def txt2img(url: str, **changes: Any) -> dict[str, Any]:
    """Generate and return the reply, with `info` decoded."""
    reply = post(url, TXT2IMG, {**REQUEST, **changes})
    assert reply.status_code == 200, reply.text
    body: dict[str, Any] = reply.json()
    body["info"] = json.loads(body["info"])
    return body


def opened(picture: str) -> Image.Image:
    """Decode a picture of a reply."""
    image = Image.open(BytesIO(base64.b64decode(picture)))
    image.load()
    return image


def task(url: str, task_id: str) -> dict[str, Any]:
    """Ask for the progress of one task."""
    answer: dict[str, Any] = post(url, "/internal/progress", {"id_task": task_id}).json()
    return answer


def wait_until(condition: Callable[[], object]) -> None:
    """Wait for a condition to hold."""
    deadline = time.monotonic() + _WAIT_SECONDS
    while not condition():
        assert time.monotonic() < deadline, "it did not come true in time"
        time.sleep(0.005)


class Background:
    """Runs a call in a thread; `result` waits for what it returned."""

    def __init__(self, work: Callable[[], Any]) -> None:
        self._result: Any = None
        self._work = work
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def result(self) -> Any:
        self._thread.join(_WAIT_SECONDS)
        assert not self._thread.is_alive()
        return self._result

    def _run(self) -> None:
        try:
            self._result = self._work()
        except requests.RequestException as error:
            self._result = error

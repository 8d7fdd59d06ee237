"""A stand-in WebUI with faults of the matrix that only one test needs, at calls a test chooses."""

import base64
import io
import json
from collections.abc import Callable, Mapping
from dataclasses import replace

from PIL import Image

from booru_studio.demo.faults import Fault
from booru_studio.demo.faulty_replies import reset
from booru_studio.demo.server import RawReply, Reply, http_bytes, json_reply
from booru_studio.demo.webui import StandInWebUi
from tests.services.crew import TXT2IMG

Spoil = Callable[[Reply], Reply | RawReply]
MODES: Mapping[str, Callable[[int], bool]] = {
    "once": lambda call: call == 0,
    "every second call": lambda call: call % 2 == 0,
    "always": lambda _call: True,
}


class OddWebUi(StandInWebUi):
    """Spoils its answers to txt2img: with a fault of the stand-in, or by changing the reply."""

    def __init__(self, spoil=None, mode="once", duration_ms=30, **fault_options):
        super().__init__(duration_ms=duration_ms)
        self._spoil, self._when = spoil, MODES[mode]
        self._options = fault_options
        self._works = 0

    def mend(self):
        self._spoil = None

    def answer(self, call):
        if call.path != TXT2IMG or self._spoil is None:
            return super().answer(call)
        spoil, is_spoiled = self._spoil, self._when(self._works)
        self._works += 1
        if not is_spoiled:
            return super().answer(call)
        if isinstance(spoil, Fault):
            self.faults.next(TXT2IMG, spoil, **self._options)
            return super().answer(call)
        reply = super().answer(call)
        return spoil(reply) if isinstance(reply, Reply) else reply


def instead(status: int, body: str = "", **headers: str) -> Spoil:
    """Answer something else; `Retry_After="1"` becomes the header `Retry-After`."""
    kind = "application/json" if body.startswith("{") else "text/plain"
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda _reply: Reply(status, body.encode(), kind, named)


def reset_in_body(reply: Reply) -> RawReply:
    def send(connection):
        connection.sendall(http_bytes(reply)[: len(reply.body) // 2])
        reset(connection)

    return RawReply(send)


def half_in_chunks(reply: Reply) -> RawReply:
    half = reply.body[: len(reply.body) // 2]
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    return RawReply(lambda line: line.sendall(head + b"%x\r\n" % len(half) + half + b"\r\n"))


def half_without_length(reply: Reply) -> RawReply:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n"
    return RawReply(lambda line: line.sendall(head + reply.body[: len(reply.body) // 2]))


def too_large(reply: Reply) -> Reply:
    return replace(reply, body=reply.body[:-1] + b" " * 2_000_000 + b"}")


def with_body(change: Callable[[dict, dict], None]) -> Spoil:
    """Change the reply's JSON; `change` gets it and its info."""

    def spoil(reply):
        body = json.loads(reply.body)
        info = json.loads(body["info"])
        change(body, info)
        return json_reply({**body, "info": json.dumps(info)})

    return spoil


def repainted(size=None, kind="PNG") -> Spoil:
    """Send black pictures of another size or format."""

    def change(body, _info):
        with Image.open(io.BytesIO(base64.b64decode(body["images"][0]))) as picture:
            black = Image.new("RGB", size or picture.size)
        data = io.BytesIO()
        black.save(data, kind)
        body["images"] = [base64.b64encode(data.getvalue()).decode() for _ in body["images"]]

    return with_body(change)


def grid_and_maps(body, info):
    """Put a grid before the pictures and a map after them, as ControlNet does."""
    body["images"] = [body["images"][0], *body["images"], body["images"][0]]
    info["index_of_first_image"] = 1
    info["infotexts"] = [info["infotexts"][0], *info["infotexts"]]


def other_checkpoint(_body, info):
    info["sd_model_name"] = "another-model"
    info["sd_model_hash"] = "0123456789"


def data_address(body, _info):
    body["images"] = [f"data:image/png;base64,{picture}" for picture in body["images"]]

"""What a switched-on fault does to an answer, on the wire and in its content."""

import base64
import json
import socket
import struct
import sys
from collections.abc import Callable
from typing import Any

from booru_studio.demo.faults import Fault, PlannedFault
from booru_studio.demo.server import RawReply, Reply, html_reply, http_bytes, json_reply
from booru_studio.demo.webui_errors import Flavour, RefusalError, refusal_reply

Sleep = Callable[[float], object]
_PROXY_PAGE = "<!DOCTYPE html><html><head><title>Gateway</title></head><body>Hello</body></html>"
_DRIPS = 20


def reply_instead(planned: PlannedFault, flavour: Flavour) -> Reply | RawReply | None:
    """Give the answer of a fault that keeps the work from being done; None for the others."""
    match planned.fault:
        case Fault.RESET_BEFORE:
            return RawReply(reset)
        case Fault.CLOSE_WITHOUT_REPLY:
            return RawReply(lambda _connection: None)
        case Fault.GARBAGE_STATUS:
            return RawReply(lambda connection: connection.sendall(b"\x00\x17 no HTTP \r\n\r\n"))
        case Fault.HTML_200:
            return html_reply(_PROXY_PAGE)
        case _:
            return _error_instead(planned, flavour)


def spoiled(planned: PlannedFault, reply: Reply, sleep: Sleep) -> Reply | RawReply:
    """Spoil the answer to work that was done."""
    match planned.fault:
        case Fault.RESET_AFTER_WORK:
            return RawReply(reset)
        case Fault.HALF_BODY:
            return RawReply(lambda connection: connection.sendall(_half(reply)))
        case Fault.HANG_IN_BODY:
            return RawReply(lambda connection: _hang(connection, reply, planned.seconds, sleep))
        case Fault.SLOW_DRIP:
            return RawReply(lambda connection: _drip(connection, reply, planned.seconds, sleep))
        case Fault.TRUNCATED_JSON:
            return Reply(reply.status, reply.body[: len(reply.body) * 2 // 3])
        case _:
            return _changed_content(planned.fault, reply)


def reset(connection: socket.socket) -> None:
    """Reset a connection: the client sees ECONNRESET instead of an orderly end."""
    shape = "hh" if sys.platform == "win32" else "ii"
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack(shape, 1, 0))
    # detach() gives the descriptor away, so nothing shuts the connection down politely first.
    socket.close(connection.detach())


def _error_instead(planned: PlannedFault, flavour: Flavour) -> Reply | None:
    match planned.fault:
        case Fault.STATUS:
            kind = "application/json" if planned.body.startswith("{") else "text/plain"
            return Reply(planned.status, planned.body.encode(), kind)
        case Fault.VALIDATION_422:
            problem = {"loc": ["body", "steps"], "msg": "value is not a valid integer",
                       "type": "type_error.integer"}  # fmt: skip
            return json_reply({"detail": [problem]}, 422)
        case Fault.UNAUTHORISED:
            headers = {"WWW-Authenticate": "Basic"}
            wrong = RefusalError(401, "Incorrect username or password", headers)
            return refusal_reply(flavour, wrong)
        case Fault.BUSY_503:
            headers = {"Retry-After": str(planned.retry_after)}
            return Reply(503, b"Service Unavailable", "text/plain", headers)
        case _:
            return None


def _changed_content(fault: Fault, reply: Reply) -> Reply:
    change = _CHANGES.get(fault)
    if change is None or reply.status != 200:
        return reply
    body = json.loads(reply.body)
    change(body)
    return json_reply(body)


def _each_picture(body: dict[str, Any], change: Callable[[str], str]) -> None:
    if "image" in body:
        body["image"] = change(body["image"])
    if "images" in body:
        body["images"] = [change(picture) for picture in body["images"]]


def _bad_base64(body: dict[str, Any]) -> None:
    _each_picture(body, lambda picture: f"***{picture[3:-1]}")


def _truncated_png(body: dict[str, Any]) -> None:
    _each_picture(body, lambda picture: _recoded(picture, lambda data: data[: len(data) // 2]))


def _not_an_image(body: dict[str, Any]) -> None:
    _each_picture(body, lambda picture: _recoded(picture, lambda _data: b"This is no picture."))


def _recoded(picture: str, change: Callable[[bytes], bytes]) -> str:
    return base64.b64encode(change(base64.b64decode(picture))).decode()


def _no_images(body: dict[str, Any]) -> None:
    body["images"] = []


def _images_null(body: dict[str, Any]) -> None:
    body["images"] = None


def _fewer_images(body: dict[str, Any]) -> None:
    body["images"] = body["images"][:-1]


def _wrong_seed(body: dict[str, Any]) -> None:
    about = json.loads(body["info"])
    seed = about["seed"]
    about["seed"] = seed + 1
    about["all_seeds"] = [value + 1 for value in about["all_seeds"]]
    about["infotexts"] = [
        text.replace(f"Seed: {seed}", f"Seed: {seed + 1}") for text in about["infotexts"]
    ]
    body["info"] = json.dumps(about)


_CHANGES: dict[Fault, Callable[[dict[str, Any]], None]] = {
    Fault.BAD_BASE64: _bad_base64,
    Fault.TRUNCATED_PNG: _truncated_png,
    Fault.NOT_AN_IMAGE: _not_an_image,
    Fault.NO_IMAGES: _no_images,
    Fault.IMAGES_NULL: _images_null,
    Fault.FEWER_IMAGES: _fewer_images,
    Fault.WRONG_SEED: _wrong_seed,
}


def _half(reply: Reply) -> bytes:
    return http_bytes(reply)[: -max(1, len(reply.body) // 2)]


def _hang(connection: socket.socket, reply: Reply, seconds: float, sleep: Sleep) -> None:
    connection.sendall(_half(reply))
    sleep(seconds)


def _drip(connection: socket.socket, reply: Reply, seconds: float, sleep: Sleep) -> None:
    data = http_bytes(reply)
    size = -(-len(data) // _DRIPS)
    for start in range(0, len(data), size):
        connection.sendall(data[start : start + size])
        if sleep(seconds / _DRIPS):
            return

"""Copies of a job's pictures that its WebUI keeps, to make up for an answer lost on its way.

A1111 and Forge save a job's pictures under a name that the job's own settings give, and their
page hands out what lies in their output folder: `GET /file=<absolute path>` (Gradio's route; it
is not there with --nowebui, and wants a login of its own with --gradio-auth).
"""

import base64
import re
from typing import Any
from urllib.parse import quote

from booru_studio.domain.generation import Txt2ImgRequest
from booru_studio.errors import WebUiError
from booru_studio.webui.capabilities import Capabilities
from booru_studio.webui.replies import Txt2ImgReply, read_txt2img_reply
from booru_studio.webui.transport import LORAS_SECONDS, WebUiTransport

TAKEN_OVER = "The WebUI's answer was lost, so its own copies of the pictures were taken over."

_TASK = re.compile(r"task\(([\w-]+)\)", re.ASCII)
_ABSOLUTE = re.compile(r"/|\\\\|[A-Za-z]:[\\/]")
_FORMATS = ("png", "jpg", "webp")
_WITH_SETTINGS = ("samples_filename_pattern", "save_images_add_number", "save_to_dirs")


def can_keep_copies(
    request: Txt2ImgRequest, capabilities: Capabilities, task_id: str
) -> bool:
    """Say whether a server can keep copies of a job that are found again."""
    options = capabilities.options
    return (
        capabilities.has_task_progress
        and bool(options.outdir)
        and all(name in options.names for name in _WITH_SETTINGS)
        and not (request.is_img2img or request.save_images or request.leave_settings)
        and _TASK.fullmatch(task_id) is not None
    )


def copy_settings(task_id: str) -> dict[str, Any]:
    """Return the settings that give the copies names nobody else's pictures have."""
    return {
        "samples_filename_pattern": f"{_stem(task_id)}-[seed]",
        "save_images_add_number": False,
        "save_to_dirs": False,
        "grid_save": False,
        "return_grid": False,
    }


def fetch_copies(
    transport: WebUiTransport, capabilities: Capabilities, task_id: str, request: Txt2ImgRequest
) -> Txt2ImgReply | None:
    """Fetch the pictures of a job that is over; None where the server did not keep all of them.

    Raises:
        WebUiError: it does not answer, or a copy is damaged.
    """
    if not can_keep_copies(request, capabilities, task_id):
        return None
    folder = _folder(transport, capabilities.options.outdir)
    if not folder:
        return None
    images = []
    for place in range(request.batch_size):
        name = f"{_stem(task_id)}-{request.seed + place}"
        data = _copy(transport, f"{folder}{name}", capabilities.options.samples_format)
        if data is None:
            return None
        images.append(base64.b64encode(data).decode("ascii"))
    return read_txt2img_reply({"images": images, "info": ""}, request, capabilities)


def _copy(transport: WebUiTransport, path: str, usual: str) -> bytes | None:
    for ending in dict.fromkeys((usual, *_FORMATS)):
        data = transport.file(f"/file={quote(f'{path}.{ending}')}")
        if data is not None:
            return data
    return None


def _folder(transport: WebUiTransport, outdir: str) -> str:
    """Return the output folder with a separator behind it; "" where it cannot be told."""
    if _ABSOLUTE.match(outdir):
        return _with_separator(outdir)
    try:
        # It takes the server some seconds, and is asked only when something is to be found.
        known = transport.get("/internal/sysinfo", seconds=LORAS_SECONDS)
    except WebUiError:
        return ""
    root = str(known.get("Data path") or "") if isinstance(known, dict) else ""
    return _with_separator(f"{_with_separator(root)}{outdir}") if root else ""


def _with_separator(folder: str) -> str:
    separator = "\\" if "\\" in folder and "/" not in folder else "/"
    return folder.rstrip("/\\") + separator


def _stem(task_id: str) -> str:
    found = _TASK.fullmatch(task_id)
    return found[1] if found else ""

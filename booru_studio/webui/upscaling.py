"""Enlarge a finished picture with one of the server's upscalers (its Extras tab).

The route is AUTOMATIC1111's `/sdapi/v1/extra-single-image` (`modules/api/models.py`,
`ExtrasSingleImageRequest`). It knows no task id and no seed: the same picture and upscaler give
the same result. Its sister `/extra-batch-images` does no more than several calls, fails them all
for one bad picture, and cannot be stopped between two; so each picture is a job of its own.
"""

import base64
from collections.abc import Mapping
from dataclasses import InitVar, dataclass
from types import MappingProxyType
from typing import Any

from booru_studio.domain.jobs import Upscale
from booru_studio.domain.safety import ApprovedRequest
from booru_studio.errors import WebUiReplyError
from booru_studio.webui.capabilities import Capabilities
from booru_studio.webui.fitting import fit_upscaler
from booru_studio.webui.pictures import BadPictureError, read_picture
from booru_studio.webui.replies import GeneratedImage, Txt2ImgReply

_SEAL = object()
# The one for drawings first; plain resizing last.
_LIKED = ("R-ESRGAN 4x+ Anime6B", "4x-AnimeSharp", "R-ESRGAN 4x+", "ESRGAN_4x")
_NO_UPSCALER = ("None", "Nearest")


@dataclass(frozen=True, slots=True)
class UpscalePayload:
    """An enlargement as a server gets it; only `upscale_payload` can make one."""

    json: Mapping[str, Any]
    upscaler: str
    seal: InitVar[object]

    def __post_init__(self, seal: object) -> None:
        if seal is not _SEAL:
            raise TypeError("only upscale_payload() makes an UpscalePayload")


def upscale_payload(
    approved: ApprovedRequest, picture: bytes, wanted: Upscale, capabilities: Capabilities
) -> UpscalePayload:
    """Fit an enlargement to a server.

    Args:
        approved: the request the picture was made with, approved as it would be today.
        picture: the file's bytes.

    Raises:
        UnknownChoiceError: the server does not have that upscaler.
    """
    if not isinstance(approved, ApprovedRequest):
        raise TypeError("only the picture of an ApprovedRequest may be sent")
    upscaler = _upscaler(wanted.upscaler, capabilities)
    values = {
        "image": base64.b64encode(picture).decode("ascii"),
        "resize_mode": 0,
        "upscaling_resize": wanted.scale,
        "upscaler_1": upscaler,
    }
    return UpscalePayload(MappingProxyType(values), upscaler, _SEAL)


def read_upscale_reply(
    body: object, payload: UpscalePayload, approved: ApprovedRequest, url: str
) -> Txt2ImgReply:
    """Read the answer: one picture, which keeps its infotext.

    Raises:
        WebUiReplyError: no picture, or one that cannot be read.
    """
    try:
        picture = read_picture(body.get("image") if isinstance(body, Mapping) else None)
    except BadPictureError as error:
        raise WebUiReplyError(url=url, reason=f"the enlarged picture is {error}") from error
    image = GeneratedImage(
        data=picture.data,
        extension=picture.extension,
        seed=approved.request.seed,
        width=picture.width,
        height=picture.height,
        infotext=picture.infotext,
    )
    return Txt2ImgReply(images=(image,), extras=(), warnings=(), is_short=False)


def _upscaler(wanted: str, capabilities: Capabilities) -> str:
    usable = [name for name in capabilities.upscalers if name not in _NO_UPSCALER]
    if not wanted:
        return next((name for name in _LIKED if name in usable), usable[0] if usable else "Lanczos")
    return fit_upscaler(wanted, capabilities, latent=False)

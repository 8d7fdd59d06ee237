"""img2img: the fields of a request that begins with a picture."""

import base64
from collections.abc import Callable, Mapping
from typing import Any

from booru_studio.domain.generation import Txt2ImgRequest
from booru_studio.domain.picture_files import is_picture_file
from booru_studio.errors import StoreReadError

# Gives a picture's bytes by its file below the data folder.
PictureReader = Callable[[str], bytes]

IMG2IMG_FIELDS = frozenset({
    "init_images", "mask", "resize_mode", "mask_blur", "inpainting_fill", "inpaint_full_res",
    "inpaint_full_res_padding", "inpainting_mask_invert", "initial_noise_multiplier",
    "image_cfg_scale",
})  # fmt: skip


def no_pictures(file: str) -> bytes:
    """Stand in for a reader where no picture is at hand.

    Raises:
        StoreReadError: always.
    """
    raise StoreReadError(path=file, reason="no pictures are at hand here")


def fit_img2img(request: Txt2ImgRequest, read: PictureReader) -> dict[str, Any]:
    """Give the fields of img2img; without a picture, each of them as None (= not sent).

    Those of a mask are always spelled out: the WebUI's API has other defaults than its page.

    Raises:
        StoreReadError: a picture is gone.
    """
    if request.init_image is None:
        return dict.fromkeys(IMG2IMG_FIELDS)
    values: dict[str, Any] = {
        "init_images": [encoded(read(request.init_image))],
        "resize_mode": request.resize_mode,
        "denoising_strength": request.denoising_strength,
        "initial_noise_multiplier": request.initial_noise_multiplier,
        "image_cfg_scale": request.image_cfg_scale,
    }
    if request.mask is None:
        return dict.fromkeys(IMG2IMG_FIELDS) | values
    return values | {
        "mask": encoded(read(request.mask)),
        "mask_blur": request.mask_blur,
        "inpainting_fill": request.inpainting_fill,
        "inpaint_full_res": request.inpaint_full_res,
        "inpaint_full_res_padding": request.inpaint_full_res_padding,
        "inpainting_mask_invert": request.inpainting_mask_invert,
    }


def sent_pictures(value: Any, read: PictureReader) -> Any:  # noqa: ANN401  (any JSON)
    """Put base64 in place of each file of ours among the arguments of scripts.

    Raises:
        StoreReadError: a picture is gone.
    """
    if isinstance(value, str):
        return encoded(read(value)) if is_picture_file(value) else value
    if isinstance(value, Mapping):
        return {key: sent_pictures(inner, read) for key, inner in value.items()}
    if isinstance(value, list):
        return [sent_pictures(inner, read) for inner in value]
    return value


def encoded(data: bytes) -> str:
    """Write a picture as plain base64, which every flavour reads."""
    return base64.b64encode(data).decode("ascii")

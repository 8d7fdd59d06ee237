"""The stand-in WebUI's img2img: the picture to begin with, fitted to the size, and its mask.

Resize modes and masks are A1111's (`resize_image` in `modules/images.py`, and
`modules/processing.py`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from PIL import Image, ImageChops, ImageFilter, ImageOps

from booru_studio.demo.webui_errors import RefusalError
from booru_studio.demo.webui_pictures import decoded_picture

_CROP, _FILL = 1, 2
_METHOD = Image.Resampling.LANCZOS


@dataclass(frozen=True, slots=True)
class Start:
    """What a picture is painted over: `strength` 0 leaves it, 1 paints it anew.

    `mask` is white where it may change.
    """

    picture: Image.Image
    mask: Image.Image | None
    strength: float

    def under(self, painted: Image.Image) -> Image.Image:
        """Give the picture that `painted` makes of this one."""
        mixed = Image.blend(self.picture, painted, max(0.0, min(1.0, self.strength**1.5)))
        return Image.composite(mixed, self.picture, self.mask) if self.mask else mixed


def start_of(fields: Mapping[str, Any]) -> Start:
    """Read the picture and mask of a request, at the size that is to be painted."""
    if not fields["init_images"]:
        raise RefusalError(404, "Init image not found")
    size, mode = (fields["width"], fields["height"]), fields["resize_mode"]
    picture = _resized(decoded_picture(fields["init_images"][0]).convert("RGB"), size, mode)
    return Start(picture, _mask(fields, size, mode), float(fields["denoising_strength"]))


def _mask(fields: Mapping[str, Any], size: tuple[int, int], mode: int) -> Image.Image | None:
    if not fields["mask"]:
        return None
    mask = _resized(decoded_picture(fields["mask"]).convert("L"), size, mode)
    if fields["inpainting_mask_invert"]:
        mask = ImageChops.invert(mask)
    blur = fields["mask_blur_x"] if fields["mask_blur"] is None else fields["mask_blur"]
    return mask.filter(ImageFilter.GaussianBlur(blur))


def _resized(image: Image.Image, size: tuple[int, int], mode: int) -> Image.Image:
    if mode == _CROP:
        return ImageOps.fit(image, size, _METHOD)
    if mode == _FILL:
        return ImageOps.pad(image, size, _METHOD)
    return image.resize(size, _METHOD)

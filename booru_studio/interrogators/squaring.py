"""Pictures as the models want them: square, padded as in their training, in their order."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from booru_studio.interrogators.model_registry import Colours, Contract, Layout, Padding
from booru_studio.storage.picture_intake import IntakePicture

_WHITE = (255, 255, 255)


def squared(picture: IntakePicture, side: int, padding: Padding = Padding.WHITE) -> Image.Image:
    """Return a picture as a square of `side` pixels: padded first, resized last.

    A picture of more than twice the size is averaged while it is decoded, which takes a fraction
    of the time and gives nearly the same pixels.

    Raises:
        PictureUnreadableError: it is cut or broken.
    """
    image = _padded(picture.pixels(2 * side), padding)
    if image.width == side:
        return image
    return image.resize((side, side), Image.Resampling.BICUBIC)


def as_input(square: Image.Image, contract: Contract) -> NDArray[np.float32]:
    """Return a square picture as a batch of one in the model's order and scale."""
    pixels = np.asarray(square, dtype=np.float32)
    if contract.colours is Colours.BGR:
        pixels = pixels[:, :, ::-1]
    if contract.scale != 1.0:
        pixels = pixels * np.float32(contract.scale)
    if contract.layout is Layout.NCHW:
        pixels = pixels.transpose(2, 0, 1)
    return np.ascontiguousarray(pixels)[None]


def _padded(image: Image.Image, padding: Padding) -> Image.Image:
    width, height = image.size
    if width == height:
        return image
    side = max(width, height)
    left, top = (side - width) // 2, (side - height) // 2
    canvas = Image.new("RGB", (side, side), _WHITE)
    canvas.paste(image, (left, top))
    if padding is Padding.EDGE:
        _continue_edges(canvas, image, left, top)
    return canvas


def _continue_edges(canvas: Image.Image, image: Image.Image, left: int, top: int) -> None:
    """Fill what is beside or above and below the picture with its outermost column or row."""
    width, height = image.size
    right, bottom = canvas.width - left - width, canvas.height - top - height
    for extent, edge, place in (
        ((left, height), (0, 0, 1, height), (0, top)),
        ((right, height), (width - 1, 0, width, height), (left + width, top)),
        ((width, top), (0, 0, width, 1), (left, 0)),
        ((width, bottom), (0, height - 1, width, height), (left, top + height)),
    ):
        if min(extent) > 0:
            canvas.paste(image.crop(edge).resize(extent), place)

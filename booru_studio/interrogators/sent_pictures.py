"""Pictures made ready to be sent: small, flat, and with nothing in them but the pixels."""

from io import BytesIO

from PIL import Image

from booru_studio.interrogators.squaring import squared
from booru_studio.storage.picture_intake import IntakePicture


def white_square_png(picture: IntakePicture, side: int = 448) -> bytes:
    """Pad a picture with white to a square of `side` pixels, as WD taggers want it.

    What the tagger's own preparation would do is done here, so that it finds nothing to do and
    neither megabytes nor metadata are sent.

    Raises:
        PictureUnreadableError: it is cut or broken.
    """
    return _png(squared(picture, side))


def fitted_png(picture: IntakePicture, side: int = 512) -> bytes:
    """Bring a picture's longest side to `side` pixels, as DeepBooru wants it.

    A smaller one is enlarged as well: AUTOMATIC1111 would load its upscaler for that.

    Raises:
        PictureUnreadableError: it is cut or broken.
    """
    pixels = picture.pixels(2 * side)
    scale = side / max(pixels.size)
    size = (max(round(pixels.width * scale), 1), max(round(pixels.height * scale), 1))
    return _png(pixels.resize(size, Image.Resampling.LANCZOS))


def _png(pixels: Image.Image) -> bytes:
    pixels.info = {}  # of the file it came from: colour profile, comments
    file = BytesIO()
    pixels.save(file, "PNG")
    return file.getvalue()

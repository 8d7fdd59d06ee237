"""Decode a picture no larger than somebody needs it: RGB, upright, on white."""

from PIL import Image
from PIL.ImageFile import ImageFile
from PIL.JpegImagePlugin import JpegImageFile

from booru_studio.errors import PictureUnreadableError
from booru_studio.storage.picture_formats import BROKEN, MOST_PIXELS

_ORIENTATION = 0x0112  # the EXIF tag, CIPA DC-008
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_LYING = (5, 6, 7, 8)  # width and height change places
_WHITE = (255, 255, 255)
_STRIP_PIXELS = 1 << 20
_DRAFTS = (8, 4, 2)  # the scales libjpeg decodes to


def upright_size(image: ImageFile) -> tuple[int, int]:
    """Return width and height in pixels as a person sees the picture."""
    width, height = image.size
    return (height, width) if _orientation(image) in _LYING else (width, height)


def decode(image: ImageFile, least: int | None, name: str) -> Image.Image:
    """Decode an opened picture.

    What is reduced is averaged over whole blocks, with transparent pixels counted by how much
    they show, before it is laid on white and turned.

    Args:
        least: pixels; the longest side comes no shorter than this. None = the full size, except
            that a JPEG of more than 64 megapixels comes at the next scale below that.

    Raises:
        PictureUnreadableError: it is cut or broken.
    """
    try:
        _draft(image, least)
        image.load()
        turn = _TURNS.get(_orientation(image))
        factor = max(1, max(image.size) // least) if least else 1
        flat = image if factor == 1 and _is_plain(image) else _flattened(image, factor)
        return flat if turn is None else flat.transpose(turn)
    except BROKEN as error:
        raise PictureUnreadableError(name=name, reason="it is cut off or damaged") from error


def _orientation(image: ImageFile) -> int:
    """Read the EXIF orientation, 1-8; PNG's own `getexif` would decode the whole picture."""
    try:
        value = Image.Image.getexif(image).get(_ORIENTATION, 1)
    except BROKEN:  # damaged EXIF says nothing, as in every viewer
        return 1
    return value if isinstance(value, int) else 1


def _draft(image: ImageFile, least: int | None) -> None:
    """Have libjpeg decode a JPEG smaller, which costs less time and memory."""
    if not isinstance(image, JpegImageFile):
        return
    width, height = image.size
    for scale in _DRAFTS:
        is_wanted = least is not None and max(width, height) // scale >= least
        is_needed = width * height > MOST_PIXELS and _is_largest_bearable(width * height, scale)
        if is_wanted or is_needed:
            image.draft(None, (max(1, width // scale), max(1, height // scale)))
            return


def _is_largest_bearable(pixels: int, scale: int) -> bool:
    return pixels <= MOST_PIXELS * scale**2 and pixels > MOST_PIXELS * (scale // 2) ** 2


def _is_plain(image: Image.Image) -> bool:
    return image.mode == "RGB" and not image.has_transparency_data


def _flattened(image: Image.Image, factor: int) -> Image.Image:
    """Reduce by a whole factor and lay on white, a strip at a time to spare memory."""
    width, height = image.size
    flat = Image.new("RGB", (-(-width // factor), -(-height // factor)))
    rows = max(1, _STRIP_PIXELS // (width * factor)) * factor
    for top in range(0, height, rows):
        strip = image.crop((0, top, width, min(top + rows, height)))
        if strip.mode.startswith("I"):
            strip = _of_eight_bits(strip)
        flat.paste(_on_white(strip, factor), (0, top // factor))
    return flat


def _of_eight_bits(strip: Image.Image) -> Image.Image:
    """Scale grey of 16 bits, which Pillow's `convert` would cut off at 255."""
    grey = strip.convert("I").point(lambda value: value * (255 / 65535)).convert("L")
    grey.info.pop("transparency", None)  # of 16 bits, too
    return grey


def _on_white(strip: Image.Image, factor: int) -> Image.Image:
    if not strip.has_transparency_data:
        return strip.convert("RGB").reduce(factor)
    # Averaging colours that were multiplied by their opacity leaves no dark edges.
    clear = strip.convert("RGBA").convert("RGBa").reduce(factor).convert("RGBA")
    white = Image.new("RGB", clear.size, _WHITE)
    white.paste(clear, mask=clear.getchannel("A"))
    return white

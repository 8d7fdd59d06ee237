"""Pictures painted by Pillow from a prompt's words and a seed: the demo's image generator."""

from io import BytesIO

from PIL import Image, ImageFilter, ImageOps
from PIL.PngImagePlugin import PngInfo

from booru_studio.demo.painter_canvas import Canvas
from booru_studio.demo.painter_figure import paint_people
from booru_studio.demo.painter_scenery import paint_air, paint_background
from booru_studio.demo.painter_words import generator_of, read_scene

_LARGEST_CANVAS = 1280
_PREVIEW_SIDE = 384


def paint(prompt: str, seed: int, width: int, height: int, progress: float = 1.0) -> Image.Image:
    """Paint a picture of `width` x `height` pixels; the same arguments give the same pixels.

    `progress` below 1 gives an earlier stage of the same picture, blurred and noisy. The
    composition does not depend on the size, so a small preview shows what the large one will.
    """
    if progress >= 1.0:
        return _paint_whole(prompt, seed, width, height)
    shrink = min(1.0, _PREVIEW_SIDE / max(width, height))
    size = (max(1, round(width * shrink)), max(1, round(height * shrink)))
    stage = _unfinished(_paint_whole(prompt, seed, *size), seed, max(0.0, progress))
    return stage.resize((width, height), Image.Resampling.BICUBIC)


def png_bytes(image: Image.Image, parameters: str | None) -> bytes:
    """Encode as PNG, with an infotext as the text chunk "parameters" where one is given.

    The chunk is tEXt, or iTXt where the text leaves Latin-1, as A1111 WebUI writes it.
    """
    texts = PngInfo()
    if parameters is not None:
        texts.add_text("parameters", parameters)
    stream = BytesIO()
    image.save(stream, "PNG", pnginfo=texts, compress_level=2)
    return stream.getvalue()


def _paint_whole(prompt: str, seed: int, width: int, height: int) -> Image.Image:
    # Pillow draws hard edges, so small pictures are painted larger and shrunk.
    scale = min(2.0, _LARGEST_CANVAS / max(width, height))
    canvas = Canvas(max(8, round(width * scale)), max(8, round(height * scale)))
    scene = read_scene(prompt, seed)
    rng = generator_of(prompt, seed, "brush")
    paint_background(canvas, scene, rng)
    paint_people(canvas, scene, rng)
    paint_air(canvas, scene, rng)
    return canvas.image.resize((width, height), Image.Resampling.BICUBIC)


def _unfinished(image: Image.Image, seed: int, progress: float) -> Image.Image:
    missing = 1.0 - progress
    blurred = image.filter(ImageFilter.GaussianBlur(missing * max(image.size) / 24))
    rng = generator_of("noise", seed, "noise")
    cells = (max(1, image.width // 6), max(1, image.height // 6))
    noise = Image.frombytes("RGB", cells, rng.randbytes(cells[0] * cells[1] * 3))
    noise = ImageOps.posterize(noise, 4).resize(image.size, Image.Resampling.BILINEAR)
    return Image.blend(blurred, noise, 0.88 * missing**2.2)

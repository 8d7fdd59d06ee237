"""Pictures in and out of the stand-in WebUI: base64, formats, infotext inside, saved files."""

import base64
import binascii
import re
import threading
import time
from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image, UnidentifiedImageError

from booru_studio.demo.painter import png_bytes
from booru_studio.demo.webui_errors import RefusalError

_EXIF_FOLDER, _USER_COMMENT = 0x8769, 0x9286


def picture_bytes(image: Image.Image, infotext: str, format_name: str) -> bytes:
    """Encode as png, jpg/jpeg or webp with the infotext inside (text chunk or EXIF comment)."""
    if format_name not in {"jpg", "jpeg", "webp"}:
        return png_bytes(image, infotext)
    exif = Image.Exif()
    exif[_EXIF_FOLDER] = {_USER_COMMENT: b"UNICODE\0" + infotext.encode("utf-16-be")}
    stream = BytesIO()
    kind = "WEBP" if format_name == "webp" else "JPEG"
    image.save(stream, kind, quality=80, exif=exif)
    return stream.getvalue()


def infotext_of(image: Image.Image) -> str:
    """Read the infotext out of a picture; empty when it has none."""
    text = image.info.get("parameters", "")
    if not text:
        comment = image.getexif().get_ifd(_EXIF_FOLDER).get(_USER_COMMENT, b"")
        if isinstance(comment, bytes) and comment.startswith(b"UNICODE\0"):
            text = comment[8:].decode("utf-16-be", "replace")
    return str(text)


def decoded_picture(text: object) -> Image.Image:
    """Decode base64 or a data URI; refuses what is no picture as the WebUI does."""
    source = text if isinstance(text, str) else ""
    if source.startswith(("http://", "https://")):
        raise RefusalError(500, "Request to local resource not allowed")
    if source.startswith("data:image/"):
        source = source.split(";", 1)[-1].removeprefix("base64,")
    try:
        image = Image.open(BytesIO(base64.b64decode(source)))
        image.load()
    except (binascii.Error, UnidentifiedImageError, OSError, ValueError) as error:
        raise RefusalError(500, "Invalid encoded image") from error
    return image


def grid_of(images: Sequence[Image.Image]) -> Image.Image:
    """Lay equal pictures out in rows, about as many rows as columns."""
    rows = max(1, round(len(images) ** 0.5))
    columns = -(-len(images) // rows)
    width, height = images[0].size
    grid = Image.new("RGB", (columns * width, rows * height))
    for place, image in enumerate(images):
        grid.paste(image, ((place % columns) * width, (place // columns) * height))
    return grid


class PictureFiles:
    """Saves pictures below one folder and hands them out again by absolute path."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder.resolve()
        self._number = 0
        self._lock = threading.Lock()

    def save(
        self,
        image: Image.Image,
        infotext: str,
        options: Mapping[str, Any],
        facts: Mapping[str, Any],
    ) -> Path:
        """Save under the name that the options give it; `facts` fills the pattern's brackets."""
        folder = Path(options["outdir_samples"] or options[str(facts["outdir"])])
        if options["save_to_dirs"]:
            folder /= time.strftime("%Y-%m-%d")
        folder.mkdir(parents=True, exist_ok=True)
        format_name = str(options["samples_format"])
        path = folder / f"{self._name(options, facts)}.{format_name}"
        path.write_bytes(picture_bytes(image, infotext, format_name))
        return path

    def read(self, path_text: str) -> bytes:
        """Give a saved file's bytes; 404 where there is none, 403 outside of the folder."""
        path = Path(path_text)
        if not path.is_absolute() or not path.is_file():
            raise RefusalError(404, f"File not found: {path_text}")
        if not path.resolve().is_relative_to(self._folder):
            raise RefusalError(403, f"File not allowed: {path_text}.")
        return path.read_bytes()

    def _name(self, options: Mapping[str, Any], facts: Mapping[str, Any]) -> str:
        pattern = str(options["samples_filename_pattern"]) or "[seed]"
        name = re.sub(r"\[(\w+)\]", lambda found: str(facts.get(found[1], found[0])), pattern)
        name = re.sub(r'[<>:"/\\|?*\n]', "_", name)[:128]
        if not options["save_images_add_number"]:
            return name
        with self._lock:
            self._number += 1
            return f"{self._number - 1:05}-{name}"

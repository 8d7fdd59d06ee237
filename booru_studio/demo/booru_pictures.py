"""The stand-in booru's pictures, painted from a post's tags when first asked for."""

import threading
from collections import OrderedDict
from collections.abc import Mapping
from io import BytesIO

from PIL import Image

from booru_studio.demo.booru_cast import DETAILS, SCENERY_DETAILS
from booru_studio.demo.booru_posts import SAMPLE_WIDTH, StandInPost
from booru_studio.demo.painter import paint
from booru_studio.demo.server import Reply

# Longest side in pixels, by folder.
_SIDES: Mapping[str, int] = {"180x180": 180, "preview": 360, "720x720": 720}
# Pillow's name and the content type, by extension.
_FORMATS = {
    "jpg": ("JPEG", "image/jpeg"),
    "png": ("PNG", "image/png"),
    "webp": ("WEBP", "image/webp"),
}
_MOST_CACHED_BYTES = 64 * 1024 * 1024
_UNPAINTED = frozenset(f"{DETAILS} {SCENERY_DETAILS}".split())


class Pictures:
    """Paints pictures and keeps the latest in memory."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: OrderedDict[tuple[int, str, str], bytes] = OrderedDict()

    def reply(self, post: StandInPost, folder: str, ext: str) -> Reply:
        """Answer with the picture; 404 for a size or format that this post does not have.

        A video has its stills and no film: nothing here can make one.
        """
        if ext not in _formats_of(post, folder):
            return Reply(404, b"", "text/html; charset=utf-8")
        content_type = _FORMATS[ext][1]
        key = (post.seed, folder, ext)
        with self._lock:
            body = self._kept.get(key)
        if body is None:
            body = _encoded(_painted(post, folder), ext)
            self._keep(key, body)
        return Reply(200, body, content_type, {"Cache-Control": "max-age=31536000, public"})

    def _keep(self, key: tuple[int, str, str], body: bytes) -> None:
        with self._lock:
            self._kept[key] = body
            while sum(map(len, self._kept.values())) > _MOST_CACHED_BYTES:
                self._kept.popitem(last=False)


def _formats_of(post: StandInPost, folder: str) -> tuple[str, ...]:
    if folder == "original":
        return () if post.is_video else (post.ext,)
    if folder == "sample":
        return ("jpg",) if post.has_sample else ()
    return ("webp",) if folder == "720x720" else ("jpg",) if folder in _SIDES else ()


def _painted(post: StandInPost, folder: str) -> Image.Image:
    scale = SAMPLE_WIDTH / post.width if folder == "sample" else 1.0
    if folder in _SIDES:
        scale = min(1.0, _SIDES[folder] / max(post.width, post.height))
    words = ", ".join(tag.replace("_", " ") for tag in post.shown if tag not in _UNPAINTED)
    size = (round(post.width * scale), round(post.height * scale))
    picture = paint(words, post.seed, *size)
    return picture.convert("L").convert("RGB") if "monochrome" in post.shown else picture


def _encoded(picture: Image.Image, ext: str) -> bytes:
    stream = BytesIO()
    picture.save(stream, _FORMATS[ext][0], quality=88)
    return stream.getvalue()

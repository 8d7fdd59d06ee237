"""The stand-in WebUI's Extras tab: enlarging finished pictures."""

import base64
from collections.abc import Mapping
from io import BytesIO
from typing import Any

from PIL import Image, ImageFilter, ImageOps
from PIL.PngImagePlugin import PngInfo

from booru_studio.demo.webui_catalogue import Catalogue
from booru_studio.demo.webui_errors import CrashError, Flavour
from booru_studio.demo.webui_pictures import decoded_picture, infotext_of
from booru_studio.demo.webui_queue import JobBoard
from booru_studio.demo.webui_schema import Field, checked

_SHARED_FIELDS = (
    Field("resize_mode", "int", 0, nullable=False),
    Field("show_extras_results", "bool", True, nullable=False),
    Field("gfpgan_visibility", "float", 0, nullable=False),
    Field("codeformer_visibility", "float", 0, nullable=False),
    Field("codeformer_weight", "float", 0, nullable=False),
    Field("upscaling_resize", "float", 2, nullable=False),
    Field("upscaling_resize_w", "int", 512, nullable=False),
    Field("upscaling_resize_h", "int", 512, nullable=False),
    Field("upscaling_crop", "bool", True, nullable=False),
    Field("upscaler_1", "str", "None", nullable=False),
    Field("upscaler_2", "str", "None", nullable=False),
    Field("extras_upscaler_2_visibility", "float", 0, nullable=False),
    Field("upscale_first", "bool", False, nullable=False),
)
SINGLE_FIELDS = (*_SHARED_FIELDS, Field("image", "str", "", nullable=False))
BATCH_FIELDS = (*_SHARED_FIELDS, Field("imageList", "list", [], nullable=False))
_STEPS = 5


class Upscaler:
    """Enlarges pictures in the same line as generation; `pause` is seconds a step."""

    def __init__(self, catalogue: Catalogue, board: JobBoard, pause: float) -> None:
        self._catalogue, self._board, self._pause = catalogue, board, pause

    def single(self, body: object, flavour: Flavour) -> dict[str, object]:
        """Answer POST /sdapi/v1/extra-single-image."""
        fields = checked(SINGLE_FIELDS, body, flavour)
        image = decoded_picture(fields["image"])
        with self._board.turn():
            return {"html_info": f"<p>{_note(fields)}</p>", "image": self._enlarged(image, fields)}

    def batch(self, body: object, flavour: Flavour) -> dict[str, object]:
        """Answer POST /sdapi/v1/extra-batch-images; one bad picture fails all."""
        fields = checked(BATCH_FIELDS, body, flavour)
        images = [decoded_picture(item.get("data")) for item in fields["imageList"]]
        with self._board.turn():
            enlarged = [self._enlarged(image, fields) for image in images]
        return {"html_info": f"<p>{_note(fields)}</p>", "images": enlarged}

    def _enlarged(self, image: Image.Image, fields: Mapping[str, Any]) -> str:
        name = fields["upscaler_1"]
        if name not in self._catalogue.upscaler_names():
            raise CrashError("AssertionError", f"could not find upscaler named {name}")
        for _ in range(_STEPS):
            self._board.take_step(self._pause)
        result = image if name == "None" else _resized(image.convert("RGB"), fields)
        texts = PngInfo()
        if infotext_of(image):
            texts.add_text("parameters", infotext_of(image))
        texts.add_text("postprocessing", _note(fields))
        stream = BytesIO()
        result.save(stream, "PNG", pnginfo=texts, compress_level=2)
        return base64.b64encode(stream.getvalue()).decode()


def _resized(image: Image.Image, fields: Mapping[str, Any]) -> Image.Image:
    name = fields["upscaler_1"]
    method = Image.Resampling.NEAREST if name == "Nearest" else Image.Resampling.LANCZOS
    if fields["resize_mode"] == 1:
        target = (fields["upscaling_resize_w"], fields["upscaling_resize_h"])
        if fields["upscaling_crop"]:
            return ImageOps.fit(image, target, method)
        factor = max(target[0] / image.width, target[1] / image.height)
    else:
        factor = fields["upscaling_resize"]
    size = (max(1, round(image.width * factor)), max(1, round(image.height * factor)))
    larger = image.resize(size, method)
    if name in {"Lanczos", "Nearest"}:
        return larger
    # A trained upscaler's picture looks crisper than plain resampling.
    return larger.filter(ImageFilter.UnsharpMask(radius=2, percent=90, threshold=2))


def _note(fields: Mapping[str, Any]) -> str:
    if fields["upscaler_1"] == "None":
        return ""
    if fields["resize_mode"] == 1:
        size = f"{fields['upscaling_resize_w']}x{fields['upscaling_resize_h']}"
        by = f"Postprocess upscale to: {size}"
    else:
        by = f"Postprocess upscale by: {float(fields['upscaling_resize'])}"
    return f"{by}, Postprocess upscaler: {fields['upscaler_1']}"

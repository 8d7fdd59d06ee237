"""The stand-in WebUI's cards of LoRAs: their HTML, and a painted picture on nearly each."""

import html
import zlib
from collections.abc import Mapping
from urllib.parse import quote

from booru_studio.demo.painter import paint, png_bytes
from booru_studio.demo.server import Reply, json_reply
from booru_studio.demo.webui_catalogue import MODEL_FOLDER, Catalogue

_WIDTH, _HEIGHT = 256, 384  # pixels
_PLAIN = "detail_tweaker"  # the one without a picture, as real folders have some


def lora_card(catalogue: Catalogue, query: Mapping[str, str]) -> Reply:
    """Answer GET /sd_extra_networks/get-single-card."""
    name = query.get("name", "")
    words = catalogue.lora_words(name)
    if query.get("page") != "lora" or words is None:
        return json_reply({})
    shown = html.escape(name)
    picture = ""
    if name != _PLAIN:
        file = quote(f"{MODEL_FOLDER}/Lora/{name}.preview.png", safe="")
        url = f"./sd_extra_networks/thumb?filename={file}&mtime=1700000000.0"
        picture = f'<img src="{html.escape(url)}" class="preview" loading="lazy">'
    return json_reply({"html": f'<div class="card" data-name="{shown}">{picture}{shown}</div>'})


def lora_thumb(catalogue: Catalogue, query: Mapping[str, str]) -> Reply:
    """Answer GET /sd_extra_networks/thumb."""
    name = query.get("filename", "").rpartition("/")[2].removesuffix(".preview.png")
    words = catalogue.lora_words(name)
    if words is None or name == _PLAIN:
        return json_reply({"detail": "Not Found"}, 404)
    prompt = f"1girl, {words}" if words else name.replace("_", " ")
    image = paint(prompt, zlib.crc32(name.encode()), _WIDTH, _HEIGHT)
    return Reply(200, png_bytes(image, None), "image/png")

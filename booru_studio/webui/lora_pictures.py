"""The picture a WebUI shows on a LoRA's card.

A1111 and Forge alike (`modules/ui_extra_networks.py`): `/sd_extra_networks/get-single-card` answers
with the card's HTML, in which `/sd_extra_networks/thumb?filename=...` is the picture's address.
"""

import html
import re
from urllib.parse import parse_qs, quote, urlsplit

from booru_studio.webui.transport import WebUiTransport

SECONDS = 3.0  # a list of LoRAs waits for it
_CARD = "/sd_extra_networks/get-single-card?page=lora&tabname=txt2img&name="
_THUMB = re.compile(r"[^\s\"'(<>]*sd_extra_networks/thumb\?[^\s\"')<>]+")


def fetch_lora_picture(transport: WebUiTransport, name: str) -> bytes | None:
    """Fetch the picture of a LoRA; None where the server has none, or no such page.

    Raises:
        WebUiError: it does not answer.
    """
    card = transport.file(_CARD + quote(name, safe=""), seconds=SECONDS)
    found = _THUMB.search(_text_of(card)) if card else None
    if found is None:
        return None
    file = parse_qs(urlsplit(found[0]).query).get("filename", [""])[0]
    if not file:
        return None
    return transport.file(
        f"/sd_extra_networks/thumb?filename={quote(file, safe='')}", seconds=SECONDS
    )


def _text_of(card: bytes) -> str:
    """Return the card's HTML out of its JSON, with neither's escapes left."""
    text = card.decode("utf-8", "replace").replace('\\"', '"').replace("\\/", "/")
    return html.unescape(text)

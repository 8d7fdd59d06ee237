"""The WebUI's list of LoRAs without what makes it large: covers and training settings."""

from collections.abc import Mapping
from typing import Any

from booru_studio.domain.lora_metadata import slim_metadata
from booru_studio.errors import WebUiReplyError
from booru_studio.webui.transport import API, LORAS_SECONDS, WebUiTransport


def fetch_lora_entries(transport: WebUiTransport) -> tuple[dict[str, Any], ...]:
    """Fetch GET /sdapi/v1/loras; entries that are none are left out.

    The reply holds the whole header of every file, easily tens of MB. Each entry is cut down as
    soon as it is read, so that nothing of that size stays.

    Raises:
        WebUiReplyError: the answer is no list.
        WebUiError: of the kind that fits.
    """
    found = transport.get(f"{API}/loras", seconds=LORAS_SECONDS)
    if not isinstance(found, list):
        raise WebUiReplyError(url=transport.shown_url, reason="its list of loras is none")
    found.reverse()
    slim = []
    while found:
        entry = found.pop()
        if isinstance(entry, Mapping):
            kept = {key: entry.get(key) for key in ("name", "alias", "path")}
            slim.append({**kept, "metadata": slim_metadata(entry.get("metadata"))})
    return tuple(slim)

"""A WebUI's lists read anew: what it finds in its folders now, and what it says it has."""

from dataclasses import replace
from typing import Any, Literal

from booru_studio.webui.capabilities import Capabilities
from booru_studio.webui.lists import fetch_list
from booru_studio.webui.transport import API, LOAD_SECONDS, WebUiTransport

Refreshable = Literal["checkpoints", "loras", "vae"]

# What a choice is called in a sentence -> what has to be refreshed to find it.
_OF_KIND: dict[str, Refreshable] = {"checkpoint": "checkpoints", "VAE": "vae", "LoRA": "loras"}


def refreshed(
    transport: WebUiTransport, known: Capabilities, what: Refreshable
) -> tuple[Capabilities, int]:
    """Have a server look into its folders, which waits for a running job, and fetch the list.

    Returns:
        What it has now, and how many of these.

    Raises:
        WebUiError: of the kind that fits.
    """
    transport.post(f"{API}/refresh-{what}", seconds=LOAD_SECONDS)
    return _with_list(transport, known, what)


def looked_for(transport: WebUiTransport, known: Capabilities, kind: str) -> Capabilities:
    """Look for a choice that is not in a list, as it may have come since.

    Args:
        kind: what sentences call it; of another kind than a file's, nothing is looked for.

    Raises:
        WebUiError: of the kind that fits.
    """
    what = _OF_KIND.get(kind)
    if what is None:
        return known
    if f"{API}/refresh-{what}" in known.paths:
        return refreshed(transport, known, what)[0]
    return _with_list(transport, known, what)[0]


def _with_list(
    transport: WebUiTransport, known: Capabilities, what: Refreshable
) -> tuple[Capabilities, int]:
    vaes = "sd-modules" if known.has_modules else "sd-vae"
    field, route = {
        "checkpoints": ("checkpoints", "sd-models"),
        "loras": ("loras", "loras"),
        "vae": ("vaes", vaes),
    }[what]
    entries = fetch_list(transport, route)
    changes: dict[str, Any] = {field: entries, "answered": known.answered | {route}}
    return replace(known, **changes), len(entries)

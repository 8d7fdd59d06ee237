"""The lists a WebUI gives of what it has, and how an entry of each is read."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from booru_studio.errors import WebUiReplyError
from booru_studio.webui.choices import Checkpoint, LoraFile, Sampler, Scheduler
from booru_studio.webui.transport import API, LIST_SECONDS, LORAS_SECONDS, WebUiTransport


def _named(key: str) -> Callable[[Mapping[str, Any]], str]:
    return lambda entry: str(entry[key])


# Route -> how its entries are read.
_READERS: Mapping[str, Callable[[Mapping[str, Any]], object]] = {
    "samplers": Sampler.from_json,
    "schedulers": Scheduler.from_json,
    "sd-models": Checkpoint.from_json,
    "sd-vae": _named("model_name"),
    "sd-modules": _named("model_name"),
    "upscalers": _named("name"),
    "latent-upscale-modes": _named("name"),
    "loras": LoraFile.from_json,
}


def fetch_list(transport: WebUiTransport, name: str) -> tuple[Any, ...]:
    """Fetch one list by its route's name; of “scripts” the titles for txt2img.

    Raises:
        WebUiReplyError: the answer is no list.
        WebUiError: of the kind that fits.
    """
    seconds = LORAS_SECONDS if name == "loras" else LIST_SECONDS
    found = transport.get(f"{API}/{name}", seconds=seconds)
    if name == "scripts" and isinstance(found, Mapping):
        return tuple(map(str, found.get("txt2img") or ()))
    if not isinstance(found, list):
        raise WebUiReplyError(url=transport.shown_url, reason=f"its list of {name} is none")
    return tuple(_read(found, _READERS[name]))


def _read(
    found: list[object], read: Callable[[Mapping[str, Any]], object]
) -> Iterator[object]:
    for entry in found:
        if not isinstance(entry, Mapping):
            continue
        try:
            yield read(entry)
        except (KeyError, TypeError):
            # An entry without a name cannot be chosen, so it is no loss.
            continue

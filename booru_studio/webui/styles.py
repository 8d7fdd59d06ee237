"""The styles that are saved on a WebUI: pieces of text that go around a prompt."""

from booru_studio.domain.presets import Preset
from booru_studio.errors import InvalidInputError, WebUiReplyError
from booru_studio.webui.transport import API, WebUiTransport


def fetch_styles(transport: WebUiTransport) -> dict[str, Preset]:
    """Fetch the styles by name; entries without text are Forge's dividers.

    Raises:
        WebUiReplyError: the answer is no list.
        WebUiError: of the kind that fits.
    """
    found = transport.get(f"{API}/prompt-styles")
    if not isinstance(found, list):
        raise WebUiReplyError(url=transport.shown_url, reason="its list of styles is none")
    styles = {}
    for entry in found:
        texts = _texts(entry)
        try:
            style = Preset.from_json(entry.get("name"), texts) if texts else None
        except InvalidInputError:
            continue  # a name or text that no preset could have
        if style:
            styles[style.name] = style
    return styles


def _texts(entry: object) -> dict[str, str]:
    if not isinstance(entry, dict):
        return {}
    fields = ("prompt", "negative_prompt")
    return {key: entry[key] for key in fields if isinstance(entry.get(key), str) and entry[key]}

"""The lists of models and the like that a server's extensions have, asked from their own routes."""

import logging
from collections.abc import Mapping

from booru_studio.errors import WebUiError
from booru_studio.webui.capabilities import Capabilities
from booru_studio.webui.choices import find_name
from booru_studio.webui.extension_units import extension_kinds
from booru_studio.webui.transport import WebUiTransport

log = logging.getLogger(__name__)


def fetch_extension_lists(
    transport: WebUiTransport, known: Capabilities
) -> dict[str, tuple[str, ...]]:
    """Fetch the lists of the extensions a server has, as “controlnet.models” -> names.

    One that does not come is left out; then nothing is checked against it.
    """
    found = {}
    for kind in extension_kinds().values():
        if find_name(kind.title, known.scripts) is None:
            continue
        for source, (route, key) in kind.lists.items():
            names = _names(transport, route, key) if route in known.paths else ()
            if names:
                found[f"{kind.name}.{source}"] = names
    return found


def _names(transport: WebUiTransport, route: str, key: str) -> tuple[str, ...]:
    try:
        answer = transport.get(route)
    except WebUiError as error:
        log.info("%s: %s", route, error)
        return ()
    names = answer.get(key) if isinstance(answer, Mapping) else None
    return tuple(name for name in names if isinstance(name, str)) if names else ()

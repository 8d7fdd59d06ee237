"""The page's own scripts and styles, read from `ui/assets` when the page is built."""

import gzip
import hashlib
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from booru_studio.ui.replies import FOREVER
from booru_studio.ui.shapes import ROUTES

# Keeps the first paint dark, before Gradio's stylesheet has come.
_DARK = '<meta name="color-scheme" content="dark">'
# What has to be there before the first paint; all else comes after it as one file, which browsers
# keep together with the code they made of it.
_FIRST = ("00_start.js", "01_form_first.js", "01_theme.js")


def head_html() -> str:
    """Return what goes into the page's head: our styles, and our scripts in order of name.

    The styles come this way since Gradio rewrites those of `launch(css=...)`: it confines what
    is for narrow windows to a part of the page that does not hold dialogs. All but the first
    sheet are nested, so that they outweigh Gradio's own for its components.
    """
    outside, *inside = _read(".css").values()
    nested = "\n".join((".gradio-container.gradio-container {", *inside, "}"))
    style = f"<style>\n{outside}\n{nested}\n</style>"
    scripts = _read(".js")
    first = "\n".join(scripts[name] for name in _FIRST)
    load = f'BS.load("./{script_route().path.lstrip("/")}");'
    return "\n".join((_DARK, style, f'<script>\n"use strict";\n{first}\n{load}\n</script>'))


def script_route() -> Route:
    """Return the route of the page's script; its path changes with what the script says."""
    body, packed, mark = _script()

    async def answer(request: Request) -> Response:
        headers = {**FOREVER, "Vary": "Accept-Encoding"}
        if "gzip" not in request.headers.get("accept-encoding", ""):
            return Response(body, media_type="text/javascript", headers=headers)
        headers["Content-Encoding"] = "gzip"
        return Response(packed, media_type="text/javascript", headers=headers)

    return Route(f"{ROUTES}/page-{mark}.js", answer, methods=["GET"])


@cache
def _script() -> tuple[bytes, bytes, str]:
    """Return the script, the same packed with gzip, and a mark of its content."""
    scripts = _read(".js")
    body = _joined(text for name, text in scripts.items() if name not in _FIRST).encode("utf-8")
    return body, gzip.compress(body, mtime=0), hashlib.sha256(body).hexdigest()[:12]


def _joined(texts: Iterable[str]) -> str:
    # What goes wrong in one feature leaves the others alone.
    guarded = (f"try {{\n{text}\n}} catch (error) {{ reportError(error); }}" for text in texts)
    return "\n".join(('"use strict";', *guarded))


def _read(ending: str) -> dict[str, str]:
    folder = files("booru_studio.ui").joinpath("assets")
    found = sorted(
        (entry for entry in folder.iterdir() if entry.name.endswith(ending)),
        key=lambda entry: entry.name,
    )
    return {entry.name: entry.read_text(encoding="utf-8") for entry in found}

"""The page's own scripts and styles, read from `ui/assets` when the page is built."""

from importlib.resources import files

# Keeps the first paint dark, before Gradio's stylesheet has come.
_FIRST_PAINT = (
    '<meta name="color-scheme" content="dark">'
    "<style>html, body { background: #0d1117; }</style>"
)


def head_html() -> str:
    """Return what goes into the page's head: every script, in order of name, as one."""
    return f"{_FIRST_PAINT}\n<script>\n{_joined('.js')}\n</script>"


def css_text() -> str:
    """Return every stylesheet, in order of name, as one."""
    return _joined(".css")


def _joined(ending: str) -> str:
    folder = files("booru_studio.ui").joinpath("assets")
    found = sorted(
        (entry for entry in folder.iterdir() if entry.name.endswith(ending)),
        key=lambda entry: entry.name,
    )
    return "\n".join(entry.read_text(encoding="utf-8") for entry in found)

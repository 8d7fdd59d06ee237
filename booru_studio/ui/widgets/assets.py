"""The page's own scripts and styles, read from `ui/assets` when the page is built."""

from importlib.resources import files

# Keeps the first paint dark, before Gradio's stylesheet has come.
_DARK = '<meta name="color-scheme" content="dark">'


def head_html() -> str:
    """Return what goes into the page's head: our styles and scripts, in order of name.

    The styles come this way since Gradio rewrites those of `launch(css=...)`: it confines what
    is for narrow windows to a part of the page that does not hold dialogs. All but the first
    sheet are nested, so that they outweigh Gradio's own for its components.
    """
    outside, *inside = _read(".css")
    nested = "\n".join((".gradio-container.gradio-container {", *inside, "}"))
    style = f"<style>\n{outside}\n{nested}\n</style>"
    # Each in a script of its own: what goes wrong in one feature leaves the others alone.
    scripts = (f'<script>\n"use strict";\n{text}\n</script>' for text in _read(".js"))
    return "\n".join((_DARK, style, *scripts))


def _read(ending: str) -> list[str]:
    folder = files("booru_studio.ui").joinpath("assets")
    found = sorted(
        (entry for entry in folder.iterdir() if entry.name.endswith(ending)),
        key=lambda entry: entry.name,
    )
    return [entry.read_text(encoding="utf-8") for entry in found]

"""A part of the page that the page's own script fills.

Its text never passes through a template: Gradio would run `${...}` in it as JavaScript, and that
is legal in prompts. The script builds it with `textContent` instead.
"""

import gradio as gr

# The page's script hears of a shell when its tab is shown for the first time.
_MOUNTED = "document.dispatchEvent(new CustomEvent('bs:mounted', { detail: { element } }));"
_EMPTY = '<div class="bs-inside"></div>'


def shell(elem_id: str, html: str = _EMPTY) -> gr.HTML:
    """Return a part that holds fixed `html` until the page's script fills it.

    Args:
        html: markup without any text of a person, and without `{{` and `${`.
    """
    return gr.HTML(
        value="",
        html_template=html,
        js_on_load=_MOUNTED,
        apply_default_css=False,
        elem_id=elem_id,
        elem_classes=["bs-shell"],
    )

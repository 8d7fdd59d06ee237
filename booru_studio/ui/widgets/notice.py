"""One sentence in place: what came of an action."""

import json
import time

import gradio as gr

from booru_studio.ui.widgets.shell import shell

_SHOW = """
watch('value', () => document.dispatchEvent(
    new CustomEvent('bs:notice', { detail: { element, value: props.value } })));
"""


def notice(elem_id: str) -> gr.HTML:
    """Return the place for sentences; give it values made by `said`."""
    return shell(elem_id, '<p class="bs-notice" role="status" aria-live="polite"></p>', _SHOW)


def said(text: str, kind: str = "good") -> str:
    """Give a sentence as a value for `notice`.

    Args:
        kind: good, hint or error.
    """
    # Gradio tells the page of changed values only, and the same sentence may come twice.
    return json.dumps({"text": text, "kind": kind, "at": time.time_ns()})

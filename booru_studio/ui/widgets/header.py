"""The line at the top that is always in sight: the app, its WebUIs, its queue."""

import gradio as gr

from booru_studio.bootstrap import Services
from booru_studio.ui.widgets.shell import shell

_HTML = """
<div class="bs-header" role="banner">
  <strong class="bs-name">Booru Studio</strong>
  <span class="bs-badge" data-part="demo" hidden>demo</span>
  <span class="bs-backends" data-part="backends" aria-live="polite">Connecting…</span>
  <span class="bs-lost" data-part="lost" role="alert" hidden></span>
  <span class="bs-space"></span>
  <span class="bs-queue-state" data-part="queue" aria-live="polite"></span>
  <button type="button" class="bs-button bs-quiet" data-do="setup"
    aria-label="Setup" title="Setup: what is ready and what is not">⚙</button>
  <button type="button" class="bs-button bs-quiet" data-do="api"
    aria-label="Use it from a script" title="Use it from a script">{ }</button>
  <button type="button" class="bs-button bs-quiet" data-do="switch-theme"
    aria-label="Light or dark" title="Light or dark">◐</button>
  <button type="button" class="bs-button bs-quiet" data-do="keys-help"
    aria-label="Keyboard shortcuts" title="Keyboard shortcuts">?</button>
</div>
<div class="bs-reports" data-part="reports" hidden></div>
"""


def header(services: Services) -> gr.HTML:
    """Place the header."""
    del services  # what it shows changes, so the page asks for it
    return shell("webui-state", _HTML)

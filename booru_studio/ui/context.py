"""What every tab is built with."""

from dataclasses import dataclass

import gradio as gr

from booru_studio.bootstrap import Services
from booru_studio.ui.form import GenerationForm


@dataclass(frozen=True, slots=True)
class UiContext:
    """The services, and the parts of the page that tabs share.

    `form` exists before any tab does, unplaced: the Generation tab places it, and every tab may
    name its parts as outputs.
    """

    services: Services
    tabs: gr.Tabs
    form: GenerationForm

"""What every tab is built with."""

from collections.abc import Callable
from dataclasses import dataclass

import gradio as gr

from booru_studio.bootstrap import Services
from booru_studio.ui.form import GenerationForm


@dataclass(frozen=True, slots=True)
class UiContext:
    """The services, and the parts of the page that tabs share.

    `services` are for what all see alike; what is done for somebody asks `now` whose they are.
    `form` exists before any tab does, unplaced: the Generation tab places it, and every tab may
    name its parts as outputs.
    """

    services: Services
    now: Callable[[], Services]
    tabs: gr.Tabs
    form: GenerationForm

"""Tell an expected failure the way Gradio shows one."""

import gradio as gr

from booru_studio.errors import BooruStudioError


def as_gr_error(error: BooruStudioError) -> gr.Error:
    """Return an error that reaches people as its one sentence, and no traceback."""
    return gr.Error(str(error), title="That did not work", print_exception=False)

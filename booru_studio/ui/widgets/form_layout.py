"""Where the parts of the generation form stand."""

from dataclasses import dataclass

import gradio as gr

from booru_studio.ui.form import GenerationForm
from booru_studio.ui.widgets.icons import AGAIN, ARROWS, DICE
from booru_studio.ui.widgets.notice import notice
from booru_studio.ui.widgets.shell import shell

_RATIOS = """
<div class="bs-chips" role="group" aria-label="Aspect ratio, width to height">
  <button type="button" class="bs-button" data-do="ratio" data-ratio="1:1">1:1</button>
  <button type="button" class="bs-button" data-do="ratio" data-ratio="2:3">2:3</button>
  <button type="button" class="bs-button" data-do="ratio" data-ratio="3:2">3:2</button>
  <button type="button" class="bs-button" data-do="ratio" data-ratio="3:4">3:4</button>
  <button type="button" class="bs-button" data-do="ratio" data-ratio="4:3">4:3</button>
  <button type="button" class="bs-button" data-do="ratio" data-ratio="9:16">9:16</button>
  <button type="button" class="bs-button" data-do="ratio" data-ratio="16:9">16:9</button>
</div>
"""
_SWAP = f"""
<button type="button" class="bs-button bs-icon" data-do="swap-size"
  aria-label="Swap width and height" title="Swap width and height">{ARROWS}</button>
"""
_SEEDS = f"""
<div class="bs-pair">
<button type="button" class="bs-button bs-icon" data-do="draw-seed"
  aria-label="Draw a new seed for each job" title="Draw a new seed for each job">{DICE}</button>
<button type="button" class="bs-button bs-icon" data-do="last-seed"
  aria-label="Use the seed of the last picture"
  title="Use the seed of the last picture">{AGAIN}</button>
</div>
"""
_MORE = """
<button type="button" class="bs-button" data-do="queue-menu" aria-haspopup="menu"
  aria-label="More ways to queue" title="More ways to queue">▾</button>
"""
_PREVIEW = """
<div class="bs-pair">
<button type="button" class="bs-button" data-do="presets" aria-haspopup="dialog"
  title="Saved settings and styles: apply, compare, save">Presets</button>
<button type="button" class="bs-button" data-do="prompt-history" aria-haspopup="dialog"
  title="Prompts that were queued">History</button>
<button type="button" class="bs-button" data-do="chips" aria-pressed="false"
  title="Show the prompt as chips">Chips</button>
<button type="button" class="bs-button" data-do="tree" aria-pressed="false"
  title="Show the choices of the prompt as a tree">Tree</button>
<button type="button" class="bs-button" data-do="wildcard-desk" aria-haspopup="dialog"
  title="Browse, write and try out wildcard files; LoRAs">Wildcards</button>
<button type="button" class="bs-button" data-do="preview" aria-haspopup="dialog"
  title="Show the prompts of the next jobs, without queueing them">Preview</button>
</div>
"""


@dataclass(frozen=True, slots=True)
class FormButtons:
    """The form's buttons, and the place of their sentences."""

    queue: gr.Button
    refresh: gr.Button
    save_defaults: gr.Button
    message: gr.HTML
    lists_message: gr.HTML


def place_form(form: GenerationForm) -> FormButtons:
    """Place the form: what is drawn and the results on the left, how it is drawn on the right."""
    with gr.Row(elem_classes=["bs-columns"], equal_height=False):
        with gr.Column(scale=2, min_width=320, elem_classes=["bs-panel"]):
            with gr.Row(elem_classes=["bs-desk"]):
                form.parts["prompt"].render()
                shell("prompt-tree")
            shell("prompt-status")
            shell("prompt-chips")
            form.parts["negative_prompt"].render()
            with gr.Row(elem_classes=["bs-queue-row"]):
                form.parts["source_post"].render()
                form.parts["changes_of"].render()
                form.parts["count"].render()
                shell("preview-tools", _PREVIEW)
                queue = gr.Button("Queue", variant="primary", elem_id="queue-button", scale=1)
                shell("queue-more", _MORE)
            message = notice("form-message")
            shell("last-results")
        with gr.Column(scale=1, min_width=320, elem_classes=["bs-panel", "bs-settings"]):
            refresh, lists_message, save_defaults = _place_settings(form)
    return FormButtons(queue, refresh, save_defaults, message, lists_message)


def _place_settings(form: GenerationForm) -> tuple[gr.Button, gr.HTML, gr.Button]:
    parts = form.parts
    _row(form, "sampler_name", "scheduler")
    _row(form, "steps", "cfg_scale")
    with gr.Row(elem_classes=["bs-line"]):
        parts["width"].render()
        shell("swap-size", _SWAP)
        parts["height"].render()
        parts["batch_size"].render()
    shell("size-ratios", _RATIOS)
    with gr.Row(elem_classes=["bs-line"]):
        parts["seed"].render()
        shell("seed-tools", _SEEDS)
    with gr.Row(elem_classes=["bs-line"]):
        parts["checkpoint"].render()
        refresh = gr.Button("↻", elem_id="refresh-lists", elem_classes=["bs-icon"], min_width=34)
    _row(form, "vae", "clip_skip")
    lists_message = notice("lists-message")
    shell("lora-panel")
    with gr.Accordion("Hires fix", open=False, elem_id="hires-fix"):
        parts["enable_hr"].render()
        _row(form, "hr_upscaler", "hr_scale")
        _row(form, "hr_second_pass_steps", "denoising_strength")
    parts["extras"].render()
    shell("form-panels")
    save_defaults = gr.Button("Save as defaults", elem_id="save-defaults", size="sm")
    return refresh, lists_message, save_defaults


def _row(form: GenerationForm, *names: str) -> None:
    with gr.Row(elem_classes=["bs-line"]):
        for name in names:
            form.parts[name].render()

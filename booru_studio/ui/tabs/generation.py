"""The Generation tab: write a prompt, choose settings, queue, see the latest pictures."""

from typing import ClassVar

from booru_studio.ui.context import UiContext
from booru_studio.ui.tabs.base import Tab
from booru_studio.ui.widgets.fields import (
    area,
    chip,
    choice,
    inside,
    line,
    notice,
    number,
    slider,
    tick,
)
from booru_studio.ui.widgets.icons import AGAIN, ARROWS, DICE
from booru_studio.ui.widgets.shell import shell

_RATIOS = "".join(
    f'<button type="button" class="bs-button" data-do="ratio" data-ratio="{ratio}">{ratio}</button>'
    for ratio in ("1:1", "2:3", "3:2", "3:4", "4:3", "9:16", "16:9")
)
_SWAP = f"""
<button type="button" class="bs-button bs-icon" data-do="swap-size"
  aria-label="Swap width and height" title="Swap width and height">{ARROWS}</button>
"""
_SEEDS = f"""
<button type="button" class="bs-button bs-icon" data-do="draw-seed"
  aria-label="Draw a new seed for each job" title="Draw a new seed for each job">{DICE}</button>
<button type="button" class="bs-button bs-icon" data-do="last-seed"
  aria-label="Use the seed of the last picture"
  title="Use the seed of the last picture">{AGAIN}</button>
"""
_REFRESH = """
<button type="button" class="bs-button bs-icon" id="refresh-lists" data-do="refresh-lists"
  aria-label="Ask the WebUIs what they have now"
  title="Ask the WebUIs what they have now">↻</button>
"""
_TOOLS = """
<div class="bs-pair" id="preview-tools">
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
_QUEUE = """
<button type="button" class="bs-button bs-primary" id="queue-button"
  data-do="queue-form">Queue</button>
<div id="queue-more"><button type="button" class="bs-button" data-do="queue-menu"
  aria-haspopup="menu" aria-label="More ways to queue" title="More ways to queue">▾</button></div>
"""
_PROMPTS = f"""
<div class="bs-panel bs-stack">
<div class="bs-desk">
  {area("prompt", "Prompt", 6, 20, "1girl, reading, library, warm light …  Variants {a|b} and "
        "__wildcards__ are resolved anew for each job.", "prompt")}
  {inside("prompt-tree")}
</div>
<div id="prompt-notes">{inside("prompt-status")}{inside("prompt-chips")}</div>
{area("negative-prompt", "Negative prompt", 2, 8, "What the picture should not show",
      "negative_prompt")}
<div class="bs-queue-row">
  {chip("source_post", "from post")}{chip("changes_of", "changes of job")}
  {number("count", "Jobs", limits='min="1"')}{_TOOLS}{_QUEUE}
</div>
{notice("form-message")}
{inside("last-results")}
</div>
"""
_HIRES = f"""
<details id="hires-fix" class="bs-panel-section">
  <summary><span>Hires fix</span></summary>
  {tick("enable_hr", "On: draw small, then enlarge and draw over")}
  {line(choice("hr_upscaler", "Upscaler"), slider("hr_scale", "Scale", 1, 4, 0.05))}
  {
    line(
        slider("hr_second_pass_steps", "Steps, 0 = same", 0, 150, 1, "hr-steps"),
        slider("denoising_strength", "Denoising", 0, 1, 0.01, "denoising"),
    )
}
</details>
"""
_SETTINGS = f"""
<div class="bs-panel bs-stack" id="form-settings">
{line(choice("sampler_name", "Sampler"), choice("scheduler", "Schedule"))}
{line(slider("steps", "Steps", 1, 150, 1), slider("cfg_scale", "CFG", 1, 30, 0.5))}
{
    line(
        number("width", "Width", 64),
        _SWAP,
        number("height", "Height", 64),
        number("batch_size", "Pictures a job", limits='min="1"'),
    )
}
<div class="bs-chips" id="size-ratios" role="group"
  aria-label="Aspect ratio, width to height">{_RATIOS}</div>
{line(number("seed", "Seed (-1 draws one)"), _SEEDS)}
{line(choice("checkpoint", "Checkpoint"), _REFRESH)}
{line(choice("vae", "VAE"), choice("clip_skip", "Clip skip"))}
{notice("lists-message")}
{inside("lora-panel")}
{_HIRES}
{inside("form-panels")}
<button type="button" class="bs-button" id="save-defaults"
  data-do="save-form">Save as defaults</button>
</div>
"""


class GenerationTab(Tab):
    """The form, its queue button, and the strip of the latest pictures.

    All of it is one part to Gradio, since each of its own takes a hundredth of a second when the
    page is opened; the page's script reads and fills the form.
    """

    id: ClassVar[str] = "generation"
    title: ClassVar[str] = "Generation"
    order: ClassVar[int] = 1

    def build(self, ui: UiContext) -> None:
        del ui  # everything on this tab is asked for by the page's own script
        shell("generation-desk", f'<div class="bs-form">{_PROMPTS}{_SETTINGS}</div>')

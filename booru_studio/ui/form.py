"""The settings of a picture as components, and the way between them and a request."""

import json
from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Any

import gradio as gr
from gradio.components import Component

from booru_studio.bootstrap import Services
from booru_studio.domain.generation import Txt2ImgRequest
from booru_studio.domain.jobs import Job
from booru_studio.domain.wildcard_syntax import escape_text, is_plain
from booru_studio.errors import InvalidInputError
from booru_studio.ui.widgets.chip import chip
from booru_studio.ui.widgets.choices import CLIP_SKIPS, FormChoices, form_choices

# Sent only with hires fix; without it they mean nothing or something else.
HIRES = ("hr_upscaler", "hr_scale", "hr_second_pass_steps", "denoising_strength")
LISTS = ("sampler_name", "scheduler", "checkpoint", "vae", "hr_upscaler")
# What a form that was never touched holds; saved defaults go over it.
_START: Mapping[str, Any] = {
    "prompt": "", "negative_prompt": "", "width": 832, "height": 1216, "checkpoint": "",
    "vae": "", "clip_skip": 0, "enable_hr": False, "hr_upscaler": "", "hr_scale": 2.0,
    "hr_second_pass_steps": 0, "denoising_strength": 0.5, "count": 1, "source_post": "",
    "changes_of": "", "extras": "",
}  # fmt: skip


class GenerationForm:
    """Every part of the form, unplaced; `parts` has them by the request's own field names.

    Besides those it holds `count` (jobs to queue), `changes_of` (the job that is changed), and
    `extras`: the JSON of all further fields, which the page's own script edits.
    """

    def __init__(self, services: Services) -> None:
        self._services = services
        self.built_with = values = self.start_values()
        choices = self.choices()
        self.parts: dict[str, Any] = {
            **_texts(values),
            **{name: _list(name, values, choices) for name in LISTS},
            **_numbers(values),
            **_hires(values),
            "source_post": chip("source-post", "from post"),
            "changes_of": chip("changes-of", "changes of job"),
            "extras": gr.Textbox("", label="Further settings", elem_id="extras", render=False),
        }

    def start_values(self) -> dict[str, Any]:
        """Return what a new form holds: the saved defaults over ours."""
        return start_values(self._services.defaults.request())

    def choices(self) -> FormChoices:
        """Return what the lists may hold now."""
        states = [backend.state for backend in self._services.backends]
        return form_choices(states, self._services.defaults.request())

    def filled(self, values: Mapping[str, Any]) -> list[Any]:
        """Give the updates, one for each of `parts`, that make the form hold `values`."""
        lists = dict(zip(LISTS, self.lists_filled(values), strict=True))
        return [lists.get(name) or gr.update(value=values[name]) for name in self.parts]

    def lists_filled(self, values: Mapping[str, Any]) -> list[Any]:
        """Give the updates, one for each of `LISTS`, with what the WebUIs have now."""
        choices = self.choices()
        return [
            gr.update(value=values[name], choices=choices.including(name, values[name]))
            for name in LISTS
        ]


def start_values(defaults: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a form holds that begins with these request fields."""
    return {**_START, **{name: defaults[name] for name in defaults if name in _FIELDS}}


_FIELDS = (
    "prompt", "negative_prompt", *LISTS, "steps", "cfg_scale", "width", "height", "seed",
    "batch_size", "clip_skip", "enable_hr", *HIRES, "source_post",
)  # fmt: skip

# Prompts have boxes of their own, and what the page never shows stays as it is.
_NOT_SHOWN = ("template", "comments", "override_settings_restore_afterwards", "n_iter")
_NOT_EXTRA = {*_FIELDS, *_NOT_SHOWN} - {"denoising_strength"}
_UNSET = asdict(Txt2ImgRequest())


def request_of(values: Mapping[str, Any]) -> dict[str, Any]:
    """Turn the form's values into a request; None leaves a field to the WebUI.

    Raises:
        InvalidInputError: `extras` is no JSON object.
    """
    request = {name: values.get(name) for name in _FIELDS}
    for name in ("checkpoint", "vae", "hr_upscaler", "clip_skip", "source_post"):
        request[name] = request[name] or None
    if not request["enable_hr"]:
        request.update(dict.fromkeys(HIRES))
    request.update(_read_extras(values.get("extras")))
    text = request["prompt"] or ""
    if is_plain(text):
        return request
    del request["prompt"]
    return {**request, "template": text}


def values_of(request: Txt2ImgRequest, start: Mapping[str, Any]) -> dict[str, Any]:
    """Turn a request into what the form shows; `start` fills in what it leaves open."""
    found = {name: getattr(request, name) for name in _FIELDS}
    found["prompt"] = request.template or _as_written(request.prompt)
    extras = {
        each.name: getattr(request, each.name)
        for each in fields(Txt2ImgRequest)
        if each.name not in _FIELDS and each.name not in _NOT_SHOWN
    }
    extras = {name: value for name, value in extras.items() if value != _UNSET[name]}
    if request.init_image and request.denoising_strength is not None:
        extras["denoising_strength"] = request.denoising_strength
    if not request.enable_hr:
        found.update({name: start[name] for name in HIRES})
    return {
        **start,
        **{name: value for name, value in found.items() if value is not None},
        "source_post": request.source_post or "",
        "extras": json.dumps(extras) if extras else "",
    }


def _as_written(prompt: str) -> str:
    """Write a finished prompt so that, should it look like a template, it becomes just itself."""
    return prompt if is_plain(prompt) else escape_text(prompt)


def _read_extras(text: object) -> dict[str, Any]:
    try:
        found = json.loads(str(text or "{}"))
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise InvalidInputError(reason="The further settings cannot be read: reload the page.")
    return {name: value for name, value in found.items() if name not in _NOT_EXTRA}


def values_of_job(job: Job, start: Mapping[str, Any]) -> dict[str, Any]:
    """Turn a job into what the form shows: as it was written, before it was expanded."""
    values = values_of(Txt2ImgRequest.from_json(job.request), start)
    return {**values, "prompt": job.template or _as_written(job.prompt), "changes_of": job.id}


def _texts(values: Mapping[str, Any]) -> dict[str, Component]:
    plain = gr.InputHTMLAttributes(autocorrect="off", autocapitalize="off", spellcheck=False)
    return {
        "prompt": gr.Textbox(
            values["prompt"], label="Prompt", lines=6, max_lines=20, elem_id="prompt",
            placeholder="1girl, reading, library, warm light …  Variants {a|b} and __wildcards__ "
            "are resolved anew for each job.",
            html_attributes=plain, elem_classes=["bs-prompt-box"], render=False,
        ),
        "negative_prompt": gr.Textbox(
            values["negative_prompt"], label="Negative prompt", lines=2, max_lines=8,
            elem_id="negative-prompt", placeholder="What the picture should not show",
            html_attributes=plain, elem_classes=["bs-prompt-box"], render=False,
        ),
    }  # fmt: skip


def _list(name: str, values: Mapping[str, Any], choices: FormChoices) -> gr.Dropdown:
    labels = {
        "sampler_name": "Sampler",
        "scheduler": "Schedule",
        "checkpoint": "Checkpoint",
        "vae": "VAE",
        "hr_upscaler": "Upscaler",
    }
    return gr.Dropdown(
        choices.including(name, values[name]),
        value=values[name],
        label=labels[name],
        elem_id=name.replace("_", "-"),
        min_width=120,
        render=False,
    )


def _numbers(values: Mapping[str, Any]) -> dict[str, Component]:
    def whole(name: str, label: str, step: int = 1) -> gr.Number:
        return gr.Number(
            values[name], label=label, precision=0, step=step, min_width=70,
            elem_id=name.replace("_", "-"), render=False,
        )  # fmt: skip

    return {
        "steps": gr.Slider(
            1, 150, values["steps"], step=1, label="Steps", elem_id="steps", min_width=120,
            buttons=[], render=False,
        ),
        "cfg_scale": gr.Slider(
            1, 30, values["cfg_scale"], step=0.5, label="CFG", elem_id="cfg-scale", min_width=120,
            buttons=[], render=False,
        ),
        "width": whole("width", "Width", 64),
        "height": whole("height", "Height", 64),
        "seed": whole("seed", "Seed (-1 draws one)"),
        "batch_size": whole("batch_size", "Pictures a job"),
        "count": whole("count", "Jobs"),
        "clip_skip": gr.Dropdown(
            CLIP_SKIPS, value=values["clip_skip"], label="Clip skip", elem_id="clip-skip",
            min_width=90, render=False,
        ),
    }  # fmt: skip


def _hires(values: Mapping[str, Any]) -> dict[str, Component]:
    return {
        "enable_hr": gr.Checkbox(
            values["enable_hr"], label="On: draw small, then enlarge and draw over",
            elem_id="enable-hr", render=False,
        ),
        "hr_scale": gr.Slider(
            1, 4, values["hr_scale"], step=0.05, label="Scale", elem_id="hr-scale", min_width=120,
            buttons=[], render=False,
        ),
        "hr_second_pass_steps": gr.Slider(
            0, 150, values["hr_second_pass_steps"], step=1, label="Steps, 0 = same",
            elem_id="hr-steps", min_width=120, buttons=[], render=False,
        ),
        "denoising_strength": gr.Slider(
            0, 1, values["denoising_strength"], step=0.01, label="Denoising",
            elem_id="denoising", min_width=120, buttons=[], render=False,
        ),
    }  # fmt: skip

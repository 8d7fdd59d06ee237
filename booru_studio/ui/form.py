"""What the form on the Generation tab holds, and the way between that and a request.

A form's values go by the names of a request's fields. Besides those it holds `count` (jobs to
queue), `changes_of` (the job that is changed), and `extras`: the JSON of all further fields.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Any

from booru_studio.domain.generation import Txt2ImgRequest
from booru_studio.domain.jobs import Job
from booru_studio.domain.wildcard_syntax import escape_text, is_plain
from booru_studio.errors import InvalidInputError

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


def start_values(defaults: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a form holds that begins with these request fields."""
    return {**_START, **{name: defaults[name] for name in defaults if name in _FIELDS}}


def read_form(values: object, defaults: Mapping[str, Any]) -> dict[str, Any]:
    """Return the whole of a form, of which the page may have sent a part.

    Raises:
        InvalidInputError: `values` is no object, or has something else for a text.
    """
    if not isinstance(values, Mapping):
        raise InvalidInputError(reason="values is no object: reload the page.")
    for name, usual in _START.items():
        if isinstance(usual, str) and not isinstance(values.get(name, usual), str):
            raise InvalidInputError(reason=f"{name} is no text: reload the page.")
    return {**start_values(defaults), **values}


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

"""What a picture is asked for with: every txt2img field by the WebUI's own name, and ours."""

import math
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields, replace
from typing import Any, Self

from booru_studio.domain.choices import nearest
from booru_studio.errors import InvalidInputError

SEED_LIMIT = 2**32  # seeds are 0 to 2**32 - 1, as numpy and the WebUI's page take them

# Fields that are ours to set for each request; a caller who gives one is told what to do instead.
OURS = {
    "n_iter": "use count for more jobs and batch_size for more pictures a job",
    "force_task_id": "Booru Studio names its own tasks",
    "send_images": "Booru Studio always fetches its pictures",
    "infotext": "put its fields into the request",
    "sampler_index": "use sampler_name",
}

# Least and most of each number; the WebUI itself checks none of them.
RANGES: Mapping[str, tuple[float, float]] = {
    "seed": (-1, SEED_LIMIT - 1),
    "subseed": (-1, SEED_LIMIT - 1),
    "subseed_strength": (0, 1),
    "seed_resize_from_h": (-1, 8192),
    "seed_resize_from_w": (-1, 8192),
    "batch_size": (1, 16),
    "steps": (1, 150),
    "cfg_scale": (1, 100),  # below 1 the WebUI draws the negative prompt
    "width": (64, 4096),
    "height": (64, 4096),
    "denoising_strength": (0, 1),
    "refiner_switch_at": (0, 1),
    "hr_scale": (1, 8),
    "hr_second_pass_steps": (0, 150),
    "hr_resize_x": (0, 8192),
    "hr_resize_y": (0, 8192),
    "firstphase_width": (0, 4096),
    "firstphase_height": (0, 4096),
    "clip_skip": (1, 12),
    "distilled_cfg_scale": (0, 100),
    "hr_cfg": (1, 100),
    "hr_distilled_cfg": (0, 100),
}

_DEEPEST = 20  # objects and lists within each other, as in script arguments

# Always written out, so that a stored request reads without a table of defaults.
ALWAYS_SHOWN = (
    "prompt", "negative_prompt", "steps", "sampler_name", "scheduler", "cfg_scale",
    "width", "height", "seed", "batch_size",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Txt2ImgRequest:
    """One txt2img request.

    Field names, types and defaults are those of AUTOMATIC1111 1.10.1's
    `StableDiffusionProcessingTxt2Img` (its /openapi.json) and Forge's additions, save that steps
    defaults to 28. None means: leave it to the WebUI. `template` to `source_post` are ours and
    never sent by these names.
    """

    prompt: str = ""
    negative_prompt: str = ""
    styles: list[str] | None = None
    seed: int = -1  # -1 = each job draws its own
    subseed: int = -1
    subseed_strength: float = 0
    seed_resize_from_h: int = -1
    seed_resize_from_w: int = -1
    sampler_name: str | None = None
    scheduler: str | None = None
    batch_size: int = 1  # pictures a job
    n_iter: int = 1
    steps: int = 28
    cfg_scale: float = 7.0
    width: int = 512  # pixels
    height: int = 512  # pixels
    restore_faces: bool | None = None
    tiling: bool | None = None
    do_not_save_samples: bool = False
    do_not_save_grid: bool = False
    eta: float | None = None
    denoising_strength: float | None = None
    s_min_uncond: float | None = None
    s_churn: float | None = None
    s_tmax: float | None = None
    s_tmin: float | None = None
    s_noise: float | None = None
    override_settings: dict[str, Any] | None = None
    override_settings_restore_afterwards: bool = True
    refiner_checkpoint: str | None = None
    refiner_switch_at: float | None = None
    disable_extra_networks: bool = False
    firstpass_image: str | None = None  # base64
    comments: dict[str, Any] | None = None
    enable_hr: bool = False
    firstphase_width: int = 0
    firstphase_height: int = 0
    hr_scale: float = 2.0
    hr_upscaler: str | None = None
    hr_second_pass_steps: int = 0  # 0 = as many as steps
    hr_resize_x: int = 0
    hr_resize_y: int = 0
    hr_checkpoint_name: str | None = None
    hr_sampler_name: str | None = None
    hr_scheduler: str | None = None
    hr_prompt: str = ""
    hr_negative_prompt: str = ""
    force_task_id: str | None = None
    sampler_index: str = "Euler"
    script_name: str | None = None
    script_args: list[Any] = field(default_factory=list)
    send_images: bool = True
    save_images: bool = False
    alwayson_scripts: dict[str, Any] = field(default_factory=dict)
    infotext: str | None = None
    # Forge and its kin
    distilled_cfg_scale: float | None = None
    hr_cfg: float | None = None
    hr_distilled_cfg: float | None = None
    hr_additional_modules: list[str] | None = None
    # ours
    template: str | None = None  # a prompt still to be expanded, once for each job
    checkpoint: str | None = None
    vae: str | None = None
    clip_skip: int | None = None
    source_post: str | None = None  # “danbooru:123”

    @classmethod
    def from_json(cls, values: object) -> Self:
        """Read a request that came from outside.

        Raises:
            InvalidInputError: unknown field, wrong type, out of range, or prompt and template both.
        """
        if not isinstance(values, Mapping):
            raise InvalidInputError(reason="The request is no object: give fields by name.")
        values = {_clean(str(name)): value for name, value in values.items()}
        for name, value in values.items():
            _check(name, value)
        plain: dict[str, Any] = {name: _plain(name, value) for name, value in values.items()}
        request = cls(**plain)
        if request.template is not None and values.get("prompt"):
            raise InvalidInputError(
                reason="The request has both prompt and template: leave one of them out."
            )
        for side in ("width", "height"):
            if getattr(request, side) % 8:
                raise InvalidInputError(
                    reason=f"{side} is {getattr(request, side)}: give a multiple of 8."
                )
        return request

    def to_json(self) -> dict[str, Any]:
        """Give the usual fields, and of the others those that differ from their default."""
        values: dict[str, Any] = {}
        for spec in fields(self):
            value = getattr(self, spec.name)
            if spec.name in ALWAYS_SHOWN or value != _default(spec):
                values[spec.name] = value
        return values

    def with_changes(self, changes: object) -> Self:
        """Return a copy with `changes`, checked like a request from outside.

        A new `template` replaces the prompt, a new `prompt` the template; None takes a field back
        to its default.
        """
        if not isinstance(changes, Mapping):
            raise InvalidInputError(reason="The changes are no object: give fields by name.")
        values = self.to_json()
        if changes.get("template") is not None:
            values.pop("prompt", None)
        if changes.get("prompt") is not None:
            values.pop("template", None)
        values.update(changes)
        kept = {name: value for name, value in values.items() if value is not None}
        for name in values.keys() - kept.keys():
            _check(name, None)
        return type(self).from_json(kept)

    def resolved(self, prompt: str, seed: int) -> Self:
        """Return the request as one job sends it: expanded prompt, seed drawn."""
        return replace(self, prompt=prompt, seed=seed, template=None)


_FIELDS = {spec.name: spec for spec in fields(Txt2ImgRequest)}


def _default(spec: Any) -> object:  # noqa: ANN401  (dataclasses.Field is generic over anything)
    return spec.default_factory() if spec.default is MISSING else spec.default


def _check(name: str, value: object) -> None:
    if name in OURS:
        raise InvalidInputError(reason=f"The request may not hold {name}: {OURS[name]}.")
    if name not in _FIELDS:
        near = nearest(name[:40], _FIELDS)
        hint = f"did you mean {near}?" if near else "leave it out."
        raise InvalidInputError(
            reason=f"The request holds the unknown field “{_short(name)}”: {hint}"
        )
    wanted = str(_FIELDS[name].type)
    if value is None:
        return
    if not _fits(wanted, value):
        raise InvalidInputError(reason=f"{name} is {_shown(value)}: give {_named(wanted)}.")
    if name in RANGES and isinstance(value, int | float):
        least, most = RANGES[name]
        if not least <= value <= most:
            raise InvalidInputError(
                reason=f"{name} is {_shown(value)}: give a number from {least:g} to {most:.10g}."
            )


def _plain(name: str, value: object) -> object:
    """Bring an allowed value into the form it is kept in: 28.0 as 28, None as the default."""
    if value is None:
        return _default(_FIELDS[name])
    if isinstance(value, float) and "int" in str(_FIELDS[name].type):
        return int(value)
    return _copied(name, value, _DEEPEST)


def _copied(name: str, value: object, depth: int) -> object:
    """Copy what is to become JSON, so that no caller changes it later."""
    if isinstance(value, str):
        return _clean(value)
    if isinstance(value, float) and not math.isfinite(value):
        raise InvalidInputError(reason=f"{name} holds {value}: give numbers.")
    if isinstance(value, Mapping | list | tuple) and not depth:
        raise InvalidInputError(reason=f"{name} is nested too deep: {_DEEPEST} levels at most.")
    if isinstance(value, Mapping):
        return {_clean(str(key)): _copied(name, value[key], depth - 1) for key in value}
    if isinstance(value, list | tuple):
        return [_copied(name, item, depth - 1) for item in value]
    return value


def _clean(text: str) -> str:
    """Take out what can be neither stored as JSON nor sent: a NUL, half a surrogate pair."""
    return text.replace("\0", "").encode("utf-8", "replace").decode("utf-8")


def _fits(wanted: str, value: object) -> bool:
    if isinstance(value, bool) or "bool" in wanted:
        return isinstance(value, bool) and "bool" in wanted
    if "float" in wanted:
        return isinstance(value, int) or (isinstance(value, float) and math.isfinite(value))
    if "int" in wanted:
        return isinstance(value, int) or (isinstance(value, float) and value.is_integer())
    if "dict" in wanted:
        return isinstance(value, Mapping)
    if "list[str]" in wanted:
        return isinstance(value, list) and all(isinstance(item, str) for item in value)
    return isinstance(value, list if "list" in wanted else str)


def _named(wanted: str) -> str:
    names = {"bool": "true or false", "float": "a number", "int": "a whole number",
             "dict": "an object", "list[str]": "a list of texts", "list": "a list"}  # fmt: skip
    return next((name for kind, name in names.items() if kind in wanted), "a text")


def _shown(value: object) -> str:
    return _short(repr(value) if isinstance(value, str) else str(value))


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:37] + "..."

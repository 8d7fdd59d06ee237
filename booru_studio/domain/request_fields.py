"""The fields of a request as they come from outside: names, types and ranges, one by one."""

import math
from collections.abc import Mapping

from booru_studio.domain.choices import nearest
from booru_studio.errors import InvalidInputError

SEED_LIMIT = 2**32  # seeds are 0 to 2**32 - 1, as numpy and the WebUI's page take them

# Fields that are ours to set for each request; a caller who gives one is told what to do instead.
OURS = {
    "n_iter": "use count for more jobs and batch_size for more pictures a job",
    "force_task_id": "Booru Studio names its own tasks",
    "send_images": "Booru Studio always fetches its pictures",
    "infotext": "put its fields into the request",
    "init_images": "keep the picture here first, and give its file as init_image",
    "include_init_images": "the picture is there already",
    "latent_mask": "use mask",
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
    "resize_mode": (0, 3),
    "mask_blur": (0, 64),
    "inpainting_fill": (0, 3),
    "inpaint_full_res_padding": (0, 256),
    "inpainting_mask_invert": (0, 1),
    "initial_noise_multiplier": (0, 1.5),
    "image_cfg_scale": (0, 3),
    "clip_skip": (1, 12),
    "distilled_cfg_scale": (0, 100),
    "hr_cfg": (1, 100),
    "hr_distilled_cfg": (0, 100),
}

_DEEPEST = 20  # objects and lists within each other, as in script arguments


def check_field(name: str, value: object, kinds: Mapping[str, str]) -> None:
    """Check one field that came from outside.

    Args:
        kinds: the annotation of each field there is.

    Raises:
        InvalidInputError: ours to set, unknown, of the wrong type, or out of range.
    """
    if name in OURS:
        raise InvalidInputError(reason=f"The request may not hold {name}: {OURS[name]}.")
    if name not in kinds:
        near = nearest(name[:40], kinds)
        hint = f"did you mean {near}?" if near else "leave it out."
        raise InvalidInputError(
            reason=f"The request holds the unknown field “{_short(name)}”: {hint}"
        )
    wanted = kinds[name]
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


def plain_value(name: str, value: object, kind: str) -> object:
    """Bring an allowed value into the form it is kept in: 28.0 as 28, objects copied.

    Raises:
        InvalidInputError: it holds what JSON cannot, or is nested too deep.
    """
    if isinstance(value, float) and "int" in kind:
        return int(value)
    return _copied(name, value, _DEEPEST)


def _copied(name: str, value: object, depth: int) -> object:
    """Copy what is to become JSON, so that no caller changes it later."""
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, float) and not math.isfinite(value):
        raise InvalidInputError(reason=f"{name} holds {value}: give numbers.")
    if isinstance(value, Mapping | list | tuple) and not depth:
        raise InvalidInputError(reason=f"{name} is nested too deep: {_DEEPEST} levels at most.")
    if isinstance(value, Mapping):
        return {clean_text(str(key)): _copied(name, value[key], depth - 1) for key in value}
    if isinstance(value, list | tuple):
        return [_copied(name, item, depth - 1) for item in value]
    return value


def clean_text(text: str) -> str:
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

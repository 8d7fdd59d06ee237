"""The request fields of the WebUI's API: names, types, defaults, checks and OpenAPI text.

The fields are those of AUTOMATIC1111 1.10.1 and lllyasviel's Forge, as their /openapi.json
publishes them. Order matters: the reply echoes the fields in it.
"""

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from booru_studio.demo.webui_errors import Flavour, InvalidFieldsError

_BODY_FIELDS = """
prompt str ""|negative_prompt str ""|styles texts -|seed int -1|subseed int -1|
subseed_strength float 0|seed_resize_from_h int -1|seed_resize_from_w int -1|
sampler_name str -|scheduler str -|batch_size int 1|n_iter int 1|steps int 50|
cfg_scale float 7.0|distilled_cfg_scale float 3.5 forge|width int 512|height int 512|
restore_faces bool -|tiling bool -|do_not_save_samples bool false|do_not_save_grid bool false|
eta float -|denoising_strength float -|s_min_uncond float -|s_churn float -|s_tmax float -|
s_tmin float -|s_noise float -|override_settings dict -|
override_settings_restore_afterwards bool true|refiner_checkpoint str -|
refiner_switch_at float -|disable_extra_networks bool false|firstpass_image str -|
comments dict -
"""
_HIRES_FIELDS = """
enable_hr bool false|firstphase_width int 0|firstphase_height int 0|hr_scale float 2.0|
hr_upscaler str -|hr_second_pass_steps int 0|hr_resize_x int 0|hr_resize_y int 0|
hr_checkpoint_name str -|hr_additional_modules list - forge|hr_sampler_name str -|
hr_scheduler str -|hr_prompt str ""|hr_negative_prompt str ""|hr_cfg float 1.0 forge|
hr_distilled_cfg float 3.5 forge
"""
_IMG2IMG_FIELDS = """
init_images list -|resize_mode int 0|image_cfg_scale float -|mask str -|mask_blur_x int 4|
mask_blur_y int 4|mask_blur int -|mask_round bool true|inpainting_fill int 0|
inpaint_full_res bool true|inpaint_full_res_padding int 0|inpainting_mask_invert int 0|
initial_noise_multiplier float -|latent_mask str -
"""
_LAST_FIELDS = """
script_name str -|script_args list [] !|send_images bool true !|save_images bool false !|
alwayson_scripts dict {} !|infotext str -
"""
_TEXT2IMG = f"{_BODY_FIELDS}|{_HIRES_FIELDS}|force_task_id str -|sampler_index str Euler !|"
_IMG2IMG = (
    f"{_BODY_FIELDS}|{_IMG2IMG_FIELDS}|force_task_id str -|hr_distilled_cfg float 3.5 forge|"
    "sampler_index str Euler !|include_init_images bool false !|"
)
_DEFAULTS: dict[str, object] = {'""': "", "-": None, "true": True, "false": False}


@dataclass(frozen=True, slots=True)
class Field:
    """One request field: `kind` is its type, `nullable` whether JSON null passes."""

    name: str
    kind: str
    default: object
    nullable: bool = True


def txt2img_fields(flavour: Flavour) -> tuple[Field, ...]:
    """List the fields of POST /sdapi/v1/txt2img."""
    return _fields(_TEXT2IMG + _LAST_FIELDS, flavour)


def img2img_fields(flavour: Flavour) -> tuple[Field, ...]:
    """List the fields of POST /sdapi/v1/img2img; denoising_strength is 0.75 there."""
    rows = _fields(_IMG2IMG + _LAST_FIELDS, flavour)
    strength = Field("denoising_strength", "float", 0.75, nullable=False)
    return tuple(strength if row.name == strength.name else row for row in rows)


def checked(fields: Iterable[Field], body: object, flavour: Flavour) -> dict[str, Any]:
    """Fill in defaults and convert types as pydantic does; unknown fields are dropped.

    Raises InvalidFieldsError with one entry for each ill-typed field.
    """
    if not isinstance(body, Mapping):
        raise InvalidFieldsError([_problem((), "dict", body, flavour)])
    values: dict[str, Any] = {}
    problems = []
    for field in fields:
        value = body.get(field.name, _copy(field.default))
        if value is None and (field.nullable or field.default is None):
            values[field.name] = None
            continue
        try:
            values[field.name] = _CONVERTERS[field.kind](value, flavour == "forge")
        except (ValueError, TypeError, OverflowError):
            problems.append(_problem((field.name,), field.kind, value, flavour))
    if problems:
        raise InvalidFieldsError(problems)
    return values


def openapi_component(name: str, fields: Iterable[Field], flavour: Flavour) -> dict[str, object]:
    """Describe a request as an OpenAPI schema in the fork's own style."""
    properties: dict[str, object] = {}
    for field in fields:
        typed = _OPENAPI_TYPES[field.kind]
        row: dict[str, object] = {"title": field.name.replace("_", " ").title()}
        if flavour == "forge" and field.nullable:
            row["anyOf"] = [typed, {"type": "null"}]
        else:
            row |= typed
        if field.default is not None:
            row["default"] = field.default
        properties[field.name] = row
    return {"title": name, "type": "object", "properties": properties}


def _fields(table: str, flavour: Flavour) -> tuple[Field, ...]:
    rows = (cell.split() for cell in table.replace("\n", "").split("|") if cell.strip())
    return tuple(
        Field(row[0], row[1], _default(row[1], row[2]), nullable="!" not in row[3:])
        for row in rows
        if flavour == "forge" or "forge" not in row[3:]
    )


def _default(kind: str, text: str) -> object:
    if text in _DEFAULTS:
        return _DEFAULTS[text]
    empty: dict[str, object] = {"[]": [], "{}": {}}
    if text in empty:
        return empty[text]
    if kind == "int":
        return int(text)
    if kind == "float":
        return float(text) if "." in text else int(text)
    return text


def _copy(default: object) -> object:
    return type(default)() if isinstance(default, list | dict) else default


def _to_int(value: object, is_strict: bool) -> int:
    if isinstance(value, str):
        return int(value)
    if not isinstance(value, int | float):
        raise TypeError
    if is_strict and value != math.floor(value):
        raise ValueError
    return int(value)


def _to_float(value: object, is_strict: bool) -> float:
    if not isinstance(value, int | float | str):
        raise TypeError
    return value if isinstance(value, int) else float(value)


def _to_bool(value: object, is_strict: bool) -> bool:
    words = {"true": True, "1": True, "yes": True, "on": True,
             "false": False, "0": False, "no": False, "off": False}  # fmt: skip
    text = str(value).lower()
    if text not in words or isinstance(value, list | dict):
        raise ValueError
    return words[text]


def _to_str(value: object, is_strict: bool) -> str:
    if isinstance(value, str):
        return value
    # pydantic 1 turns numbers into text, pydantic 2 does not.
    if is_strict or isinstance(value, list | dict) or value is None:
        raise TypeError
    return str(value)


def _to_list(value: object, is_strict: bool) -> list[Any]:
    if not isinstance(value, list):
        raise TypeError
    return value


def _to_texts(value: object, is_strict: bool) -> list[Any]:
    return [_to_str(item, is_strict) for item in _to_list(value, is_strict)]


def _to_dict(value: object, is_strict: bool) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise TypeError
    return value


_CONVERTERS: dict[str, Callable[[object, bool], Any]] = {
    "str": _to_str, "int": _to_int, "float": _to_float, "bool": _to_bool,
    "list": _to_list, "texts": _to_texts, "dict": _to_dict,
}  # fmt: skip
_OPENAPI_TYPES: dict[str, dict[str, object]] = {
    "str": {"type": "string"}, "int": {"type": "integer"}, "float": {"type": "number"},
    "bool": {"type": "boolean"}, "list": {"type": "array", "items": {}},
    "texts": {"type": "array", "items": {"type": "string"}}, "dict": {"type": "object"},
}  # fmt: skip
_MESSAGES: dict[str, tuple[str, str, str, str]] = {
    "str": ("str type expected", "type_error.str", "Input should be a valid string", "string_type"),
    "int": ("value is not a valid integer", "type_error.integer",
            "Input should be a valid integer, unable to parse string as an integer",
            "int_parsing"),
    "float": ("value is not a valid float", "type_error.float",
              "Input should be a valid number, unable to parse string as a number",
              "float_parsing"),
    "bool": ("value could not be parsed to a boolean", "type_error.bool",
             "Input should be a valid boolean, unable to interpret input", "bool_parsing"),
    "list": ("value is not a valid list", "type_error.list",
             "Input should be a valid list", "list_type"),
    "dict": ("value is not a valid dict", "type_error.dict",
             "Input should be a valid dictionary", "dict_type"),
}  # fmt: skip


def _problem(
    where: tuple[str, ...], kind: str, value: object, flavour: Flavour
) -> dict[str, object]:
    row = _MESSAGES["list" if kind == "texts" else kind]
    location = ["body", *where]
    if flavour == "forge":
        return {"type": row[3], "loc": location, "msg": row[2], "input": value}
    if value is None:
        no_null = "none is not an allowed value"
        return {"loc": location, "msg": no_null, "type": "type_error.none.not_allowed"}
    return {"loc": location, "msg": row[0], "type": row[1]}

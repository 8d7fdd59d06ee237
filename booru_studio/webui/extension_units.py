"""The extensions there are, and the units of them that a request asks for, checked."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, replace
from functools import cache
from typing import Any

from booru_studio.domain.generation import Txt2ImgRequest
from booru_studio.domain.json_fields import (
    Fields,
    read_choice,
    read_flag,
    read_object,
    read_text,
    read_whole,
    shown,
)
from booru_studio.domain.picture_files import is_picture_file
from booru_studio.errors import InvalidInputError
from booru_studio.registry import find_members
from booru_studio.webui import extensions
from booru_studio.webui.capabilities import Capabilities
from booru_studio.webui.extensions.base import Control, Extension
from booru_studio.webui.fitting import fit_script

LONGEST_TEXT = 20_000  # characters


@cache
def extension_kinds() -> Mapping[str, type[Extension]]:
    """Give every extension that has a file of its own, by the name requests have."""
    found = find_members(extensions, Extension)  # type: ignore[type-abstract]
    return {kind.name: kind for kind in found}


def read_units(request: Txt2ImgRequest) -> dict[type[Extension], tuple[Extension, ...]]:
    """Read the units a request asks for, by kind.

    Raises:
        InvalidInputError: an unknown extension or field, a wrong type or range, too many units,
            or units that do not go with the rest of the request.
    """
    kinds = extension_kinds()
    asked = read_object(request.extensions, "extensions", kinds)
    units = {kinds[name]: _units(kinds[name], asked[name]) for name in kinds if asked.get(name)}
    for kind, of_kind in units.items():
        if problem := kind.problem(of_kind, request):
            raise InvalidInputError(reason=problem)
    return units


def with_drawn_prompts(request: Txt2ImgRequest, draw: Callable[[str], str]) -> Txt2ImgRequest:
    """Return the request with what `draw` makes of each prompt of its extensions."""
    drawn: dict[str, Any] = {}
    for name, units in request.extensions.items():
        kind = extension_kinds().get(name)
        prompts = {control.name for control in kind.controls() if control.is_prompt} if kind else ()
        drawn[name] = [
            {
                key: draw(value) if key in prompts and isinstance(value, str) else value
                for key, value in unit.items()
            }
            if isinstance(unit, Mapping)
            else unit
            for unit in _listed(units)
        ]
    return replace(request, extensions=drawn)


def extension_arguments(request: Txt2ImgRequest, capabilities: Capabilities) -> dict[str, Any]:
    """Give the units of a request as `alwayson_scripts` has them.

    Raises:
        InvalidInputError: as `read_units` does.
        UnknownChoiceError: the server does not have the extension, or not what a unit asks for.
    """
    return {
        fit_script("extension", kind.title, capabilities): {
            "args": kind.arguments(units, request, capabilities)
        }
        for kind, units in read_units(request).items()
    }


def _listed(value: object) -> Sequence[Any]:
    return value if isinstance(value, list) else [value]


def _units(kind: type[Extension], value: object) -> tuple[Extension, ...]:
    found = _listed(value)
    if len(found) > kind.most_units:
        raise InvalidInputError(
            reason=f"{kind.label} has {len(found)} units: give at most {kind.most_units}."
        )
    return tuple(_unit(kind, entry) for entry in found)


def _unit(kind: type[Extension], value: object) -> Extension:
    names = [spec.name for spec in fields(kind)]
    given = read_object(value, f"A unit of {kind.label}", names)
    controls = {control.name: control for control in kind.controls()}
    return kind(**{name: _value(controls[name], given) for name in given})


def _value(control: Control, given: Fields) -> object:
    match control.kind:
        case "tick":
            return read_flag(given, control.name, control.default)
        case "whole":
            least, most = int(control.least or 0), int(control.most or 0)
            return read_whole(given, control.name, control.default, least, most)
        case "number":
            return _number(control, given[control.name])
        case "choice" if control.choices:
            return read_choice(given, control.name, control.choices, control.default)
    text = read_text(given, control.name, most=LONGEST_TEXT)
    if control.kind == "picture" and text and not is_picture_file(text):
        raise InvalidInputError(
            reason=f"{control.name} is “{text[:80]}”: give the file of a picture that is kept here."
        )
    return text


def _number(control: Control, value: object) -> float:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    least, most = control.least or 0.0, control.most or 0.0
    if not isinstance(value, int | float) or not is_number or not least <= value <= most:
        raise InvalidInputError(
            reason=f"{control.name} is {shown(value)}: give a number from {least:g} to {most:g}."
        )
    return float(value)

"""Which function of a Gradio app tags pictures, found by what it takes and gives."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from booru_studio.domain.interrogation import FLOOR, SeenTag
from booru_studio.domain.posts import TagCategory
from booru_studio.domain.sights import Sight, sight_of
from booru_studio.interrogators.score_shapes import ShapeError, read_shape

PICTURE: Final = object()  # where the picture goes among the arguments
_SCORES = ("Label", "JSON")
_RANGE = re.compile(r"between (-?[\d.]+) and (-?[\d.]+)")


@dataclass(frozen=True, slots=True)
class SpaceCall:
    """A function: its name, what to hand it, and the (component, label) of each thing it gives."""

    api_name: str
    arguments: tuple[object, ...]
    returns: tuple[tuple[str, str], ...]

    @property
    def scores(self) -> int:
        """How many of the things it gives hold scores."""
        return sum(component in _SCORES for component, _ in self.returns)


def choose_call(info: object) -> SpaceCall:
    """Choose the function that takes one picture and tells the most scores.

    Args:
        info: what gradio_client's `view_api(return_format="dict")` gives, see
            https://www.gradio.app/docs/python-client/client#view-api.

    Raises:
        ShapeError: there is none that we could call.
    """
    named = info.get("named_endpoints") if isinstance(info, Mapping) else None
    calls = [
        call
        for name, facts in (named.items() if isinstance(named, Mapping) else ())
        if (call := _call(str(name), facts)) is not None
    ]
    if not calls:
        raise ShapeError("it has no function that takes a picture and tells scores")
    return min(calls, key=lambda call: (-call.scores, call.api_name != "/predict", call.api_name))


def read_answer(call: SpaceCall, answer: object) -> Sight:
    """Read what the function gave.

    Raises:
        ShapeError: it is not what the function said it would give, or it tells nothing.
    """
    # A single thing comes bare.
    values = answer if isinstance(answer, list | tuple) and len(call.returns) > 1 else [answer]
    if len(values) != len(call.returns):
        raise ShapeError(f"{len(values)} results came instead of {len(call.returns)}")
    sight = sight_of(_seen(call, values), bare_ratings=True)
    if not (sight.tags or sight.rating):
        raise ShapeError("its result is empty")
    return sight


def _seen(call: SpaceCall, values: Sequence[object]) -> Iterator[SeenTag]:
    for (component, label), value in zip(call.returns, values, strict=True):
        if component in _SCORES and value:  # a Label without entries comes as {}
            is_character = "character" in label.lower()
            category = TagCategory.CHARACTER if is_character else TagCategory.GENERAL
            yield from read_shape(value, category)


def _call(name: str, facts: object) -> SpaceCall | None:
    if not isinstance(facts, Mapping):
        return None
    try:
        arguments = tuple(_argument(parameter) for parameter in facts.get("parameters") or ())
    except ShapeError:
        return None
    returns = tuple(
        (str(gives.get("component")), str(gives.get("label") or ""))
        for gives in facts.get("returns") or ()
    )
    call = SpaceCall(name, arguments, returns)
    return call if arguments.count(PICTURE) == 1 and call.scores else None


def _argument(parameter: Mapping[str, Any]) -> object:
    name = f"{parameter.get('parameter_name') or ''} {parameter.get('label') or ''}".lower()
    if parameter.get("component") == "Image":
        return PICTURE
    if "mcut" in name:
        return False  # thresholds are ours to put in place
    if "thresh" in name:
        return _within(parameter, FLOOR)
    if not parameter.get("parameter_has_default"):
        raise ShapeError(f"it wants {name}")
    default: object = parameter.get("parameter_default")
    return default


def _within(parameter: Mapping[str, Any], value: float) -> float:
    """Keep to a slider's range, which is told in words."""
    kind = parameter.get("type")
    found = _RANGE.search(str(kind.get("description") or "")) if isinstance(kind, Mapping) else None
    return min(max(value, float(found[1])), float(found[2])) if found else value

"""What a WebUI extension with controls of its own has to say about itself, and how to add one.

To add an extension, write one file here, `booru_studio/webui/extensions/x.py`, with one class:

1. A frozen dataclass (`@dataclass(frozen=True, slots=True, kw_only=True)`) that is a subclass of
   `Extension`. One object of it is one unit: one detector of ADetailer, one ControlNet.
2. `name` is what requests call it (`{"extensions": {"x": [{…}]}}`), `label` what people do, and
   `title` what GET /sdapi/v1/scripts lists; it is shown and sent only where it is listed.
   `most_units` says how many units the extension takes.
3. Each field is a control: `field: float = control(0.3, "Confidence", least=0, most=1)`. Its
   annotation tells the kind: bool a tick, int and float a number with least and most, str a text,
   or a choice where `choices` or `source` is given, or a file of ours where `is_picture` is. Give
   the fields the names that the extension's own API has. A prompt gets `is_prompt`: wildcards in
   it are drawn with the job's own. Keep “negative” in the name of what is not wanted: all other
   texts are judged like the prompt itself.
4. `lists` names the routes that tell the choices of each `source`, and under which key.
5. `arguments` gives the list that the WebUI gets as `alwayson_scripts[title]["args"]`, made of the
   units and, where the extension goes by its own names, of what the server lists. Pictures stay
   files there; they become base64 when all is sent.
6. `problem` may say in a sentence why a unit cannot be used with a request.

Nothing else is needed: the class is found, its controls are drawn, its fields are checked by name,
type and range, and `tests/webui/test_extensions.py` tries it. Nothing may be imported here but
`domain`, `errors`, `webui.capabilities` and `webui.fitting`.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any, ClassVar, Literal, Self

from booru_studio.domain.generation import Txt2ImgRequest
from booru_studio.webui.capabilities import Capabilities

ControlKind = Literal["tick", "whole", "number", "text", "choice", "picture"]

_KINDS: Mapping[object, ControlKind] = {
    bool: "tick", int: "whole", float: "number", str: "text"
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Control:
    """How a field is drawn and checked; `name`, `kind` and `default` are the field's."""

    name: str
    kind: ControlKind
    default: Any
    label: str
    least: float | None = None
    most: float | None = None
    step: float | None = None
    choices: tuple[str, ...] = ()
    source: str = ""  # which of the extension's lists gives the choices
    is_prompt: bool = False
    help: str = ""


def control(
    default: Any,  # noqa: ANN401  (of the field's type)
    label: str,
    *,
    is_picture: bool = False,
    **look: Any,  # noqa: ANN401  (the further fields of Control)
) -> Any:  # noqa: ANN401  (dataclasses.field gives Any, too)
    """Make a dataclass field that is a control; `look` holds further fields of `Control`."""
    return field(
        default=default, metadata={"label": label, "is_picture": is_picture, "look": look}
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Extension(ABC):
    """One unit of one extension; see the top of this file for how to write one."""

    name: ClassVar[str]
    label: ClassVar[str]
    title: ClassVar[str]
    most_units: ClassVar[int] = 1
    lists: ClassVar[Mapping[str, tuple[str, str]]] = {}  # source -> (route, key of its answer)

    @classmethod
    @abstractmethod
    def arguments(
        cls, units: Sequence[Self], request: Txt2ImgRequest, capabilities: Capabilities
    ) -> list[Any]:
        """Give the arguments that the extension gets for these units.

        Raises:
            UnknownChoiceError: the server lacks what a unit asks for.
        """

    @classmethod
    def problem(cls, units: Sequence[Self], request: Txt2ImgRequest) -> str:
        """Say in a sentence why these units do not go with a request; "" where they do."""
        del units, request
        return ""

    @classmethod
    def controls(cls) -> tuple[Control, ...]:
        """Describe the controls of a unit, in the order they are drawn."""
        return tuple(
            Control(
                name=spec.name,
                kind=_kind(spec.type, spec.metadata),
                default=spec.default,
                label=spec.metadata["label"],
                **spec.metadata["look"],
            )
            for spec in fields(cls)
        )

    def changed(self) -> dict[str, Any]:
        """Give the fields that differ from their default, which every version of it knows."""
        return {
            spec.name: getattr(self, spec.name)
            for spec in fields(self)
            if getattr(self, spec.name) != spec.default
        }


def _kind(annotation: object, metadata: Mapping[str, Any]) -> ControlKind:
    if metadata["is_picture"]:
        return "picture"
    is_choice = bool({"choices", "source"} & set(metadata["look"]))
    return "choice" if is_choice else _KINDS[annotation]

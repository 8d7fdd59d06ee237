"""ControlNet: a picture that guides pose, lines, depth or style of what is painted.

Fields and their names: `ControlNetUnit` in `internal_controlnet/args.py` of
https://github.com/Mikubill/sd-webui-controlnet, whose wiki page “API” tells how it is called, and
the class of the same name in Forge's `extensions-builtin/sd_forge_controlnet`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from booru_studio.domain.generation import Txt2ImgRequest
from booru_studio.webui.capabilities import Capabilities
from booru_studio.webui.extensions.base import Extension, control
from booru_studio.webui.fitting import fit_extension_choice

NONE = "None"  # Forge's spelling for both; the extension itself has the module as “none”


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlNet(Extension):
    """One ControlNet with its picture."""

    name: ClassVar[str] = "controlnet"
    label: ClassVar[str] = "ControlNet"
    title: ClassVar[str] = "ControlNet"
    most_units: ClassVar[int] = 3
    lists: ClassVar[Mapping[str, tuple[str, str]]] = {
        "models": ("/controlnet/model_list", "model_list"),
        "modules": ("/controlnet/module_list", "module_list"),
    }

    image: str = control(
        "", "Picture", is_picture=True, help="Empty: the picture that img2img begins with."
    )
    mask_image: str = control("", "Mask", is_picture=True, help="Where it has an effect: white.")
    module: str = control(NONE, "Preprocessor", source="modules")
    model: str = control(NONE, "Model", source="models")
    weight: float = control(1.0, "Weight", least=0, most=2, step=0.05)
    resize_mode: str = control(
        "Crop and Resize", "Fit of the picture",
        choices=("Just Resize", "Crop and Resize", "Resize and Fill"),
    )  # fmt: skip
    control_mode: str = control(
        "Balanced", "What matters more",
        choices=("Balanced", "My prompt is more important", "ControlNet is more important"),
    )  # fmt: skip
    guidance_start: float = control(0.0, "From", least=0, most=1, step=0.01)
    guidance_end: float = control(1.0, "Until", least=0, most=1, step=0.01)
    pixel_perfect: bool = control(True, "Pixel perfect")
    processor_res: int = control(-1, "Size for the preprocessor", least=-1, most=2048)
    threshold_a: float = control(-1.0, "First threshold", least=-1, most=255)
    threshold_b: float = control(-1.0, "Second threshold", least=-1, most=255)
    hr_option: str = control(
        "Both", "With hires fix", choices=("Both", "Low res only", "High res only")
    )
    save_detected_map: bool = control(False, "Give the preprocessed picture, too")

    @classmethod
    def arguments(
        cls, units: Sequence[Self], request: Txt2ImgRequest, capabilities: Capabilities
    ) -> list[Any]:
        """Give an object for each unit."""
        return [_fitted(unit, capabilities) for unit in units]

    @classmethod
    def problem(cls, units: Sequence[Self], request: Txt2ImgRequest) -> str:
        for unit in units:
            if not unit.image and not request.is_img2img:
                return "ControlNet needs a picture: give its file, or begin with a picture."
            if unit.guidance_start > unit.guidance_end:
                return "ControlNet ends before it starts: give guidance_start below guidance_end."
            if unit.model.lower() == unit.module.lower() == "none":
                return "ControlNet has neither model nor preprocessor: choose at least one."
        return ""


def _fitted(unit: ControlNet, capabilities: Capabilities) -> dict[str, Any]:
    values = {**unit.changed(), "enabled": True, "pixel_perfect": unit.pixel_perfect}
    name = ControlNet.name
    values["model"] = fit_extension_choice("model", unit.model, name, "models", capabilities)
    values["module"] = fit_extension_choice(
        "preprocessor", unit.module, name, "modules", capabilities
    )
    if values["module"] == NONE and not capabilities.has_modules:
        values["module"] = NONE.lower()
    # Both spell out what the other's version may have another default for.
    values["save_detected_map"] = unit.save_detected_map
    return values

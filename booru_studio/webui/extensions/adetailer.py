"""ADetailer: finds faces and hands in the finished picture and paints them anew.

Fields and their names: `ADetailerArgs` in `adetailer/args.py` of
https://github.com/Bing-su/adetailer, whose wiki page “REST API” tells how it is called.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from booru_studio.domain.generation import Txt2ImgRequest
from booru_studio.webui.capabilities import Capabilities
from booru_studio.webui.extensions.base import Extension, control
from booru_studio.webui.fitting import fit_extension_choice

NO_MODEL = "None"


@dataclass(frozen=True, slots=True, kw_only=True)
class ADetailer(Extension):
    """One detector with what is done to what it finds."""

    name: ClassVar[str] = "adetailer"
    label: ClassVar[str] = "ADetailer"
    title: ClassVar[str] = "ADetailer"
    most_units: ClassVar[int] = 4
    lists: ClassVar[Mapping[str, tuple[str, str]]] = {
        "models": ("/adetailer/v1/ad_model", "ad_model")
    }

    ad_model: str = control(NO_MODEL, "Detector", source="models")
    ad_prompt: str = control(
        "", "Prompt", is_prompt=True,
        help="Empty: the job's own prompt, as it was drawn. [PROMPT] stands for it, [SEP] divides "
        "what several findings get.",
    )  # fmt: skip
    ad_negative_prompt: str = control(
        "", "Negative prompt", is_prompt=True, help="Empty: the job's own."
    )
    ad_confidence: float = control(0.3, "Confidence", least=0, most=1, step=0.01)
    ad_mask_k_largest: int = control(0, "Only the largest", least=0, most=10, help="0: all")
    ad_mask_min_ratio: float = control(0.0, "Least share of the picture", least=0, most=1)
    ad_mask_max_ratio: float = control(1.0, "Most of the picture", least=0, most=1)
    ad_dilate_erode: int = control(4, "Grow or shrink the mask", least=-128, most=128)
    ad_x_offset: int = control(0, "Move the mask right", least=-200, most=200)
    ad_y_offset: int = control(0, "Move the mask up", least=-200, most=200)
    ad_mask_merge_invert: str = control(
        "None", "Several masks", choices=("None", "Merge", "Merge and Invert")
    )
    ad_mask_blur: int = control(4, "Mask blur", least=0, most=64)
    ad_denoising_strength: float = control(0.4, "Denoising strength", least=0, most=1, step=0.01)
    ad_inpaint_only_masked: bool = control(True, "Paint the masked part alone")
    ad_inpaint_only_masked_padding: int = control(32, "Padding around it", least=0, most=256)
    ad_use_inpaint_width_height: bool = control(False, "Size of its own")
    ad_inpaint_width: int = control(512, "Width", least=64, most=2048, step=8)
    ad_inpaint_height: int = control(512, "Height", least=64, most=2048, step=8)
    ad_use_steps: bool = control(False, "Steps of its own")
    ad_steps: int = control(28, "Steps", least=1, most=150)
    ad_use_cfg_scale: bool = control(False, "CFG scale of its own")
    ad_cfg_scale: float = control(7.0, "CFG scale", least=1, most=30, step=0.5)
    ad_restore_face: bool = control(False, "Restore the face afterwards")

    @classmethod
    def arguments(
        cls, units: Sequence[Self], request: Txt2ImgRequest, capabilities: Capabilities
    ) -> list[Any]:
        """Give “enabled”, “skip img2img”, and an object for each unit with a detector."""
        return [True, False, *(_fitted(unit, capabilities) for unit in units)]

    @classmethod
    def problem(cls, units: Sequence[Self], request: Txt2ImgRequest) -> str:
        if any(unit.ad_model == NO_MODEL for unit in units):
            return "ADetailer has a unit without a detector: choose one, or take the unit out."
        return ""


def _fitted(unit: ADetailer, capabilities: Capabilities) -> dict[str, Any]:
    """Name what differs from its defaults, since it refuses fields that it does not know."""
    model = fit_extension_choice("detector", unit.ad_model, ADetailer.name, "models", capabilities)
    return {**unit.changed(), "ad_model": model}

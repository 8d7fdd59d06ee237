"""Regional Prompter: parts of the prompt, divided by BREAK or ADDROW, for parts of the picture.

Arguments and their order: `Script.process` in `scripts/rp.py` of
https://github.com/hako-mikan/sd-webui-regional-prompter and “API” in its README. It takes them by
place alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from booru_studio.domain.generation import Txt2ImgRequest
from booru_studio.webui.capabilities import Capabilities
from booru_studio.webui.extensions.base import Extension, control

# Any of these divides a prompt; without one it does nothing.
_DIVIDERS = ("BREAK", "ADDCOMM", "ADDBASE", "ADDCOL", "ADDROW", "ADDP", "AND")


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionalPrompter(Extension):
    """How the picture is divided."""

    name: ClassVar[str] = "regional_prompter"
    label: ClassVar[str] = "Regional Prompter"
    title: ClassVar[str] = "Regional Prompter"

    mode: str = control("Matrix", "Regions", choices=("Matrix", "Mask", "Prompt"))
    matrix: str = control("Columns", "Matrix of", choices=("Columns", "Rows", "Random"))
    prompt_mode: str = control("Prompt", "Prompt regions", choices=("Prompt", "Prompt-Ex"))
    ratios: str = control("1,1", "Ratios", help="As “1,1” or “1,2,1;2,4,6”.")
    base_ratios: str = control("0.2", "Base ratios")
    use_base: bool = control(False, "Use the base prompt")
    use_common: bool = control(False, "Use the common prompt")
    use_common_negative: bool = control(False, "Use the common negative prompt")
    calculation: str = control("Attention", "Calculation", choices=("Attention", "Latent"))
    flip: bool = control(False, "Flip columns and rows")
    threshold: str = control("0.4", "Threshold of prompt regions")
    mask: str = control("", "Mask", is_picture=True, help="A colour for each region.")
    lora_negative_text: str = control("0", "LoRA in the negative text encoder")
    lora_negative_unet: str = control("0", "LoRA in the negative U-net")
    lora_stop_step: str = control("0", "LoRA stops at step")
    lora_hires_stop_step: str = control("0", "LoRA stops in hires fix at step")

    @classmethod
    def arguments(
        cls, units: Sequence[Self], request: Txt2ImgRequest, capabilities: Capabilities
    ) -> list[Any]:
        """Give the arguments of the one unit by their places."""
        (unit,) = units
        return [
            True, False, unit.mode, unit.matrix, "Mask", unit.prompt_mode, unit.ratios,
            unit.base_ratios, unit.use_base, unit.use_common, unit.use_common_negative,
            unit.calculation, [], unit.lora_negative_text, unit.lora_negative_unet,
            unit.threshold, unit.mask, unit.lora_stop_step, unit.lora_hires_stop_step, unit.flip,
        ]  # fmt: skip

    @classmethod
    def problem(cls, units: Sequence[Self], request: Txt2ImgRequest) -> str:
        if any(unit.mode == "Mask" and not unit.mask for unit in units):
            return "Regional Prompter has no mask for its regions: give one, or use a matrix."
        text = request.prompt or request.template or ""
        if not any(divider in text for divider in _DIVIDERS):
            return (
                "Regional Prompter finds no regions in the prompt: divide it with BREAK, ADDCOL "
                "or ADDROW."
            )
        return ""

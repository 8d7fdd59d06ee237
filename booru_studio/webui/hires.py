"""Hires fix: the second pass at a larger size, as servers need it spelled out."""

from typing import Any

from booru_studio.domain.generation import Txt2ImgRequest
from booru_studio.webui.capabilities import Capabilities
from booru_studio.webui.fitting import fit_checkpoint, fit_sampler, fit_upscaler

USUAL_UPSCALER = "Latent"
USUAL_DENOISING = 0.5  # share of noise in the second pass
_SAME = "use same"
# Forge fails without it ("argument of type 'NoneType' is not iterable").
_SAME_MODULES = ["Use same choices"]


def fit_hires(request: Txt2ImgRequest, capabilities: Capabilities) -> dict[str, Any]:
    """Give the fields of the second pass; without hires fix, each of them as None (= not sent).

    Raises:
        UnknownChoiceError: its upscaler, sampler, scheduler or checkpoint is not there.
    """
    if not request.enable_hr:
        names = [name for name in Txt2ImgRequest.__dataclass_fields__ if name.startswith("hr_")]
        return dict.fromkeys([*names, "enable_hr", "denoising_strength"])
    sampler, scheduler = fit_sampler(
        _own(request.hr_sampler_name), _own(request.hr_scheduler), capabilities
    )
    checkpoint = _own(request.hr_checkpoint_name)
    denoising = request.denoising_strength
    denoising = USUAL_DENOISING if denoising is None else denoising
    hr_cfg = request.hr_cfg
    return {
        "hr_upscaler": fit_upscaler(
            request.hr_upscaler or usual_upscaler(capabilities), capabilities
        ),
        "denoising_strength": denoising,
        "hr_denoising_strength": denoising,  # SD.Next's name
        "hr_scale": request.hr_scale,
        "hr_second_pass_steps": request.hr_second_pass_steps,
        "hr_sampler_name": sampler if request.hr_sampler_name else None,
        "hr_scheduler": scheduler,
        "hr_checkpoint_name": checkpoint and fit_checkpoint(checkpoint, capabilities).title,
        # Forge's own default is 1, with which the second pass washes the picture out.
        "hr_cfg": request.cfg_scale if hr_cfg is None else hr_cfg,
        "hr_additional_modules": request.hr_additional_modules or _SAME_MODULES,
    }


def usual_upscaler(capabilities: Capabilities) -> str:
    """Choose for who does not: “Latent”, or what comes nearest where that has another name."""
    names = (*capabilities.latent_upscale_modes, *capabilities.upscalers)
    if USUAL_UPSCALER in names or not names:
        return USUAL_UPSCALER
    usable = [name for name in names if name != "None"] or list(names)
    return next((name for name in usable if name.startswith(USUAL_UPSCALER)), usable[0])


def hires_size(request: Txt2ImgRequest) -> tuple[int, int]:
    """Give the size in pixels that the finished picture should have.

    As `calculate_target_resolution` of A1111's `modules/processing.py`: a side of 0 follows from
    the other, both 0 means by `hr_scale`.
    """
    width, height = request.width, request.height
    if not request.enable_hr:
        return width, height
    to_x, to_y = request.hr_resize_x, request.hr_resize_y
    if not to_x and not to_y:
        return int(width * request.hr_scale), int(height * request.hr_scale)
    return to_x or to_y * width // height, to_y or to_x * height // width


def _own(name: str | None) -> str | None:
    """Drop “Use same sampler” and its like, which mean the same as no choice."""
    return None if not name or name.lower().startswith(_SAME) else name

"""What a WebUI did otherwise than asked, in plain sentences: a 200 is no proof."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any

from booru_studio.domain.generation import Txt2ImgRequest
from booru_studio.domain.infotext import parse_infotext
from booru_studio.errors import UnknownChoiceError
from booru_studio.webui.capabilities import Capabilities
from booru_studio.webui.choices import file_name
from booru_studio.webui.fitting import AUTOMATIC, fit_checkpoint, fit_sampler, fit_vae
from booru_studio.webui.hires import hires_size
from booru_studio.webui.loras import unused_loras

BLACK_PICTURE = (
    "A picture is all black: the VAE may have overflowed; start the WebUI with --no-half-vae, "
    "or choose another VAE."
)
SIZE_STEP = 8  # pixels; WebUIs round a side down to a multiple of it

# These write LoRA hashes and “Clip skip” as A1111 does.
_A1111_KIN = {"a1111", "forge", "reforge", "ersatz", "neo", "classic"}


def differences(
    info: Mapping[str, Any],
    infotext: str,
    request: Txt2ImgRequest,
    capabilities: Capabilities,
) -> Iterator[str]:
    """Compare what the server says it did with what was asked.

    Args:
        info: the reply's info, {} where the server sends none.
        infotext: the first picture's.
    """
    settings = parse_infotext(infotext).settings
    yield from _sampling(info, settings, request, capabilities)
    yield from _checkpoint(info, settings, request, capabilities)
    if capabilities.flavour not in _A1111_KIN or not settings:
        return
    yield from _vae(info, settings, request, capabilities)
    yield from unused_loras(request, settings.get("Lora hashes", ""), capabilities)
    if request.clip_skip is not None:
        used = settings.get("Clip skip") or str(info.get("clip_skip") or 1)
        if used != str(request.clip_skip):
            yield f"The WebUI used clip skip {used} instead of {request.clip_skip}."


def seed_differences(seeds: Sequence[int], request: Txt2ImgRequest) -> Iterator[str]:
    """Compare seeds; pictures of a batch count up from the first, except with a subseed."""
    if request.seed < 0:
        return
    step = 0 if request.subseed_strength else 1
    for place, seed in enumerate(seeds):
        wanted = request.seed + place * step
        if seed != wanted:
            yield f"The WebUI used seed {seed} instead of {wanted}."


def size_difference(width: int, height: int, request: Txt2ImgRequest) -> Iterator[str]:
    """Compare a picture's size in pixels; a script may have its own reasons to change it."""
    if request.mask and request.inpaint_full_res:
        return  # such a picture keeps the size of the one it begins with
    wanted = hires_size(request)
    is_other = max(abs(width - wanted[0]), abs(height - wanted[1])) >= SIZE_STEP
    if is_other and not request.script_name:
        yield (
            f"The picture is {width} × {height} pixels large instead of "
            f"{wanted[0]} × {wanted[1]}."
        )


def _sampling(
    info: Mapping[str, Any],
    settings: Mapping[str, str],
    request: Txt2ImgRequest,
    capabilities: Capabilities,
) -> Iterator[str]:
    try:
        sampler, scheduler = fit_sampler(request.sampler_name, request.scheduler, capabilities)
    except UnknownChoiceError:
        # The lists changed since it was sent; there is nothing to compare with.
        return
    used = str(info.get("sampler_name") or settings.get("Sampler") or "")
    if scheduler and used.casefold() == f"{sampler} {scheduler}".casefold():
        return  # one name for both, as servers without schedulers have it
    if sampler and used and used.casefold() != sampler.casefold():
        yield f"The WebUI used the sampler {used} instead of {sampler}."
    if not scheduler or scheduler == AUTOMATIC or not settings:
        return
    used = settings.get("Schedule type", "")
    if used and used.casefold() != scheduler.casefold():
        yield f"The WebUI used the scheduler {used} instead of {scheduler}."
    elif not used and capabilities.schedulers:
        yield f"The WebUI did not use the scheduler {scheduler}."


def _checkpoint(
    info: Mapping[str, Any],
    settings: Mapping[str, str],
    request: Txt2ImgRequest,
    capabilities: Capabilities,
) -> Iterator[str]:
    if request.leave_settings:
        return
    asked = request.checkpoint or (request.override_settings or {}).get("sd_model_checkpoint")
    used = str(info.get("sd_model_name") or settings.get("Model") or "")
    used_hash = str(info.get("sd_model_hash") or settings.get("Model hash") or "")
    if not asked or not (used or used_hash):
        return
    try:
        names = {name.casefold() for name in fit_checkpoint(str(asked), capabilities).names}
    except UnknownChoiceError:
        return
    if used.casefold() not in names and used_hash.casefold() not in names:
        yield f"The WebUI used the checkpoint {used or used_hash} instead of {asked}."


def _vae(
    info: Mapping[str, Any],
    settings: Mapping[str, str],
    request: Txt2ImgRequest,
    capabilities: Capabilities,
) -> Iterator[str]:
    if not request.vae or request.leave_settings:
        return
    try:
        asked = fit_vae(request.vae, capabilities)
    except UnknownChoiceError:
        return
    if capabilities.has_modules:
        yield from _module(asked, settings)
        return
    if "sd_vae_name" not in info:
        return
    used = file_name(str(info["sd_vae_name"] or "None"))
    if asked != AUTOMATIC and used.casefold() != asked.casefold():
        yield f"The WebUI used the VAE {used} instead of {asked}."


def _module(asked: str, settings: Mapping[str, str]) -> Iterator[str]:
    """Compare on Forge's kin, whose pictures list “Module 1: ae, Module 2: clip_l”."""
    if asked in (AUTOMATIC, "None"):
        return
    used = [value for name, value in settings.items() if name.startswith("Module ")]
    if PurePosixPath(asked).stem.casefold() not in (name.casefold() for name in used):
        yield f"The WebUI did not use the VAE {asked}."

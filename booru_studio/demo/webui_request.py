"""One txt2img or img2img request after the checks: what is to be painted, and how."""

import random
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from booru_studio.demo.webui_catalogue import LATENT_MODES, Catalogue
from booru_studio.demo.webui_errors import CrashError, RefusalError
from booru_studio.demo.webui_styles import styled

_SEEDS = 2**32
_MISPLACED_SCRIPT = "Cannot have a selectable script in the always on scripts params"
_LORA = re.compile(r"<lora:([^:>]+)(?::[^>]*)?>")


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be painted; `fields` are the request's, `options` this job's settings."""

    fields: Mapping[str, Any]
    options: Mapping[str, Any]
    prompt: str
    negative_prompt: str
    seed: int
    subseed: int
    sampler: str
    scheduler: str
    width: int
    height: int
    final_size: tuple[int, int]
    lora_hashes: tuple[tuple[str, str], ...]
    is_img2img: bool

    @property
    def batch_size(self) -> int:
        """Pictures a batch."""
        return int(self.fields["batch_size"])

    @property
    def batches(self) -> int:
        """Batches one after the other."""
        return int(self.fields["n_iter"])

    @property
    def is_hires(self) -> bool:
        """Whether a second pass enlarges the picture."""
        return bool(self.fields.get("enable_hr"))

    @property
    def steps(self) -> int:
        """Steps a batch, both passes together."""
        first = int(self.fields["steps"])
        second = int(self.fields.get("hr_second_pass_steps") or first) if self.is_hires else 0
        return first + second

    def seeds(self) -> list[int]:
        """The seeds of all pictures, in order."""
        return [self.seed + place for place in range(self.batch_size * self.batches)]


def check_scripts(fields: Mapping[str, Any], catalogue: Catalogue, is_img2img: bool) -> None:
    """Refuse scripts that are not there, before the job joins the line."""
    name = fields["script_name"]
    selectable = {title.lower() for title in catalogue.selectable(is_img2img)}
    if name and name.lower() not in selectable:
        raise RefusalError(422, f"Script '{name}' not found")
    always_on = {title.lower() for title in catalogue.always_on()}
    for title in fields["alwayson_scripts"]:
        if title.lower() in selectable:
            raise RefusalError(422, _MISPLACED_SCRIPT)
        if title.lower() not in always_on:
            raise RefusalError(422, f"Script '{title}' not found")


def resolve_sampler(
    catalogue: Catalogue, sampler_name: str, scheduler_name: str | None
) -> tuple[str, str]:
    """Choose sampler and schedule label as the WebUI does; "" = the sampler's plain schedule.

    Unknown names give the first of the list, silently. "DPM++ 2M Karras" splits when no
    scheduler is named beside it.
    """
    labels = {str(row["label"]): row for row in catalogue.schedulers}
    by_name = {str(row["name"]): str(row["label"]) for row in catalogue.schedulers}
    wanted = by_name.get(scheduler_name or "", scheduler_name or "Automatic")
    tail = next((label for label in labels if sampler_name.endswith(f" {label}")), None)
    if tail is not None:
        sampler_name = sampler_name.removesuffix(f" {tail}")
        wanted = tail if wanted == "Automatic" else wanted
    known = {sampler.name: sampler for sampler in catalogue.samplers}
    sampler = known.get(sampler_name, catalogue.samplers[0])
    if wanted == "Automatic":
        return sampler.name, by_name.get(sampler.scheduler, "")
    return sampler.name, wanted if wanted in labels else ""


def make_plan(
    fields: Mapping[str, Any], options: Mapping[str, Any], catalogue: Catalogue, is_img2img: bool
) -> Plan:
    """Resolve a request into a plan; crashes where the WebUI would while starting to work."""
    _crash_on_nonsense(fields)
    if fields.get("enable_hr"):
        _check_hires(fields, catalogue)
    sampler, scheduler = resolve_sampler(
        catalogue, fields["sampler_name"] or fields["sampler_index"], fields["scheduler"]
    )
    prompt, negative_prompt = styled(
        fields["prompt"] or "", fields["negative_prompt"] or "", fields["styles"] or []
    )
    return Plan(
        fields=fields,
        options=options,
        prompt=prompt,
        negative_prompt=negative_prompt,
        seed=_drawn(fields["seed"]),
        subseed=_drawn(fields["subseed"]),
        sampler=sampler,
        scheduler=scheduler,
        width=fields["width"],
        height=fields["height"],
        final_size=_final_size(fields),
        lora_hashes=() if fields["disable_extra_networks"] else _lora_hashes(prompt, catalogue),
        is_img2img=is_img2img,
    )


def _crash_on_nonsense(fields: Mapping[str, Any]) -> None:
    if not fields["width"] or not fields["height"] or min(fields["width"], fields["height"]) < 8:
        raise CrashError("RuntimeError", "Calculated padded input size per channel: (0 x 0).")
    if not fields["batch_size"] or not fields["n_iter"]:
        raise CrashError("IndexError", "list index out of range")
    if not fields["steps"] or fields["steps"] < 0:
        raise CrashError("IndexError", "index 0 is out of bounds for dimension 0 with size 0")
    if fields["cfg_scale"] is None:
        raise CrashError("TypeError", "unsupported operand type(s) for *: 'Tensor' and 'NoneType'")


def _check_hires(fields: Mapping[str, Any], catalogue: Catalogue) -> None:
    if catalogue.flavour == "forge" and fields["hr_additional_modules"] is None:
        raise CrashError("TypeError", "argument of type 'NoneType' is not iterable")
    name = fields["hr_checkpoint_name"]
    if name and name != "Use same checkpoint" and catalogue.find_checkpoint(name) is None:
        raise CrashError("Exception", f"Could not find checkpoint with name {name}")
    upscaler = fields["hr_upscaler"]
    if upscaler and upscaler not in (*LATENT_MODES, *catalogue.upscaler_names()):
        raise CrashError("Exception", f"could not find upscaler named {upscaler}")
    if upscaler in LATENT_MODES and fields["denoising_strength"] is None:
        raise CrashError("TypeError", "'>' not supported between instances of 'NoneType' and 'int'")


def _final_size(fields: Mapping[str, Any]) -> tuple[int, int]:
    width, height = fields["width"], fields["height"]
    if not fields.get("enable_hr"):
        return width, height
    wide, tall = fields["hr_resize_x"] or 0, fields["hr_resize_y"] or 0
    if not wide and not tall:
        return int(width * fields["hr_scale"]), int(height * fields["hr_scale"])
    return wide or tall * width // height, tall or wide * height // width


def _drawn(seed: int | None) -> int:
    return random.randrange(_SEEDS) if seed is None or seed == -1 else seed


def _lora_hashes(prompt: str, catalogue: Catalogue) -> tuple[tuple[str, str], ...]:
    found = {}
    for name in _LORA.findall(prompt):
        digest = catalogue.lora_hash(name)
        if digest is not None:
            found[name.replace(":", "").replace(",", "")] = digest
    return tuple(found.items())

"""The text and the `info` object that describe a generated picture.

Format: "prompt / Negative prompt: ... / Steps: 20, Sampler: ..., Version: 1.10.1", as A1111
WebUI writes it (https://github.com/AUTOMATIC1111/stable-diffusion-webui, `create_infotext`).
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any

from booru_studio.demo.webui_catalogue import VAE_NAME, Catalogue, Checkpoint
from booru_studio.demo.webui_errors import Flavour
from booru_studio.demo.webui_request import Plan

VERSIONS: dict[Flavour, str] = {
    "a1111": "1.10.1",
    "forge": "f2.0.1v1.10.1-previous-669-gdfdcbab6",
}


def infotext(plan: Plan, catalogue: Catalogue, seed: int) -> str:
    """Write the infotext of one picture."""
    checkpoint = current_checkpoint(plan, catalogue)
    settings = {
        "Steps": plan.fields["steps"],
        "Sampler": plan.sampler,
        "Schedule type": plan.scheduler or None,
        "CFG scale": plan.fields["cfg_scale"],
        "Seed": seed,
        "Size": f"{plan.width}x{plan.height}",
        "Model hash": checkpoint.short_hash,
        "Model": checkpoint.name,
        "VAE": vae_name(plan, catalogue.flavour),
        "Denoising strength": _strength(plan),
        "Clip skip": _clip_skip(plan) if _clip_skip(plan) > 1 else None,
        "ENSD": plan.options["eta_noise_seed_delta"] or None,
        **_hires(plan),
        **_modules(plan, catalogue.flavour),
        "Lora hashes": _lora_text(plan) or None,
        "Version": VERSIONS[catalogue.flavour],
    }
    given = ((key, value) for key, value in settings.items() if value is not None)
    line = ", ".join(f"{key}: {_quoted(value)}" for key, value in given)
    negative = f"\nNegative prompt: {plan.negative_prompt}" if plan.negative_prompt else ""
    return f"{plan.prompt}{negative}\n{line}"


def info(
    plan: Plan,
    catalogue: Catalogue,
    infotexts: Sequence[str],
    index_of_first_image: int,
    timestamp: str,
) -> dict[str, object]:
    """Describe a finished job as the reply's `info` does, before it becomes a JSON string."""
    seeds, count = plan.seeds(), plan.batch_size * plan.batches
    checkpoint = current_checkpoint(plan, catalogue)
    return {
        "prompt": plan.prompt,
        "all_prompts": [plan.prompt] * count,
        "negative_prompt": plan.negative_prompt,
        "all_negative_prompts": [plan.negative_prompt] * count,
        "seed": plan.seed,
        "all_seeds": seeds,
        "subseed": plan.subseed,
        "all_subseeds": [plan.subseed + place for place in range(count)],
        "subseed_strength": plan.fields["subseed_strength"],
        "width": plan.width,
        "height": plan.height,
        "sampler_name": plan.sampler,
        "cfg_scale": plan.fields["cfg_scale"],
        "steps": plan.fields["steps"],
        "batch_size": plan.batch_size,
        "restore_faces": bool(plan.fields["restore_faces"]),
        "face_restoration_model": None,
        "sd_model_name": checkpoint.name,
        "sd_model_hash": checkpoint.short_hash,
        "sd_vae_name": vae_name(plan, catalogue.flavour),
        "sd_vae_hash": None,
        "seed_resize_from_w": plan.fields["seed_resize_from_w"],
        "seed_resize_from_h": plan.fields["seed_resize_from_h"],
        "denoising_strength": plan.fields["denoising_strength"],
        "extra_generation_params": _extras(plan),
        "index_of_first_image": index_of_first_image,
        "infotexts": list(infotexts),
        "styles": list(plan.fields["styles"] or []),
        "job_timestamp": timestamp,
        "clip_skip": _clip_skip(plan),
        "is_using_inpainting_conditioning": False,
        "version": VERSIONS[catalogue.flavour],
    }


def current_checkpoint(plan: Plan, catalogue: Catalogue) -> Checkpoint:
    """Look up the checkpoint that the job's settings name."""
    found = catalogue.find_checkpoint(str(plan.options["sd_model_checkpoint"]))
    return found or catalogue.checkpoints[0]


def vae_name(plan: Plan, flavour: Flavour) -> str | None:
    """Name the VAE in use; Forge ignores `sd_vae` and reads `forge_additional_modules`."""
    if flavour == "forge":
        modules = plan.options["forge_additional_modules"]
        is_loaded = any(str(name).rsplit("/", 1)[-1] == VAE_NAME for name in modules)
        return VAE_NAME if is_loaded else None
    return VAE_NAME if plan.options["sd_vae"] == VAE_NAME else None


def _modules(plan: Plan, flavour: Flavour) -> dict[str, object]:
    """List Forge's VAE and text encoders; it drops those it does not have in silence."""
    name = vae_name(plan, flavour)
    return {"Module 1": PurePosixPath(name).stem} if flavour == "forge" and name else {}


def _clip_skip(plan: Plan) -> int:
    return int(plan.options["CLIP_stop_at_last_layers"])


def _strength(plan: Plan) -> float | None:
    strength = plan.fields["denoising_strength"]
    return strength if plan.is_hires or plan.is_img2img else None


def _hires(plan: Plan) -> dict[str, object]:
    if not plan.is_hires:
        return {}
    wide, tall = plan.fields["hr_resize_x"], plan.fields["hr_resize_y"]
    size: dict[str, object] = {"Hires upscale": plan.fields["hr_scale"]}
    if wide or tall:
        size = {"Hires resize": f"{plan.final_size[0]}x{plan.final_size[1]}"}
    return {
        **size,
        "Hires steps": plan.fields["hr_second_pass_steps"] or None,
        "Hires upscaler": plan.fields["hr_upscaler"],
    }


def _extras(plan: Plan) -> Mapping[str, Any]:
    extras: dict[str, Any] = {}
    if plan.is_hires:
        extras = {
            "Denoising strength": plan.fields["denoising_strength"],
            "Hires prompt": plan.fields["hr_prompt"] or None,
            "Hires negative prompt": plan.fields["hr_negative_prompt"] or None,
            "Hires schedule type": None,
            **_hires(plan),
        }
    if plan.lora_hashes:
        extras["Lora hashes"] = _lora_text(plan)
    if plan.scheduler:
        extras["Schedule type"] = plan.scheduler
    return extras


def _lora_text(plan: Plan) -> str:
    return ", ".join(f"{name}: {digest}" for name, digest in plan.lora_hashes)


def _quoted(value: object) -> str:
    text = str(value)
    return json.dumps(text, ensure_ascii=False) if any(sign in text for sign in ",\n:") else text

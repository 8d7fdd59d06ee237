"""The stand-in WebUI's settings: defaults, changes, and overrides for one job."""

import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from booru_studio.demo.webui_catalogue import Catalogue
from booru_studio.demo.webui_errors import CrashError

_SHARED: dict[str, Any] = {
    "samples_save": True, "samples_format": "png", "samples_filename_pattern": "",
    "save_images_add_number": True, "save_images_replace_action": "Replace",
    "grid_save": True, "grid_format": "png", "grid_extended_filename": False,
    "grid_only_if_multiple": True, "n_rows": -1, "jpeg_quality": 80, "webp_lossless": False,
    "save_incomplete_images": False, "outdir_samples": "", "outdir_grids": "",
    "save_to_dirs": True, "grid_save_to_dirs": True, "directories_filename_pattern": "[date]",
    "upscaler_for_img2img": None, "face_restoration": False,
    "face_restoration_model": "CodeFormer", "code_former_weight": 0.5,
    "api_enable_requests": True, "api_forbid_local_requests": True, "api_useragent": "",
    "sd_checkpoint_cache": 0, "sd_checkpoints_limit": 1, "sd_unet": "Automatic",
    "emphasis": "Original", "CLIP_stop_at_last_layers": 1, "randn_source": "GPU",
    "tiling": False, "sd_vae": "Automatic", "sd_vae_overrides_per_model_preferences": True,
    "initial_noise_multiplier": 1.0, "img2img_color_correction": False,
    "img2img_fix_steps": False, "s_min_uncond": 0.0, "token_merging_ratio": 0.0,
    "interrogate_keep_models_in_memory": False, "interrogate_return_ranks": False,
    "interrogate_clip_num_beams": 1, "interrogate_deepbooru_score_threshold": 0.5,
    "deepbooru_sort_alpha": True, "deepbooru_use_spaces": True, "deepbooru_escape": True,
    "deepbooru_filter_tags": "", "extra_networks_default_multiplier": 1.0,
    "return_grid": True, "do_not_show_images": False, "samplers_in_dropdown": True,
    "localization": "None", "enable_pnginfo": True, "save_txt": False,
    "add_model_name_to_info": True, "add_model_hash_to_info": True,
    "add_version_to_infotext": True, "disable_weights_auto_swap": True,
    "infotext_styles": "Apply if any", "live_previews_enable": True,
    "live_previews_image_format": "png", "show_progress_every_n_steps": 10,
    "show_progress_type": "Approx NN", "live_preview_refresh_period": 1000,
    "eta_ddim": 0.0, "eta_ancestral": 1.0, "s_churn": 0.0, "s_tmin": 0.0, "s_tmax": 0.0,
    "s_noise": 1.0, "eta_noise_seed_delta": 0, "always_discard_next_to_last_sigma": False,
    "upscaling_max_images_in_cache": 5, "disabled_extensions": [],
    "disable_all_extensions": "none", "enable_prompt_comments": True,
}  # fmt: skip
_A1111_ONLY: dict[str, Any] = {
    "quicksettings_list": ["sd_model_checkpoint"], "sd_lora": "None",
    "lora_preferred_name": "Alias from file", "lora_add_hashes_to_infotext": True,
    "lora_show_all": False, "hypertile_enable_unet": False,
}  # fmt: skip
_FORGE_ONLY: dict[str, Any] = {
    "forge_unet_storage_dtype": "Automatic", "forge_inference_memory": 1024.0,
    "forge_async_loading": "Queue", "forge_pin_shared_memory": "CPU", "forge_preset": "sd",
    "forge_additional_modules": [], "sd_t2i_width": 512.0, "sd_t2i_height": 640.0,
    "xl_t2i_width": 896.0, "xl_t2i_height": 1152.0,
}  # fmt: skip


class Options:
    """The settings, shared by all calls; `folder` is where pictures are saved.

    With `is_fresh` nobody ever saved them: then what a job overrides stays, as on A1111 and Forge,
    until it has been set by POST /options once.
    """

    def __init__(self, catalogue: Catalogue, folder: Path, is_fresh: bool = False) -> None:
        self._catalogue = catalogue
        self._lock = threading.Lock()
        first = catalogue.checkpoints[0]
        places = {
            f"outdir_{kind}": str(folder / sub)
            for kind, sub in (
                ("txt2img_samples", "txt2img-images"), ("img2img_samples", "img2img-images"),
                ("extras_samples", "extras-images"), ("txt2img_grids", "txt2img-grids"),
                ("img2img_grids", "img2img-grids"), ("save", "saved"),
            )
        }  # fmt: skip
        own = _FORGE_ONLY if catalogue.flavour == "forge" else _A1111_ONLY
        loaded = {
            "sd_model_checkpoint": first.title,
            "sd_checkpoint_hash": "" if catalogue.flavour == "forge" else first.sha256,
        }
        self._defaults: dict[str, Any] = {**_SHARED, **places, **own, **loaded}
        self._values = dict(self._defaults)
        # A model is noted as chosen when it is loaded at the start.
        self._saved = {"sd_model_checkpoint"} if is_fresh else set(self._defaults)

    def all(self) -> dict[str, Any]:
        """Give all settings; crashes while one is ill-typed, as the WebUI does."""
        with self._lock:
            values = dict(self._values)
        for key, value in values.items():
            if not _fits(value, self._defaults[key]):
                raise CrashError("ResponseValidationError", f"1 validation error: {key}")
        return values

    def change(self, values: Mapping[str, Any]) -> None:
        """Change settings for good; unknown keys and checkpoints crash, wrong types do not."""
        name = values.get("sd_model_checkpoint")
        if name is not None and self._catalogue.find_checkpoint(str(name)) is None:
            raise CrashError("RuntimeError", f"model {name!r} not found")
        changed = self._changed(values)
        with self._lock:
            self._values = changed
            self._saved |= set(values)

    def restore(self, overrides: Mapping[str, Any]) -> None:
        """End a job: put back what it overrode, as far as that was ever saved."""
        with self._lock:
            left = {name: overrides[name] for name in overrides if name not in self._saved}
        changed = self._changed(left)
        with self._lock:
            self._values = changed

    def overridden(self, overrides: Mapping[str, Any]) -> dict[str, Any]:
        """Give the settings of one job; an unknown checkpoint leaves the current one."""
        return self._changed(overrides)

    def _changed(self, values: Mapping[str, Any]) -> dict[str, Any]:
        with self._lock:
            changed = dict(self._values)
        for key, value in values.items():
            if key not in changed:
                raise CrashError("KeyError", repr(key))
            changed[key] = value
        self._follow_checkpoint(changed)
        return changed

    def _follow_checkpoint(self, changed: dict[str, Any]) -> None:
        found = self._catalogue.find_checkpoint(str(changed["sd_model_checkpoint"]))
        if found is None:
            with self._lock:
                changed["sd_model_checkpoint"] = self._values["sd_model_checkpoint"]
            return
        changed["sd_model_checkpoint"] = found.title
        if self._catalogue.flavour == "a1111":
            changed["sd_checkpoint_hash"] = found.sha256


def _fits(value: object, default: object) -> bool:
    if default is None or value is None:
        return True
    if isinstance(default, float):
        return isinstance(value, int | float) and not isinstance(value, bool)
    return type(value) is type(default)

"""Pictures and replies of the stand-in WebUI."""

import base64
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from booru_studio.demo.webui import StandInWebUi
from tests.demo.webui_calls import TXT2IMG, get, opened, post, txt2img

INFO_KEYS = [
    "prompt", "all_prompts", "negative_prompt", "all_negative_prompts", "seed", "all_seeds",
    "subseed", "all_subseeds", "subseed_strength", "width", "height", "sampler_name", "cfg_scale",
    "steps", "batch_size", "restore_faces", "face_restoration_model", "sd_model_name",
    "sd_model_hash", "sd_vae_name", "sd_vae_hash", "seed_resize_from_w", "seed_resize_from_h",
    "denoising_strength", "extra_generation_params", "index_of_first_image", "infotexts", "styles",
    "job_timestamp", "clip_skip", "is_using_inpainting_conditioning", "version",
]  # fmt: skip
PARAMETER_KEYS = [
    "prompt", "negative_prompt", "styles", "seed", "subseed", "subseed_strength",
    "seed_resize_from_h", "seed_resize_from_w", "sampler_name", "scheduler", "batch_size",
    "n_iter", "steps", "cfg_scale", "width", "height", "restore_faces", "tiling",
    "do_not_save_samples", "do_not_save_grid", "eta", "denoising_strength", "s_min_uncond",
    "s_churn", "s_tmax", "s_tmin", "s_noise", "override_settings",
    "override_settings_restore_afterwards", "refiner_checkpoint", "refiner_switch_at",
    "disable_extra_networks", "firstpass_image", "comments", "enable_hr", "firstphase_width",
    "firstphase_height", "hr_scale", "hr_upscaler", "hr_second_pass_steps", "hr_resize_x",
    "hr_resize_y", "hr_checkpoint_name", "hr_sampler_name", "hr_scheduler", "hr_prompt",
    "hr_negative_prompt", "force_task_id", "sampler_index", "script_name", "script_args",
    "send_images", "save_images", "alwayson_scripts", "infotext",
]  # fmt: skip
SAVING = {
    "save_images": True,
    "override_settings": {
        "samples_filename_pattern": "bs-job7-[seed]",
        "save_images_add_number": False,
        "save_to_dirs": False,
        "return_grid": False,
    },
}


@pytest.fixture
def webui() -> Iterator[StandInWebUi]:
    with StandInWebUi(step_ms=0) as started:
        yield started


def test_the_reply_has_the_recorded_keys_in_their_order(webui: StandInWebUi) -> None:
    body = txt2img(webui.url)
    assert list(body) == ["images", "parameters", "info"]
    assert list(body["parameters"]) == PARAMETER_KEYS
    assert list(body["info"]) == INFO_KEYS


def test_info_is_a_json_string(webui: StandInWebUi) -> None:
    body = post(webui.url, TXT2IMG, {"prompt": "x", "steps": 1, "width": 64, "height": 64}).json()
    assert json.loads(body["info"])["prompt"] == "x"


def test_the_infotext_is_the_webui_s_and_sits_in_the_png(webui: StandInWebUi) -> None:
    body = txt2img(webui.url)
    model = f"Model hash: {body['info']['sd_model_hash']}, Model: paintedAnimeXL"
    expected = (
        "1girl, solo, blue hair, flower field\nNegative prompt: lowres\nSteps: 2, "
        "Sampler: Euler a, Schedule type: Karras, CFG scale: 6.5, Seed: 1, Size: 64x64, "
        f"{model}, Version: 1.10.1"
    )
    assert body["info"]["infotexts"] == [expected]
    assert opened(body["images"][0]).info["parameters"] == expected


def test_forge_writes_its_own_version() -> None:
    with StandInWebUi("forge", step_ms=0) as webui:
        info = txt2img(webui.url)["info"]
    assert info["version"].startswith("f2.0.1v1.10.1-previous-")
    assert info["infotexts"][0].endswith(f"Version: {info['version']}")


def test_the_picture_follows_prompt_and_seed(webui: StandInWebUi) -> None:
    first, again, other_seed, other_prompt = (
        txt2img(webui.url, **changes)["images"][0]
        for changes in ({}, {}, {"seed": 2}, {"prompt": "city, night"})
    )
    assert first == again
    assert len({first, other_seed, other_prompt}) == 3


def test_seed_minus_one_draws_one_and_says_which(webui: StandInWebUi) -> None:
    first, second = (txt2img(webui.url, seed=-1) for _ in range(2))
    assert first["info"]["seed"] != second["info"]["seed"]
    assert first["parameters"]["seed"] == -1


def test_seeds_of_a_batch_follow_one_another(webui: StandInWebUi) -> None:
    body = txt2img(webui.url, batch_size=2, n_iter=2, seed=10)
    assert body["info"]["all_seeds"] == [10, 11, 12, 13]
    assert len(set(body["images"])) == 4
    assert body["info"]["index_of_first_image"] == 0


def test_a_saved_batch_starts_with_a_grid(webui: StandInWebUi) -> None:
    body = txt2img(webui.url, batch_size=2, n_iter=2, save_images=True)
    sizes = [opened(picture).size for picture in body["images"]]
    assert sizes == [(128, 128), *[(64, 64)] * 4]
    assert (body["info"]["index_of_first_image"], len(body["info"]["infotexts"])) == (1, 5)


def test_saved_pictures_can_be_fetched_by_the_name_asked_for(webui: StandInWebUi) -> None:
    body = txt2img(webui.url, **SAVING, batch_size=2)
    folder = get(webui.url, "/sdapi/v1/options").json()["outdir_txt2img_samples"]
    reply = get(webui.url, f"/file={Path(folder) / 'bs-job7-2.png'}")
    assert reply.headers["Content-Type"] == "image/png"
    assert reply.content == base64.b64decode(body["images"][1])


@pytest.mark.parametrize(("path", "status"), [("bs-job7-1.png", 404), (__file__, 403)])
def test_other_files_are_not_handed_out(webui: StandInWebUi, path: str, status: int) -> None:
    assert get(webui.url, f"/file={path}").status_code == status


def test_send_images_false_keeps_the_info(webui: StandInWebUi) -> None:
    body = txt2img(webui.url, send_images=False)
    assert (body["images"], len(body["info"]["infotexts"])) == ([], 1)


@pytest.mark.parametrize(
    ("sampler", "scheduler", "used", "schedule"),
    [
        ("Euler a", "Karras", "Euler a", "Karras"),
        ("Euler a", "karras", "Euler a", "Karras"),
        ("Euler a", "Automatic", "Euler a", None),
        ("Euler a", "No such", "Euler a", None),
        ("DPM++ 2M", None, "DPM++ 2M", "Karras"),
        ("DPM++ 2M Karras", None, "DPM++ 2M", "Karras"),
        ("DPM++ 2M Karras", "Exponential", "DPM++ 2M", "Exponential"),
        ("No such", "Karras", "DPM++ 2M", "Karras"),
        ("euler a", None, "DPM++ 2M", "Karras"),
    ],
)
def test_unknown_samplers_and_schedulers_are_replaced_silently(
    webui: StandInWebUi, sampler: str, scheduler: str | None, used: str, schedule: str | None
) -> None:
    info = txt2img(webui.url, sampler_name=sampler, scheduler=scheduler)["info"]
    assert info["sampler_name"] == used
    assert info["extra_generation_params"].get("Schedule type") == schedule


@pytest.mark.parametrize(
    ("name", "used"),
    [
        ("inkwashSD15.safetensors", "inkwashSD15"),
        ("inkwashSD15", "inkwashSD15"),
        ("nope", "paintedAnimeXL"),
    ],
)
def test_an_unknown_checkpoint_leaves_the_current_one(
    webui: StandInWebUi, name: str, used: str
) -> None:
    info = txt2img(webui.url, override_settings={"sd_model_checkpoint": name})["info"]
    assert info["sd_model_name"] == used


def test_overrides_end_with_the_job_unless_they_are_to_stay(webui: StandInWebUi) -> None:
    override = {"override_settings": {"sd_model_checkpoint": "inkwashSD15"}}
    txt2img(webui.url, **override)
    assert txt2img(webui.url)["info"]["sd_model_name"] == "paintedAnimeXL"
    txt2img(webui.url, **override, override_settings_restore_afterwards=False)
    assert txt2img(webui.url)["info"]["sd_model_name"] == "inkwashSD15"


@pytest.mark.parametrize(
    ("prompt", "names"),
    [
        ("tree <lora:ink_lines_v3:0.8>", ["ink_lines_v3"]),
        ("tree <lora:ink_lines:0.8>, <lora:missing:1>", ["ink_lines"]),
        ("tree <lora:paper cut, layered (v1):1>", ["paper cut layered (v1)"]),
        ("tree <lora:missing:1>", []),
    ],
)
def test_only_known_loras_have_hashes(webui: StandInWebUi, prompt: str, names: list[str]) -> None:
    info = txt2img(webui.url, prompt=prompt)["info"]
    hashes = info["extra_generation_params"].get("Lora hashes", "")
    assert [part.split(": ")[0] for part in hashes.split(", ") if part] == names
    assert ("Lora hashes" in info["infotexts"][0]) == bool(names)


@pytest.mark.parametrize(
    ("flavour", "settings", "vae"),
    [
        ("a1111", {"sd_vae": "softColours.vae.safetensors"}, "softColours.vae.safetensors"),
        ("a1111", {"sd_vae": "nope"}, None),
        ("forge", {"sd_vae": "softColours.vae.safetensors"}, None),
        (
            "forge",
            {"forge_additional_modules": ["softColours.vae.safetensors"]},
            "softColours.vae.safetensors",
        ),
    ],
)
def test_each_fork_takes_its_own_vae_setting(
    flavour: str, settings: dict[str, Any], vae: str | None
) -> None:
    with StandInWebUi(flavour, step_ms=0) as webui:
        info = txt2img(webui.url, override_settings=settings)["info"]
    assert info["sd_vae_name"] == vae


def test_hires_fix_enlarges_and_says_so(webui: StandInWebUi) -> None:
    body = txt2img(
        webui.url, enable_hr=True, hr_scale=1.5, hr_upscaler="Latent", denoising_strength=0.5,
        hr_second_pass_steps=3,
    )  # fmt: skip
    assert opened(body["images"][0]).size == (96, 96)
    wanted = "Denoising strength: 0.5, Hires upscale: 1.5, Hires steps: 3, Hires upscaler: Latent"
    assert wanted in body["info"]["infotexts"][0]


def test_styles_change_the_prompt_and_unknown_ones_do_not(webui: StandInWebUi) -> None:
    info = txt2img(webui.url, prompt="tree", styles=["Storybook", "nope"])["info"]
    assert info["prompt"] == "tree, storybook, pastel colors"

"""The second pass at a larger size."""

import pytest

from booru_studio.webui.hires import fit_hires, hires_size
from tests.webui.samples import a1111, forge, wish


def test_without_hires_none_of_its_fields_is_sent():
    given = fit_hires(wish(hr_upscaler="Lanczos", denoising_strength=0.3), a1111())
    assert given.keys() >= {"hr_upscaler", "hr_scale", "denoising_strength", "enable_hr"}
    assert set(given.values()) == {None}


def test_upscaler_and_denoising_are_always_given():
    given = fit_hires(wish(enable_hr=True), a1111())
    assert (given["hr_upscaler"], given["denoising_strength"]) == ("Latent", 0.5)


def test_what_was_chosen_stays():
    request = wish(
        enable_hr=True, hr_upscaler="lanczos", denoising_strength=0.0, hr_sampler_name="k_euler",
        hr_scheduler="karras", hr_checkpoint_name="meadow_v2", hr_second_pass_steps=9, hr_scale=1.5,
    )  # fmt: skip
    assert fit_hires(request, a1111()) == {
        "hr_upscaler": "Lanczos",
        "denoising_strength": 0.0,
        "hr_denoising_strength": 0.0,
        "hr_scale": 1.5,
        "hr_second_pass_steps": 9,
        "hr_sampler_name": "Euler",
        "hr_scheduler": "Karras",
        "hr_checkpoint_name": "meadow_v2.safetensors",
        "hr_cfg": 7.0,
        "hr_additional_modules": ["Use same choices"],
    }


@pytest.mark.parametrize("field", ["hr_sampler_name", "hr_scheduler", "hr_checkpoint_name"])
def test_the_same_as_in_the_first_pass_is_left_out(field):
    same = fit_hires(wish(enable_hr=True, **{field: "Use same " + field}), a1111())
    assert same[field] is None


def test_forge_is_told_of_cfg_and_modules_for_the_second_pass():
    request = wish(enable_hr=True, cfg_scale=5.5)
    assert fit_hires(request, forge())["hr_cfg"] == 5.5
    chosen = wish(enable_hr=True, hr_cfg=2.0, hr_additional_modules=["ae.safetensors"])
    given = fit_hires(chosen, forge())
    assert (given["hr_cfg"], given["hr_additional_modules"]) == (2.0, ["ae.safetensors"])


@pytest.mark.parametrize(
    ("fields", "size"),
    [
        ({"hr_scale": 3.0}, (512, 768)),
        ({"enable_hr": True, "hr_scale": 1.5}, (768, 1152)),
        ({"enable_hr": True, "hr_resize_x": 1024}, (1024, 1536)),
        ({"enable_hr": True, "hr_resize_y": 1536}, (1024, 1536)),
        ({"enable_hr": True, "hr_resize_x": 1000, "hr_resize_y": 1000}, (1000, 1000)),
    ],
)
def test_the_size_of_the_finished_picture_is_known(fields, size):
    assert hires_size(wish(width=512, height=768, **fields)) == size

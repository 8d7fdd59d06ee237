"""What a server did otherwise, told in sentences."""

import pytest

from booru_studio.webui.differences import differences, seed_differences, size_difference
from tests.webui.samples import a1111, classic, forge, sdnext, wish

INFO = {
    "sampler_name": "Euler a", "sd_model_name": "harbourXL", "sd_model_hash": "0123456789",
    "sd_vae_name": "softColours.vae.safetensors", "clip_skip": 1,
}  # fmt: skip
TEXT = (
    "sea <lora:captain_rowan:1>\nSteps: 2, Sampler: Euler a, Schedule type: Karras, "
    'CFG scale: 7, Seed: 7, Size: 64x64, Clip skip: 2, Lora hashes: "captain_rowan: 4c3f"'
)
ASKED = {
    "prompt": "sea <lora:captain_rowan:1>", "sampler_name": "k_euler_a", "scheduler": "karras",
    "checkpoint": "harbourXL", "vae": "softColours.vae", "clip_skip": 2,
}  # fmt: skip


def told(info=None, infotext=TEXT, server=a1111, **fields):
    request = wish(**{**ASKED, **fields})
    return list(differences(INFO | (info or {}), infotext, request, server()))


def test_a_server_that_did_as_asked_is_not_blamed():
    assert told() == []


@pytest.mark.parametrize(
    ("info", "infotext", "sentence"),
    [
        ({"sampler_name": "DPM++ 2M"}, TEXT,
         "The WebUI used the sampler DPM++ 2M instead of Euler a."),
        ({}, TEXT.replace("Karras", "Exponential"),
         "The WebUI used the scheduler Exponential instead of Karras."),
        ({}, TEXT.replace("Schedule type: Karras, ", ""),
         "The WebUI did not use the scheduler Karras."),
        ({"sd_model_name": "meadow_v2", "sd_model_hash": "ffff"}, TEXT,
         "The WebUI used the checkpoint meadow_v2 instead of harbourXL."),
        ({"sd_vae_name": None}, TEXT,
         "The WebUI used the VAE None instead of softColours.vae.safetensors."),
        ({}, TEXT.replace("Clip skip: 2", "Clip skip: 1"),
         "The WebUI used clip skip 1 instead of 2."),
        ({}, TEXT.replace("Clip skip: 2, ", ""), "The WebUI used clip skip 1 instead of 2."),
        ({}, TEXT.replace("captain_rowan: 4c3f", "other: 4c3f"),
         "The WebUI did not use the LoRA “captain_rowan”."),
    ],
)  # fmt: skip
def test_each_difference_is_told(info, infotext, sentence):
    assert told(info, infotext) == [sentence]


def test_the_infotext_speaks_where_there_is_no_info():
    text = TEXT.replace("Euler a", "DDIM") + ", Model: meadow_v2, Model hash: ffff"
    request = wish(**ASKED)
    assert list(differences({}, text, request, a1111())) == [
        "The WebUI used the sampler DDIM instead of Euler a.",
        "The WebUI used the checkpoint meadow_v2 instead of harbourXL.",
    ]


def test_a_renamed_checkpoint_with_the_same_hash_is_the_same():
    assert told({"sd_model_name": "harbour (copy)"}) == []


def test_nothing_is_said_of_what_was_left_to_the_server():
    left = {"sampler_name": None, "scheduler": None, "checkpoint": None, "vae": None,
            "clip_skip": None, "prompt": "sea"}  # fmt: skip
    assert told({"sampler_name": "LCM", "sd_model_name": "any"}, "sea", **left) == []


def test_nothing_is_said_where_the_server_says_nothing():
    assert list(differences({}, "", wish(**ASKED), a1111())) == []


def test_forge_lists_the_vae_among_its_modules():
    vae, unused = "softColours.vae.safetensors", ", Module 1: clip_l"
    used = TEXT + ", Module 1: clip_l, Module 2: softColours.vae"
    assert told({"sd_vae_name": None}, used, forge, vae=vae) == []
    assert told({"sd_vae_name": None}, TEXT + unused, forge, vae=vae) == [
        f"The WebUI did not use the VAE {vae}."
    ]
    assert told({"sd_vae_name": None}, TEXT, forge, vae="Automatic") == []


def test_sd_next_writes_loras_and_clip_skip_in_its_own_way():
    assert told({}, TEXT.partition(", Clip skip")[0], server=sdnext) == []


def test_joined_names_are_compared_as_joined():
    text = TEXT.replace("Euler a, Schedule type: Karras", "DPM++ 2M Karras")
    fields = {"sampler_name": "DPM++ 2M", "scheduler": "Karras"}
    assert told({"sampler_name": "DPM++ 2M Karras"}, text, classic, **fields) == []


def test_lists_that_changed_in_the_meantime_stop_no_reply():
    gone = {"sampler_name": "Gone", "checkpoint": "gone", "vae": "gone"}
    assert told(**gone) == []


@pytest.mark.parametrize(
    ("seeds", "fields", "sentences"),
    [
        ([7, 8], {}, []),
        ([8, 8], {}, ["The WebUI used seed 8 instead of 7."]),
        ([7, 7], {"subseed_strength": 0.2}, []),
        ([123], {"seed": -1}, []),
    ],
)  # fmt: skip
def test_seeds_count_up_in_a_batch(seeds, fields, sentences):
    assert list(seed_differences(seeds, wish(**fields))) == sentences


@pytest.mark.parametrize(
    ("size", "fields", "sentences"),
    [
        ((64, 64), {}, []),
        ((57, 64), {}, []),
        ((64, 56), {}, ["The picture is 64 × 56 pixels large instead of 64 × 64."]),
        ((96, 96), {"enable_hr": True, "hr_scale": 1.5}, []),
        ((64, 64), {"enable_hr": True},
         ["The picture is 64 × 64 pixels large instead of 128 × 128."]),
        ((640, 64), {"script_name": "x/y/z plot"}, []),
    ],
)  # fmt: skip
def test_a_size_may_be_rounded_but_not_changed(size, fields, sentences):
    assert list(size_difference(*size, wish(**fields))) == sentences

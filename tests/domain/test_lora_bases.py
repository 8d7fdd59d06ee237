"""Base models of LoRAs and checkpoints."""

import pytest

from booru_studio.domain.lora_bases import base_of, finer, goes_with
from booru_studio.domain.lora_pool import base_of_checkpoint


@pytest.mark.parametrize(
    ("text", "base"),
    [
        ("sd_v1", "sd1"), ("SD 1.5", "sd1"), ("sdxl_base_v1-0", "sdxl"), ("SDXL 1.0", "sdxl"),
        ("Illustrious", "illustrious"), ("NoobAI", "noobai"), ("Pony", "pony"),
        ("stable-diffusion-xl-v1-base/lora", "sdxl"), ("stable-diffusion-v1/lora", "sd1"),
        ("flux1", "flux"), ("sd3", "sd3"), ("Other", ""), ("", ""), ("sd_v2_768_v", "sd2"),
    ],
)  # fmt: skip
def test_what_files_and_sites_call_a_base_is_understood(text, base):
    assert base_of(text) == base


def test_file_names_tell_the_finetunes_of_sdxl_apart():
    assert finer("sdxl", "styles/ink_illustrious_v2") == "illustrious"
    assert finer("sd1", "styles/ink_pony") == "sd1"


@pytest.mark.parametrize(
    ("base", "wanted", "fits"),
    [
        ("illustrious", "illustrious", True), ("noobai", "illustrious", True),
        ("pony", "illustrious", False), ("sdxl", "pony", True), ("pony", "sdxl", True),
        ("sd1", "sdxl", False), ("sd1", "", True),
    ],
)  # fmt: skip
def test_bases_that_go_together(base, wanted, fits):
    assert goes_with(base, wanted) is fits


@pytest.mark.parametrize("counts", [True, False])
def test_an_unknown_base_counts_as_it_is_told_to(counts):
    assert goes_with("", "sdxl", unknown=counts) is counts


@pytest.mark.parametrize(
    ("checkpoint", "base"),
    [("waiIllustrious_v140.safetensors", "illustrious"), ("ponyDiffusionV6XL", "pony"),
     ("counterfeit_v30", "sd1"), ("somethingElse", "")],
)  # fmt: skip
def test_the_checkpoint_tells_its_base(checkpoint, base):
    assert base_of_checkpoint(checkpoint) == base

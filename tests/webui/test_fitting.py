"""Names as people write them against the lists of servers of several kinds."""

import pytest

from booru_studio.errors import UnknownChoiceError
from booru_studio.webui.fitting import (
    fit_checkpoint,
    fit_sampler,
    fit_script,
    fit_upscaler,
    fit_vae,
    sent_fields,
)
from tests.webui.samples import A1111_FIELDS, LISTS, a1111, classic, forge, sdnext


@pytest.mark.parametrize(
    ("sampler", "scheduler", "fitted"),
    [
        ("Euler a", None, ("Euler a", None)),
        ("euler A", "karras", ("Euler a", "Karras")),
        ("k_euler_a", "KARRAS", ("Euler a", "Karras")),
        ("DPM++ 2M Karras", None, ("DPM++ 2M", "Karras")),
        ("dpm++ 2m karras", "Automatic", ("DPM++ 2M", "Karras")),
        ("DPM++ 2M Karras", "SGM Uniform", ("DPM++ 2M", "SGM Uniform")),
        ("Euler SGM Uniform", None, ("Euler", "SGM Uniform")),
        ("Euler SGMUniform", None, ("Euler", "SGM Uniform")),
        ("Euler", "automatic", ("Euler", "Automatic")),
        (None, "Karras", (None, "Karras")),
        (None, None, (None, None)),
    ],
)
def test_samplers_and_schedulers_are_found(sampler, scheduler, fitted):
    assert fit_sampler(sampler, scheduler, a1111()) == fitted


@pytest.mark.parametrize(
    ("sampler", "scheduler", "fitted"),
    [
        ("DPM++ 2M", "Karras", ("DPM++ 2M Karras", None)),
        ("DPM++ 2M Karras", None, ("DPM++ 2M Karras", None)),
        ("k_dpmpp_2m_ka", "Automatic", ("DPM++ 2M Karras", None)),
        ("Euler a", "Automatic", ("Euler a", None)),
    ],
)
def test_a_server_without_schedulers_gets_joined_names(sampler, scheduler, fitted):
    assert fit_sampler(sampler, scheduler, classic()) == fitted


@pytest.mark.parametrize(
    ("sampler", "scheduler", "sentence"),
    [
        ("Eulr a", None, "has no sampler “Eulr a”: the nearest it has is “Euler a”."),
        ("Zzz", None, "has no sampler “Zzz”: choose one it has, such as “DPM++ 2M”."),
        ("Zzz Karras", None, "no sampler “Zzz Karras”"),
        ("Euler", "Karas", "has no scheduler “Karas”: the nearest it has is “Karras”."),
    ],
)
def test_an_unknown_sampler_or_scheduler_names_the_nearest(sampler, scheduler, sentence):
    with pytest.raises(UnknownChoiceError) as caught:
        fit_sampler(sampler, scheduler, a1111())
    assert sentence in str(caught.value)


def test_a_joined_name_that_an_old_server_lacks_is_refused():
    with pytest.raises(UnknownChoiceError, match="“Euler a Karras”"):
        fit_sampler("Euler a", "Karras", classic())


def test_ersatz_forge_always_gets_a_sampler():
    assert fit_sampler(None, None, forge(flavour="ersatz")) == ("Euler", None)


def test_names_pass_unchecked_where_the_server_gave_no_list():
    blind = a1111(answered=frozenset())
    assert fit_sampler("Odd", "Odder", blind) == ("Odd", "Odder")
    assert fit_checkpoint("odd.ckpt", blind).title == "odd.ckpt"
    assert fit_vae("odd.vae", blind) == "odd.vae"
    assert fit_upscaler("Odd 4x", blind) == "Odd 4x"
    assert fit_script("extension", "Odd", blind) == "Odd"


def test_a_list_of_schedulers_that_means_something_else_is_not_used():
    assert fit_sampler("Euler", "Karras", sdnext()) == ("Euler", "Karras")


@pytest.mark.parametrize(
    "wanted",
    ["harbourXL.safetensors [0123456789]", "harbourXL.safetensors", "harbourXL", "HARBOURXL",
     "0123456789"],
)  # fmt: skip
def test_a_checkpoint_is_found_by_each_of_its_names(wanted):
    assert fit_checkpoint(wanted, a1111()).name == "harbourXL"


def test_a_checkpoint_on_windows_is_found_by_its_file():
    assert fit_checkpoint("meadow_v2", a1111()).title == "meadow_v2.safetensors"


@pytest.mark.parametrize(
    ("capabilities", "advice"),
    [
        (a1111(), "the nearest it has is “harbourXL”"),
        (a1111(checkpoints=()), "install one there, then refresh"),
    ],
)
def test_an_unknown_checkpoint_says_what_to_do(capabilities, advice):
    with pytest.raises(UnknownChoiceError, match="no checkpoint “harborXL”") as caught:
        fit_checkpoint("harborXL", capabilities)
    assert advice in str(caught.value)


@pytest.mark.parametrize(
    ("wanted", "fitted"),
    [
        ("softColours.vae.safetensors", "softColours.vae.safetensors"),
        ("softcolours.vae", "softColours.vae.safetensors"),
        ("automatic", "Automatic"),
        ("None", "None"),
    ],
)
@pytest.mark.parametrize("server", [a1111, forge])
def test_a_vae_is_found(server, wanted, fitted):
    assert fit_vae(wanted, server()) == fitted


def test_an_unknown_vae_names_the_nearest():
    with pytest.raises(UnknownChoiceError, match=r"no VAE “softColors.vae.safetensors”"):
        fit_vae("softColors.vae.safetensors", a1111())


@pytest.mark.parametrize(
    ("wanted", "fitted"), [("latent", "Latent"), ("r-esrgan 4X+", "R-ESRGAN 4x+"), ("None", "None")]
)
def test_an_upscaler_is_a_latent_mode_or_a_model(wanted, fitted):
    assert fit_upscaler(wanted, a1111()) == fitted


def test_the_fields_are_the_schemas_or_else_a1111s():
    assert sent_fields(a1111()) == A1111_FIELDS
    assert sent_fields(a1111(txt2img_fields=frozenset())) == A1111_FIELDS
    old = classic(txt2img_fields=frozenset(), answered=LISTS - {"schedulers"})
    assert "scheduler" not in sent_fields(old)

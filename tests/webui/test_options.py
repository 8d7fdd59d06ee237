"""Options are checked before they reach a server that would break on them."""

import pytest

from booru_studio.errors import InvalidInputError, UnknownChoiceError
from booru_studio.webui.options import checked_options
from tests.webui.samples import a1111, forge

THRESHOLD = "interrogate_deepbooru_score_threshold"


@pytest.mark.parametrize(
    ("server", "values", "checked"),
    [
        (a1111, {}, {}),
        (a1111, {"sd_model_checkpoint": "harbourXL"},
         {"sd_model_checkpoint": "harbourXL.safetensors [0123456789]"}),
        (a1111, {"sd_vae": "softColours.vae"}, {"sd_vae": "softColours.vae.safetensors"}),
        (forge, {"sd_vae": "softColours.vae"},
         {"forge_additional_modules": ["softColours.vae.safetensors"]}),
        (forge, {"sd_vae": "None"}, {"forge_additional_modules": []}),
        (a1111, {THRESHOLD: 1}, {THRESHOLD: 1.0}),
    ],
)  # fmt: skip
def test_good_options_are_translated(server, values, checked):
    assert checked_options(values, server()) == checked


@pytest.mark.parametrize(
    ("values", "error"),
    [
        ({"outdir_txt2img_samples": "/"}, InvalidInputError),
        ({THRESHOLD: "0.5"}, InvalidInputError),
        ({THRESHOLD: True}, InvalidInputError),
        ({THRESHOLD: 1.5}, InvalidInputError),
        ({THRESHOLD: float("nan")}, InvalidInputError),
        ({"sd_model_checkpoint": 3}, InvalidInputError),
        ({"sd_model_checkpoint": ""}, InvalidInputError),
        ({"sd_model_checkpoint": "nope"}, UnknownChoiceError),
        ({"sd_vae": "nope"}, UnknownChoiceError),
    ],
)
def test_bad_options_are_refused(values, error):
    with pytest.raises(error):
        checked_options(values, a1111())

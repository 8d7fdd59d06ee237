"""What is sent: only what the server takes, in the names it has."""

import json

import pytest

from booru_studio.errors import InvalidInputError, UnknownChoiceError
from booru_studio.webui.payloads import Txt2ImgPayload, txt2img_payload
from tests.webui.samples import a1111, approved, classic, forge, sdnext, wish

SERVERS = [a1111, forge, classic, sdnext]


def sent(server=a1111, **fields):
    return txt2img_payload(approved(**fields), server(), "task(bs-1)").json


def warnings(server=a1111, **fields):
    return txt2img_payload(approved(**fields), server(), "task(bs-1)").warnings


@pytest.mark.parametrize("server", SERVERS)
def test_only_fields_of_the_servers_schema_are_sent(server):
    body = sent(
        server, enable_hr=True, clip_skip=2, checkpoint="harbourXL", distilled_cfg_scale=3.0,
        hr_prompt="sea", eta=0.5,
    )  # fmt: skip
    assert body.keys() <= server().txt2img_fields
    assert None not in body.values()


def test_a_plain_request_is_sent_plainly():
    assert sent(sampler_name="k_euler_a", scheduler="karras") == {
        "prompt": "lighthouse, sea, no humans",
        "negative_prompt": "nsfw",
        "seed": 7,
        "steps": 2,
        "cfg_scale": 7.0,
        "width": 64,
        "height": 64,
        "batch_size": 1,
        "sampler_name": "Euler a",
        "scheduler": "Karras",
        "n_iter": 1,
        "force_task_id": "task(bs-1)",
        "send_images": True,
        "save_images": False,
        "do_not_save_samples": True,
        "do_not_save_grid": True,
    }


def test_pictures_are_saved_there_when_that_is_asked_for():
    body = sent(save_images=True)
    assert (body["save_images"], body["do_not_save_samples"]) == (True, False)


@pytest.mark.parametrize(
    ("fields", "settings"),
    [
        ({"batch_size": 2, "save_images": True}, {"return_grid": False, "grid_save": False}),
        ({"batch_size": 2}, None),
        ({"save_images": True}, None),
    ],
)
def test_no_grid_comes_with_a_saved_batch(fields, settings):
    assert sent(**fields).get("override_settings") == settings


@pytest.mark.parametrize(
    "how",
    [{"checkpoint": "HarbourXL"}, {"override_settings": {"sd_model_checkpoint": "harbourXL"}}],
)
def test_the_checkpoint_goes_into_the_settings_of_this_job(how):
    settings = sent(**how)["override_settings"]
    assert settings == {"sd_model_checkpoint": "harbourXL.safetensors [0123456789]"}


@pytest.mark.parametrize(
    ("server", "fields", "settings"),
    [
        (a1111, {"vae": "softColours.vae"}, {"sd_vae": "softColours.vae.safetensors"}),
        (a1111, {"vae": "None"}, {"sd_vae": "None"}),
        (a1111, {"vae": "automatic"}, {"sd_vae": "Automatic"}),
        (forge, {"vae": "softColours.vae"},
         {"forge_additional_modules": ["softColours.vae.safetensors"]}),
        (forge, {"override_settings": {"sd_vae": "softColours.vae"}},
         {"forge_additional_modules": ["softColours.vae.safetensors"]}),
        (forge, {"vae": "softColours.vae",
                 "override_settings": {"forge_additional_modules": ["clip_l.safetensors"]}},
         {"forge_additional_modules": ["clip_l.safetensors", "softColours.vae.safetensors"]}),
        (forge, {"vae": "None"}, {"forge_additional_modules": []}),
        (forge, {"vae": "Automatic"}, None),
        (a1111, {"clip_skip": 2}, {"CLIP_stop_at_last_layers": 2}),
        (forge, {"clip_skip": 2}, {"CLIP_stop_at_last_layers": 2}),
        (a1111, {"override_settings": {"eta_noise_seed_delta": 31337}},
         {"eta_noise_seed_delta": 31337}),
    ],
)  # fmt: skip
def test_vae_and_clip_skip_are_settings_of_this_job(server, fields, settings):
    assert sent(server, **fields).get("override_settings") == settings


def test_sd_next_takes_clip_skip_and_schedule_as_fields():
    body = sent(sdnext, clip_skip=2, sampler_name="Euler", scheduler="Karras")
    assert (body["clip_skip"], body["schedulers_sigma"]) == (2, "karras")
    assert "override_settings" not in body
    assert warnings(sdnext, clip_skip=2, sampler_name="Euler", scheduler="Karras") == ()


def test_an_old_server_gets_the_joined_name_without_a_warning():
    body = sent(classic, sampler_name="DPM++ 2M", scheduler="Karras")
    assert body["sampler_name"] == "DPM++ 2M Karras"
    assert warnings(classic, sampler_name="DPM++ 2M", scheduler="Karras") == ()


@pytest.mark.parametrize(
    ("server", "fields", "name"),
    [
        (a1111, {"distilled_cfg_scale": 3.0}, "distilled_cfg_scale"),
        (sdnext, {"enable_hr": True, "hr_prompt": "sea"}, "hr_prompt"),
        (classic, {"scheduler": "Karras"}, "scheduler"),
    ],
)
def test_a_wish_that_the_server_has_no_field_for_is_told(server, fields, name):
    assert warnings(server, **fields) == (f"This WebUI takes no {name}, so it was left out.",)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"checkpoint": "harborXL"}, "no checkpoint “harborXL”: the nearest it has is “harbourXL”"),
        ({"refiner_checkpoint": "meadow_v3"}, "no checkpoint “meadow_v3”"),
        ({"vae": "hardColours"}, "no VAE “hardColours”"),
        ({"sampler_name": "Eula"}, "no sampler “Eula”: the nearest it has is “Euler a”"),
        ({"scheduler": "Karos"}, "no scheduler “Karos”: the nearest it has is “Karras”"),
        ({"enable_hr": True, "hr_upscaler": "Lancos"}, "no upscaler “Lancos”"),
        ({"enable_hr": True, "hr_checkpoint_name": "x"}, "no checkpoint “x”"),
        ({"alwayson_scripts": {"ADetaler": {"args": []}}}, "no extension “ADetaler”"),
        ({"script_name": "x/y plot"}, "no script “x/y plot”"),
    ],
)
def test_what_the_server_lacks_is_refused_before_sending(fields, message):
    with pytest.raises(UnknownChoiceError) as caught:
        sent(**fields)
    assert message in str(caught.value)


def test_extensions_are_found_in_any_case():
    body = sent(alwayson_scripts={"adetailer": {"args": [True]}}, script_name="X/Y/Z plot")
    assert body["alwayson_scripts"] == {"ADetailer": {"args": [True]}}
    assert body["script_name"] == "x/y/z plot"


@pytest.mark.parametrize("mine", [{}, {"dynamic prompts v2.17.1": {"args": [True]}}])
def test_the_servers_own_prompt_expander_is_switched_off(mine):
    server = a1111(scripts=("seed", "dynamic prompts v2.17.1"))
    payload = txt2img_payload(approved(alwayson_scripts=mine), server, "t")
    assert payload.json["alwayson_scripts"] == {"dynamic prompts v2.17.1": {"args": [False]}}


def test_the_nearest_lora_is_named():
    assert warnings(prompt="sea, <lora:captain_rowan:1>") == ()
    assert warnings(prompt="sea, <lora:captain_rowen:1>") == (
        "The WebUI has no LoRA “captain_rowen”; did you mean “captain_rowan”?",
    )


def test_only_an_approved_request_can_be_fitted():
    with pytest.raises(TypeError, match="ApprovedRequest"):
        txt2img_payload(wish(), a1111(), "t")


def test_a_payload_cannot_be_made_by_hand_or_changed():
    with pytest.raises(TypeError, match="txt2img_payload"):
        Txt2ImgPayload({}, (), "t", "txt2img", object())
    with pytest.raises(TypeError):
        sent()["prompt"] = "something else"


def test_the_request_stays_as_it_was():
    mine = approved(override_settings={"sd_vae": "None"}, alwayson_scripts={"seed": {"args": [1]}})
    payload = txt2img_payload(mine, forge(), "t")
    payload.json["alwayson_scripts"]["seed"]["args"].append(2)
    assert mine.request.override_settings == {"sd_vae": "None"}
    assert mine.request.alwayson_scripts == {"seed": {"args": [1]}}


@pytest.mark.parametrize("value", [float("nan"), {1, 2}])
def test_a_value_that_json_cannot_hold_is_refused(value):
    with pytest.raises(InvalidInputError, match="cannot be sent"):
        sent(override_settings={"eta_noise_seed_delta": value})


@pytest.mark.parametrize("server", SERVERS)
def test_a_payload_is_plain_json(server):
    body = dict(sent(server, enable_hr=True, batch_size=2))
    assert json.loads(json.dumps(body)) == body

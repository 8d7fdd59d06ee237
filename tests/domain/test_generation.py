"""A txt2img request from outside: what is refused with which words, what comes back."""

import json
from dataclasses import FrozenInstanceError, fields
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from booru_studio.domain.generation import ALWAYS_SHOWN, PICTURES, Txt2ImgRequest
from booru_studio.domain.request_fields import OURS, RANGES, SEED_LIMIT
from booru_studio.errors import InvalidInputError

# AUTOMATIC1111 1.10.1, /openapi.json, StableDiffusionProcessingTxt2Img
A1111_FIELDS = {
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
}  # fmt: skip
FORGE_FIELDS = {"distilled_cfg_scale", "hr_cfg", "hr_distilled_cfg", "hr_additional_modules"}
# The same, StableDiffusionProcessingImg2Img
IMG2IMG_FIELDS = {
    "resize_mode", "mask", "mask_blur", "inpainting_fill", "inpaint_full_res",
    "inpaint_full_res_padding", "inpainting_mask_invert", "initial_noise_multiplier",
    "image_cfg_scale",
}  # fmt: skip
OUR_FIELDS = {
    "template", "checkpoint", "vae", "clip_skip", "source_post", "leave_settings",
    "init_image", "extensions",
}  # fmt: skip
PICTURE = f"inputs/{'0' * 64}.png"
KINDS = {spec.name: str(spec.type) for spec in fields(Txt2ImgRequest)}

texts = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=20)
plain_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(-9, 9) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)


def values_of(name: str) -> st.SearchStrategy[Any]:
    kind = KINDS[name]
    if name in PICTURES:
        return st.just(PICTURE)
    if name in ("width", "height"):
        return st.integers(8, 512).map(lambda eighth: eighth * 8)
    least, most = RANGES.get(name, (-100, 100))
    if "bool" in kind:
        return st.booleans()
    if "float" in kind:
        return st.floats(least, most, allow_nan=False)
    if "int" in kind:
        return st.integers(int(least), int(most))
    if "dict" in kind:
        return st.dictionaries(texts, plain_json, max_size=3)
    if "list[str]" in kind:
        return st.lists(texts, max_size=3)
    return st.lists(plain_json, max_size=3) if "list" in kind else texts




def going_together(values: dict[str, Any]) -> dict[str, Any]:
    """Leave out what a request may not hold beside something else."""
    left_out = {"prompt"} if "template" in values else set()
    left_out |= {"enable_hr"} if "init_image" in values else {"mask"}
    return {name: value for name, value in values.items() if name not in left_out}


requests = st.fixed_dictionaries(
    {}, optional={name: values_of(name) for name in KINDS if name not in OURS}
).map(going_together)


def reason(values: object) -> str:
    with pytest.raises(InvalidInputError) as caught:
        Txt2ImgRequest.from_json(values)
    return str(caught.value)


def test_the_fields_are_the_webuis_and_ours() -> None:
    assert set(KINDS) == A1111_FIELDS | FORGE_FIELDS | IMG2IMG_FIELDS | OUR_FIELDS
    assert len(A1111_FIELDS) == 55


@pytest.mark.parametrize(
    ("name", "default"),
    [("prompt", ""), ("seed", -1), ("steps", 28), ("cfg_scale", 7.0), ("width", 512),
     ("batch_size", 1), ("n_iter", 1), ("hr_scale", 2.0), ("send_images", True),
     ("save_images", False), ("override_settings_restore_afterwards", True), ("script_args", []),
     ("alwayson_scripts", {}), ("sampler_index", "Euler"), ("styles", None),
     ("sampler_name", None), ("denoising_strength", None)],
)  # fmt: skip
def test_what_is_not_given_has_the_webuis_default(name: str, default: object) -> None:
    assert getattr(Txt2ImgRequest.from_json({}), name) == default


# Round trips


@settings(deadline=None)  # machines differ
@given(requests)
def test_a_request_comes_back_from_its_json(values: dict[str, Any]) -> None:
    request = Txt2ImgRequest.from_json(values)

    assert Txt2ImgRequest.from_json(json.loads(json.dumps(request.to_json()))) == request


@settings(deadline=None)  # machines differ
@given(requests)
def test_what_was_given_is_what_the_request_holds(values: dict[str, Any]) -> None:
    request = Txt2ImgRequest.from_json(values)

    assert {name: getattr(request, name) for name in values} == values


def test_json_holds_the_usual_fields_and_what_differs() -> None:
    values = Txt2ImgRequest(prompt="sky", enable_hr=True).to_json()

    assert set(values) == {*ALWAYS_SHOWN, "enable_hr"}


@pytest.mark.parametrize("name", [name for name in KINDS if name not in OURS])
def test_none_means_the_default(name: str) -> None:
    assert Txt2ImgRequest.from_json({name: None}) == Txt2ImgRequest()


def test_whole_numbers_written_as_decimals_are_whole() -> None:
    request = Txt2ImgRequest.from_json({"steps": 30.0, "clip_skip": 2.0, "cfg_scale": 7})

    assert (request.steps, request.clip_skip) == (30, 2)
    assert isinstance(request.steps, int)
    assert isinstance(request.clip_skip, int)


# What is refused


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("stpes", "“stpes”: did you mean steps?"),
        ("Sampler_Name", "did you mean sampler_name?"),
        ("hr_upscaller", "did you mean hr_upscaler?"),
        ("zzzzzzzz", "“zzzzzzzz”: leave it out."),
        ("q" * 5000, "qqq...”: leave it out."),
    ],
)
def test_an_unknown_field_is_named_with_the_nearest(name: str, told: str) -> None:
    assert reason({name: 1}).endswith(told)
    assert len(reason({name: 1})) < 150


@pytest.mark.parametrize("name", sorted(OURS))
@pytest.mark.parametrize("value", [1, "x", None])
def test_fields_that_are_ours_to_set_are_refused_with_advice(name: str, value: object) -> None:
    assert reason({name: value}) == f"The request may not hold {name}: {OURS[name]}."


def test_n_iter_is_refused_with_count_as_the_way() -> None:
    assert "use count" in reason({"n_iter": 1})


@pytest.mark.parametrize(
    ("name", "value", "wanted"),
    [
        ("prompt", 5, "a text"), ("prompt", ["a"], "a text"), ("negative_prompt", {}, "a text"),
        ("template", True, "a text"), ("sampler_name", 1, "a text"), ("vae", [], "a text"),
        ("steps", "28", "a whole number"), ("steps", 2.5, "a whole number"),
        ("steps", True, "a whole number"), ("seed", [], "a whole number"),
        ("clip_skip", "2", "a whole number"), ("width", float("nan"), "a whole number"),
        ("seed_resize_from_h", float("inf"), "a whole number"),
        ("cfg_scale", "7", "a number"), ("cfg_scale", False, "a number"),
        ("cfg_scale", float("nan"), "a number"), ("eta", float("inf"), "a number"),
        ("s_tmax", float("-inf"), "a number"), ("denoising_strength", {}, "a number"),
        ("enable_hr", 1, "true or false"), ("enable_hr", "true", "true or false"),
        ("tiling", 0, "true or false"), ("styles", "a", "a list of texts"),
        ("styles", [1], "a list of texts"), ("hr_additional_modules", {}, "a list of texts"),
        ("script_args", "a", "a list"), ("script_args", {}, "a list"),
        ("alwayson_scripts", [], "an object"), ("override_settings", "a", "an object"),
    ],
)  # fmt: skip
def test_a_wrong_type_is_told_with_the_right_one(name: str, value: object, wanted: str) -> None:
    told = reason({name: value})

    assert told.startswith(f"{name} is ")
    assert told.endswith(f": give {wanted}.")


@pytest.mark.parametrize("name", sorted(RANGES))
def test_a_number_out_of_range_is_told_with_the_range(name: str) -> None:
    least, most = RANGES[name]
    step = 8 if name in ("width", "height") else 1

    assert f"from {least:g} to {most:.10g}." in reason({name: most + step})
    assert f"from {least:g} to {most:.10g}." in reason({name: least - step})
    whole = {name: int(most) if "int" in KINDS[name] else most}
    assert getattr(Txt2ImgRequest.from_json(whole), name) == most


def test_every_whole_number_that_is_sent_has_a_range() -> None:
    whole = {name for name, kind in KINDS.items() if "int" in kind and name not in OURS}

    assert whole - set(RANGES) == set()


def test_the_largest_seed_is_numpys() -> None:
    assert Txt2ImgRequest.from_json({"seed": SEED_LIMIT - 1}).seed == 4294967295
    assert "4294967295" in reason({"seed": SEED_LIMIT})


@pytest.mark.parametrize("side", ["width", "height"])
def test_a_side_is_a_multiple_of_eight(side: str) -> None:
    assert reason({side: 1001}) == f"{side} is 1001: give a multiple of 8."


def test_a_long_wrong_value_is_shown_in_short() -> None:
    assert len(reason({"steps": "x" * 5000})) < 100


def test_prompt_and_template_together_are_refused() -> None:
    assert "both prompt and template" in reason({"prompt": "sky", "template": "__sky__"})
    assert Txt2ImgRequest.from_json({"prompt": "", "template": "__sky__"}).template == "__sky__"


@pytest.mark.parametrize("values", [None, 5, "prompt", [("prompt", "sky")]])
def test_what_is_no_object_is_refused(values: object) -> None:
    assert reason(values) == "The request is no object: give fields by name."
    with pytest.raises(InvalidInputError, match="The changes are no object"):
        Txt2ImgRequest().with_changes(values)


# Texts that cannot be stored


@pytest.mark.parametrize(
    ("given_text", "kept"),
    [("a\0b", "ab"), ("\0", ""), ("sky\ud800", "sky?"), ("\udfffsky", "?sky"), ("é🌊", "é🌊")],
)
def test_what_cannot_be_stored_as_text_is_taken_out(given_text: str, kept: str) -> None:
    request = Txt2ImgRequest.from_json(
        {"prompt": given_text, "styles": [given_text],
         "alwayson_scripts": {given_text: {"args": [{"deep": given_text}, given_text]}}}
    )  # fmt: skip

    assert request.prompt == kept
    assert request.styles == [kept]
    assert request.alwayson_scripts == {kept: {"args": [{"deep": kept}, kept]}}


@pytest.mark.parametrize("number", [float("nan"), float("inf"), float("-inf")])
def test_no_number_within_may_be_none_that_json_has(number: float) -> None:
    assert reason({"script_args": [1, {"weight": number}]}).startswith("script_args holds ")


def test_arguments_nested_without_end_are_refused() -> None:
    nested: list[Any] = []
    for _ in range(100):
        nested = [nested]

    assert reason({"script_args": nested}).startswith("script_args is nested too deep")


def test_the_callers_objects_are_copied() -> None:
    arguments = [{"weight": 1}]
    request = Txt2ImgRequest.from_json({"script_args": arguments})

    arguments[0]["weight"] = 2

    assert request.script_args == [{"weight": 1}]


def test_a_field_name_that_cannot_be_printed_is_told_all_the_same() -> None:
    assert "unknown field" in reason({"\ud800": 1}).encode().decode()
    assert "unknown field" in reason({5: 1})


# Changes


BASE = Txt2ImgRequest(prompt="sky", steps=30, seed=7, clip_skip=2)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, {"prompt": "sky", "steps": 30, "seed": 7, "clip_skip": 2}),
        ({"seed": 8}, {"prompt": "sky", "seed": 8, "clip_skip": 2}),
        ({"clip_skip": None, "steps": None}, {"prompt": "sky", "clip_skip": None, "steps": 28}),
        ({"template": "__sky__"}, {"prompt": "", "template": "__sky__", "seed": 7}),
        ({"prompt": None}, {"prompt": ""}),
        ({"template": None}, {"prompt": "sky", "template": None}),
    ],
    ids=str,
)
def test_changes_alter_what_they_name_alone(
    changes: dict[str, Any], expected: dict[str, Any]
) -> None:
    changed = BASE.with_changes(changes)

    assert {name: getattr(changed, name) for name in expected} == expected


def test_a_new_prompt_takes_the_place_of_the_template() -> None:
    changed = Txt2ImgRequest(template="__sky__", seed=7).with_changes({"prompt": "sea"})

    assert (changed.prompt, changed.template, changed.seed) == ("sea", None, 7)


@pytest.mark.parametrize(
    "changes",
    [{"stpes": 1}, {"stpes": None}, {"n_iter": 2}, {"n_iter": None}, {"steps": "x"},
     {"steps": 0}, {"prompt": "sea", "template": "__sky__"}, {"width": 1001}],
    ids=str,
)  # fmt: skip
def test_changes_are_checked_like_a_request(changes: dict[str, Any]) -> None:
    with pytest.raises(InvalidInputError):
        BASE.with_changes(changes)


def test_the_original_stays_as_it_is() -> None:
    BASE.with_changes({"prompt": "sea"})

    assert BASE.prompt == "sky"
    with pytest.raises(FrozenInstanceError):
        BASE.prompt = "sea"  # type: ignore[misc]


def test_a_resolved_request_has_its_prompt_and_seed_and_no_template() -> None:
    resolved = Txt2ImgRequest(template="__sky__", steps=30).resolved("blue sky", 99)

    assert (resolved.prompt, resolved.seed, resolved.template) == ("blue sky", 99, None)
    assert resolved.steps == 30

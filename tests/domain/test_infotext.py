"""The text in a picture: written, read back, and turned into a request."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from booru_studio.domain.generation import Txt2ImgRequest
from booru_studio.domain.infotext import Infotext, build_infotext, parse_infotext

A1111 = """1girl, solo, (lighthouse:1.2), sea
<lora:watercolour:0.8>, evening
Negative prompt: blurry, lowres
bad anatomy
Steps: 28, Sampler: DPM++ 2M, Schedule type: Karras, CFG scale: 5.5, Seed: 1234567890, \
Size: 832x1216, Model hash: abcdef1234, Model: harbourMix_v2, VAE: sdxl.vae.safetensors, \
Denoising strength: 0.4, Clip skip: 2, Hires upscale: 1.5, Hires steps: 12, \
Hires upscaler: 4x-UltraSharp, Lora hashes: "watercolour: 1a2b3c4d, ink: 5e6f7a8b", \
TI hashes: "easynegative: c74b4e810b03", Version: v1.10.1"""
FORGE = """a tin robot in a garden
Steps: 20, Sampler: Euler, Schedule type: Simple, CFG scale: 1, Distilled CFG Scale: 3.5, \
Seed: 7, Size: 1024x1024, Model: flux1-dev, ADetailer prompt: "one, \\"two\\": three", \
Hires resize: 1536x0, Module 1: ae, Version: f2.0.1v1.10.1"""

plain_lines = st.text(
    st.characters(exclude_characters="\n\r", exclude_categories=["Cs"]), max_size=40
)
prompts = (
    st.lists(plain_lines, min_size=1, max_size=3)
    .map("\n".join)
    .filter(lambda text: "Negative prompt:" not in text and text == text.strip("\n"))
)
names = st.from_regex(r"[A-Z][A-Za-z0-9]{0,8}( [a-z0-9/-]{1,8}){0,2}", fullmatch=True)
values = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30)
pairs_of = st.dictionaries(names, values, min_size=3, max_size=8)


@settings(deadline=None)  # machines differ
@given(prompts, prompts, pairs_of)
@example("a", "", {"A": '"', "B": "\\", "C": 'x: "y", z'})
@example("a", "b", {"A": " ", "B": "\r\n", "C": "1, 2"})
def test_what_was_built_is_read_back(prompt: str, negative: str, pairs: dict[str, str]) -> None:
    read = parse_infotext(build_infotext(prompt, negative, pairs))

    assert read == Infotext(prompt, negative, pairs)


@settings(deadline=None)  # machines differ
@given(st.text())
@example("Size: 1x1, Steps: " + "9" * 5000 + ", Seed: nan")
@example(f"a\nSteps: 1, Seed: 2, Size: {'9' * 5000}x1")
@example("a: b, c: d, e: f," + " " * 20_000 + "g")
@example("a" * 50_000 + '\na: "' + "\\" * 20_000)
@example("\ud800, a: 1, b: 2, c: 3")
def test_any_text_is_an_infotext(text: str) -> None:
    read = parse_infotext(text)

    assert isinstance(read.to_request()["prompt"], str)


@pytest.mark.parametrize("text", ["", "\n", "   ", "sky, sea", "a: b, c: d", "Steps: 28"])
def test_a_text_without_settings_is_a_prompt_alone(text: str) -> None:
    read = parse_infotext(text)

    assert (read.prompt, read.negative_prompt, read.settings) == (text.strip("\n"), "", {})


def test_the_text_of_a_real_picture_is_read() -> None:
    read = parse_infotext(A1111)

    assert read.prompt == "1girl, solo, (lighthouse:1.2), sea\n<lora:watercolour:0.8>, evening"
    assert read.negative_prompt == "blurry, lowres\nbad anatomy"
    assert read.settings["Lora hashes"] == "watercolour: 1a2b3c4d, ink: 5e6f7a8b"
    assert read.settings["Version"] == "v1.10.1"
    assert list(read.settings)[:3] == ["Steps", "Sampler", "Schedule type"]


def test_its_fields_make_the_request_that_drew_it() -> None:
    assert parse_infotext(A1111).to_request() == {
        "prompt": "1girl, solo, (lighthouse:1.2), sea\n<lora:watercolour:0.8>, evening",
        "negative_prompt": "blurry, lowres\nbad anatomy",
        "steps": 28, "sampler_name": "DPM++ 2M", "scheduler": "Karras", "cfg_scale": 5.5,
        "seed": 1234567890, "width": 832, "height": 1216, "checkpoint": "harbourMix_v2",
        "vae": "sdxl.vae.safetensors", "denoising_strength": 0.4, "clip_skip": 2,
        "enable_hr": True, "hr_scale": 1.5, "hr_second_pass_steps": 12,
        "hr_upscaler": "4x-UltraSharp",
    }  # fmt: skip
    Txt2ImgRequest.from_json(parse_infotext(A1111).to_request())


def test_forges_own_fields_and_a_resize_are_read() -> None:
    values = parse_infotext(FORGE).to_request()

    assert values["distilled_cfg_scale"] == 3.5
    assert (values["hr_resize_x"], values["hr_resize_y"]) == (1536, 0)
    assert values["enable_hr"] is True
    assert parse_infotext(FORGE).settings["ADetailer prompt"] == 'one, "two": three'
    Txt2ImgRequest.from_json(values)


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\n \n", "  "])
@pytest.mark.parametrize("line", ["\n", "\r\n"])
def test_line_ends_and_blank_last_lines_do_not_matter(line: str, ending: str) -> None:
    text = A1111.replace("\n", line) + ending

    assert parse_infotext(text) == parse_infotext(A1111)


@pytest.mark.parametrize(
    ("name", "value"),
    [("Steps", "many"), ("Steps", "2.5"), ("CFG scale", "nan"), ("CFG scale", "inf"),
     ("Size", "big"), ("Size", "512"), ("Hires resize", "x"), ("Seed", "")],
)  # fmt: skip
def test_a_number_that_is_none_is_left_out(name: str, value: str) -> None:
    read = Infotext("a", "", {name: value})

    assert set(read.to_request()) - {"enable_hr"} == {"prompt", "negative_prompt"}


def test_an_unfinished_quote_is_taken_as_it_stands() -> None:
    read = parse_infotext('a\nSteps: 1, Seed: 2, Note: "half, Other: x')

    assert read.settings == {"Steps": "1", "Seed": "2", "Note": '"half', "Other": "x"}


def test_a_quote_that_is_no_json_is_taken_as_it_stands() -> None:
    read = parse_infotext('a\nSteps: 1, Seed: 2, Note: "\\q"')

    assert read.settings["Note"] == '"\\q"'


def test_empty_settings_are_left_out() -> None:
    text = build_infotext("a", "", {"Steps": 1, "VAE": None, "Refiner": "", "Size": "8x8"})

    assert text == "a\nSteps: 1, Size: 8x8"


def test_a_value_with_a_comma_is_a_json_string_as_the_webui_writes_it() -> None:
    text = build_infotext("a", "b", {"Lora hashes": "ink: 1a, tea: 2b", "Seed": 5})

    assert text == 'a\nNegative prompt: b\nLora hashes: "ink: 1a, tea: 2b", Seed: 5'

"""Presets and styles: what they hold, and what they make of a request."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from booru_studio.domain.generation import Txt2ImgRequest
from booru_studio.domain.presets import Preset, merge_prompt
from booru_studio.domain.styles_csv import Style, parse_styles
from booru_studio.errors import InvalidInputError


@pytest.mark.parametrize(
    ("preset", "own", "merged"),
    [
        ("watercolor", "a lighthouse", "a lighthouse, watercolor"),
        ("painting of {prompt}, ink", "a lighthouse", "painting of a lighthouse, ink"),
        ("{prompt}, {prompt}", "fog", "fog, fog"),
        ("", "fog", "fog"),
        ("watercolor", "  ", "watercolor"),
        ("{prompt}, watercolor", "", "watercolor"),
        ("ink, {prompt}, soft light", "", "ink, soft light"),
        ("{prompt}", "", ""),
    ],
)
def test_prompts_are_merged_as_the_webui_merges_styles(preset, own, merged):
    assert merge_prompt(preset, own) == merged


def test_a_preset_sets_its_fields_and_leaves_the_others():
    preset = Preset.from_json(
        "hires", {"enable_hr": True, "hr_scale": 1.5, "sampler_name": "DPM++ 2M", "prompt": "ink"}
    )
    request = preset.applied_to({"prompt": "a harbour", "steps": 30, "negative_prompt": "text"})

    assert request == {
        "prompt": "a harbour, ink", "negative_prompt": "text", "steps": 30,
        "enable_hr": True, "hr_scale": 1.5, "sampler_name": "DPM++ 2M",
    }  # fmt: skip
    assert Txt2ImgRequest.from_json(request)


@pytest.mark.parametrize("key", ["prompt", "template"])
def test_a_prompt_with_wildcards_makes_a_template(key):
    request = Preset.from_json("x", {"prompt": "{ink|oil}"}).applied_to({key: "a harbour"})

    assert request["template"] == "a harbour, {ink|oil}"
    assert "prompt" not in request


@pytest.mark.parametrize(
    ("name", "values", "told"),
    [
        ("", {}, "needs a name"),
        ("x" * 101, {}, "needs a name"),
        (5, {}, "needs a name"),
        ("x", [], "preset is no object"),
        ("x", {"template": "__a__"}, "template belongs to one picture"),
        ("x", {"source_post": "danbooru:5"}, "source_post belongs"),
        ("x", {"n_iter": 2}, "n_iter belongs"),
        ("x", {"steps": 9999}, "steps is 9999"),
        ("x", {"stepz": 20}, "did you mean steps"),
        ("x", {"prompt": 5}, "prompt is 5: give a text"),
        ("x", {"cfg_scale": float("nan")}, "what JSON cannot"),
    ],
)
def test_what_makes_no_preset_is_told(name, values, told):
    with pytest.raises(InvalidInputError, match=told):
        Preset.from_json(name, values)


def test_styles_are_read_with_quotes_bom_crlf_and_placeholder():
    styles, notes = parse_styles(
        "\ufeffname,prompt,negative_prompt\r\n"
        'Ink,"{prompt}, ink, ""fine"" lines","blurry, text"\r\n'
        '"Two\r\nlines","first,\r\nsecond",\r\n'
        "Plain,watercolor,\r\n"
    )

    assert styles == [
        Style("Ink", '{prompt}, ink, "fine" lines', "blurry, text"),
        Style("Two\r\nlines", "first,\r\nsecond", ""),
        Style("Plain", "watercolor", ""),
    ]
    assert notes == []


def test_dividers_comments_and_empty_rows_are_left_out():
    styles, _ = parse_styles(
        "name,prompt,negative_prompt\n"
        "------ Paints ------,,\n"
        "\n"
        "# not now,oil,\n"
        ",nameless,\n"
        "Oil,oil painting,\n"
        "Clean,,blurry\n"
    )

    assert [style.name for style in styles] == ["Oil", "Clean"]


@pytest.mark.parametrize(
    "text",
    [
        "name,text\nOil,oil painting\n",
        "Name, Prompt, Negative_Prompt\nOil, oil painting,\n",
        "name;prompt;negative_prompt\r\nOil;oil painting;\r\n",
        "negative_prompt,prompt,name\n,oil painting,Oil\n",
        "name,prompt,negative_prompt\rOil,oil painting,\r",
        "\n\nname,prompt\nOil,oil painting",
    ],
)
def test_headers_as_they_are_met_are_read(text):
    assert parse_styles(text)[0] == [Style("Oil", "oil painting", "")]


def test_what_looks_wrong_is_told():
    styles, notes = parse_styles("name,prompt\nA,ink, fine lines\nB,oil\nB,chalk\n")

    assert styles == [Style("A", "ink", ""), Style("B", "chalk", "")]
    assert "more columns" in notes[0]
    assert "“B” is there twice" in notes[1]


@pytest.mark.parametrize("text", ["", "hello", "a,b\n1,2\n", "name\nOil\n"])
def test_what_is_no_styles_file_is_told(text):
    with pytest.raises(InvalidInputError, match="no styles.csv"):
        parse_styles(text)


def test_a_quote_that_is_never_closed_in_a_long_file_is_told():
    with pytest.raises(InvalidInputError, match="put texts in quotes"):
        parse_styles('name,prompt\nA,"' + "ink\n" * 50_000)


@given(st.text(max_size=200))
def test_any_short_text_is_read(text):
    styles, _ = parse_styles("name,prompt,negative_prompt\n" + text)

    assert all(style.name and (style.prompt or style.negative_prompt) for style in styles)
    assert len({style.name for style in styles}) == len(styles)

"""What every extension with a file of its own keeps to, and what each of them sends."""

import json
from dataclasses import fields, is_dataclass, replace
from typing import Any

import pytest

from booru_studio.demo.server import json_reply
from booru_studio.demo.webui import StandInWebUi
from booru_studio.domain.safety import RatingPolicy, approve
from booru_studio.errors import InvalidInputError, UnknownChoiceError
from booru_studio.webui.client import WebUiClient
from booru_studio.webui.extension_units import (
    extension_arguments,
    extension_kinds,
    read_units,
    with_drawn_prompts,
)
from booru_studio.webui.payloads import txt2img_payload
from tests.webui.samples import a1111, forge, wish

PICTURE = f"inputs/{'0' * 64}.png"
# A unit of each that can be sent.
UNITS: dict[str, dict[str, Any]] = {
    "adetailer": {"ad_model": "face_yolov8n.pt"},
    "controlnet": {"image": PICTURE, "module": "canny", "model": "canny_xl [0123abcd]"},
    "regional_prompter": {"ratios": "1,2"},
}
LISTS = {
    "adetailer.models": ("face_yolov8n.pt", "hand_yolov8n.pt", "mediapipe_face_full"),
    "controlnet.models": ("None", "canny_xl [0123abcd]", "openpose_xl [4567cdef]"),
    "controlnet.modules": ("none", "canny", "openpose_full"),
}
TITLES = ("ADetailer", "controlnet", "Regional Prompter", "seed")
PROMPT = "garden ADDCOL lake"

kinds = pytest.mark.parametrize("name", sorted(extension_kinds()))


def server(base=a1111, **changes):
    return base(scripts=TITLES, extension_lists=LISTS, **changes)


def asked(name, *units, **request):
    return wish(prompt=PROMPT, extensions={name: list(units) or [UNITS[name]]}, **request)


def refusal(name, *units, **request):
    with pytest.raises(InvalidInputError) as caught:
        read_units(asked(name, *units, **request))
    return str(caught.value)


def arguments(name, *units, known=None, **request):
    (sent,) = extension_arguments(asked(name, *units, **request), known or server()).values()
    return sent["args"]


# What all keep to


def test_the_extensions_of_their_own_files_are_found():
    assert set(extension_kinds()) >= {"adetailer", "controlnet", "regional_prompter"}


@kinds
def test_it_says_what_it_is_called(name):
    kind = extension_kinds()[name]
    assert kind.label
    assert kind.title
    assert kind.most_units >= 1
    assert is_dataclass(kind)
    assert name in UNITS, "give this test a unit of it that can be sent"


@kinds
def test_each_field_is_a_control_that_fits_its_default(name):
    kind = extension_kinds()[name]
    controls = kind.controls()
    assert [control.name for control in controls] == [spec.name for spec in fields(kind)]
    for control in controls:
        assert control.label
        if control.kind in ("whole", "number"):
            assert control.least <= control.default <= control.most
        if control.choices:
            assert control.default in control.choices
        if control.source:
            assert control.source in kind.lists


@kinds
def test_it_is_sent_only_where_the_server_lists_it(name):
    with pytest.raises(UnknownChoiceError, match="has no extension"):
        extension_arguments(asked(name), a1111(scripts=("seed",)))
    title = extension_kinds()[name].title
    (sent,) = extension_arguments(asked(name), server())
    assert sent.casefold() == title.casefold()


@kinds
@pytest.mark.parametrize("base", [a1111, forge])
def test_its_arguments_are_json(name, base):
    assert json.loads(json.dumps(arguments(name, known=server(base))))


@kinds
def test_fields_are_checked_by_name_type_and_range(name):
    unit = UNITS[name]
    assert "holds the unknown field “nope”" in refusal(name, {**unit, "nope": 1})
    for control in extension_kinds()[name].controls():
        wrong = {"tick": "yes", "whole": 10**6, "number": "much", "text": 5, "choice": 5,
                 "picture": "../secret.png"}[control.kind]  # fmt: skip
        assert control.name in refusal(name, {**unit, control.name: wrong})
        if control.kind in ("whole", "number"):
            assert control.name in refusal(name, {**unit, control.name: control.most + 1})


@kinds
def test_no_more_units_than_it_takes(name):
    most = extension_kinds()[name].most_units
    assert f"give at most {most}" in refusal(name, *[UNITS[name]] * (most + 1))


@kinds
def test_each_text_of_it_is_judged(name):
    for control in extension_kinds()[name].controls():
        if control.kind not in ("text", "choice") or "negative" in control.name:
            continue
        request = asked(name, {**UNITS[name], control.name: "nsfw"})
        with pytest.raises(Exception, match="goes beyond the rating"):
            approve(request, RatingPolicy())


@kinds
def test_wildcards_are_drawn_in_its_prompts_alone(name):
    kind = extension_kinds()[name]
    unit = {control.name: "{a|b}" for control in kind.controls() if control.kind == "text"}
    drawn = with_drawn_prompts(asked(name, unit), lambda text: text.upper()).extensions[name][0]
    prompts = {control.name for control in kind.controls() if control.is_prompt}
    assert {key for key, value in drawn.items() if value == "{A|B}"} == prompts


def test_an_unknown_extension_names_the_nearest():
    with pytest.raises(InvalidInputError, match="did you mean adetailer"):
        read_units(wish(extensions={"adetailr": []}))


# What each sends


def test_adetailer_sends_named_fields_of_several_units():
    second = {"ad_model": "hand_yolov8n", "ad_prompt": "[PROMPT], gloves", "ad_confidence": 0.5}
    assert arguments("adetailer", UNITS["adetailer"], second) == [
        True,
        False,
        {"ad_model": "face_yolov8n.pt"},
        {**second, "ad_model": "hand_yolov8n.pt"},
    ]


def test_adetailer_needs_a_detector_that_is_there():
    assert "without a detector" in refusal("adetailer", {})
    with pytest.raises(UnknownChoiceError, match="no detector .* nearest it has is “face_yolov8n"):
        arguments("adetailer", {"ad_model": "face_yolov9n.pt"})


def test_controlnet_sends_its_picture_and_its_models_by_their_full_names():
    (unit,) = arguments("controlnet", {**UNITS["controlnet"], "model": "canny_xl", "weight": 0.5})
    assert (unit["enabled"], unit["weight"]) == (True, 0.5)
    assert (unit["model"], unit["module"]) == ("canny_xl [0123abcd]", "canny")
    assert unit["image"] == PICTURE
    assert unit["save_detected_map"] is False


@pytest.mark.parametrize(
    ("base", "lists", "none"),
    [
        (a1111, LISTS, "none"),
        (forge, {**LISTS, "controlnet.modules": ("None", "canny")}, "None"),
        (a1111, {}, "none"),
        (forge, {}, "None"),
    ],
)
def test_controlnet_writes_none_as_the_server_does(base, lists, none):
    known = replace(server(base), extension_lists=lists)
    unit = {"image": PICTURE, "model": "openpose_xl [4567cdef]"}
    assert arguments("controlnet", unit, known=known)[0]["module"] == none


@pytest.mark.parametrize(
    ("unit", "sentence"),
    [
        ({"image": ""}, "needs a picture"),
        ({"guidance_start": 0.8, "guidance_end": 0.2}, "ends before it starts"),
        ({"module": "None", "model": "none"}, "neither model nor preprocessor"),
    ],
)
def test_controlnet_says_what_it_lacks(unit, sentence):
    assert sentence in refusal("controlnet", {**UNITS["controlnet"], **unit})


def test_controlnet_takes_the_picture_that_img2img_begins_with():
    unit = {**UNITS["controlnet"], "image": ""}
    assert "image" not in arguments("controlnet", unit, init_image=PICTURE)[0]


def test_regional_prompter_takes_its_arguments_by_place():
    sent = arguments("regional_prompter", {"matrix": "Rows", "ratios": "2,1", "use_base": True})
    assert sent == [
        True, False, "Matrix", "Rows", "Mask", "Prompt", "2,1", "0.2", True, False, False,
        "Attention", [], "0", "0", "0.4", "", "0", "0", False,
    ]  # fmt: skip


def test_regional_prompter_wants_a_divided_prompt_and_its_mask():
    with pytest.raises(InvalidInputError, match="finds no regions"):
        read_units(wish(prompt="lake", extensions={"regional_prompter": [{}]}))
    assert "has no mask" in refusal("regional_prompter", {"mode": "Mask"})


# Over HTTP


class ExtendedWebUi(StandInWebUi):
    """Has all three, and the routes that ADetailer and ControlNet bring along."""

    def __init__(self):
        super().__init__(step_ms=0, extensions=TITLES[:3])

    def start(self):
        super().start()
        routes = {
            ("GET", "/adetailer/v1/ad_model"): {"ad_model": list(LISTS["adetailer.models"])},
            ("GET", "/controlnet/model_list"): {"model_list": list(LISTS["controlnet.models"])},
            ("GET", "/controlnet/module_list"): {"module_list": list(LISTS["controlnet.modules"])},
        }
        handlers = {key: lambda _visit, value=value: json_reply(value)
                    for key, value in routes.items()}  # fmt: skip
        self._routes = {**self._routes, **handlers}


def test_units_reach_the_server_with_pictures_as_base64():
    with ExtendedWebUi() as webui, WebUiClient(webui.url) as client:
        assert client.capabilities().extension_lists == LISTS
        request = wish(prompt=PROMPT, extensions={name: [UNITS[name]] for name in UNITS})
        safe = approve(request, RatingPolicy())
        payload = txt2img_payload(safe, client.capabilities(), "t", lambda _file: b"picture")
        reply = client.txt2img(payload, safe.request)
        sent = next(call.json for call in webui.calls if call.path.endswith("/txt2img"))
    assert len(reply.images) == 1
    assert set(sent["alwayson_scripts"]) == set(TITLES[:3])
    assert sent["alwayson_scripts"]["controlnet"]["args"][0]["image"] == "cGljdHVyZQ=="
    assert "extensions" not in sent


def test_a_server_without_them_is_asked_for_no_lists():
    with StandInWebUi(step_ms=0) as webui, WebUiClient(webui.url) as client:
        assert client.capabilities().extension_lists == {}
        assert webui.count("/controlnet/model_list") == 0

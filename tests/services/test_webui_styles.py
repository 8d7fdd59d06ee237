"""Styles of a WebUI: their text is put into the prompt here, and judged."""

import json
from dataclasses import replace

import pytest

from booru_studio.demo.faults import Fault
from booru_studio.demo.webui import StandInWebUi
from booru_studio.errors import BlockedContentError, InvalidInputError, WebUiError
from booru_studio.services.backends import Backend
from booru_studio.services.webui_styles import WebUiStyles
from booru_studio.webui.client import WebUiClient
from tests.webui.samples import wish

STYLES = "/sdapi/v1/prompt-styles"


@pytest.fixture(params=["a1111", "forge"])
def webui(request):
    with StandInWebUi(request.param, step_ms=0) as started:
        yield started


@pytest.fixture
def styles(webui):
    with WebUiClient(webui.url) as client:
        yield WebUiStyles([Backend(client)])


def test_the_styles_are_listed_without_dividers(styles):
    assert sorted(styles.styles()) == ["Clean lines", "Storybook"]


def test_a_styles_text_goes_where_the_webui_would_put_it(styles):
    asked = wish(prompt="lake", negative_prompt="rain", styles=["Storybook", "Clean lines"])
    request = styles.put_in(asked)
    assert request.styles is None
    assert request.prompt == "lake, storybook, pastel colors, clean lines, flat color"
    assert request.negative_prompt == "rain, photorealistic"


def test_without_styles_nobody_is_asked(webui, styles):
    request = wish()
    assert styles.put_in(request) is request
    assert webui.count(STYLES) == 0


def test_an_unknown_style_names_the_nearest(styles):
    with pytest.raises(InvalidInputError, match="did you mean “Storybook”"):
        styles.put_in(wish(styles=["Storybok"]))


def test_a_webui_that_does_not_answer_is_told(webui, styles):
    webui.stop_listening()
    with pytest.raises(WebUiError):
        styles.put_in(wish(styles=["Storybook"]))


def test_a_styles_text_is_judged_like_any_other(house, webui, styles):
    text = json.dumps([{"name": "Bad", "prompt": "nsfw", "negative_prompt": ""}])
    webui.faults.next(STYLES, Fault.STATUS, status=200, body=text)
    maker = replace(house.queue._maker, admit=styles.put_in)
    with pytest.raises(BlockedContentError):
        maker.make(wish(styles=["Bad"]))

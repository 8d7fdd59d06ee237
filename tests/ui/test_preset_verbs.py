"""Presets and styles over what a form holds; a prompt tidied."""

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from booru_studio.ui.endpoints import Endpoints
from booru_studio.ui.routes import make_routes
from booru_studio.ui.shapes import ROUTES

FORM = {"prompt": "a quiet harbour", "negative_prompt": "fog", "steps": 20, "cfg_scale": 5.0,
        "width": 832, "height": 1216, "seed": 7, "count": 3, "source_post": "danbooru:1",
        "extras": '{"tiling": true}'}  # fmt: skip


@pytest.fixture
def page(services):
    with TestClient(Starlette(routes=make_routes(services, Endpoints(services)))) as client:
        yield client
    for name in services.presets.names():
        services.presets.delete(name)


@pytest.fixture
def do(page):
    def do(verb, **arguments):
        answer = page.post(f"{ROUTES}/do/{verb}", json=arguments).json()
        return answer["data"] if answer["ok"] else answer["error"]

    return do


def test_a_form_offers_all_it_holds_but_what_belongs_to_one_picture(do):
    fields = do("preset_fields", values=FORM)

    assert {"prompt", "steps", "seed", "tiling", "sampler_name"} <= fields.keys()
    assert not {"count", "source_post", "changes_of", "extras", "template"} & fields.keys()
    assert do("preset_fields", values={**FORM, "prompt": "{a|b}"})["prompt"] == "{a|b}"


def test_a_preset_is_saved_listed_applied_around_the_prompt_and_deleted(do):
    saved = {"prompt": "oil painting of {prompt}, canvas", "steps": 33, "tiling": False}
    assert [each["name"] for each in do("save_preset", name="Oil", fields=saved)["presets"]] == [
        "Oil"
    ]
    values = do("apply_preset", name="Oil", values=FORM)["values"]

    assert values["prompt"] == "oil painting of a quiet harbour, canvas"
    assert (values["steps"], values["seed"], values["count"]) == (33, 7, 3)
    assert (values["negative_prompt"], values["source_post"]) == ("fog", "danbooru:1")
    assert do("presets")["presets"][0]["text"] == "oil painting of, canvas"
    assert do("delete_preset", name="Oil")["presets"] == []


def test_an_untouched_form_holds_the_saved_defaults(do, services):
    services.presets.save("Wide", {"width": 1344, "height": 768})
    services.defaults.save({"request": {"steps": 41}})
    values = do("apply_preset", name="Wide", values={})["values"]
    listed = do("presets")
    services.defaults.save({"request": {}})

    assert (values["width"], values["steps"]) == (1344, 41)
    assert listed["defaults"]["steps"] == 41
    assert listed["factory"]["steps"] == 28
    assert not {"prompt", "seed", "count"} & listed["factory"].keys()


def test_a_style_of_the_webui_goes_around_the_prompt(do):
    styles = {each["name"]: each for each in do("webui_styles")["styles"]}
    assert styles["Storybook"]["text"] == "storybook, pastel colors"
    values = do("apply_style", name="Storybook", values=FORM)["values"]

    assert values["prompt"] == "a quiet harbour, storybook, pastel colors"
    assert values["negative_prompt"] == "fog, photorealistic"
    assert "did you mean “Storybook”" in do("apply_style", name="Storibook", values=FORM)


def test_a_tidied_prompt_keeps_its_syntax(do):
    tidied = do("tidy_prompt", prompt="1girl ,long_hair,, {a|b} ,BREAK, long_hair")

    assert tidied["prompt"] == "1girl, long hair, {a|b}, BREAK, long hair"

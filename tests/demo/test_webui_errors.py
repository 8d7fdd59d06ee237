"""How the stand-in WebUI says no: error bodies of both forks, passwords, no --api."""

from typing import Any

import pytest

from booru_studio.demo.webui import StandInWebUi
from tests.demo.webui_calls import REQUEST, TXT2IMG, get, post

CRASHES: list[tuple[dict[str, Any], str, str]] = [
    ({"override_settings": {"no_such_option": 1}}, "KeyError", "'no_such_option'"),
    (
        {"enable_hr": True, "hr_upscaler": "4x-Nope", "hr_additional_modules": []},
        "Exception",
        "could not find upscaler named 4x-Nope",
    ),
    (
        {"enable_hr": True, "hr_checkpoint_name": "nope", "hr_additional_modules": []},
        "Exception",
        "Could not find checkpoint with name nope",
    ),
]


@pytest.mark.parametrize(("flavour", "key"), [("a1111", "errors"), ("forge", "message")])
@pytest.mark.parametrize(("changes", "kind", "message"), CRASHES)
def test_exceptions_have_each_fork_s_body(
    flavour: str, key: str, changes: dict[str, Any], kind: str, message: str
) -> None:
    with StandInWebUi(flavour, step_ms=0) as webui:
        reply = post(webui.url, TXT2IMG, {**REQUEST, **changes})
    assert reply.status_code == 500
    assert reply.json() == {"error": kind, "detail": "", "body": "", key: message}


REFUSALS: list[tuple[str, dict[str, Any], int, str]] = [
    (TXT2IMG, {"script_name": "nope"}, 422, "Script 'nope' not found"),
    (TXT2IMG, {"alwayson_scripts": {"Nope": {}}}, 422, "Script 'Nope' not found"),
    (
        TXT2IMG,
        {"alwayson_scripts": {"X/Y/Z plot": {}}},
        422,
        "Cannot have a selectable script in the always on scripts params",
    ),
    ("/sdapi/v1/img2img", {}, 404, "Init image not found"),
    ("/sdapi/v1/png-info", {"image": "@@@"}, 500, "Invalid encoded image"),
    (
        "/sdapi/v1/extra-single-image",
        {"image": "http://127.0.0.1/x.png"},
        500,
        "Request to local resource not allowed",
    ),
]


@pytest.mark.parametrize(("path", "body", "status", "detail"), REFUSALS)
def test_a1111_wraps_refusals(path: str, body: dict[str, Any], status: int, detail: str) -> None:
    with StandInWebUi("a1111", step_ms=0) as webui:
        reply = post(webui.url, path, body)
    assert reply.status_code == status
    assert reply.json() == {"error": "HTTPException", "detail": detail, "body": "", "errors": ""}


@pytest.mark.parametrize(("path", "body", "status", "detail"), REFUSALS)
def test_forge_says_only_the_detail(
    path: str, body: dict[str, Any], status: int, detail: str
) -> None:
    with StandInWebUi("forge", step_ms=0) as webui:
        reply = post(webui.url, path, body)
    assert (reply.status_code, reply.json()) == (status, {"detail": detail})


@pytest.mark.parametrize(
    "changes",
    [{"width": 0}, {"height": 0}, {"steps": 0}, {"batch_size": 0}, {"n_iter": 0},
     {"cfg_scale": None}, {"enable_hr": True, "hr_upscaler": "Latent"}],
)  # fmt: skip
@pytest.mark.parametrize("flavour", ["a1111", "forge"])
def test_nonsense_crashes(flavour: str, changes: dict[str, Any]) -> None:
    with StandInWebUi(flavour, step_ms=0) as webui:
        assert post(webui.url, TXT2IMG, {**REQUEST, **changes}).status_code == 500


def test_forge_cannot_do_hires_fix_without_modules() -> None:
    hires = {"enable_hr": True, "hr_upscaler": "Lanczos"}
    with StandInWebUi("forge", step_ms=0) as webui:
        failed = post(webui.url, TXT2IMG, {**REQUEST, **hires})
        hires["hr_additional_modules"] = ["Use same choices"]
        done = post(webui.url, TXT2IMG, {**REQUEST, **hires})
    assert failed.json()["message"] == "argument of type 'NoneType' is not iterable"
    assert done.status_code == 200


ILL_TYPED: list[tuple[str, Any, str, str]] = [
    ("steps", "abc", "type_error.integer", "int_parsing"),
    ("cfg_scale", "warm", "type_error.float", "float_parsing"),
    ("enable_hr", "maybe", "type_error.bool", "bool_parsing"),
    ("prompt", ["x"], "type_error.str", "string_type"),
    ("styles", "Storybook", "type_error.list", "list_type"),
    ("alwayson_scripts", [], "type_error.dict", "dict_type"),
]


@pytest.mark.parametrize(("field", "value", "old", "new"), ILL_TYPED)
def test_ill_typed_fields_are_named(field: str, value: object, old: str, new: str) -> None:
    for flavour, kind in (("a1111", old), ("forge", new)):
        with StandInWebUi(flavour) as webui:
            reply = post(webui.url, TXT2IMG, {**REQUEST, field: value})
        problem = reply.json()["detail"][0]
        assert (reply.status_code, problem["loc"], problem["type"]) == (422, ["body", field], kind)


@pytest.mark.parametrize(("flavour", "status"), [("a1111", 200), ("forge", 422)])
def test_only_the_older_fork_takes_numbers_as_text(flavour: str, status: int) -> None:
    with StandInWebUi(flavour, step_ms=0) as webui:
        reply = post(webui.url, TXT2IMG, {**REQUEST, "force_task_id": 7})
    assert reply.status_code == status


def test_numbers_in_quotes_and_unknown_fields_pass() -> None:
    with StandInWebUi(step_ms=0) as webui:
        reply = post(webui.url, TXT2IMG, {**REQUEST, "steps": "3", "no_such_field": 1})
    assert reply.json()["parameters"]["steps"] == 3
    assert "no_such_field" not in reply.json()["parameters"]


def test_a_body_that_is_no_json_is_a_422() -> None:
    with StandInWebUi() as webui:
        assert post(webui.url, TXT2IMG, None).status_code == 422
        assert post(webui.url, TXT2IMG, [1]).status_code == 422


@pytest.mark.parametrize(
    ("method", "path", "status"), [(get, "/nope", 404), (get, TXT2IMG, 405), (post, "/app_id", 405)]
)
def test_wrong_paths_and_methods(method: Any, path: str, status: int) -> None:
    with StandInWebUi() as webui:
        assert method(webui.url, path).status_code == status


def test_a_password_guards_the_api_but_not_everything() -> None:
    with StandInWebUi(auth=("mika", "harbour")) as webui:
        statuses = {
            path: get(webui.url, path).status_code
            for path in ("/sdapi/v1/options", "/sdapi/v1/loras", "/internal/ping", "/openapi.json")
        }
        allowed = get(webui.url, "/sdapi/v1/options", auth=("mika", "harbour"))
    assert list(statuses.values()) == [401, 200, 200, 200]
    assert allowed.status_code == 200


@pytest.mark.parametrize("auth", [None, ("mika", "wrong")])
def test_the_401_body_is_the_fork_s_own(auth: tuple[str, str] | None) -> None:
    detail = "Incorrect username or password" if auth else "Not authenticated"
    for flavour in ("a1111", "forge"):
        with StandInWebUi(flavour, auth=("mika", "harbour")) as webui:
            reply = get(webui.url, "/sdapi/v1/options", auth=auth)
        wrapped = {"error": "HTTPException", "detail": detail, "body": "", "errors": ""}
        assert reply.json() == (wrapped if flavour == "a1111" else {"detail": detail})


def test_without_api_there_is_a_page_but_no_api() -> None:
    with StandInWebUi(api=False, auth=("mika", "harbour")) as webui:
        page, options = get(webui.url, "/"), get(webui.url, "/sdapi/v1/options")
    assert page.headers["Content-Type"].startswith("text/html")
    assert (options.status_code, options.json()) == (404, {"detail": "Not Found"})


def test_an_unknown_checkpoint_or_option_cannot_be_set() -> None:
    with StandInWebUi() as webui:
        checkpoint = post(webui.url, "/sdapi/v1/options", {"sd_model_checkpoint": "nope"}).json()
        option = post(webui.url, "/sdapi/v1/options", {"no_such_option": 1}).json()
    assert (checkpoint["error"], checkpoint["errors"]) == ("RuntimeError", "model 'nope' not found")
    assert option["error"] == "KeyError"


def test_an_unknown_interrogator_is_not_found() -> None:
    with StandInWebUi(step_ms=0) as webui:
        picture = post(webui.url, TXT2IMG, REQUEST).json()["images"][0]
        reply = post(webui.url, "/sdapi/v1/interrogate", {"image": picture, "model": "nope"})
    assert (reply.status_code, reply.json()["detail"]) == (404, "Model not found")

"""Every endpoint, verb and route in every mode."""

import inspect
from dataclasses import replace

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from booru_studio.bootstrap import build_services
from booru_studio.errors import AccessError, BooruStudioError, GenerationOffError, NotAllowedError
from booru_studio.services.rights import Mode, Right, Rights
from booru_studio.settings import Settings
from booru_studio.ui.api import call_by_name
from booru_studio.ui.endpoints import ENDPOINTS, PAGE_VERBS, Endpoints
from booru_studio.ui.routes import make_routes
from booru_studio.ui.verb_rights import ROUTE_RIGHTS, VERB_RIGHTS, allowed_routes, check_verb
from tests.ui.conftest import copied_wildcards

VERBS = (*ENDPOINTS, *PAGE_VERBS)
VISITORS = {Right.LOOK, Right.INTERROGATE, Right.JOBS, Right.GENERATE, Right.SHELF}
FILLERS = {str: "x", int: 1, float: 1.0, bool: False}


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    """A demo of its own, since each verb is really called."""
    data = tmp_path_factory.mktemp("rights")
    services = build_services(
        Settings(
            demo=True, demo_step_ms=2, data=data, loras=data / "loras.yaml",
            wildcards=copied_wildcards(data),
        )
    )  # fmt: skip
    services.start()
    yield services
    services.stop()


def endpoints_of(house, **rights):
    return Endpoints(replace(house, rights=Rights(**rights)))


def called(endpoints, name):
    """Call a verb with something for each argument; return the error, if there is one."""
    parameters = inspect.signature(getattr(endpoints, name)).parameters.values()
    needed = [each for each in parameters if each.default is each.empty]
    arguments = {each.name: FILLERS.get(each.annotation, {}) for each in needed}
    try:
        call_by_name(endpoints, name, arguments)
    except BooruStudioError as error:
        return error
    return None


def test_every_verb_has_a_right_and_every_entry_a_verb():
    assert set(VERB_RIGHTS) == set(VERBS), "give each verb its right in ui/verb_rights.py"


def test_every_route_has_a_right_and_every_entry_a_route(house):
    paths = {route.path for route in make_routes(house, Endpoints(house))}

    assert set(ROUTE_RIGHTS) == paths, "give each route its right in ui/verb_rights.py"


@pytest.mark.parametrize("name", VERBS)
def test_a_visitor_reaches_exactly_the_verbs_of_visitors(house, name):
    error = called(endpoints_of(house, mode=Mode.SPACE), name)

    assert isinstance(error, AccessError) is (VERB_RIGHTS.get(name) not in VISITORS), error


@pytest.mark.parametrize("mode", [Mode.LOCAL, Mode.SHARED])
@pytest.mark.parametrize("name", VERBS)
def test_the_owner_reaches_every_verb(house, name, mode):
    assert not isinstance(called(endpoints_of(house, mode=mode), name), AccessError)


@pytest.mark.parametrize(
    "name", [name for name, right in VERB_RIGHTS.items() if right is Right.GENERATE]
)
def test_without_a_webui_in_reach_each_verb_that_needs_one_says_so(house, name):
    error = called(endpoints_of(house, mode=Mode.SPACE, generation_off="it is off"), name)

    assert isinstance(error, GenerationOffError)


@pytest.mark.parametrize(
    ("name", "arguments", "allowed"),
    [
        ("lora_set", {"remember": True}, False),
        ("lora_set", {"remember": False}, True),
        ("generate_lora_wildcard", {"write": True}, False),
        ("generate_lora_wildcard", {"write": "yes"}, False),
        ("lora_wildcards", {"write": True}, False),
        ("recreate", {"interrogator": "space"}, True),
    ],
)
def test_an_argument_can_make_a_verb_the_owners_alone(name, arguments, allowed):
    rights = Rights(mode=Mode.SPACE)
    if allowed:
        check_verb(rights, name, arguments)
        return
    with pytest.raises(NotAllowedError):
        check_verb(rights, name, arguments)


def test_a_verb_that_nobody_thought_of_is_the_owners_alone():
    check_verb(Rights(), "new_verb", {})
    with pytest.raises(NotAllowedError):
        check_verb(Rights(mode=Mode.SPACE), "new_verb", {})


def test_each_route_is_closed_to_visitors_or_theirs(house):
    visitors = replace(house, rights=Rights(mode=Mode.SPACE))
    routes = make_routes(visitors, Endpoints(visitors))
    with TestClient(Starlette(routes=routes)) as client:
        for route in routes:
            path = route.path.replace("{number:int}", "1")
            while "{" in path:
                path = path.partition("{")[0] + "x" + path.partition("}")[2]
            method = "POST" if "POST" in route.methods else "GET"
            answer = client.request(method, path)
            is_open = ROUTE_RIGHTS[route.path] in VISITORS
            told = answer.headers.get("content-type") == "application/json"
            assert (answer.status_code != 403) is is_open, route.path
            assert is_open or (told and "Visitors cannot" in answer.json()["error"])


def test_a_route_that_nobody_thought_of_is_the_owners_alone(house):
    (route,) = [each for each in make_routes(house, Endpoints(house)) if each.path.endswith("/zip")]
    route.path = "/gradio_api/bs/new"

    assert allowed_routes([route], Rights()) == [route]
    assert allowed_routes([route], Rights(mode=Mode.SPACE)) != [route]

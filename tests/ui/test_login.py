"""The login of a shared app, on every route of the running app."""

import base64
import importlib.util

import pytest
from gradio.routes import App
from starlette.routing import Mount
from starlette.testclient import TestClient

from booru_studio.bootstrap import build_services
from booru_studio.http import Secret
from booru_studio.settings import Login, Settings
from booru_studio.ui.app import build_app
from booru_studio.ui.guard import GuardPost, GuardRules
from booru_studio.ui.login import OPEN, Attempts, LoginDoor
from booru_studio.ui.shapes import ROUTES
from tests.ui.conftest import copied_wildcards

ANNA = Login("anna", Secret("correct horse"))
BASIC = {"authorization": "Basic " + base64.b64encode(b"anna:correct horse").decode()}
FORM = {"username": "anna", "password": "correct horse"}
HAS_MCP = importlib.util.find_spec("mcp") is not None
# What Gradio mounts for MCP, also where its extra is not installed.
MCP = ("/gradio_api/mcp", "/gradio_api/mcp/", "/gradio_api/mcp/sse", "/gradio_api/mcp/schema",
       "/gradio_api/mcp/http", "/gradio_api/mcp/messages/")  # fmt: skip
UNHEARD_OF = ("/new-in-gradio-7", "/gradio_api/new", f"{ROUTES}/new", "//login", "/login/",
              "/login/x", "/LOGIN", "/login%2f..%2fconfig", "/static/../config")  # fmt: skip


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    """The whole app as with `--auth`, and its client, which is not logged in."""
    data = tmp_path_factory.mktemp("shared")
    settings = Settings(
        demo=True, data=data, loras=data / "loras.yaml", wildcards=copied_wildcards(data),
        login=ANNA, host="0.0.0.0", mcp=HAS_MCP,
    )  # fmt: skip
    services = build_services(settings)
    demo, arguments = build_app(services)
    app = App.create_app(
        demo, app_kwargs=arguments["app_kwargs"], mcp_server=arguments["mcp_server"]
    )
    with TestClient(app, base_url="http://shared.test", follow_redirects=False) as client:
        client.get("/gradio_api/startup-events")  # as Gradio's launch does, once
        client.cookies.clear()
        yield client
    services.stop()


def all_routes(routes, prefix=""):
    """Walk a route table; give method and path with something in each place."""
    for route in routes:
        path = prefix + getattr(route, "path", "")
        if hasattr(route, "original_router"):  # FastAPI's way to keep an included one
            yield from all_routes(route.original_router.routes, prefix)
            continue
        if isinstance(route, Mount) or not getattr(route, "methods", None):
            yield from all_routes(getattr(route, "routes", None) or [], path)
            yield "GET", path or "/"
            continue
        for method in sorted(route.methods):
            filled = path
            while "{" in filled:
                start, _, rest = filled.partition("{")
                filled = start + "1" + rest.partition("}")[2]
            yield method, filled


def test_every_route_of_the_running_app_is_refused_without_credentials(shared):
    found = set(all_routes(shared.app.routes))
    more = [(method, path) for path in (*MCP, *UNHEARD_OF) for method in ("GET", "POST")]
    asked = {*found, *more}
    answers = {each: shared.request(*each).status_code for each in asked - OPEN}

    assert len(found) > 80
    assert ("GET", f"{ROUTES}/state.json") in answers
    assert {each: status for each, status in answers.items() if status != 401} == {}


def test_the_few_open_ones_show_the_login_and_nothing_else(shared):
    assert {path for _, path in OPEN} == {"/login"}
    page = shared.get("/login")
    assert page.status_code == 200
    assert "<form" in page.text
    # It brings all it needs with it: no further address is open.
    assert "src=" not in page.text
    assert "http" not in page.text.replace("http-equiv", "")


def test_a_browser_without_login_sees_the_form_wherever_it_goes(shared):
    page = shared.get("/", headers={"accept": "text/html"})

    assert page.status_code == 401
    assert 'action="/login"' in page.text


def test_the_form_lets_in_and_the_cookie_stays_out_of_scripts(shared):
    answer = shared.post("/login", data=FORM, headers={"accept": "text/html"})

    cookie = answer.headers["set-cookie"]
    assert (answer.status_code, answer.headers["location"]) == (303, "./")
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert shared.get(f"{ROUTES}/state.json").status_code == 200
    assert shared.get("/config").status_code == 200
    shared.cookies.clear()
    assert shared.get("/config").status_code == 401


def test_scripts_may_send_the_login_with_each_request(shared):
    assert shared.get("/config", headers=BASIC).status_code == 200
    assert shared.get(f"{ROUTES}/state.json", headers=BASIC).status_code == 200


@pytest.mark.skipif(not HAS_MCP, reason="gradio[mcp] is not installed")
def test_mcp_answers_who_is_logged_in(shared):
    assert shared.get("/gradio_api/mcp/schema", headers=BASIC).status_code == 200


# -- trying


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


@pytest.fixture
def door():
    """A guarded app with a login and a clock of the test's."""
    from starlette.applications import Starlette
    from starlette.middleware import Middleware

    clock = Clock()
    rules = GuardRules(hosts=None, door=LoginDoor(ANNA, "bs-login-1", clock))
    app = Starlette(middleware=[Middleware(GuardPost, rules=rules)])
    with TestClient(app, base_url="http://shared.test", follow_redirects=False) as client:
        client.clock = clock
        client.get("/gradio_api/startup-events")
        yield client


@pytest.mark.parametrize(
    "wrong",
    [
        {**FORM, "password": "correct hors"},
        {**FORM, "username": "Anna"},
        {**FORM, "password": ""},
        {"username": "anna"},
        {"username": "anna", "password": ["correct ", "horse"]},
        {},
    ],
)
def test_a_wrong_login_is_refused(door, wrong):
    wrong = {name: "".join(value) + "x" * (type(value) is list) for name, value in wrong.items()}
    assert door.post("/login", data=wrong).status_code == 401
    assert door.get("/").status_code == 401


@pytest.mark.parametrize(
    "header", ["Basic", "Basic !!!", "Basic YW5uYQ==", "Bearer x", "basic " + "A" * 9000, "Basic é"]
)
def test_a_header_that_is_no_login_is_refused(door, header):
    headers = {"authorization": header.encode("latin-1")}
    assert door.get("/", headers=headers).status_code == 401


def test_tries_are_limited_even_for_the_right_one_until_a_minute_has_passed(door):
    for _ in range(6):
        assert door.post("/login", data={**FORM, "password": "guess"}).status_code == 401
    refused = door.post("/login", data=FORM)
    assert refused.status_code == 429
    assert "wait 60 s" in refused.json()["error"]
    assert door.get("/", headers=BASIC).status_code == 429

    door.clock.now = 61.0
    assert door.post("/login", data=FORM).status_code == 200


def test_who_is_in_stays_in_while_others_guess(door):
    door.post("/login", data=FORM)
    cookies = dict(door.cookies)
    for _ in range(8):
        door.cookies.clear()
        door.post("/login", data={**FORM, "password": "guess"})
    door.cookies.update(cookies)

    assert door.get("/").status_code == 404


def test_who_logs_out_is_out_with_the_cookie_as_well(door):
    door.post("/login", data=FORM)
    cookies = dict(door.cookies)
    assert door.get("/logout").status_code == 303
    door.cookies.update(cookies)

    assert door.get("/").status_code == 401


def test_a_login_ends_after_hours_without_a_request(door):
    door.post("/login", data=FORM)
    door.clock.now = 11 * 3600.0
    assert door.get("/").status_code == 404
    door.clock.now = 24 * 3600.0
    assert door.get("/").status_code == 401


def test_a_form_of_megabytes_is_not_read(door):
    assert door.post("/login", content=b"password=" + b"a" * 10**6).status_code == 413


def test_many_addresses_together_are_limited_too():
    attempts = Attempts(Clock())
    for number in range(60):
        attempts.note_failure(f"10.0.0.{number}")

    assert attempts.wait("10.0.1.1") > 0

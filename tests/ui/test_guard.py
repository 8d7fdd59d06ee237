"""Who may talk to the app."""

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from booru_studio.ui.guard import Guard
from booru_studio.ui.shapes import ROUTES


async def hello(_request):
    return PlainTextResponse("hello")


def client(hosts=("127.0.0.1",), auth=None, base="http://127.0.0.1:7861"):
    routes = [
        Route(path, hello, methods=["GET", "POST"])
        for path in ("/", f"{ROUTES}/state.json", "/gradio_api/upload")
    ]
    hosts = frozenset(hosts) if hosts else None
    app = Starlette(routes=routes, middleware=[Middleware(Guard, hosts=hosts)])
    # The names of Gradio's own login, see gradio/routes.py.
    app.auth, app.cookie_id, app.tokens = auth, "abc", {"right": "anna"}
    return TestClient(app, base_url=base)


def test_the_apps_own_page_may_do_everything():
    own = {"origin": "http://127.0.0.1:7861", "sec-fetch-site": "same-origin"}

    assert client().get("/").text == "hello"
    assert client().post("/gradio_api/upload", headers=own).status_code == 200


def test_a_script_without_browser_headers_may_as_well():
    assert client().post(f"{ROUTES}/state.json").status_code == 200


@pytest.mark.parametrize(
    "host", ["evil.test", "evil.test:7861", "127.0.0.1.evil.test", "x@127.0.0.1", "[::2]", ""]
)
def test_another_host_name_is_refused(host):
    answer = client().get("/", headers={"host": host})

    assert answer.status_code == 400
    assert "not the app's own" in answer.text


def test_any_host_name_is_fine_where_only_the_owner_knows_them():
    assert client(hosts=None).get("/", headers={"host": "my.tunnel.example"}).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.test"},
        {"origin": "http://127.0.0.1:9999"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
    ],
)
def test_another_website_may_not_post(headers):
    assert client().post("/gradio_api/upload", headers=headers).status_code == 403


def test_our_routes_want_gradios_login_where_there_is_one():
    guarded = client(auth=("anna", "secret"))

    assert guarded.get(f"{ROUTES}/state.json").status_code == 401
    for cookie in ("access-token-abc=wrong", "access-token-other=right", "=;;"):
        assert guarded.get(f"{ROUTES}/state.json", headers={"cookie": cookie}).status_code == 401
    for name in ("access-token-abc", "access-token-unsecure-abc"):
        headers = {"cookie": f"{name}=right"}
        assert guarded.get(f"{ROUTES}/state.json", headers=headers).status_code == 200


def test_answers_are_not_to_be_sniffed():
    headers = client().get("/").headers

    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"

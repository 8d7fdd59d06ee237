"""Who may talk to the app: hosts, origins, sizes, and what answers say."""

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from booru_studio.ui.guard import GuardPost, GuardRules
from booru_studio.ui.shapes import ROUTES
from booru_studio.ui.visitors import VisitorCookie, visitor_of

OWN = "http://127.0.0.1:7861"
PATHS = ("/", f"{ROUTES}/state.json", "/gradio_api/upload")


async def hello(request):
    headers = {"access-control-allow-origin": "https://evil.test", "x-frame-options": "ALLOWALL"}
    return PlainTextResponse(visitor_of(request) or "hello", headers=headers)


async def echo(websocket):
    await websocket.accept()


@pytest.fixture
def client():
    """Make a guarded app and its client."""
    opened = []

    def make(base=OWN, **rules):
        routes = [Route(path, hello, methods=["GET", "POST"]) for path in PATHS]
        rules = GuardRules(**{"hosts": frozenset({"127.0.0.1"}), **rules})
        app = Starlette(
            routes=[*routes, WebSocketRoute("/socket", echo)],
            middleware=[Middleware(GuardPost, rules=rules)],
        )
        opened.append(TestClient(app, base_url=base))
        return opened[-1].__enter__()

    yield make
    for each in opened:
        each.__exit__(None, None, None)


def test_the_apps_own_page_may_do_everything(client):
    own = {"origin": OWN, "sec-fetch-site": "same-origin"}

    assert client().get("/").text == "hello"
    assert client().post("/gradio_api/upload", headers=own).status_code == 200


def test_a_script_without_browser_headers_may_as_well(client):
    assert client().post(f"{ROUTES}/state.json").status_code == 200


@pytest.mark.parametrize(
    "host",
    ["evil.test", "evil.test:7861", "127.0.0.1.evil.test", "x@127.0.0.1", "[::2]", "", "[::1",
     "127.0.0.1, evil.test", "127.0.0.1\tevil.test", "localhost.evil.test", "0177.0.0.1"],
)  # fmt: skip
def test_another_host_name_is_refused(client, host):
    answer = client().get("/", headers={"host": host})

    assert answer.status_code == 400
    assert "not the app's own" in answer.text


def test_any_host_name_is_fine_where_only_the_owner_knows_them(client):
    answer = client(hosts=None).get("/", headers={"host": "my.tunnel.example"})

    assert answer.status_code == 200


FOREIGN = (
    {"origin": "https://evil.test"},
    {"origin": "http://127.0.0.1:9999"},
    {"origin": "null"},
    {"origin": "http://[::1"},
    {"origin": "http://127.0.0.1:7861.evil.test"},
    {"origin": "http://127.0.0.1:7861@evil.test"},
    {"sec-fetch-site": "cross-site"},
    {"sec-fetch-site": "same-site"},
    {"sec-fetch-site": "cross-site", "origin": OWN},
    {"origin": "https://evil.test", "x-forwarded-host": "127.0.0.1:7861"},
)


@pytest.mark.parametrize("method", ["POST", "GET", "OPTIONS"])
@pytest.mark.parametrize("headers", FOREIGN)
def test_another_website_is_refused_whatever_it_asks(client, headers, method):
    answer = client().request(method, "/gradio_api/upload", headers=headers)

    assert answer.status_code == 403


def test_another_website_may_link_to_the_page_and_to_nothing_else(client):
    link = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"}

    assert client().get("/", headers=link).status_code == 200
    assert client().post("/", headers=link).status_code == 403
    assert client().get(f"{ROUTES}/state.json", headers=link).status_code == 403


def test_a_proxy_that_hides_the_public_name_does_no_harm(client):
    headers = {"origin": "https://mine.example", "x-forwarded-host": "mine.example"}

    assert client(hosts=None).post("/", headers=headers).status_code == 200


def test_answers_say_what_a_browser_may_do_with_them(client):
    page = client(frames=("https://huggingface.co",)).get("/").headers
    file = client().get("/gradio_api/upload").headers

    assert page["x-content-type-options"] == "nosniff"
    assert page["referrer-policy"] == "same-origin"
    assert "frame-ancestors 'self' https://huggingface.co" in page["content-security-policy"]
    assert "sandbox" in file["content-security-policy"]
    assert client().get("/").headers["x-frame-options"] == "SAMEORIGIN"


def test_no_answer_lets_another_origin_read_it(client):
    assert "access-control-allow-origin" not in client().get("/").headers


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"content-length": "2000000"}, 413),
        ({"content-length": "9" * 40}, 400),
        ({"content-length": "-1"}, 400),
        ({"content-length": "1e9"}, 400),
        ({"content-length": "٣"}, 400),
        ({"transfer-encoding": "chunked"}, 411),
    ],
)
def test_a_body_that_is_too_large_or_of_unknown_size_is_refused_unread(client, headers, status):
    headers = {name: value.encode("utf-8") for name, value in headers.items()}
    answer = client(largest_body=2**20).post("/", headers=headers)

    assert answer.status_code == status


def test_there_are_no_websockets(client):
    with pytest.raises(WebSocketDisconnect), client().websocket_connect("/socket"):
        pass


def test_what_does_not_come_through_the_guard_is_refused(client):
    app = Starlette(
        routes=[Route("/", hello)],
        middleware=[Middleware(GuardPost, rules=GuardRules(hosts=None))],
    )

    # Without its lifespan the guard was never put before the other middleware.
    assert TestClient(app).get("/").status_code == 503


def test_each_visitor_of_a_space_keeps_an_id_that_nobody_can_make_up(client):
    first = client(visitors=VisitorCookie(), hosts=None, base="http://space.test")
    mine = first.get("/")
    cookie = mine.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert first.get("/").text == mine.text
    assert "set-cookie" not in first.get("/").headers

    for made_up in ("", mine.text, f"{mine.text}.", f"{mine.text}.{'0' * 64}", "a.b", "=;;", "é.x"):
        first.cookies.clear()
        headers = {"cookie": f"bs-visitor={made_up}".encode()}
        assert first.get("/", headers=headers).text != mine.text


def test_behind_https_the_cookie_lives_in_a_frame_of_the_spaces_page(client):
    space = client(visitors=VisitorCookie(), hosts=None)
    cookie = space.get("/", headers={"x-forwarded-proto": "https"}).headers["set-cookie"]

    assert "SameSite=None; Secure; Partitioned" in cookie

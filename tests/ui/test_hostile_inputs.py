"""Two hundred things that somebody who means harm would send: each is refused, or does nothing."""

import inspect
import json
import logging
from urllib.parse import quote, unquote

import pytest
from gradio.routes import App
from gradio.utils import get_upload_folder
from httpx import Response
from starlette.testclient import TestClient

from booru_studio.bootstrap import build_services
from booru_studio.demo.server import LoopbackServer, Reply
from booru_studio.settings import Settings
from booru_studio.ui.app import build_app
from booru_studio.ui.endpoints import ENDPOINTS, PAGE_VERBS, Endpoints
from booru_studio.ui.log_lines import LogLines
from booru_studio.ui.shapes import ROUTES
from tests.ui import hostile
from tests.ui.conftest import copied_wildcards

SECRETS = ("root:x:0:0", "import logging", '"jobs":{"1"', "-----BEGIN")


class Canary(LoopbackServer):
    """Counts who asks it; nobody should."""

    def __init__(self):
        super().__init__()
        self.asked = []

    def answer(self, call):
        self.asked.append(call.path)
        return Reply(200, b"x")


class House:
    """The whole app in the demo, and what tells whether harm was done."""

    def __init__(self, client, canary, data):
        self.client, self.canary, self.data = client, canary, data

    def real(self, value):
        """Put the canary's address and our folders into what is sent."""
        if isinstance(value, bytes):
            return value.replace(hostile.CANARY.encode(), self.canary.url.encode())
        place = self.canary.url.removeprefix("http://")
        text = value.replace(hostile.CANARY, self.canary.url)
        text = text.replace(hostile.CANARY.removeprefix("http://"), place)
        return text.replace("{data}", str(self.data)).replace("{uploads}", get_upload_folder())

    def do(self, verb, **arguments):
        body = json.dumps(arguments).encode("utf-8", "surrogatepass")
        return self.checked(self.client.post(f"{ROUTES}/do/{verb}", content=body))

    def get(self, path):
        return self.checked(self.client.get(f"{ROUTES}/{path}"))

    def raw(self, path):
        """Ask for a path as it stands: a client of the tests would clear its dots away."""
        path = f"{ROUTES}/{path}"
        sent, read = [], iter([{"type": "http.request", "body": b"", "more_body": False}])

        async def receive():
            return next(read, {"type": "http.disconnect"})

        async def send(message):
            sent.append(message)

        scope = {
            "type": "http", "http_version": "1.1", "method": "GET", "scheme": "http",
            "path": unquote(path, errors="replace"), "raw_path": path.encode(), "root_path": "",
            "query_string": b"", "headers": [(b"host", b"127.0.0.1")],
            "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 80), "extensions": {},
        }  # fmt: skip
        self.client.portal.call(self.client.app, scope, receive, send)
        body = b"".join(message.get("body", b"") for message in sent[1:])
        headers = [(name.decode(), value.decode()) for name, value in sent[0]["headers"]]
        return self.checked(Response(sent[0]["status"], headers=headers, content=body))

    def post(self, path, body):
        return self.checked(self.client.post(f"{ROUTES}/{path}", content=body))

    def checked(self, answer):
        """Nothing breaks, nothing is told, nobody else is asked, no page is made of it."""
        kind = answer.headers.get("content-type", "")
        assert answer.status_code < 500, answer.text[:500]
        assert "html" not in kind
        assert "svg" not in kind
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "sandbox" in answer.headers["content-security-policy"]
        assert "Traceback" not in answer.text
        assert not any(secret in answer.text for secret in SECRETS)
        assert self.canary.asked == []
        return answer

    def refused(self, answer):
        """It is refused in one sentence."""
        if answer.headers.get("content-type") == "application/json":
            found = answer.json()
            assert found["ok"] is False, found
            assert len(found["error"]) < 1000
            assert "\n" not in found["error"]
        else:
            assert answer.status_code in (400, 403, 404, 405, 413, 414, 422)
        return answer


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    data = tmp_path_factory.mktemp("hostile")
    wildcards = copied_wildcards(data)
    (wildcards / "itself.txt").write_text("__itself__\n{__itself__|a}\n", "utf-8")
    services = build_services(
        Settings(
            demo=True, demo_step_ms=1, data=data, loras=data / "loras.yaml", wildcards=wildcards
        )
    )
    demo, arguments = build_app(services)
    app = App.create_app(demo, app_kwargs=arguments["app_kwargs"])
    with (
        Canary() as canary,
        TestClient(
            app, base_url="http://127.0.0.1", raise_server_exceptions=False, follow_redirects=False
        ) as client,
    ):
        client.get("/gradio_api/startup-events")
        yield House(client, canary, data)
    services.stop()


@pytest.mark.parametrize("path", hostile.ABOVE)
def test_no_path_leads_out_of_the_pictures(house, path):
    path = quote(path.encode("utf-8", "surrogatepass"), safe="/%\\:")
    for route in ("image", "thumb", "zip", "preview"):
        answer = house.raw(f"{route}/{path}")
        assert answer.status_code in (204, 400, 404, 405, 414), route
    assert not house.post("zip", json.dumps({"files": [path]}).encode()).json()["ok"]
    assert not house.do("take_over", files=[path]).json()["ok"]
    assert not house.do("submit", request={"prompt": "a", "init_image": path}).json()["ok"]


@pytest.mark.parametrize("path", hostile.ABOVE)
def test_no_path_leads_out_of_the_wildcards(house, path):
    for verb in ("wildcard_file", "wildcard_before", "delete_wildcard", "restore_wildcard"):
        house.refused(house.do(verb, file=path))
    house.refused(house.do("save_wildcard", file=path, content="x"))
    house.refused(house.do("rename_wildcard", file="colors.txt", name=path))
    created = house.do("create_wildcard", name=path, content="x").json()
    below = (house.data / "wildcards").resolve()
    made = [each for each in house.data.rglob("*") if each.is_file() and "passwd" in each.name]
    assert all(each.resolve().is_relative_to(below) for each in made)
    if created["ok"]:  # a plain name after all
        house.do("delete_wildcard", file=created["data"]["file"])


@pytest.mark.parametrize("link", hostile.ELSEWHERE)
def test_no_link_is_fetched_as_it_was_given(house, link):
    house.refused(house.do("recreate", post=house.real(link)))


@pytest.mark.parametrize("path", hostile.FILES)
@pytest.mark.parametrize("verb", ["interrogate", "recreate_image"])
def test_no_file_but_an_uploaded_one_is_read(house, path, verb):
    path = house.real(path)
    house.refused(house.do(verb, image={"path": path, "url": path}))
    sent = {"path": path, "url": path, "meta": {"_type": "gradio.FileData"}}
    answer = house.client.post(f"/gradio_api/run/{verb}", json={"data": [sent]})
    assert answer.status_code in (400, 403, 404, 422, 500)
    assert not any(secret in answer.text for secret in SECRETS)
    assert house.canary.asked == []


@pytest.mark.parametrize(
    "path",
    ["file={canary}/x.png", "file=http:/{place}/x", "proxy={canary}/x", "file=/etc/passwd",
     "file={data}/jobs.json", "file={data}/wildcards/itself.txt", "file=app.py", "file=../app.py",
     "file/../../../../etc/passwd", "file=//{place}/x", "file=%2fetc%2fpasswd",
     "file={data}/cache/../jobs.json", "file={data}/cache/gradio/../../jobs.json",
     "custom_component/x/y/z/../../../etc/passwd", "vibe-code", "vibe-starter-queries",
     "run-history/records", "profiling/traces", "dev/reload/../file=/etc/passwd"],
)  # fmt: skip
def test_gradios_own_routes_give_no_file_and_ask_nobody(house, path):
    place = house.canary.url.removeprefix("http://")
    asked = path.format(canary=house.canary.url, place=place, data=house.data)
    answer = house.client.get(f"/gradio_api/{asked}")

    assert not any(secret in answer.text for secret in SECRETS)
    assert "__itself__" not in answer.text
    assert house.canary.asked == []
    assert answer.status_code >= 300


@pytest.mark.parametrize("name", hostile.TEMPLATES)
def test_no_template_takes_long_or_breaks(house, name):
    template = hostile.TEMPLATES[name]
    for verb in ("expand", "prompt_tree"):
        house.do(verb, template=template)
    house.do("autocomplete", text=template[-500:], caret=min(len(template), 500))


@pytest.mark.parametrize("name", hostile.BODIES)
def test_no_body_breaks_a_button(house, name):
    for path in ("do/job", "do/submit", "do/jobs", "research/begin", "research/favourite", "zip"):
        answer = house.post(path, hostile.BODIES[name])
        assert answer.headers["content-type"] == "application/json"


@pytest.mark.parametrize("name", hostile.PICTURES)
def test_no_picture_does_harm(house, name):
    body = house.real(hostile.PICTURES[name])
    for path in ("input", "dropped", "picture"):
        answer = house.post(f"{path}?name={quote(hostile.MARKUP[0])}", body)
        if answer.json()["ok"] and path == "input":
            kept = house.client.get(answer.json()["data"]["url"])
            assert kept.headers["content-type"].startswith("image/")
            assert "svg" not in kept.headers["content-type"]


@pytest.mark.parametrize("name", hostile.QUEUE_FILES)
def test_no_queue_file_does_harm(house, name):
    house.refused(house.post("queue-file", hostile.QUEUE_FILES[name]))


@pytest.mark.parametrize("name", hostile.IMPORTS)
def test_no_imported_file_does_harm(house, name):
    kind, body = hostile.IMPORTS[name]
    answer = house.post(f"import/{quote(kind, safe='')}", body)
    if answer.status_code == 200 and not answer.json()["ok"]:
        house.refused(answer)


@pytest.mark.parametrize("text", hostile.MARKUP)
def test_markup_stays_text_wherever_it_is_kept(house, text):
    (job_id,) = house.do("submit", request={"prompt": text, "steps": 1}).json()["data"]["job_ids"]
    house.do("cancel", job_id=job_id)
    job = house.do("job", job_id=job_id).json()["data"]
    assert job["request"]["prompt"] in (text, text.replace("\u202e", "").replace("\u202c", ""))

    house.do("save_preset", name=text, fields={"steps": 5})
    house.do("create_wildcard", name=text, content=text)
    house.do("recreate", post=text)
    house.get(f"list.json?words={quote(text)}&state={quote(text)}&sort={quote(text)}")
    picture = house.client.get(f"{ROUTES}/lora-picture?name={quote(text)}")
    assert "<script" not in picture.text
    assert "onerror" not in picture.text


@pytest.mark.parametrize("value", hostile.VALUES, ids=lambda value: repr(value)[:30])
def test_no_value_in_any_argument_breaks_a_verb(house, value):
    for name in (*ENDPOINTS, *PAGE_VERBS):
        parameters = inspect.signature(getattr(Endpoints, name)).parameters
        arguments = {each: value for each in parameters if each != "self"}
        if arguments:
            house.do(name, **arguments)
        if "request" in arguments:
            house.do(name, request={"prompt": "a", "seed": value})


@pytest.mark.parametrize("line", hostile.LINES)
def test_no_text_writes_a_line_of_its_own_into_the_log(house, line, caplog):
    caplog.set_level(logging.DEBUG)
    house.do("recreate", post=line)
    house.do("submit", request={"prompt": line, "steps": "x"})
    house.post(f"dropped?name={quote(line)}", b"no picture")
    logging.getLogger("booru_studio.test").warning("somebody sent %s", line)
    lines = [LogLines("%(levelname)s %(message)s").format(record) for record in caplog.records]

    assert lines
    for written in lines:
        assert len(written.splitlines()) == 1 or "\n  | " in written
        seen = written.replace("\n  | ", "")
        assert not any(ord(letter) < 32 or 127 <= ord(letter) < 160 for letter in seen)


def test_a_traceback_in_the_log_cannot_pretend_to_be_lines_of_ours(caplog):
    try:
        raise ValueError("x\nINFO root: all is well")
    except ValueError:
        logging.getLogger("booru_studio.test").exception("it failed\nINFO root: really")
    written = LogLines("%(levelname)s %(message)s").format(caplog.records[-1])

    first, *others = written.splitlines()
    assert first == "ERROR it failed\\nINFO root: really"
    assert all(line.startswith("  | ") for line in others)


def test_after_all_that_the_app_still_works(house):
    (job_id,) = house.do("submit", request={"prompt": "a lake"}).json()["data"]["job_ids"]

    assert house.do("job", job_id=job_id).json()["data"]["prompt"] == "a lake"
    assert house.get("state.json").status_code == 200


def test_there_are_at_least_two_hundred():
    lists = (
        hostile.ABOVE, hostile.ELSEWHERE, hostile.FILES, hostile.MARKUP, hostile.LINES,
        hostile.TEMPLATES, hostile.BODIES, hostile.PICTURES, hostile.QUEUE_FILES, hostile.IMPORTS,
        hostile.VALUES,
    )  # fmt: skip
    assert sum(map(len, lists)) >= 200

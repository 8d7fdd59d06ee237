"""A Space with two visitors: what is one's is not there for the other, whichever way they ask."""

import io
import json
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from gradio.routes import App
from PIL import Image
from starlette.testclient import TestClient

from booru_studio.bootstrap import build_services
from booru_studio.settings import Settings
from booru_studio.ui.app import build_app
from booru_studio.ui.shapes import ROUTES
from tests.ui.conftest import PATIENCE, copied_wildcards

SMALL = {"steps": 2, "width": 128, "height": 128}


class Visitor:
    """A browser of its own."""

    def __init__(self, client):
        self._client = client
        client.cookies.clear()
        cookie = client.get("/robots.txt").headers["set-cookie"].partition(";")[0]
        client.cookies.clear()
        self._headers = {"cookie": cookie}

    def get(self, path):
        return self._client.get(f"{ROUTES}/{path}", headers=self._headers)

    def post(self, path, **sent):
        return self._client.post(f"{ROUTES}/{path}", headers=self._headers, **sent).json()

    def do(self, verb, **arguments):
        return self.post(f"do/{verb}", json=arguments)

    def call(self, name, *arguments):
        """Call an endpoint over Gradio's own route."""
        answer = self._client.post(
            f"/gradio_api/run/{name}", json={"data": list(arguments)}, headers=self._headers
        )
        return answer.json()

    def until(self, is_so):
        deadline = time.monotonic() + PATIENCE
        while not (found := is_so()):
            assert time.monotonic() < deadline
            time.sleep(0.02)
        return found

    def pictures(self, prompt):
        """Have a picture made; return the job once it is done."""
        answer = self.do("submit", request={"prompt": prompt, **SMALL})
        assert answer["ok"], answer
        job_id = answer["data"]["job_ids"][0]

        def done():
            job = self.do("job", job_id=job_id)["data"]
            assert job["state"] in ("queued", "running", "done"), job
            return job if job["state"] == "done" else None

        return self.until(done)


@pytest.fixture(scope="module")
def space(tmp_path_factory):
    data = tmp_path_factory.mktemp("space")
    services = build_services(
        Settings(
            demo=True, demo_step_ms=2, on_space=True, data=data, loras=data / "loras.yaml",
            wildcards=copied_wildcards(data),
        )
    )  # fmt: skip
    demo, arguments = build_app(services)
    app = App.create_app(demo, app_kwargs=arguments["app_kwargs"])
    with TestClient(app, base_url="http://space.test") as client:
        client.get("/gradio_api/startup-events")
        client.services, client.app_demo = services, demo
        yield client
    services.stop()


@pytest.fixture
def anna(space):
    return Visitor(space)


@pytest.fixture
def ben(space):
    return Visitor(space)


def test_two_visitors_work_at_once_and_see_their_own_alone(anna, ben):
    with ThreadPoolExecutor(2) as both:
        wanted = [(anna, "a lake"), (ben, "a hill")]
        lake, hill = both.map(lambda each: each[0].pictures(each[1]), wanted)

    for visitor, mine, other in ((anna, lake, hill), (ben, hill, lake)):
        seen = json.dumps(
            [visitor.get(path).json() for path in (
                "jobs.json", "list.json?bodies=1", "ids.json", "pictures.json", "numbers.json",
                "state.json",
            )] + [visitor.call("jobs"), visitor.do("jobs"), visitor.do("export_queue")]
        )  # fmt: skip
        assert mine["id"] in seen
        assert other["id"] not in seen
        assert other["prompt"] not in seen
        assert visitor.do("jobs")["data"]["total"] == 1


def test_the_job_of_another_is_not_there_whatever_is_done_with_it(anna, ben):
    job = anna.pictures("a quiet garden")
    alone = {"job_id": job["id"]}
    several = {"job_ids": [job["id"]]}
    tries = {
        "job": alone, "cancel": alone, "retry": alone, "upscale": alone, "job_details": alone,
        "fill_form": {"job": job["id"]}, "vary": {**alone, "grid": {"seed": [1, 2]}},
        "cancel_jobs": several, "retry_jobs": several, "move_jobs": several,
        "prioritise": {**several, "priority": 5}, "bookmark": several, "delete_jobs": several,
        "delete_pictures": {"pictures": {job["id"]: [0]}},
        "enlarge": {"pictures": {job["id"]: [0]}, "how": {}},
        "take_over": {"files": [job["images"][0]["file"]]},
    }  # fmt: skip
    for verb, arguments in tries.items():
        answer = ben.do(verb, **arguments)
        assert not answer["ok"], verb
        assert "Traceback" not in answer["error"]
    assert "error" in ben.call("job", job["id"])
    assert ben.do("cancel_all")["data"]["done"] == 0
    assert anna.do("job", **alone)["data"]["state"] == "done"


def test_the_pictures_of_another_are_not_there(anna, ben):
    file = anna.pictures("a red barn")["images"][0]["file"]
    ticket = anna.post("zip", json={"files": [file]})["data"]["ticket"]

    assert anna.get(f"image/{file}").status_code == 200
    for path in (f"image/{file}", f"thumb/{file}", f"zip/{ticket}"):
        assert ben.get(path).status_code == 404
    assert not ben.post("zip", json={"files": [file]})["ok"]
    assert anna.get(f"zip/{ticket}").status_code == 200
    request = {"prompt": "a barn", "init_image": file, **SMALL}
    assert "no longer there" in ben.do("submit", request=request)["error"]


def test_a_picture_handed_in_stays_with_who_handed_it_in(anna, ben):
    picture = io.BytesIO()
    Image.new("RGB", (64, 64), "green").save(picture, "PNG")
    kept = anna.post("dropped?name=mine.png", content=picture.getvalue())["data"]["file"]

    assert anna.get(f"image/{kept}").status_code == 200
    assert ben.get(f"image/{kept}").status_code == 404


def test_searches_favourites_and_work_under_way_are_each_ones_own(anna, ben):
    search = {"tags": "outdoors", "booru": "danbooru", "order": "", "rating": ""}
    assert anna.post("research/save-search", json=search)["ok"]
    task = anna.post("research/begin", json={"kind": "trends", "arguments": {}})["data"]["id"]

    assert ben.get("research/shelf.json").json()["data"]["searches"] == []
    assert len(anna.get("research/shelf.json").json()["data"]["searches"]) == 1
    assert not ben.get(f"research/task.json?id={task}").json()["ok"]
    assert anna.get(f"research/task.json?id={task}").json()["ok"]


def test_each_has_a_queue_of_their_own_to_pause(anna, ben):
    assert anna.do("pause_queue")["ok"]

    assert anna.do("jobs")["data"]["paused"]
    assert not ben.do("jobs")["data"]["paused"]


def test_the_forms_own_buttons_work_for_who_presses_them(anna, ben):
    anna.do("queue_form", values={"prompt": "a boat"})

    anna.until(lambda: anna.do("jobs")["data"]["total"] == 1)
    assert anna.do("jobs")["data"]["jobs"][0]["prompt"] == "a boat"
    assert ben.do("jobs")["data"]["total"] == 0
    assert "no job" in ben.do("fill_form", job=anna.do("jobs")["data"]["jobs"][0]["id"])["error"]


def test_what_all_share_stays_as_the_owner_left_it(space, anna):
    for verb, arguments in {
        "save_defaults": {"values": {"append": "x"}}, "save_form": {"values": {}},
        "set_webui_options": {"values": {}},
        "save_schedule": {"schedule": {}}, "delete_wildcard": {"file": "colors.txt"},
        "enable_backend": {"url": "x", "enabled": False}, "save_queue_hours": {"values": {}},
        "prepare_interrogator": {"interrogator": "x"}, "save_lora": {"key": "x", "fields": {}},
    }.items():  # fmt: skip
        assert "Visitors cannot" in anna.do(verb, **arguments)["error"], verb
    assert "Visitors cannot" in json.dumps(anna.call("save_defaults", {"append": "x"}))
    assert space.services.defaults.values()["append"] == ""


def test_who_keeps_no_cookie_is_somebody_new_each_time(space):
    space.cookies.clear()
    first = space.get("/robots.txt").headers["set-cookie"]
    space.cookies.clear()

    assert first != space.get("/robots.txt").headers["set-cookie"]


def test_one_visitor_cannot_fill_the_queue(anna):
    anna.do("pause_queue")
    answer = anna.do("submit", request={"prompt": "a lake", **SMALL}, count=41)

    assert "at most 40" in answer["error"]


def test_nothing_is_written_outside_of_the_visitors_rooms(space, anna):
    anna.pictures("a small boat")
    data = space.services.settings.data

    assert not list((data / "images").rglob("*.png"))
    assert list((data / "visitors").rglob("*.png"))

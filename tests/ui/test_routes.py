"""Our own routes, over HTTP."""

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from booru_studio.ui.endpoints import Endpoints
from booru_studio.ui.routes import make_routes
from booru_studio.ui.shapes import ROUTES
from tests.ui.conftest import until_final

SMALL = {"prompt": "1girl, <b>bold</b> ${x}", "steps": 4, "width": 128, "height": 128, "seed": 3}


@pytest.fixture
def page(services):
    with TestClient(Starlette(routes=make_routes(services, Endpoints(services)))) as client:
        yield client


def do(page, verb, **arguments):
    answer = page.post(f"{ROUTES}/do/{verb}", json=arguments)
    return answer.json()


def finished(page, services):
    (job_id,) = do(page, "submit", request=SMALL)["data"]["job_ids"]
    return until_final(services, job_id)


def test_the_state_tells_what_the_header_shows(page, services):
    services.backends[0].wait_first(5)
    state = page.get(f"{ROUTES}/state.json").json()

    (backend,) = state["backends"]
    assert (state["demo"], backend["reachable"], backend["flavour"]) == (True, True, "a1111")
    assert {booru["name"] for booru in state["boorus"]} == {"danbooru", "gelbooru"}
    assert state["ratings"] == ["general"]


def test_a_job_is_queued_done_and_shown_with_its_picture(page, services):
    job = finished(page, services)
    jobs = page.get(f"{ROUTES}/jobs.json").json()["jobs"]
    shown = next(entry for entry in jobs if entry["id"] == job.id)

    (image,) = shown["images"]
    picture = page.get(image["url"])
    assert shown["state"] == "done"
    assert picture.headers["content-type"] == "image/png"
    assert picture.content.startswith(b"\x89PNG")
    assert page.get(image["thumb"]).headers["content-type"] == "image/webp"
    assert "immutable" in picture.headers["cache-control"]


def test_a_tick_tells_only_what_changed(page, services):
    finished(page, services)
    first = page.get(f"{ROUTES}/jobs.json").json()
    again = page.get(f"{ROUTES}/jobs.json", params={"since": first["revision"]}).json()
    assert again["jobs"] == []

    job = finished(page, services)
    later = page.get(f"{ROUTES}/jobs.json", params={"since": first["revision"]}).json()
    assert [entry["id"] for entry in later["jobs"]] == [job.id]


def test_a_revision_from_before_a_restart_gives_the_whole_page(page, services):
    finished(page, services)

    assert page.get(f"{ROUTES}/jobs.json", params={"since": 10**9}).json()["jobs"]


@pytest.mark.parametrize(
    "path",
    ["image/..%2fjobs.json", "image/images/2026-01-01/none.png", "image/%2e%2e/jobs.json",
     "thumb/images/x.png", "post/danbooru/1/preview", "post/evil/1/sample"],
)  # fmt: skip
def test_what_is_not_there_is_404(page, path):
    assert page.get(f"{ROUTES}/{path}").status_code == 404


def test_a_post_that_was_looked_up_has_its_picture_here(page):
    post = do(page, "posts", tags="1girl", limit=1)["data"]["posts"][0]

    picture = page.get(post["pictures"]["preview"])
    assert picture.headers["content-type"] == "image/jpeg"
    assert post["url"].startswith("https://danbooru.donmai.us/posts/")


@pytest.mark.parametrize(
    ("verb", "arguments", "told"),
    [
        ("recreate", {"post": "https://pixiv.net/5"}, "is no post of"),
        ("job", {"job_id": "nowhere"}, "There is no job nowhere"),
        ("submit", {"request": {"prompt": "a", "n_iter": 3}}, "use count"),
        ("submit", {"request": SMALL, "count": "many"}, "count is 'many'"),
        ("fly", {}, "no endpoint “fly”"),
        ("job", {"wrong": 1}, "cannot be called like this"),
    ],
)
def test_a_failure_is_one_sentence(page, verb, arguments, told):
    answer = do(page, verb, **arguments)

    assert answer["ok"] is False
    assert told in answer["error"]
    assert "Traceback" not in answer["error"]


def test_what_is_no_json_is_told(page):
    assert page.post(f"{ROUTES}/do/jobs", content=b"{half").json()["ok"] is False
    assert page.post(f"{ROUTES}/do/jobs", content=b"[1]").json()["ok"] is False
    assert page.post(f"{ROUTES}/do/jobs", content=b" " * (1024 * 1024 + 1)).status_code == 413


def test_the_preview_of_a_job_that_has_just_ended_is_nothing_and_no_error(page):
    assert page.get(f"{ROUTES}/preview/nowhere").status_code == 204

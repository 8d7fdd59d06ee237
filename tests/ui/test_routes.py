"""Our own routes, over HTTP."""

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from booru_studio.bootstrap import build_services
from booru_studio.services.live import Live
from booru_studio.settings import Settings
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
    picture = page.get(f"{ROUTES}/image/{image['file']}")
    assert shown["state"] == "done"
    assert picture.headers["content-type"] == "image/png"
    assert picture.content.startswith(b"\x89PNG")
    assert page.get(f"{ROUTES}/thumb/{image['file']}").headers["content-type"] == "image/webp"
    assert "immutable" in picture.headers["cache-control"]


def tick(page, before=None):
    known = {"since": before["revision"], **before} if before else {}
    names = ("epoch", "since", "seen")
    return page.get(
        f"{ROUTES}/state.json", params={name: known[name] for name in names if name in known}
    ).json()


def test_a_tick_tells_only_what_changed(page, services):
    finished(page, services)
    first = tick(page)
    again = tick(page, first)
    assert set(again) == {"epoch", "revision", "seen", "jobs"}
    assert again["jobs"] == []

    job = finished(page, services)
    later = tick(page, first)
    assert [entry["id"] for entry in later["jobs"]] == [job.id]
    assert later["counts"]["done"] == first["counts"]["done"] + 1


def test_a_job_that_merely_goes_on_comes_with_its_progress_alone(page, services):
    board = services.queue.board
    services.queue.gate.pause()
    (job_id,) = do(page, "submit", request=SMALL)["data"]["job_ids"]
    board.update(job_id, state="running", task_id="task(test)")
    first = tick(page)
    board.report(services.queue.job(job_id), Live(0.5, 3.0, "", b"\x89PNG", 2))
    (entry,) = tick(page, first)["jobs"]

    assert entry == {"id": job_id, "progress": 0.5, "eta": 3.0, "text": "", "preview": 2}
    do(page, "cancel", job_id=job_id)
    services.queue.gate.resume()


def test_a_tick_names_jobs_that_were_removed(page, services):
    job = finished(page, services)
    first = tick(page)
    do(page, "delete_jobs", job_ids=[job.id])

    assert tick(page, first)["removed"] == [job.id]


def test_a_revision_of_another_start_has_the_page_look_anew(page, services):
    first = tick(page)

    assert tick(page, {**first, "epoch": "another"})["reset"] is True
    assert tick(page, {**first, "revision": 10**9})["reset"] is True
    assert "reset" not in tick(page, first)


def test_while_nothing_ever_changed_a_page_need_not_look_anew(tmp_path):
    services = build_services(
        Settings(demo=True, data=tmp_path, loras=tmp_path / "a.yaml", wildcards=tmp_path / "w")
    )
    with TestClient(Starlette(routes=make_routes(services, Endpoints(services)))) as client:
        first = tick(client)
        again = tick(client, first)
    services.stop()

    assert first["reset"] is True
    assert set(again) == {"epoch", "revision", "seen", "jobs"}


def lines(page, **query):
    return page.get(f"{ROUTES}/list.json", params={"count": 50, **query}).json()


def test_the_list_is_filtered_and_given_a_window_at_a_time(page, services):
    ids = [finished(page, services).id for _ in range(3)]
    every = lines(page, flat=1)
    part = lines(page, flat=1, **{"from": 1, "count": 1, "bodies": 1})

    assert [row["id"] for row in every["rows"]][:3] == ids[::-1]
    assert (part["total"], [job["id"] for job in part["jobs"]]) == (every["total"], [ids[1]])
    assert lines(page, words="no such words")["total"] == 0
    assert lines(page, around=ids[0], flat=1)["at"] == 2


@pytest.mark.parametrize(
    "query", [{"state": "flying"}, {"sort": "odd"}], ids=["state", "order"]
)
def test_a_wrong_query_is_told_in_a_sentence(page, query):
    answer = page.get(f"{ROUTES}/list.json", params=query)

    assert answer.status_code == 400
    assert "use one of" in answer.json()["error"]


def test_pictures_are_listed_with_their_days(page, services):
    job = finished(page, services)
    shown = page.get(f"{ROUTES}/pictures.json", params={"around": job.images[0].file}).json()

    assert shown["pictures"][shown["at"] - shown["from"]]["job"] == job.id
    assert sum(count for _, count in shown["days"]) == shown["total"]


def test_a_zip_is_fetched_once_by_its_ticket(page, services):
    job = finished(page, services)
    order = page.post(f"{ROUTES}/zip", json={"files": [job.images[0].file, "images/../x"]}).json()
    zipped = page.get(f"{ROUTES}/zip/{order['data']['ticket']}")

    assert (order["data"]["pictures"], order["data"]["missing"]) == (1, 1)
    assert zipped.content.startswith(b"PK")
    assert page.get(f"{ROUTES}/zip/{order['data']['ticket']}").status_code == 404


@pytest.mark.parametrize("body", [b"{", b"[]", b'{"files": "x"}', b'{"files": []}'])
def test_an_order_that_is_none_is_refused(page, body):
    assert page.post(f"{ROUTES}/zip", content=body).json()["ok"] is False


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

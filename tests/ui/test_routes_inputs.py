"""Pictures handed in over HTTP, for a job to begin with."""

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from booru_studio.ui.endpoints import Endpoints
from booru_studio.ui.routes import make_routes
from booru_studio.ui.shapes import ROUTES
from tests.ui.conftest import until_final
from tests.webui.samples import picture

SMALL = {"prompt": "1girl, garden", "steps": 2, "width": 64, "height": 64, "seed": 3}


@pytest.fixture
def page(services):
    with TestClient(Starlette(routes=make_routes(services, Endpoints(services)))) as client:
        yield client


def test_a_dropped_picture_is_kept_shown_and_painted_over(page, services):
    answer = page.post(f"{ROUTES}/input?name=meadow.png", content=picture()).json()["data"]
    assert (answer["width"], answer["height"]) == (64, 64)
    assert page.get(answer["url"]).content.startswith(b"\x89PNG")

    request = {**SMALL, "init_image": answer["file"], "denoising_strength": 0.5}
    (job_id,) = services.queue.submit(request)
    assert until_final(services, job_id).state == "done"


def test_the_picture_of_a_post_is_kept(page, services):
    post = page.post(f"{ROUTES}/do/posts", json={"tags": "1girl", "limit": 1}).json()["data"]
    first = post["posts"][0]
    kept = page.post(f"{ROUTES}/input?post={first['site']}:{first['id']}").json()
    assert kept["ok"], kept
    assert kept["data"]["file"].startswith("inputs/")


@pytest.mark.parametrize(
    ("query", "body", "sentence"),
    [
        ("?name=a.txt", b"words", "a.txt is no picture"),
        ("?post=nowhere", b"", "is no post"),
        ("?post=danbooru:999999999", b"", "not looked up lately"),
    ],
)
def test_what_cannot_be_kept_is_told(page, query, body, sentence):
    answer = page.post(f"{ROUTES}/input{query}", content=body).json()
    assert not answer["ok"]
    assert sentence in answer["error"]

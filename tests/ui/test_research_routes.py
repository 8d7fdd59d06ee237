"""The Research tab's routes, over HTTP, in the demo."""

import time

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from booru_studio.ui.endpoints import Endpoints
from booru_studio.ui.routes import make_routes
from booru_studio.ui.shapes import ROUTES
from tests.ui.conftest import PATIENCE, until_final

WISHES = {"append": "watercolor", "remove": "", "categories": ["general", "character"],
          "interrogator": "", "checkpoint": "", "preset": ""}  # fmt: skip


@pytest.fixture
def page(services):
    with TestClient(Starlette(routes=make_routes(services, Endpoints(services)))) as client:
        yield client


def look(page, name, **query):
    return page.get(f"{ROUTES}/research/{name}.json", params=query).json()


def tell(page, route, **given):
    return page.post(f"{ROUTES}/research/{route}", json=given).json()


def worked(page, kind, **arguments):
    """Begin work and follow it to its end."""
    answer = tell(page, "begin", kind=kind, arguments=arguments)
    deadline = time.monotonic() + PATIENCE
    while answer["ok"] and answer["data"]["state"] == "running":
        assert time.monotonic() < deadline, answer
        answer = look(page, "task", id=answer["data"]["id"])
    return answer["data"] if answer["ok"] else answer


def some_posts(page, number=3):
    found = look(page, "posts", tags="1girl", limit=number)["data"]["posts"]
    return [f"{post['site']}:{post['id']}" for post in found]


def test_the_choices_name_sites_ratings_and_groups(page):
    found = look(page, "choices")["data"]

    assert {site["name"] for site in found["boorus"]} == {"danbooru", "gelbooru"}
    assert found["ratings"] == ["general"]
    assert "@hair" in found["groups"]


def test_a_search_tells_no_address_of_a_site_to_the_page(page):
    post = look(page, "posts", tags="outdoors")["data"]["posts"][0]

    assert not [key for key in post if key.endswith("_url")]
    assert post["pictures"]["preview"].startswith(ROUTES)


@pytest.mark.parametrize(
    ("query", "told"),
    [({"rating": "explicit"}, "is not allowed here"), ({"rating": "x"}, "no rating"),
     ({"booru": "nowhere"}, "no booru"), ({"limit": "0"}, "limit is")],
)  # fmt: skip
def test_a_search_that_cannot_be_is_one_sentence(page, query, told):
    answer = look(page, "posts", **query)

    assert answer["ok"] is False
    assert told in answer["error"]


def test_posts_are_recreated_as_one_batch_with_their_sources(page, services):
    posts = some_posts(page)
    done = worked(page, "recreate", posts=posts, **WISHES)
    jobs = [until_final(services, job_id) for job_id in done["result"]["job_ids"]]

    assert [job.source_post for job in jobs] == posts
    assert all(job.prompt.endswith("watercolor") for job in jobs)
    assert len({job.batch for job in jobs}) == 1


def test_a_preview_queues_nothing(page, services):
    before = services.queue.page()[1]
    done = worked(page, "recreate", posts=some_posts(page, 2), preview=True,
                  **{**WISHES, "append": "{red|blue} light"})  # fmt: skip

    assert services.queue.page()[1] == before
    assert done["result"]["job_ids"] == []
    for draft in done["result"]["drafts"]:
        assert draft["prompt"].endswith("{red|blue} light")
        assert draft["example"].endswith(("red light", "blue light"))


def test_a_number_of_a_search_is_recreated(page):
    done = worked(page, "recreate_search", tags="1boy", count=2, **WISHES)

    assert len(done["result"]["job_ids"]) == 2


def test_a_draft_for_the_desk_tells_how_each_tag_stands_in_the_prompt(page):
    draft = worked(page, "draft", post=some_posts(page, 1)[0], **WISHES)["result"]
    character = next(tag for tag in draft["tags"] if tag["category"] == "character")

    assert character["text"] in draft["prompt"]
    assert set(draft["fills"]) == set(draft["quality"]["missing"])


def test_an_interrogated_draft_names_what_contradicts(page):
    wishes = {**WISHES, "interrogator": "auto"}
    draft = worked(page, "draft", post=some_posts(page, 1)[0], **wishes)["result"]
    names = {tag["name"] for tag in draft["tags"] if tag["source"] != "interrogator"}

    assert {tag["against"] for tag in draft["tags"]} <= names | {""}
    assert {tag["source"] for tag in draft["tags"]} > {"booru"}


@pytest.mark.parametrize(
    ("kind", "arguments", "told"),
    [("fly", {}, "no work"), ("draft", {"post": "pixiv:5"}, "is no"),
     ("trends", {"limit": 0}, "limit"), ("recreate", {"posts": []}, "choose 1 to"),
     ("draft", {"post": 5}, "post is 5")],
)  # fmt: skip
def test_work_that_cannot_be_is_one_sentence(page, kind, arguments, told):
    answer = worked(page, kind, **arguments)

    assert told in answer["error"]


def test_trends_come_with_their_age_and_can_be_stopped(page):
    done = worked(page, "trends", what="characters", view="rising")
    assert done["result"]["rows"]
    assert done["result"]["as_of"]
    assert tell(page, "cancel", id=done["id"])["data"]["state"] == "done"


def test_favourites_and_searches_are_shown_again(page):
    post = some_posts(page, 1)[0]
    search = {"tags": "rain", "booru": "danbooru", "order": "", "rating": ""}
    tell(page, "favourite", post=post, wanted=True)
    shelf = tell(page, "save-search", **search)["data"]
    assert shelf == {"searches": [search], "favourites": [post]}
    (found,) = look(page, "favourites")["data"]["posts"]
    assert f"{found['site']}:{found['id']}" == post
    tell(page, "forget-search", **search)
    assert tell(page, "favourite", post=post, wanted=False)["data"]["favourites"] == []


def test_a_name_becomes_a_line_of_a_wildcard_as_a_prompt_has_it(page, services):
    tell(page, "wildcard-line", name="cast", tag="aoi_(starlit_harbor)")

    assert "cast" in look(page, "wildcards")["data"]["names"]
    assert services.wildcards.expand("__cast__", 1).text == r"aoi \(starlit harbor\)"


def test_what_is_no_json_is_told(page):
    answer = page.post(f"{ROUTES}/research/begin", content="[1]")

    assert answer.status_code == 400
    assert "reload" in answer.json()["error"]

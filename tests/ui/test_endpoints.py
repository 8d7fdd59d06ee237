"""The named endpoints, called with gradio_client like a stranger's script."""

import time
from pathlib import Path

import pytest
from PIL import Image

from booru_studio.domain import safety_terms
from booru_studio.domain.infotext import parse_infotext

gradio_client = pytest.importorskip("gradio_client")


@pytest.fixture(scope="module")
def client(services, tmp_path_factory):
    from booru_studio.ui.app import build_app

    demo, arguments = build_app(services)
    arguments = {**arguments, "server_port": None, "prevent_thread_lock": True}
    arguments["app_kwargs"] = {**arguments["app_kwargs"], "lifespan": None}
    _, url, _ = demo.launch(**arguments)
    client = gradio_client.Client(url, verbose=False, download_files=False)
    yield client
    client.close()
    demo.close(verbose=False)


def call(client, name, **arguments):
    return client.predict(api_name=f"/{name}", **arguments)


def finished(client, job_id):
    deadline = time.monotonic() + 20
    while True:
        job = call(client, "job", job_id=job_id)
        if job["state"] in ("done", "failed", "cancelled", "interrupted"):
            return job
        assert time.monotonic() < deadline, job
        time.sleep(0.05)


@pytest.mark.parametrize("booru", ["danbooru", "gelbooru"])
def test_a_post_becomes_a_picture(client, services, booru):
    post = call(client, "posts", tags="1girl", booru=booru, limit=1)["posts"][0]
    draft = call(client, "recreate", post=post["url"])
    (job_id,) = call(client, "submit", request=draft["request"])["job_ids"]
    job = finished(client, job_id)

    path = Path(services.settings.data) / job["images"][0]["file"]
    with Image.open(path) as picture:
        infotext = parse_infotext(picture.text["parameters"])
    assert job["state"] == "done"
    assert infotext.prompt == job["prompt"] == draft["prompt"]
    assert int(infotext.settings["Seed"]) == job["request"]["seed"] == job["images"][0]["seed"]
    assert job["source_post"] == f"{post['site']}:{post['id']}"


@pytest.mark.parametrize("method", ["extras", "hires", "img2img"])
def test_a_picture_is_enlarged_in_each_way_below_its_original(client, services, method):
    request = {"prompt": "a lake", "steps": 4, "width": 128, "height": 128, "batch_size": 2}
    (parent,) = call(client, "submit", request=request)["job_ids"]
    before = finished(client, parent)["images"]
    arguments = {"job_id": parent, "images": [1], "scale": 1.5, "method": method}
    (child,) = call(client, "upscale", **arguments)["job_ids"]
    job = finished(client, child)

    assert (job["state"], job["parent"]) == ("done", parent), job["error"]
    assert [(image["width"], image["seed"]) for image in job["images"]] == [
        (192, before[1]["seed"])
    ]
    assert call(client, "job", job_id=parent)["images"] == before


@pytest.mark.parametrize(
    "wrong", [{"method": "magic"}, {"images": [2]}, {"images": "all"}, {"scale": 9}]
)
def test_an_enlargement_that_cannot_be_is_refused_in_a_sentence(client, wrong):
    request = {"prompt": "a lake", "steps": 4, "width": 128, "height": 128}
    (parent,) = call(client, "submit", request=request)["job_ids"]
    finished(client, parent)

    with pytest.raises(gradio_client.exceptions.AppError):
        call(client, "upscale", **{"job_id": parent, "method": "hires", **wrong})


def test_a_draft_has_the_keys_of_the_contract(client):
    post = call(client, "posts", tags="1girl", limit=1)["posts"][0]
    draft = call(client, "recreate", post=str(post["id"]), append="night sky")

    assert set(draft) >= {
        "prompt", "negative_prompt", "width", "height", "post", "quality", "tags", "request",
        "warnings",
    }  # fmt: skip
    assert set(draft["post"]) >= {
        "site", "id", "url", "rating", "width", "height", "created", "score", "tags",
        "preview_url", "sample_url", "file_url", "source", "quality",
    }  # fmt: skip
    assert set(draft["tags"][0]) >= {"name", "category", "source", "score", "kept", "why"}
    assert set(draft["quality"]) >= {"score", "general_tags", "missing", "reasons"}
    assert draft["prompt"].endswith("night sky")


def test_a_job_has_the_keys_of_the_contract_and_none_named_path(client):
    request = {"prompt": "a quiet lake", "steps": 4, "width": 128, "height": 128}
    (job_id,) = call(client, "submit", request=request)["job_ids"]
    job = finished(client, job_id)

    assert set(job) >= {
        "id", "state", "created", "started", "finished", "request", "template", "prompt",
        "progress", "eta", "images", "error", "warnings", "parent", "source_post", "backend",
        "attempts",
    }  # fmt: skip
    assert set(job["images"][0]) >= {"file", "url", "seed", "width", "height", "infotext"}
    assert job["progress"] == 1
    assert not _has_key(job, "path")


def test_a_retry_repeats_and_points_to_its_parent(client):
    request = {"prompt": "a quiet lake", "steps": 4, "width": 128, "height": 128}
    (job_id,) = call(client, "submit", request=request)["job_ids"]
    (again,) = call(client, "retry", job_id=job_id)["job_ids"]
    (other,) = call(client, "retry", job_id=job_id, changes={"steps": 6})["job_ids"]

    first, second, third = (finished(client, each) for each in (job_id, again, other))
    assert second["request"] == first["request"]
    assert (second["parent"], third["parent"]) == (job_id, job_id)
    assert third["request"]["steps"] == 6


def test_the_queue_can_be_paused_and_listed(client):
    assert call(client, "pause_queue") == {"paused": True}
    ids = call(client, "submit", request={"prompt": "a hill", "steps": 2}, count=3)["job_ids"]
    waiting = call(client, "jobs", state="queued")
    assert [job["id"] for job in waiting["jobs"]] == ids[::-1]
    assert waiting["paused"] is True

    assert call(client, "cancel", job_id=ids[0])["state"] == "cancelled"
    assert call(client, "resume_queue") == {"paused": False}
    assert finished(client, ids[2])["state"] == "done"


def test_the_webui_is_described(client):
    (backend,) = call(client, "webui")["backends"]

    assert set(backend) >= {"url", "flavour", "version", "reachable", "checkpoint", "vae", "detail"}
    assert (backend["reachable"], backend["flavour"]) == (True, "a1111")


@pytest.mark.parametrize("booru", ["danbooru", "gelbooru"])
def test_trends_of_both_sites_are_listed(client, booru):
    answer = call(client, "trending_characters", booru=booru, limit=5)

    assert answer["characters"]
    assert set(answer["characters"][0]) >= {
        "name", "gender", "confidence", "count", "share", "rising", "copyright", "notes",
    }  # fmt: skip
    assert answer["as_of"]


def test_characters_are_listed_and_told_apart_by_boy_and_girl(client):
    girls = call(client, "trending_characters", gender="girl")["characters"]
    boys = call(client, "trending_characters", gender="boy")["characters"]

    assert girls
    assert boys
    assert not {entry["name"] for entry in girls} & {entry["name"] for entry in boys}
    told = call(client, "classify_character", character=girls[0]["name"])
    assert (told["gender"], bool(told["evidence"])) == ("girl", True)


def test_what_is_popular_is_listed(client):
    assert call(client, "popular_tags")["tags"][0]["count"] > 0
    assert call(client, "popular_characters")["characters"]
    assert call(client, "characters_for_tag", tag="outdoors")["characters"]


def test_the_best_tagged_posts_of_a_search_become_drafts(client):
    answer = call(client, "recreate_tag", tags="1girl", count=2, append="tea time", seed=5)

    assert len(answer["drafts"]) == 2
    assert all(draft["prompt"].endswith("tea time") for draft in answer["drafts"])
    again = call(client, "recreate_tag", tags="1girl", count=2, seed=5)
    assert [draft["post"]["id"] for draft in again["drafts"]] == [
        draft["post"]["id"] for draft in answer["drafts"]
    ]


def test_a_template_is_shown_as_a_tree_and_picked_from(client):
    tree = call(client, "prompt_tree", template="{red|blue} hair, __poses/standing__")
    first = tree["nodes"][0]
    assert (first["children"], first["leaves"]) == (2, "2")
    assert int(tree["leaves"]) > 20

    picked = call(
        client, "prompt_tree", template="{red|blue} hair", node=first["id"], action="pick",
        values=["blue"],
    )  # fmt: skip
    assert (picked["template"], picked["leaves"]) == ("blue hair", "1")


def test_a_schedule_is_saved_listed_and_deleted(client):
    values = {"name": "Nightly", "action": "pause_queue", "unit": "days", "at": "02:00"}
    (saved,) = call(client, "save_schedule", schedule=values)["schedules"]
    assert (saved["name"], saved["enabled"]) == ("Nightly", True)
    assert saved["next_due"]

    assert call(client, "schedules")["schedules"] == [saved]
    assert call(client, "delete_schedule", schedule_id=saved["id"]) == {"schedules": []}


def test_the_webuis_options_are_shown_and_changed(client):
    shown = call(client, "webui_options")
    other = next(
        title for title in shown["checkpoints"] if title != shown["values"]["sd_model_checkpoint"]
    )

    changed = call(client, "set_webui_options", values={"sd_model_checkpoint": other})
    assert changed["values"]["sd_model_checkpoint"].split(" [")[0] == other.split(" [")[0]


@pytest.mark.parametrize("what", ["checkpoints", "loras", "wildcards", "tags"])
def test_lists_are_read_anew(client, what):
    assert call(client, "refresh", what=what)["counts"][what] > 0


def test_a_prompt_is_completed_and_a_template_expanded(client):
    found = call(client, "autocomplete", text="1girl, long ha", caret=14)
    assert (found["start"], found["end"]) == (7, 14)
    assert "long hair" in [item["insert"] for item in found["items"]]

    preview = call(client, "expand", template="{a|b} {c|d}", mode="combinatorial", count=9)
    assert (sorted(preview["prompts"]), preview["leaves"]) == (["a c", "a d", "b c", "b d"], "4")


@pytest.mark.parametrize(
    ("name", "arguments", "told"),
    [
        ("recreate", {"post": "danbooru:99999999"}, "Danbooru has no post 99999999"),
        ("recreate", {"post": ["x"]}, "give a text"),
        ("submit", {"request": {"prompt": "a", "stepz": 3}}, "did you mean steps"),
        ("submit", {"request": "prompt"}, "no object"),
        ("jobs", {"limit": -1}, "limit is -1"),
        ("jobs", {"state": "flying"}, "no job state"),
        ("cancel", {"job_id": "nowhere"}, "There is no job nowhere"),
        ("retry", {"job_id": 5}, "give a text"),
        ("posts", {"tags": "a", "booru": "pixiv"}, "no booru"),
        ("save_defaults", {"values": {"colour": 1}}, "no default"),
        ("refresh", {"what": "everything"}, "cannot be refreshed"),
        ("set_webui_options", {"values": {}}, "is empty"),
        ("set_webui_options", {"values": {"samples_format": "jpg"}}, "samples_format"),
    ],
)
def test_a_failure_reaches_the_client_as_one_sentence(client, name, arguments, told):
    with pytest.raises(gradio_client.exceptions.AppError) as failure:
        call(client, name, **arguments)

    assert told in str(failure.value)
    assert "Traceback" not in str(failure.value)


def test_blocked_content_reaches_no_webui(client, services):
    term = sorted(safety_terms.BLOCKED)[0]
    before = call(client, "jobs")["total"]
    (job_id,) = call(client, "submit", request={"prompt": "a hill", "steps": 2})["job_ids"]

    for name, arguments in (
        ("submit", {"request": {"prompt": term}}),
        ("submit", {"request": {"template": f"{{a|b}}, {term}"}}),
        ("retry", {"job_id": job_id, "changes": {"prompt": term}}),
    ):
        with pytest.raises(gradio_client.exceptions.AppError, match="blocked"):
            call(client, name, **arguments)
    assert call(client, "jobs")["total"] == before + 1


def _has_key(value, key):
    if isinstance(value, dict):
        return key in value or any(_has_key(inner, key) for inner in value.values())
    return isinstance(value, list) and any(_has_key(inner, key) for inner in value)

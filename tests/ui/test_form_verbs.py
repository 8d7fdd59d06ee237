"""The form's own verbs: what it begins with, what it queues, what it is filled with."""

import time

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from booru_studio.ui.endpoints import Endpoints
from booru_studio.ui.routes import make_routes
from booru_studio.ui.shapes import ROUTES
from tests.ui.conftest import PATIENCE

SMALL = {"width": 256, "height": 256, "steps": 3}


@pytest.fixture
def do(services):
    with TestClient(Starlette(routes=make_routes(services, Endpoints(services)))) as client:

        def do(verb, **arguments):
            answer = client.post(f"{ROUTES}/do/{verb}", json=arguments).json()
            return answer["data"] if answer["ok"] else answer["error"]

        yield do
    services.defaults.save({"request": {}})


def queued(services, do, **values):
    """Queue a form with these values; give its jobs."""
    found = do("queue_form", values={**do("form_start")["values"], **SMALL, **values})
    assert isinstance(found, dict), found
    return [services.queue.job(job_id) for job_id in found["job_ids"]]


def test_a_new_form_can_be_queued_as_it_begins(services, do):
    deadline = time.monotonic() + PATIENCE
    while (start := do("form_start"))["hint"]:  # the WebUI has not answered yet
        assert time.monotonic() < deadline, start["hint"]
        time.sleep(0.01)

    assert {"sampler_name", "scheduler", "checkpoint", "vae", "hr_upscaler", "clip_skip"} == set(
        start["lists"]
    )
    for name, choices in start["lists"].items():
        assert start["values"][name] in [value for _, value in choices], name
    (job,) = queued(services, do, prompt="a mill")
    assert (job.request["prompt"], job.request["steps"]) == ("a mill", 3)


def test_a_form_queues_as_many_jobs_as_it_says_and_no_other_number(services, do):
    assert len(queued(services, do, prompt="a mill", count=3)) == 3
    for count in (None, 0, -1, 1.5, "2", True, 10**9):
        answer = do("queue_form", values={"prompt": "a mill", "count": count})
        assert isinstance(answer, str), count
        assert answer.startswith(("Jobs is", "count is")), answer


def test_hires_settings_go_along_only_with_hires_fix(services, do):
    (plain,) = queued(services, do, prompt="a mill", hr_scale=1.5)
    (sharp,) = queued(services, do, prompt="a mill", hr_scale=1.5, enable_hr=True)

    assert "hr_scale" not in plain.request
    assert sharp.request["hr_scale"] == 1.5


def test_a_template_stays_one_and_further_settings_are_sent(services, do):
    (job,) = queued(services, do, prompt="a {red|red} mill", extras='{"tiling": true}')

    assert job.template == "a {red|red} mill"
    assert job.request["tiling"] is True


def test_what_a_job_holds_comes_back_into_the_form(services, do):
    (job,) = queued(services, do, prompt="a {red|red} mill", seed=5, clip_skip=2)
    values = do("fill_form", job=job.id)["values"]

    assert (values["prompt"], values["seed"], values["clip_skip"]) == ("a {red|red} mill", 5, 2)
    assert values["changes_of"] == job.id
    filled = do("fill_form", request={"prompt": "a {b", **SMALL})["values"]
    assert (filled["steps"], filled["changes_of"]) == (3, "")
    again = queued(services, do, **{**filled, "seed": 7})
    assert [each.prompt for each in again] == ["a {b"]


def test_changes_of_a_job_become_its_retry_and_take_out_what_is_gone(services, do):
    (job,) = queued(services, do, prompt="a mill", seed=5, extras='{"tiling": true}')
    (again,) = queued(services, do, prompt="a barn", seed=6, changes_of=job.id)

    assert again.parent == job.id
    assert again.prompt == "a barn"
    assert again.request.get("tiling") in (None, False)
    several = queued(services, do, prompt="a barn", seed=6, changes_of=job.id, count=2)
    assert [each.request["seed"] for each in several] == [6, 7]


def test_prompts_are_queued_one_by_one_with_the_forms_settings(services, do):
    values = {**do("form_start")["values"], **SMALL, "prompt": "not this", "seed": 9}
    prompts = [{"prompt": "a {b", "seed": None}, {"prompt": "c", "seed": 4}]
    jobs = [services.queue.job(each) for each in do(
        "queue_prompts", values=values, prompts=prompts
    )["job_ids"]]  # fmt: skip

    assert [(job.prompt, job.request["seed"]) for job in jobs] == [("a {b", 9), ("c", 4)]
    (drawn,) = do(
        "queue_prompts", values=values, prompts=[{"prompt": "{x|x}", "seed": 1}], templates=True
    )["job_ids"]
    assert services.queue.job(drawn).template == "{x|x}"


@pytest.mark.parametrize(
    "prompts", [[], "x", [1], [{"prompt": 5}], [{"prompt": "a", "seed": "1"}], [{}] * 501]
)
def test_what_is_no_list_of_prompts_is_refused_in_a_sentence(do, prompts):
    answer = do("queue_prompts", values={}, prompts=prompts)

    assert isinstance(answer, str)
    assert answer.endswith(("to queue.", "open the preview again."))


@pytest.mark.parametrize("values", [[], "x", {"prompt": 5}, {"changes_of": {}}, {"extras": "["}])
def test_what_is_no_form_is_refused_in_a_sentence(do, values):
    assert "reload the page" in do("queue_form", values=values)


def test_saved_settings_begin_the_next_form(do):
    values = {**do("form_start")["values"], "steps": 41, "prompt": "mine", "width": 64}
    start = do("save_form", values=values)["values"]

    assert (start["steps"], start["prompt"], start["width"]) == (41, "", 832)
    assert do("form_start")["values"]["steps"] == 41


def test_nothing_blocked_gets_through_the_form(do):
    for verb, more in (
        ("queue_form", {}),
        ("queue_prompts", {"prompts": [{"prompt": "loli, nude", "seed": None}]}),
    ):
        answer = do(verb, values={"prompt": "loli, nude"}, **more)
        assert isinstance(answer, str)
        assert "blocked" in answer

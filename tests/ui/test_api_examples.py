"""Every call that the page offers to be copied does what it says."""

import shutil
import subprocess

import pytest
from gradio.utils import get_function_description
from PIL import Image

from booru_studio.ui.api_examples import (
    CHARACTER,
    EXAMPLES,
    FILE,
    JOB,
    POST,
    SCHEDULE,
    Example,
    beginning,
)
from booru_studio.ui.endpoints import ENDPOINTS, Endpoints
from tests.ui.conftest import until_final

gradio_client = pytest.importorskip("gradio_client")


@pytest.fixture(scope="module")
def url(services):
    from booru_studio.ui.app import build_app

    demo, arguments = build_app(services)
    arguments = {**arguments, "server_port": None, "prevent_thread_lock": True}
    arguments["app_kwargs"] = {**arguments["app_kwargs"], "lifespan": None}
    _, address, _ = demo.launch(**arguments)
    yield address.rstrip("/")
    demo.close(verbose=False)


@pytest.fixture(scope="module")
def studio(url):
    with_python = {}
    exec(beginning(url, with_login=False)["python"], with_python)  # noqa: S102  what is told
    yield with_python
    with_python["studio"].close()


@pytest.fixture
def real(services, tmp_path, monkeypatch):
    """Put what there is into a call: a post, a job that ended or waits, a schedule, a picture."""
    monkeypatch.chdir(tmp_path)
    Image.new("RGB", (64, 64), "green").save(tmp_path / FILE)

    def fill(text, endpoint):
        if POST in text:
            posts = services.research.posts(_query(), "danbooru").posts
            text = text.replace(POST, str(posts[0].id))
        text = text.replace(CHARACTER, "aoi_(starlit_harbor)")
        if JOB in text:
            text = text.replace(JOB, _job(services, waits=endpoint == "cancel"))
        if SCHEDULE in text:
            values = {"name": "x", "action": "pause_queue", "unit": "days", "at": "02:00"}
            (*_, saved) = services.scheduler.save_schedule(values)["schedules"]
            text = text.replace(SCHEDULE, saved["id"])
        return text

    yield fill
    for entry in services.scheduler.schedules()["schedules"]:
        services.scheduler.delete_schedule(entry["id"])
    services.queue.gate.resume()
    services.defaults.save({"append": ""})
    services.queue.cancel_waiting()


def _query():
    from booru_studio.boorus.base import PostQuery

    return PostQuery(tags="1girl", page="1", limit=1, order="")


def _job(services, *, waits):
    request = {"prompt": "a lake", "steps": 2, "width": 128, "height": 128}
    if waits:
        services.queue.gate.pause()
    (job_id,) = services.queue.submit(request)
    if not waits:
        services.queue.gate.resume()
        until_final(services, job_id)
    return job_id


@pytest.mark.parametrize("name", ENDPOINTS)
def test_a_stranger_is_told_what_an_endpoint_and_each_of_its_arguments_is(name):
    described, arguments, _ = get_function_description(getattr(Endpoints, name))
    arguments.pop("self")

    assert described.endswith((".", ";"))
    assert [each for each, told in arguments.items() if not told] == []


def test_each_endpoint_has_one_example():
    assert sorted(each.endpoint for each in EXAMPLES) == sorted(ENDPOINTS)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda each: each.endpoint)
def test_the_python_call_works_as_it_is_written(studio, real, example):
    answer = eval(real(example.python(), example.endpoint), studio)  # noqa: S307  what is told

    assert isinstance(answer, dict)
    assert answer


@pytest.mark.skipif(not (shutil.which("curl") and shutil.which("bash")), reason="There is no curl")
@pytest.mark.parametrize("example", EXAMPLES, ids=lambda each: each.endpoint)
def test_the_curl_call_works_as_it_is_written(url, real, example):
    lines = [beginning(url, with_login=False)["curl"], real(example.curl(), example.endpoint)]
    done = subprocess.run(
        ["bash", "-c", "\n".join(lines)], capture_output=True, text=True, timeout=30, check=True
    )

    assert "event: complete" in done.stdout, done.stdout
    assert "{" in done.stdout


def test_a_text_with_quotes_is_written_as_both_languages_have_it():
    example = Example("posts", {"tags": "it's \"so\" $HOME `x`"})

    assert eval(example.python().replace("studio.predict", "dict"))["tags"] == (  # noqa: S307
        "it's \"so\" $HOME `x`"
    )
    assert "'\"'\"'" in example.curl()


def test_with_a_login_the_calls_say_where_it_goes():
    told = beginning("https://x.test", with_login=True)

    assert 'auth=("USER", "PASSWORD")' in told["python"]
    assert "-u USER:PASSWORD" in told["curl"]

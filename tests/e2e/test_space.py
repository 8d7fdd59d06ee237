"""A Space as Hugging Face starts it: its environment, a checkout nobody can write, two visitors."""

import io
import socket
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests
from PIL import Image

from booru_studio.demo.booru import StandInBooru
from tests.e2e.namespaces import with_read_only_checkout
from tests.e2e.running import ROOT, RunningApp, Script
from tests.interrogators.stand_in_space import StandInSpace

ROUTES = "gradio_api/bs"


@pytest.fixture(scope="module")
def tagger():
    """The other Space, which tags pictures."""
    with StandInSpace() as running:
        yield running


@pytest.fixture(scope="module")
def space(tagger, tmp_path_factory):
    """The app in the environment of a Space; its owner configured nothing but where to ask."""
    data, home = tmp_path_factory.mktemp("bucket"), tmp_path_factory.mktemp("home")
    booru = StandInBooru()
    booru.start()
    environment = {
        "SYSTEM": "spaces", "SPACE_ID": "anna/studio", "SPACE_HOST": "anna-studio.hf.space",
        "GRADIO_SERVER_NAME": "127.0.0.1", "GRADIO_SERVER_PORT": str(_free_port()),
        "GRADIO_ALLOWED_PATHS": "/", "GRADIO_SHARE": "True",
        "HOME": str(home), "PYTHONDONTWRITEBYTECODE": "1",
        "BOORU_STUDIO_DATA": str(data), "BOORU_STUDIO_HF_SPACE": tagger.url,
        "BOORU_STUDIO_DANBOORU_URL": booru.safebooru_url,
    }  # fmt: skip
    before = _files(ROOT)
    with RunningApp(environment=environment, wrap=with_read_only_checkout()) as app:
        app.data = data
        yield app
    booru.close()
    assert not list(home.rglob("*"))
    assert _files(ROOT) == before
    assert not list(data.rglob("visitors/*"))


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _files(folder):
    kinds = (".json", ".journal", ".lock", ".png", ".yaml", ".txt", ".bak")
    tests = folder / "tests"
    return sorted(
        str(path)
        for path in folder.rglob("*")
        if path.suffix in kinds and tests not in path.parents and ".git" not in path.parts
    )


class Visitor:
    """A browser of its own, without the page."""

    def __init__(self, url):
        self.url, self._session = url, requests.Session()
        self._session.get(url, timeout=30)

    def get(self, path):
        return self._session.get(f"{self.url}/{ROUTES}/{path}", timeout=30)

    def post(self, path, data=None, **json):
        url = f"{self.url}/{ROUTES}/{path}"
        sent = {"data": data} if data else {"json": json}
        return self._session.post(url, timeout=60, **sent).json()

    def do(self, verb, **arguments):
        return self.post(f"do/{verb}", **arguments)

    def draft(self, tags):
        """Search, and recreate the first post with what an interrogator sees in its picture."""
        post = self.do("posts", tags=tags, limit=1)["data"]["posts"][0]
        answer = self.do("recreate", post=post["url"], interrogator="auto", append=tags)
        assert answer["ok"], answer
        return answer["data"]


def picture(color):
    out = io.BytesIO()
    Image.new("RGB", (96, 64), color).save(out, "PNG")
    return out.getvalue()


def test_two_visitors_draft_at_once_with_remote_interrogation(space, tagger):
    visitors = [Visitor(space.url), Visitor(space.url)]
    with ThreadPoolExecutor(2) as both:
        drafts = list(both.map(lambda pair: pair[0].draft(pair[1]), zip(
            visitors, ("1girl", "1boy"), strict=True
        )))  # fmt: skip

    for draft in drafts:
        seen = {tag["name"] for tag in draft["tags"] if tag["source"] != "booru"}
        assert "smile" in seen, "the tagger's answer came back"
        assert draft["prompt"]
        assert draft["request"]["source_post"].startswith("danbooru:")
    assert len(tagger.uploads) >= 2
    listed = visitors[0].do("interrogators")["data"]
    assert (listed["default"], listed["send_pictures_away"]) == ("space", True)


def test_neither_sees_what_the_other_handed_in_or_kept(space):
    anna, ben = Visitor(space.url), Visitor(space.url)
    kept = anna.post("dropped?name=mine.png", data=picture("navy"))["data"]["file"]
    search = {"tags": "scenery", "booru": "danbooru", "order": "", "rating": ""}
    assert anna.post("research/save-search", **search)["ok"]

    assert anna.get(f"image/{kept}").status_code == 200
    assert ben.get(f"image/{kept}").status_code == 404
    assert ben.get("research/shelf.json").json()["data"]["searches"] == []
    assert "mine" not in ben.get("state.json").text


def test_a_webui_at_home_is_out_of_reach_and_the_page_says_so(space):
    visitor = Visitor(space.url)
    (backend,) = visitor.get("state.json").json()["backends"]
    answer = visitor.do("submit", request={"prompt": "a lake"})

    assert not backend["reachable"]
    for told in (backend["detail"], answer["error"]):
        assert "http://127.0.0.1:7860 is no address that a Space can reach" in told
        assert "BOORU_STUDIO_WEBUI" in told


def test_a_strangers_script_works_there_too(space):
    with Script(space.url) as studio:
        assert studio("posts", tags="1girl")["posts"]
        assert studio("expand", template="{a|b}", count=3)["prompts"]


@pytest.mark.parametrize(
    "path",
    ["/etc/passwd", "app.py", "booru_studio/settings.py", "{data}/jobs.json",
     "{data}/defaults.json", "{data}/visitors", "{root}/app.py", "../../etc/passwd",
     "{data}/cache/../jobs.json"],
)  # fmt: skip
def test_no_file_of_the_machine_is_served(space, path):
    asked = path.format(data=space.data, root=ROOT)
    for prefix in ("gradio_api/file=", "gradio_api/file/", f"{ROUTES}/image/", f"{ROUTES}/thumb/"):
        answer = requests.get(f"{space.url}/{prefix}{asked}", timeout=30)
        assert answer.status_code in (403, 404), (prefix, answer.status_code)


def test_the_environment_opens_nothing(space):
    assert "ready" in "".join(space.lines)
    assert "gradio.live" not in "".join(space.lines)
    assert (space.data / "jobs.json.lock").exists()  # what it wrote is here

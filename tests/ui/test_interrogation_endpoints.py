"""Interrogation called with gradio_client, and files that nobody uploaded."""

import json
import urllib.request
from pathlib import Path

import pytest
from PIL import Image
from starlette.applications import Starlette
from starlette.testclient import TestClient

from booru_studio.demo.painter import paint
from booru_studio.errors import InvalidInputError, PictureTooLargeError, PictureUnreadableError
from booru_studio.ui import uploads
from booru_studio.ui.endpoints import Endpoints
from booru_studio.ui.routes import make_routes
from booru_studio.ui.shapes import ROUTES
from booru_studio.ui.uploads import uploaded_picture
from tests.services.interrogation_house import png

gradio_client = pytest.importorskip("gradio_client")
AppError = gradio_client.exceptions.AppError
HILLS = "1girl, solo, long blonde hair, blue eyes, night, mountains"


@pytest.fixture(scope="module")
def client(services):
    from booru_studio.ui.app import build_app

    demo, arguments = build_app(services)
    arguments = {**arguments, "server_port": None, "prevent_thread_lock": True}
    arguments["app_kwargs"] = {**arguments["app_kwargs"], "lifespan": None}
    _, url, _ = demo.launch(**arguments)
    client = gradio_client.Client(url, verbose=False, download_files=False)
    yield client
    client.close()
    demo.close(verbose=False)


@pytest.fixture(scope="module")
def painting(tmp_path_factory):
    path = tmp_path_factory.mktemp("paintings") / "hills at night.png"
    paint(HILLS, 7, 640, 448).save(path)
    return gradio_client.handle_file(str(path))


def call(client, name, **arguments):
    return client.predict(api_name=f"/{name}", **arguments)


def test_a_picture_is_tagged(client, painting):
    found = call(client, "interrogate", image=painting)

    assert set(found) >= {"tags", "rating", "interrogator", "seconds", "notes"}
    assert set(found["rating"]) == {"general", "sensitive", "questionable", "explicit"}
    assert found["tags"]
    assert all(set(tag) == {"name", "score", "category"} for tag in found["tags"])
    assert found["interrogator"] in [
        each["name"] for each in call(client, "interrogators")["interrogators"]
    ]


def test_a_threshold_leaves_less(client, painting):
    many = call(client, "interrogate", image=painting, general_threshold=0.05)["tags"]
    few = call(client, "interrogate", image=painting, general_threshold=0.5)["tags"]

    assert few == [tag for tag in many if tag["score"] > 0.5 or tag["category"] != "general"]


def test_a_picture_becomes_a_draft_and_then_a_job(client, painting):
    draft = call(client, "recreate_image", image=painting, append="calm")

    assert draft["post"] is None
    assert draft["width"] > draft["height"]
    assert draft["prompt"].endswith("calm")
    assert {tag["source"] for tag in draft["tags"]} == {"interrogator"}
    assert len(call(client, "submit", request=draft["request"])["job_ids"]) == 1


def test_a_post_is_drafted_with_what_is_seen_in_its_picture(client):
    post = call(client, "posts", tags="1girl", limit=1)["posts"][0]
    alone = call(client, "recreate", post=post["url"])
    draft = call(client, "recreate", post=post["url"], interrogator="auto")

    assert draft["warnings"] != alone["warnings"]
    assert {tag["name"] for tag in alone["tags"] if tag["kept"]} <= {
        tag["name"] for tag in draft["tags"] if tag["kept"]
    }
    assert {tag["source"] for tag in draft["tags"]} > {"booru"}
    assert "recall" in draft


def test_the_interrogators_are_listed(client):
    found = call(client, "interrogators")["interrogators"]

    assert found
    assert all(
        set(each) >= {"name", "label", "state", "sends_image_away", "detail"} for each in found
    )
    assert not any(each["sends_image_away"] for each in found)  # a demo asks no network


@pytest.mark.parametrize(
    ("name", "arguments", "told"),
    [
        ("interrogate", {"interrogator": "oracle"}, "There is no interrogator “oracle”"),
        ("interrogate", {"general_threshold": 2}, "general_threshold is 2"),
        ("interrogate", {"character_threshold": "much"}, "give a number from 0 to 1"),
        ("recreate_image", {"interrogator": "oracle"}, "There is no interrogator “oracle”"),
        ("recreate_image", {"append": 5}, "give a text"),
    ],
)
def test_a_wrong_argument_is_told(client, painting, name, arguments, told):
    with pytest.raises(AppError, match=told):
        call(client, name, image=painting, **arguments)


@pytest.mark.parametrize("name", ["recreate", "recreate_tag"])
def test_an_unknown_interrogator_is_told_before_anything_is_asked(client, name):
    arguments = {"post": "danbooru:99999999"} if name == "recreate" else {"tags": "no_such_tag_1"}
    with pytest.raises(AppError, match="There is no interrogator “oracle”"):
        call(client, name, interrogator="oracle", **arguments)


@pytest.mark.parametrize("name", ["interrogate", "recreate_image"])
@pytest.mark.parametrize("image", [None, "a text", 5, {}, {"path": ""}, {"path": 5},
                                   {"path": "/etc/passwd"}, {"path": "nowhere.png"}])  # fmt: skip
def test_what_was_not_uploaded_is_refused(client, name, image):
    with pytest.raises(AppError, match="upload a picture"):
        call(client, name, image=image)


def test_a_picture_elsewhere_on_this_machine_is_refused_however_it_is_named(
    client, services, tmp_path
):
    (tmp_path / "mine.png").write_bytes(png())
    hand_made = {"path": str(tmp_path / "mine.png"), "meta": {"_type": "gradio.FileData"}}

    answer = _raw_call(client, "interrogate", [hand_made, "", 0.35, 0.85])
    assert "event: error" in answer
    assert '"tags"' not in answer


def test_a_file_that_is_no_picture_is_told_by_its_name(client, tmp_path):
    (tmp_path / "notes.png").write_text("<html>not here</html>")
    with pytest.raises(AppError, match=r"notes\.png is no picture that can be read"):
        call(client, "interrogate", image=gradio_client.handle_file(str(tmp_path / "notes.png")))


def _raw_call(client, name, data):
    """Call without gradio_client's own upload of every path."""
    body = json.dumps({"data": data}).encode()
    address = f"{client.src}gradio_api/call/{name}"
    request = urllib.request.Request(
        address, body, {"Content-Type": "application/json"}, method="POST"
    )
    with urllib.request.urlopen(request, timeout=20) as reply:
        event = json.load(reply)["event_id"]
    with urllib.request.urlopen(f"{address}/{event}", timeout=20) as reply:
        return reply.read().decode()


# -- the file itself


@pytest.fixture
def folder(tmp_path, monkeypatch):
    folder = tmp_path / "uploads"
    folder.mkdir()
    monkeypatch.setattr(uploads, "get_upload_folder", lambda: str(folder))
    return folder


def test_an_upload_is_read_under_its_own_name(folder):
    (folder / "f81.png").write_bytes(png())
    given = {"path": str(folder / "f81.png"), "orig_name": "../../My hills.png"}

    assert uploaded_picture("image", given).name == "My hills.png"


def test_no_way_leads_out_of_the_folder_of_uploads(folder, tmp_path):
    (tmp_path / "mine.png").write_bytes(png())
    (folder / "link.png").symlink_to(tmp_path / "mine.png")
    (folder / "inner").mkdir()
    for path in (folder / "link.png", folder / ".." / "mine.png", folder / "inner", folder,
                 tmp_path / "mine.png", folder / "gone.png", folder / "a\0b.png"):  # fmt: skip
        with pytest.raises(InvalidInputError, match="was not uploaded here"):
            uploaded_picture("image", {"path": str(path)})


def test_a_file_that_is_too_large_is_not_read(folder, monkeypatch):
    monkeypatch.setattr(uploads, "MOST_BYTES", 100)
    Image.new("RGB", (40, 40)).save(folder / "large.bmp")
    monkeypatch.setattr(Path, "read_bytes", lambda _path: pytest.fail("it was read"))

    with pytest.raises(PictureTooLargeError, match=r"large\.bmp is too large"):
        uploaded_picture("image", {"path": str(folder / "large.bmp")})


def test_an_upload_that_vanished_meanwhile_is_told(folder, monkeypatch):
    (folder / "f81.png").write_bytes(png())

    def gone(_path):
        raise FileNotFoundError

    monkeypatch.setattr(Path, "read_bytes", gone)
    with pytest.raises(PictureUnreadableError, match="the upload is gone"):
        uploaded_picture("image", {"path": str(folder / "f81.png")})


# -- what the page calls besides


@pytest.fixture
def page(services):
    with TestClient(Starlette(routes=make_routes(services, Endpoints(services)))) as page:
        yield page


def do(page, verb, **arguments):
    return page.post(f"{ROUTES}/do/{verb}", json=arguments).json()


def test_the_page_begins_a_download_and_sees_where_it_is(page):
    name = do(page, "interrogators")["data"]["interrogators"][0]["name"]
    answer = do(page, "prepare_interrogator", interrogator=name)

    assert name in [each["name"] for each in answer["data"]["interrogators"]]
    assert "no interrogator “oracle”" in do(page, "prepare_interrogator", interrogator="oracle")[
        "error"
    ]


def test_the_page_is_told_that_there_is_nothing_to_stop(page):
    name = do(page, "interrogators")["data"]["interrogators"][-1]["name"]

    assert "nothing to stop" in do(page, "cancel_prepare_interrogator", interrogator=name)["error"]


def test_the_page_reads_no_file_that_was_not_uploaded_either(page, tmp_path):
    (tmp_path / "mine.png").write_bytes(png())
    answer = do(page, "interrogate", image={"path": str(tmp_path / "mine.png")})

    assert "was not uploaded here" in answer["error"]

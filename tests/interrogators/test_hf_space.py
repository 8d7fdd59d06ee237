"""A Space over loopback: both known shapes, what can go wrong there, and who gets the token."""

import json
import logging
import threading
import time

import pytest
from PIL import Image

from booru_studio.demo.server import LoopbackServer, Reply, html_reply, json_reply
from booru_studio.domain.posts import Rating, TagCategory
from booru_studio.errors import (
    InterrogatorAuthError,
    InterrogatorQuotaError,
    InterrogatorReplyError,
    InterrogatorTimeoutError,
    InterrogatorUnavailableError,
    WorkCancelledError,
)
from booru_studio.http import Secret
from booru_studio.interrogators.base import InterrogatorHouse
from booru_studio.interrogators.hf_space import DEFAULT_SPACE, HfSpace
from booru_studio.interrogators.space_address import may_have_token
from tests.interrogators.stand_in_space import (
    CUT,
    HYSTS,
    HYSTS_ANSWER,
    IMAGE,
    WD,
    WD_ANSWER,
    StandInSpace,
    gives,
    label,
    parameter,
)
from tests.interrogators.stand_ins import never, picture

TOKEN = "hf_a1b2c3SECRET"


@pytest.fixture
def space():
    with StandInSpace() as space:
        yield space


@pytest.fixture(autouse=True)
def saved_token(monkeypatch, tmp_path):
    """A token that the machine has, and that no Space was meant to get."""
    (tmp_path / "token").write_text("hf_saved")
    monkeypatch.setenv("HF_TOKEN", "hf_environment")
    monkeypatch.setenv("HF_TOKEN_PATH", str(tmp_path / "token"))


def ask(space, token="", is_cancelled=never, **seconds):
    it = HfSpace(getattr(space, "url", space), Secret(token), pause=0.02)
    for name, value in seconds.items():
        setattr(it, name, value)
    return it.interrogate(picture("green", (900, 300)), is_cancelled)


# -- what it says


def test_wd_taggers_shape_is_read_with_categories_and_rating(space):
    result = ask(space)

    assert [(tag.name, tag.category, tag.score) for tag in result.tags] == [
        ("long_hair", TagCategory.GENERAL, 0.98), ("ada_(garden)", TagCategory.CHARACTER, 0.93),
        ("smile", TagCategory.GENERAL, 0.4), ("^_^", TagCategory.GENERAL, 0.2),
    ]  # fmt: skip
    assert result.rating[Rating.GENERAL] == 0.9
    assert result.unsafe() == pytest.approx(0.03)
    assert (result.interrogator, result.source) == ("space", f"space {space.url}")


def test_deepdanboorus_shape_is_read(space):
    space.function, space.given = HYSTS, HYSTS_ANSWER
    result = ask(space)

    assert [(tag.name, tag.score) for tag in result.tags] == [("long_hair", 0.98), ("smile", 0.4)]
    assert result.rating == {Rating.GENERAL: 0.95, Rating.EXPLICIT: 0.01}


def test_all_scores_are_asked_for_and_the_rest_is_left_as_its_author_has_it(space):
    ask(space)

    assert space.handed[1:] == ["SmilingWolf/wd-swinv2-tagger-v3", 0.05, False, 0.05, False]


def test_what_is_sent_is_a_small_square_without_metadata(space):
    ask(space)

    (upload,) = space.uploads
    png = upload[upload.index(b"\x89PNG") :]
    assert len(png) < 20_000
    assert b'filename="picture.png"' in upload
    assert not any(chunk in png for chunk in (b"tEXt", b"eXIf", b"iCCP", b"pHYs"))
    assert int.from_bytes(png[16:20]) == int.from_bytes(png[20:24]) == 448


def test_no_character_is_no_fault(space):
    space.given = [*WD_ANSWER[:2], label(), WD_ANSWER[3]]

    assert {tag.category for tag in ask(space).tags} == {TagCategory.GENERAL}


def test_a_space_of_another_author_is_called_by_what_it_takes(space):
    narrow = {"type": "number", "description": "numeric value between 0.1 and 0.9"}
    space.function = {
        "parameters": [
            parameter("Slider", "param_0", "Threshold", 0.5, kind=narrow),
            parameter("Image", "param_1", "Bild", required=True),
        ],
        "returns": [gives("JSON", "Ergebnis")],
    }
    space.given = [{"general": {"sky": 0.8}, "characters": {"ada": 0.6}, "rating": {"general": 1}}]
    result = ask(space)

    assert (space.handed[0], space.handed[1]["orig_name"]) == (0.1, "picture.png")
    assert {tag.name: tag.category.value for tag in result.tags} == {
        "sky": "general", "ada": "character",
    }  # fmt: skip
    assert result.rating == {Rating.GENERAL: 1.0}


# -- what goes wrong


@pytest.mark.parametrize(
    ("function", "answer"),
    [
        ({**WD, "parameters": WD["parameters"][1:]}, WD_ANSWER),
        ({**WD, "parameters": [IMAGE, *WD["parameters"]]}, WD_ANSWER),
        ({**WD, "parameters": [IMAGE, parameter("Textbox", "key", "Key", required=True)]},
         WD_ANSWER),
        ({**WD, "returns": WD["returns"][:1]}, WD_ANSWER[:1]),
        (WD, WD_ANSWER[:2]),
        (WD, ["text", "not", "scores", "here"]),
        (WD, ["", label(), label(), label()]),
        (HYSTS, [{}, {}, ""]),
        (HYSTS, [{}, {"sky": "high"}, ""]),
    ],
    ids=["no picture", "two pictures", "an unknown need", "no scores", "fewer results",
         "texts for scores", "nothing seen", "nothing seen by hysts", "words for scores"],
)  # fmt: skip
def test_a_changed_or_empty_answer_is_one_sentence(space, function, answer):
    space.function, space.given = function, answer

    with pytest.raises(InterrogatorReplyError) as caught:
        ask(space)
    assert str(caught.value).startswith(f"The Space {space.url} sent something that is no interro")


@pytest.mark.parametrize(
    ("message", "error", "told"),
    [
        ("You have exceeded your GPU quota (60s requested vs. 0s left)", InterrogatorQuotaError,
         "60s requested vs. 0s left"),
        ("ZeroGPU worker error", InterrogatorQuotaError, "ZeroGPU"),
        (None, InterrogatorUnavailableError, "it failed there"),
        ("out of memory", InterrogatorUnavailableError, "out of memory"),
        (f"bad token {TOKEN}", InterrogatorUnavailableError, "bad token …"),
    ],
)  # fmt: skip
def test_what_the_space_says_of_its_fault_is_passed_on(space, message, error, told):
    space.error = (message,)

    with pytest.raises(error) as caught:
        ask(space, TOKEN)
    assert told in str(caught.value)
    assert TOKEN not in str(caught.value)


@pytest.mark.parametrize(
    ("path", "reply", "error", "told"),
    [
        ("/config", json_reply({}, 429), InterrogatorQuotaError, "too many requests"),
        ("/config", json_reply({}, 404), InterrogatorUnavailableError, "no Gradio app"),
        ("/config", json_reply({}, 401), InterrogatorUnavailableError, "set HF_TOKEN"),
        ("/config", html_reply("<h1>Preparing</h1>"), InterrogatorUnavailableError, "starting"),
        ("/config", json_reply({"protocol": "ws"}), InterrogatorReplyError, "too old"),
        ("/config", CUT, InterrogatorUnavailableError, "ConnectionError"),
        ("/info", json_reply({}, 500), InterrogatorReplyError, "no interrogation"),
        ("/info", json_reply([]), InterrogatorReplyError, "no interrogation"),
        ("/upload", json_reply({}, 429), InterrogatorQuotaError, "too many requests"),
        ("/upload", json_reply({}, 413), InterrogatorUnavailableError, "status 413"),
        ("/queue/join", json_reply({}, 503), InterrogatorUnavailableError, "its queue is full"),
        ("/queue/join", CUT, InterrogatorUnavailableError, "disconnected"),
        ("/queue/data", Reply(200, b"", "text/event-stream"), InterrogatorUnavailableError,
         "it fell silent"),
    ],
)  # fmt: skip
def test_every_broken_step_is_one_sentence(space, path, reply, error, told):
    space.instead[path] = reply

    with pytest.raises(error, match=told) as caught:
        ask(space, connect_seconds=0.5 if told == "it fell silent" else 10)
    assert "\n" not in str(caught.value)


def test_a_wrong_token_names_the_variable(space):
    space.instead["/config"] = json_reply({}, 401)
    with pytest.raises(InterrogatorAuthError, match="HF_TOKEN"):
        ask(space, TOKEN)


def test_a_space_that_is_not_there_is_told():
    with pytest.raises(InterrogatorUnavailableError, match="ConnectionError"):
        ask("http://127.0.0.1:9")


def test_a_sleeping_space_is_waited_for(space):
    space.asleep = 4

    assert ask(space).tags
    assert space.asleep == 0


def test_a_space_that_does_not_wake_up_is_told(space):
    space.asleep = 10_000
    with pytest.raises(InterrogatorUnavailableError, match="it is still starting"):
        ask(space, connect_seconds=0.3)


@pytest.mark.parametrize("path", ["/config", "/info", "/upload", "/queue/join", "/queue/data"])
def test_a_hang_ends_at_its_deadline(space, path):
    space.hangs = path
    with pytest.raises(InterrogatorTimeoutError):
        ask(space, connect_seconds=0.5, answer_seconds=0.3)


@pytest.mark.parametrize("path", ["/config", "/info", "/queue/data"])
def test_who_stops_waiting_is_let_go_at_once(space, path):
    space.hangs = path
    asked = threading.Event()
    begun = []

    def is_cancelled():
        if any(call.path.endswith(path) for call in space.calls):
            begun.append(time.monotonic())
            asked.set()
        return asked.is_set()

    with pytest.raises(WorkCancelledError):
        ask(space, is_cancelled=is_cancelled)
    assert time.monotonic() - begun[0] < 1.0
    if path == "/queue/data":
        assert space.cancelled.wait(5)


# -- the token, and other hosts


def test_without_a_token_of_the_user_none_is_sent(space):
    ask(space)

    assert space.count("/gradio_api/queue/data") == 1
    assert space.tokens == set()


def test_the_users_token_goes_in_headers_and_nowhere_else(space, caplog):
    caplog.set_level(logging.DEBUG)
    ask(space, TOKEN)

    assert space.tokens == {f"Bearer {TOKEN}"}
    assert not any(TOKEN in f"{call.path}{call.query}{call.body}" for call in space.calls)
    assert TOKEN not in caplog.text


@pytest.mark.parametrize(
    ("url", "may"),
    [
        ("https://ada-tagger.hf.space", True), ("https://huggingface.co", True),
        ("http://127.0.0.1:7", True), ("http://ada-tagger.hf.space", False),
        ("https://evil.example", False), ("https://hf.space.evil.example", False),
        ("https://evilhf.space", False), ("http://192.168.0.2", False),
    ],
)  # fmt: skip
def test_a_token_is_only_for_hugging_face_and_this_machine(url, may):
    assert may_have_token(url) is may


def test_a_configuration_that_points_elsewhere_is_not_followed(space):
    with StandInSpace() as elsewhere:
        space.points_to = f"{elsewhere.url}/gradio_api"
        with pytest.raises(InterrogatorUnavailableError, match="points to another host"):
            ask(space, TOKEN)
        assert elsewhere.calls == []


@pytest.mark.parametrize("path", ["/config", "/info", "/queue/join"])
def test_a_redirect_to_another_host_is_not_followed(space, path):
    with StandInSpace() as elsewhere:
        away = {"Location": f"{elsewhere.url}/config"}
        space.instead[path] = Reply(307, b"", headers=away)
        with pytest.raises((InterrogatorUnavailableError, InterrogatorReplyError)):
            ask(space, TOKEN)
        assert elsewhere.calls == []


# -- by name


class Hub(LoopbackServer):
    """Hugging Face's list of Spaces, with one in it."""

    def __init__(self, facts, status=200):
        super().__init__()
        self.facts, self.status = facts, status

    def answer(self, call):
        if call.path == "/api/spaces/ada/old-name":
            return Reply(307, b"", headers={"Location": "/api/spaces/ada/tagger"})
        found = call.path == "/api/spaces/ada/tagger" and self.status == 200
        return json_reply(self.facts, 200) if found else json_reply({}, self.status)


def ask_by_name(facts, name="ada/tagger", token="", status=200):
    with Hub(facts, status) as hub:
        it = HfSpace(name, Secret(token), hub=hub.url, pause=0.02)
        return it.interrogate(picture(), never)


@pytest.mark.parametrize("name", ["ada/tagger", "ada/old-name"])
def test_a_space_is_found_by_its_name(space, name):
    result = ask_by_name({"host": space.url, "runtime": {"stage": "SLEEPING"}}, name)

    assert result.source == f"space {name}"


@pytest.mark.parametrize(
    ("facts", "status", "told"),
    [
        ({"host": "https://x.hf.space", "runtime": {"stage": "PAUSED"}}, 200, "PAUSED"),
        ({"host": "https://x.hf.space", "runtime": {"stage": "RUNTIME_ERROR"}}, 200, "RUNTIME_ERR"),
        ({"host": "http://192.168.0.2"}, 200, "no address"),
        ({}, 200, "no address"),
        ({}, 401, "no such Space, or it is private"),
        ({}, 404, "no such Space, or it is private"),
        ({}, 500, "status 500"),
    ],
)
def test_a_space_that_cannot_run_says_why(facts, status, told):
    with pytest.raises(InterrogatorUnavailableError, match=told):
        ask_by_name(facts, status=status)


# -- in the house


def test_a_space_is_always_offered_but_in_the_demo(tmp_path):
    (usual,) = HfSpace.build(InterrogatorHouse(data=tmp_path))
    (own,) = HfSpace.build(InterrogatorHouse(data=tmp_path, hf_space="ada/tagger"))

    assert (usual.name, usual.sends_image_away) == ("space", True)
    assert DEFAULT_SPACE in usual.label
    assert "ada/tagger" in own.status().detail
    assert tuple(HfSpace.build(InterrogatorHouse(data=tmp_path, demo=True))) == ()


def test_a_real_gradio_app_understands_us(monkeypatch):
    monkeypatch.setenv("GRADIO_ANALYTICS_ENABLED", "False")
    gradio = pytest.importorskip("gradio")
    seen = []

    def predict(image: Image.Image, general_thresh: float, model: str):
        seen.append((image.size, general_thresh, model))
        return "sky", {"general": 0.9, "explicit": 0.1}, {}, {"long hair": 0.7}

    with gradio.Blocks() as app:
        takes = [
            gradio.Image(type="pil", label="Input"),
            gradio.Slider(0, 1, 0.35, label="General Tags Threshold"),
            gradio.Dropdown(["a", "b"], value="b", label="Model"),
        ]
        returns = [
            gradio.Textbox(), gradio.Label(label="Rating"), gradio.Label(label="Characters"),
            gradio.Label(label="Tags"),
        ]  # fmt: skip
        gradio.Button().click(predict, takes, returns, api_name="predict")
    _, url, _ = app.queue(max_size=10).launch(
        prevent_thread_lock=True, quiet=True, server_name="127.0.0.1", show_error=True
    )
    try:
        result = ask(url.rstrip("/"))
    finally:
        app.close()

    assert seen == [((448, 448), 0.05, "b")]
    assert [(tag.name, tag.score) for tag in result.tags] == [("long_hair", 0.7)]
    assert json.dumps({str(k): v for k, v in result.rating.items()}) == (
        '{"general": 0.9, "explicit": 0.1}'
    )

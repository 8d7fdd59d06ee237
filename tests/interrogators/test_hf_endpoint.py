"""An Inference Endpoint over loopback: its shapes, waking up, refusals, and its token."""

import json
import logging
import threading
import time

import pytest

from booru_studio.demo.server import LoopbackServer, RawReply, Reply, html_reply, json_reply
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
from booru_studio.interrogators import hf_endpoint
from booru_studio.interrogators.base import InterrogatorHouse, State
from booru_studio.interrogators.hf_endpoint import HfEndpoint
from tests.interrogators.stand_ins import never, picture

TOKEN = "hf_a1b2c3SECRET"
LABELS = [
    {"label": "long_hair", "score": 0.98}, {"label": "general", "score": 0.9},
    {"label": "rating:explicit", "score": 0.02}, {"label": "smile", "score": 0.4},
]  # fmt: skip


class Endpoint(LoopbackServer):
    """Gives its answers in turn, the last one for ever."""

    def __init__(self):
        super().__init__()
        self.answers = [json_reply(LABELS)]

    def answer(self, _call):
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if answer == "hang":
            self.stopping.wait(30)
        return answer


@pytest.fixture
def endpoint(monkeypatch):
    monkeypatch.setattr(hf_endpoint, "_USUAL_WAIT", 0.02)
    with Endpoint() as endpoint:
        yield endpoint


def ask(endpoint, token=TOKEN, is_cancelled=never, **seconds):
    it = HfEndpoint(f"{endpoint.url}/tag", Secret(token))
    for name, value in seconds.items():
        setattr(it, name, value)
    return it.interrogate(picture("blue", (640, 480)), is_cancelled)


@pytest.mark.parametrize("wrap", [False, True])
def test_a_list_of_labels_is_read(endpoint, wrap):
    endpoint.answers = [json_reply([LABELS] if wrap else LABELS)]
    result = ask(endpoint)

    assert [(tag.name, tag.score) for tag in result.tags] == [("long_hair", 0.98), ("smile", 0.4)]
    assert result.rating == {Rating.GENERAL: 0.9, Rating.EXPLICIT: 0.02}
    assert (result.interrogator, result.source) == ("endpoint", f"endpoint {endpoint.url}/tag")


def test_tags_by_category_are_read(endpoint):
    endpoint.answers = [json_reply({
        "general": {"sky": 0.8}, "character": {"ada_(garden)": 0.7}, "style": {"ink": 0.6},
        "meta": [{"label": "highres", "score": 0.5}], "version": {"v1": 1.0},
    })]  # fmt: skip
    result = ask(endpoint)

    assert {tag.name: tag.category for tag in result.tags} == {
        "sky": TagCategory.GENERAL, "ada_(garden)": TagCategory.CHARACTER,
        "ink": TagCategory.ARTIST, "highres": TagCategory.META,
    }  # fmt: skip
    assert result.rating == {}


def test_the_picture_goes_as_bytes_and_the_token_in_its_header_alone(endpoint, caplog):
    caplog.set_level(logging.DEBUG)
    ask(endpoint)

    (call,) = endpoint.calls
    assert (call.method, call.path, call.query) == ("POST", "/tag", {})
    assert call.headers["content-type"] == "image/png"
    assert call.body.startswith(b"\x89PNG")
    assert int.from_bytes(call.body[16:20]) == 448
    assert call.headers["authorization"] == f"Bearer {TOKEN}"
    assert [name for name, value in call.headers.items() if TOKEN in value] == ["authorization"]
    assert TOKEN not in caplog.text


def test_without_a_token_none_is_sent(endpoint, monkeypatch):
    monkeypatch.setenv("HF_TOKEN", "hf_environment")
    ask(endpoint, token="")

    assert "authorization" not in endpoint.calls[0].headers


def test_a_starting_endpoint_is_waited_for(endpoint):
    starting = json_reply({"error": "Service is starting", "estimated_time": 0.02}, 503)
    endpoint.answers = [starting, Reply(503), json_reply(LABELS)]

    assert ask(endpoint).tags
    assert endpoint.count("/tag") == 3


def test_one_that_does_not_start_is_told(endpoint):
    endpoint.answers = [json_reply({"estimated_time": 900}, 503)]
    with pytest.raises(InterrogatorUnavailableError, match="still starting"):
        ask(endpoint, start_seconds=0.1)


@pytest.mark.parametrize(
    ("reply", "error", "told"),
    [
        (json_reply({"error": f"Invalid token {TOKEN}"}, 401), InterrogatorAuthError, "token …"),
        (json_reply({}, 403), InterrogatorAuthError, "HF_TOKEN"),
        (json_reply({"error": "slow down"}, 429), InterrogatorQuotaError, "slow down"),
        (json_reply({}, 402), InterrogatorQuotaError, "status 402"),
        (json_reply({}, 404), InterrogatorUnavailableError, "BOORU_STUDIO_HF_ENDPOINT"),
        (json_reply({"error": ["odd"]}, 500), InterrogatorUnavailableError, "status 500"),
        (Reply(302, headers={"Location": "http://127.0.0.1:9/"}), InterrogatorUnavailableError,
         "redirects"),
        (html_reply("<h1>Hello</h1>"), InterrogatorReplyError, "no JSON"),
        (json_reply([]), InterrogatorReplyError, "empty"),
        (json_reply({"general": {}}), InterrogatorReplyError, "empty"),
        (json_reply("text"), InterrogatorReplyError, "no scores"),
        (json_reply(["a"]), InterrogatorReplyError, "no labels"),
        (json_reply({"sky": "high"}), InterrogatorReplyError, "no numbers"),
        (Reply(200, b"[" * 200_000), InterrogatorReplyError, "no JSON"),
        (Reply(200, b" " * (9 * 1024 * 1024)), InterrogatorReplyError, "too long"),
        (RawReply(lambda _connection: None), InterrogatorUnavailableError, "ConnectionError"),
    ],
)  # fmt: skip
def test_every_refusal_and_odd_answer_is_one_sentence(endpoint, reply, error, told):
    endpoint.answers = [reply]

    with pytest.raises(error, match=told) as caught:
        ask(endpoint)
    assert str(caught.value).startswith(f"The endpoint {endpoint.url}/tag ")
    assert TOKEN not in str(caught.value)


def test_a_redirect_does_not_take_the_picture_elsewhere(endpoint):
    with Endpoint() as elsewhere:
        endpoint.answers = [Reply(307, headers={"Location": elsewhere.url})]
        with pytest.raises(InterrogatorUnavailableError):
            ask(endpoint)
        assert elsewhere.calls == []


def test_a_hang_ends_at_its_deadline(endpoint):
    endpoint.answers = ["hang"]
    with pytest.raises(InterrogatorTimeoutError):
        ask(endpoint, answer_seconds=0.2)


@pytest.mark.parametrize("answer", ["hang", json_reply({"estimated_time": 60}, 503)])
def test_who_stops_waiting_is_let_go_at_once(endpoint, answer):
    endpoint.answers = [answer]
    stop = threading.Event()
    begun = []

    def is_cancelled():
        if endpoint.calls and not begun:
            begun.append(time.monotonic())
            stop.set()
        return stop.is_set()

    with pytest.raises(WorkCancelledError):
        ask(endpoint, is_cancelled=is_cancelled)
    assert time.monotonic() - begun[0] < 1.0
    assert not any(thread.name == "ask an endpoint" for thread in _alive())


def _alive():
    """The threads, once a connection that was cut has had time to be noticed."""
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        if not any(thread.name == "ask an endpoint" for thread in threading.enumerate()):
            break
        time.sleep(0.01)
    return threading.enumerate()


def test_it_is_offered_only_where_its_address_is_set(tmp_path):
    url = "https://x.endpoints.huggingface.cloud"
    (it,) = HfEndpoint.build(
        InterrogatorHouse(data=tmp_path, hf_endpoint=url, hf_token=Secret(TOKEN))
    )
    assert (it.name, it.sends_image_away, it.status().state) == ("endpoint", True, State.READY)
    assert TOKEN not in json.dumps([repr(it), repr(vars(it)), it.label, it.source])
    assert tuple(HfEndpoint.build(InterrogatorHouse(data=tmp_path))) == ()
    demo = InterrogatorHouse(data=tmp_path, hf_endpoint=url, demo=True)
    assert tuple(HfEndpoint.build(demo)) == ()


def test_an_open_address_gets_nothing():
    it = HfEndpoint("http://192.0.2.1/tag", Secret(TOKEN))

    assert it.status().state is State.BROKEN
    with pytest.raises(InterrogatorUnavailableError, match="open to others"):
        it.interrogate(picture(), never)

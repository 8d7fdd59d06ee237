"""HTTP with a WebUI: every fault of the wire as its error, credentials kept to ourselves."""

import threading
from base64 import b64decode

import pytest

from booru_studio.demo.faults import Fault
from booru_studio.demo.server import Call, LoopbackServer, Reply, json_reply
from booru_studio.demo.webui import StandInWebUi
from booru_studio.errors import (
    WebUiApiDisabledError,
    WebUiAuthError,
    WebUiBusyError,
    WebUiFailedError,
    WebUiNotReachableError,
    WebUiOutcomeUnknownError,
    WebUiOutOfMemoryError,
    WebUiRejectedError,
    WebUiReplyError,
)
from booru_studio.webui import transport as transport_module
from booru_studio.webui.transport import WebUiTransport
from tests.demo.webui_calls import REQUEST, wait_until

WORK = "/sdapi/v1/txt2img"
OPTIONS = "/sdapi/v1/options"


class Echo(LoopbackServer):
    """Answers every call with the same reply."""

    def __init__(self, reply: Reply) -> None:
        super().__init__()
        self.reply = reply

    def answer(self, call: Call) -> Reply:
        return self.reply


def work(url: str) -> object:
    transport = WebUiTransport(url)
    try:
        return transport.work(WORK, REQUEST, "task(1)")
    finally:
        transport.close()


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (Fault.RESET_BEFORE, WebUiOutcomeUnknownError),
        (Fault.CLOSE_WITHOUT_REPLY, WebUiOutcomeUnknownError),
        (Fault.GARBAGE_STATUS, WebUiOutcomeUnknownError),
        (Fault.DROP_AFTER_SENDING_TO_QUEUE, WebUiOutcomeUnknownError),
        (Fault.RESET_AFTER_WORK, WebUiOutcomeUnknownError),
        (Fault.HALF_BODY, WebUiOutcomeUnknownError),
        (Fault.HTML_200, WebUiReplyError),
        (Fault.TRUNCATED_JSON, WebUiReplyError),
        (Fault.VALIDATION_422, WebUiRejectedError),
        (Fault.UNAUTHORISED, WebUiAuthError),
        (Fault.BUSY_503, WebUiBusyError),
        (Fault.STATUS, WebUiFailedError),
        (Fault.OOM, WebUiOutOfMemoryError),
    ],
)
def test_each_fault_of_work_has_its_error(any_webui, fault, kind):
    any_webui.faults.next(WORK, fault)
    with pytest.raises(kind) as caught:
        work(any_webui.url)
    assert type(caught.value) is kind


def test_work_is_never_sent_twice(webui):
    webui.faults.next(WORK, Fault.CLOSE_WITHOUT_REPLY)
    with pytest.raises(WebUiOutcomeUnknownError):
        work(webui.url)
    assert webui.count(WORK) == 1


def test_a_list_is_asked_for_again_after_a_broken_connection(webui, transport):
    webui.faults.next("/sdapi/v1/samplers", Fault.RESET_BEFORE)
    assert transport.get("/sdapi/v1/samplers")[0]["name"] == "DPM++ 2M"


def test_a_field_of_the_wrong_type_is_named(any_webui):
    transport = WebUiTransport(any_webui.url)
    with pytest.raises(WebUiRejectedError, match="steps: "):
        transport.work(WORK, {**REQUEST, "steps": "many"}, "task(1)")
    transport.close()


def test_a_webui_that_is_not_there_was_sent_nothing(webui):
    url = webui.url
    webui.stop_listening()
    with pytest.raises(WebUiNotReachableError, match="connection refused"):
        work(url)


def test_work_for_a_server_that_speaks_no_encryption_was_not_sent(webui):
    with pytest.raises(WebUiNotReachableError, match="the encrypted connection failed"):
        work(webui.url.replace("http:", "https:"))
    assert webui.count(WORK) == 0


def test_a_short_call_that_is_not_answered_says_so_in_time(webui, transport):
    webui.faults.next(OPTIONS, Fault.HANG_BEFORE_HEADERS, seconds=20)
    with pytest.raises(WebUiNotReachableError, match="no answer in time"):
        transport.get(OPTIONS, seconds=0.1)


def test_an_answer_that_trickles_in_is_given_up(webui, transport):
    webui.faults.next(OPTIONS, Fault.SLOW_DRIP, seconds=20)
    with pytest.raises(WebUiNotReachableError, match="no answer in time"):
        transport.get(OPTIONS, seconds=1.2 / 2)


def test_work_may_trickle_in(webui):
    webui.faults.next(WORK, Fault.SLOW_DRIP, seconds=0.2)
    assert isinstance(work(webui.url), dict)


def test_a_webui_without_its_api_is_told_apart():
    with StandInWebUi(api=False) as webui:
        transport = WebUiTransport(webui.url)
        with pytest.raises(WebUiApiDisabledError, match="--api"):
            transport.get(OPTIONS)
        with pytest.raises(WebUiApiDisabledError):
            transport.work(WORK, REQUEST, "task(1)")
        transport.close()


def test_a_route_that_one_webui_lacks_is_named(transport):
    with pytest.raises(WebUiRejectedError, match="it has no /sdapi/v1/sd-modules"):
        transport.get("/sdapi/v1/sd-modules")


def test_another_web_server_is_no_webui():
    no_webui = Echo(json_reply({"detail": "Not Found"}, 404))
    with no_webui, pytest.raises(WebUiReplyError, match="it has no /sdapi/v1/options"):
        WebUiTransport(no_webui.url).get(OPTIONS)


def test_an_answer_beyond_the_cap_is_refused(monkeypatch):
    monkeypatch.setattr(transport_module, "MOST_BYTES", 2 * 2**20)
    server = Echo(Reply(200, b" " * (2 * 2**20 + 1)))
    with server, pytest.raises(WebUiReplyError, match="larger than 2 MB"):
        work(server.url)


def test_an_empty_answer_is_none():
    with Echo(Reply(204)) as server:
        transport = WebUiTransport(server.url)
        assert transport.post("/sdapi/v1/interrupt") is None
        transport.close()


def test_a_redirect_is_not_followed():
    elsewhere = Reply(302, headers={"Location": "/login"})
    with Echo(elsewhere) as server:
        with pytest.raises(WebUiAuthError):
            WebUiTransport(server.url).get(OPTIONS)
        assert server.count("/login") == 0


def test_work_has_a_connection_of_its_own_and_wants_no_packing(webui):
    work(webui.url)
    headers = webui.calls[-1].headers
    assert headers["connection"] == "close"
    assert headers["accept-encoding"] == "identity"


def test_hanging_up_ends_the_wait(slow_webui):
    transport, caught = WebUiTransport(slow_webui.url), []

    def wait() -> None:
        try:
            transport.work(WORK, {**REQUEST, "steps": 20}, "task(1)")
        except WebUiOutcomeUnknownError as error:
            caught.append(error)

    thread = threading.Thread(target=wait)
    thread.start()
    wait_until(lambda: slow_webui.count(WORK))
    transport.hang_up("task(other)")
    transport.hang_up("task(1)")
    thread.join(5)
    transport.close()
    assert len(caught) == 1


@pytest.mark.parametrize("password", ["hunter2", "with:colon", "ümlaut", "at@sign"])
def test_the_login_is_sent_as_it_is(password):
    with Echo(json_reply({})) as server:
        WebUiTransport(server.url, ("me", password)).get(OPTIONS)
        given = server.calls[0].headers["authorization"].removeprefix("Basic ")
    assert b64decode(given).decode() == f"me:{password}"


def test_a_login_in_the_address_is_used_and_not_shown():
    with Echo(json_reply({})) as server:
        transport = WebUiTransport(server.url.replace("//", "//me:hunter%402@") + "/")
        transport.get(OPTIONS)
        given = server.calls[0].headers["authorization"].removeprefix("Basic ")
        assert b64decode(given) == b"me:hunter@2"
        assert transport.shown_url == server.url
        assert "hunter" not in repr(transport)
        transport.close()


def test_no_error_shows_the_login():
    transport = WebUiTransport("http://me:hunter2@127.0.0.1:9", None)
    with pytest.raises(WebUiNotReachableError) as caught:
        transport.get(OPTIONS)
    assert "hunter2" not in str(caught.value)
    assert "me:" not in str(caught.value)


def test_an_address_below_a_path_keeps_it():
    with Echo(json_reply({})) as server:
        WebUiTransport(f"{server.url}/sd/").get(OPTIONS)
        assert server.calls[0].path == "/sd/sdapi/v1/options"


def test_a_wrong_password_is_found():
    with StandInWebUi(auth=("me", "hunter2")) as guarded:
        right, wrong = (WebUiTransport(guarded.url, ("me", p)) for p in ("hunter2", "hunter3"))
        assert right.get(OPTIONS)["samples_format"] == "png"
        with pytest.raises(WebUiAuthError, match="--webui-auth"):
            wrong.get(OPTIONS)
        right.close()
        wrong.close()

"""Answers and silences, and the errors they become."""

import json
import socket
import ssl

import pytest
import requests
from urllib3.exceptions import NewConnectionError, ProtocolError, ReadTimeoutError

from booru_studio.errors import (
    WebUiAuthError,
    WebUiBusyError,
    WebUiFailedError,
    WebUiNotReachableError,
    WebUiOutcomeUnknownError,
    WebUiOutOfMemoryError,
    WebUiRejectedError,
    WebUiReplyError,
)
from booru_studio.webui.faults import LONGEST_REASON, USUAL_WAIT, Answer, refusal, silence

URL = "http://127.0.0.1:7860"
REFUSED = NewConnectionError(None, "refused")  # type: ignore[arg-type]
SILENT = ReadTimeoutError(None, "/", "slow")  # type: ignore[arg-type]


def answer(status: int, body: object = "", **headers: str) -> Answer:
    written = body if isinstance(body, str) else json.dumps(body)
    return Answer(status, headers, written.encode())


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (302, WebUiReplyError),
        (400, WebUiRejectedError),
        (401, WebUiAuthError),
        (403, WebUiAuthError),
        (404, WebUiRejectedError),
        (405, WebUiRejectedError),
        (409, WebUiRejectedError),
        (413, WebUiRejectedError),
        (422, WebUiRejectedError),
        (429, WebUiBusyError),
        (500, WebUiFailedError),
        (501, WebUiFailedError),
        (502, WebUiOutcomeUnknownError),
        (503, WebUiBusyError),
        (504, WebUiOutcomeUnknownError),
        (521, WebUiNotReachableError),
        (524, WebUiOutcomeUnknownError),
    ],
)
def test_every_status_of_work_has_its_error(status, kind):
    assert type(refusal(answer(status), URL, is_work=True)) is kind


@pytest.mark.parametrize("status", [502, 504, 520, 524])
def test_a_proxy_that_gave_up_on_a_short_call_leaves_nothing_to_look_up(status):
    assert type(refusal(answer(status), URL, is_work=False)) is WebUiNotReachableError


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ({"error": "HTTPException", "detail": "Sampler not found", "body": "", "errors": ""},
         "Sampler not found"),
        ({"detail": "Script 'nope' not found"}, "Script 'nope' not found"),
        ({"detail": [{"loc": ["body", "steps"], "msg": "value is not a valid integer"}]},
         "steps: value is not a valid integer"),
        ({"detail": [{"loc": ["body", "a", 0], "msg": "odd"}, {"loc": ["body"], "msg": "worse"}]},
         "a.0: odd; worse"),
        ({"detail": ""}, "status 422"),
        ({}, "status 422"),
        (["unusual"], "status 422"),
        ("<html><h1>No</h1></html>", "status 422"),
        ("Request too large", "Request too large"),
        ("", "status 422"),
    ],
)  # fmt: skip
def test_a_refusal_is_told_from_either_error_shape(body, reason):
    error = refusal(answer(422, body), URL, is_work=True)
    assert error.facts["reason"] == reason


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ({"error": "KeyError", "detail": "", "errors": "'no_such_option'"},
         "KeyError: 'no_such_option'"),
        ({"error": "RuntimeError", "detail": "", "errors": "model 'nope' not found"},
         "model 'nope' not found"),
        ({"error": "TypeError", "message": "argument of type 'NoneType' is not iterable"},
         "TypeError: argument of type 'NoneType' is not iterable"),
        ({"error": "AssertionError", "detail": "", "errors": "", "message": ""}, "AssertionError"),
        ("Internal Server Error", "Internal Server Error"),
        ({"error": "Exception", "errors": "first line\nsecond line"}, "first line"),
        ({"errors": 'Traceback (most recent call last):\n  File "x.py"\nValueError: bad shape'},
         "ValueError: bad shape"),
    ],
)  # fmt: skip
def test_a_failure_tells_the_first_field_that_says_something(body, reason):
    error = refusal(answer(500, body), URL, is_work=True)
    assert type(error) is WebUiFailedError
    assert error.facts["reason"] == reason


@pytest.mark.parametrize(
    "body",
    [
        {"error": "OutOfMemoryError", "detail": "", "errors": "CUDA out of memory. Tried 2 GiB"},
        {"error": "RuntimeError", "message": "MPS backend out of memory"},
        {"error": "OutOfMemoryError", "errors": ""},
    ],
)
def test_running_out_of_memory_is_an_error_of_its_own(body):
    assert type(refusal(answer(500, body), URL, is_work=True)) is WebUiOutOfMemoryError


def test_a_long_reason_is_cut():
    error = refusal(answer(500, {"errors": "x" * 5000}), URL, is_work=True)
    assert len(str(error.facts["reason"])) == LONGEST_REASON


def test_a_password_in_a_servers_message_is_not_repeated():
    told = refusal(
        answer(500, {"errors": "cannot fetch http://me:hunter2@host/x"}), URL, is_work=True
    )
    assert "hunter2" not in str(told)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [("3", 3.0), ("0.5", 0.5), ("-1", 0.0), ("86400", 600.0), ("nan", USUAL_WAIT),
     ("Wed, 21 Oct 2026 07:28:00 GMT", USUAL_WAIT), (None, USUAL_WAIT)],
)  # fmt: skip
def test_a_busy_server_says_how_long_to_wait(header, seconds):
    headers = {} if header is None else {"retry-after": header}
    error = refusal(answer(503, "", **headers), URL, is_work=True)
    assert isinstance(error, WebUiBusyError)
    assert error.retry_after == seconds


@pytest.mark.parametrize("location", ["/login?next=/", "https://x.example/cdn-cgi/access/login/y"])
def test_a_redirect_to_a_login_asks_for_the_password(location):
    error = refusal(answer(302, location=location), URL, is_work=True)
    assert isinstance(error, WebUiAuthError)


@pytest.mark.parametrize(
    "error",
    [
        requests.ConnectionError(REFUSED),
        requests.ConnectTimeout(),
        requests.exceptions.InvalidURL("no host"),
        requests.exceptions.SSLError(ssl.SSLCertVerificationError("self-signed")),
    ],
)
def test_what_certainly_was_not_sent_may_be_sent_again(error):
    assert isinstance(silence(error, URL, is_work=True), WebUiNotReachableError)


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (requests.ReadTimeout(SILENT), "no answer in time"),
        (requests.ConnectionError(SILENT), "no answer in time"),
        (requests.ConnectionError(ProtocolError("x", ConnectionResetError())),
         "the connection was reset"),
        (requests.exceptions.ChunkedEncodingError("x"), "its answer was cut short"),
        (ProtocolError("Remote end closed"), "the connection was closed"),
        (requests.exceptions.SSLError("bad record"), "the connection failed"),
        (requests.RequestException("something new"), "the connection failed"),
        (BrokenPipeError(), "the connection was closed"),
    ],
)  # fmt: skip
def test_what_may_have_been_sent_has_an_unknown_outcome(error, reason):
    named = silence(error, URL, is_work=True)
    assert isinstance(named, WebUiOutcomeUnknownError)
    assert named.facts["reason"] == reason
    assert isinstance(silence(error, URL, is_work=False), WebUiNotReachableError)


def test_a_name_that_does_not_resolve_is_said_to_be_unknown(monkeypatch):
    def nothing_found(*_args: object) -> None:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", nothing_found)
    with requests.Session() as session, pytest.raises(requests.ConnectionError) as caught:
        session.get("http://webui.invalid/", timeout=1)
    named = silence(caught.value, URL, is_work=True)
    assert isinstance(named, WebUiNotReachableError)
    assert named.facts["reason"] == "its name is not known"

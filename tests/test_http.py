"""Sessions, secrets, and what may be fetched as a picture."""

import socket
import time
from types import SimpleNamespace

import pytest
import requests

from booru_studio import http
from booru_studio.errors import PictureError
from booru_studio.http import (
    TIMEOUT,
    USER_AGENT,
    Secret,
    fetch_picture,
    is_allowed_host,
    make_session,
    shown_url,
)
from tests.loopback import Loopback, hang_up, reply

OK = reply(body=b"fine")


@pytest.fixture
def naps(monkeypatch):
    """The seconds slept between retries, which pass at once."""
    naps: list[float] = []
    clock = SimpleNamespace(sleep=naps.append, time=time.time)
    monkeypatch.setattr("urllib3.util.retry.time", clock)
    return naps


@pytest.fixture
def session():
    with make_session() as session:
        yield session


def closed_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


@pytest.mark.parametrize("failure", [hang_up, *map(reply, (502, 503, 504))])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_read_is_tried_again(naps, session, failure, method):
    with Loopback(failure, failure, OK) as server:
        assert session.request(method, server.url).status_code == 200
        session.close()
    assert len(server.requests) == 3


@pytest.mark.parametrize("failure", [hang_up, *map(reply, (429, 503))])
def test_a_post_is_sent_once(naps, session, failure):
    with Loopback(failure, OK) as server:
        try:
            assert session.post(server.url, data=b"x").status_code >= 429
        except requests.ConnectionError:
            assert failure is hang_up
        session.close()
    assert [method for method, _ in server.requests] == ["POST"]


@pytest.mark.parametrize(("method", "sleeps"), [("GET", 2), ("POST", 0)])
def test_a_refused_connection_is_tried_again_for_reads_only(naps, session, method, sleeps):
    with pytest.raises(requests.ConnectionError):
        session.request(method, f"http://127.0.0.1:{closed_port()}/")
    assert len(naps) == sleeps


@pytest.mark.parametrize("status", [400, 401, 404, 422, 500])
def test_other_answers_are_taken_as_they_are(session, status):
    with Loopback(reply(status), OK) as server:
        assert session.get(server.url).status_code == status
        session.close()
    assert len(server.requests) == 1


def test_after_the_last_try_the_answer_is_returned(naps, session):
    with Loopback(reply(503)) as server:
        assert session.get(server.url).status_code == 503
        session.close()
    assert len(server.requests) == 4


@pytest.mark.parametrize("status", [429, 503])
def test_a_short_retry_after_is_heeded(naps, session, status):
    with Loopback(reply(status, Retry_After="3"), OK) as server:
        assert session.get(server.url).status_code == 200
        session.close()
    assert naps == [3.0]


@pytest.mark.parametrize(
    "failure",
    [reply(429), reply(429, Retry_After="60"), reply(429, Retry_After="nonsense"),
     reply(503, Retry_After="3600")],
    ids=["no time", "a minute", "no number", "an hour"],
)  # fmt: skip
def test_a_site_that_wants_to_be_left_alone_is(naps, session, failure):
    with Loopback(failure, OK) as server:
        assert session.get(server.url).status_code in (429, 503)
        session.close()
    assert len(server.requests) == 1
    assert naps == []


def test_a_site_that_is_too_busy_twice_is_not_asked_a_third_time(naps, session):
    busy = reply(429, Retry_After="1")
    with Loopback(busy, busy, OK) as server:
        assert session.get(server.url).status_code == 429
        session.close()
    assert len(server.requests) == 2


def test_a_read_timeout_stays_one_and_is_not_tried_again(session):
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        with pytest.raises(requests.ReadTimeout):
            session.get(f"http://127.0.0.1:{deaf.getsockname()[1]}/", timeout=(1, 0.05))
        session.close()
        deaf.settimeout(0.05)
        deaf.accept()[0].close()
        with pytest.raises(TimeoutError):
            deaf.accept()


def test_there_is_always_a_timeout(session, monkeypatch):
    given = []

    def send(adapter, request, **options):
        given.append(options["timeout"])
        return requests.Response()

    monkeypatch.setattr("requests.adapters.HTTPAdapter.send", send)
    adapter = session.get_adapter("https://example.org")
    request = requests.Request("GET", "https://example.org").prepare()
    adapter.send(request)
    adapter.send(request, timeout=None)
    adapter.send(request, timeout=(1, 2))
    assert given == [TIMEOUT, TIMEOUT, (1, 2)]


def test_the_user_agent_is_ours(session):
    assert session.headers["User-Agent"] == USER_AGENT
    assert USER_AGENT.startswith("BooruStudio/")
    assert "Mozilla" not in USER_AGENT


def test_no_password_slips_in_from_netrc(session, tmp_path, monkeypatch):
    (tmp_path / ".netrc").write_text("machine 127.0.0.1 login mira password secret\n")
    monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))
    for through_proxy in (True, False):
        with make_session(through_proxy=through_proxy) as session:
            request = session.prepare_request(requests.Request("GET", "http://127.0.0.1/"))
        assert "Authorization" not in request.headers


@pytest.mark.parametrize("through_proxy", [True, False])
def test_a_proxy_is_used_only_where_it_is_wanted(through_proxy):
    with make_session(through_proxy=through_proxy) as session:
        assert session.trust_env is through_proxy


class Clock:
    """Time that passes only by sleeping."""

    def __init__(self) -> None:
        self.now, self.naps = 100.0, []

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.naps.append(round(seconds, 3))
        self.now += seconds


@pytest.fixture
def as_elsewhere(monkeypatch):
    """The loopback servers stand for sites of others."""
    monkeypatch.setattr(http, "is_loopback", lambda host: False)


def test_requests_to_one_host_keep_their_distance(as_elsewhere):
    clock = Clock()
    with (
        make_session(interval=0.5, clock=clock, sleep=clock.sleep) as session,
        Loopback(OK) as server,
    ):
        for pause in (0.0, 0.0, 0.2, 3.0):
            clock.now += pause
            session.get(server.url)
        session.close()
    assert clock.naps == [0.5, 0.3]


def test_two_hosts_do_not_wait_for_each_other(as_elsewhere):
    clock = Clock()
    with (
        make_session(interval=0.5, clock=clock, sleep=clock.sleep) as session,
        Loopback(OK) as server,
    ):
        session.get(server.url)
        session.get(server.url.replace("127.0.0.1", "localhost"))
        session.close()
    assert clock.naps == []


@pytest.mark.parametrize("interval", [0.0, 0.5])
def test_a_server_on_this_machine_is_not_waited_for(interval):
    clock = Clock()
    with (
        make_session(interval=interval, clock=clock, sleep=clock.sleep) as session,
        Loopback(OK) as server,
    ):
        session.get(server.url)
        session.get(server.url)
        session.close()
    assert clock.naps == []


def test_without_an_interval_nothing_waits(as_elsewhere):
    clock = Clock()
    with make_session(clock=clock, sleep=clock.sleep) as session, Loopback(OK) as server:
        session.get(server.url)
        session.get(server.url)
        session.close()
    assert clock.naps == []


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("http://mira:secret@127.0.0.1:7860/sdapi/?key=1#x", "http://127.0.0.1:7860/sdapi"),
        ("https://example.org", "https://example.org"),
        ("http://[::1]:7860/", "http://[::1]:7860"),
    ],
)
def test_an_address_is_shown_without_secrets(url, shown):
    assert shown_url(url) == shown


def test_a_secret_is_never_shown():
    secret = Secret("c0ffee")
    assert "c0ffee" not in f"{secret} {secret!r} {[secret]} {secret!s:>30}"
    assert (bool(secret), bool(Secret("")), secret.value) == (True, False, "c0ffee")


@pytest.mark.parametrize(
    ("url", "allowed"),
    [
        ("https://cdn.example.org/a.png", True),
        ("HTTPS://CDN.Example.org/a.png", True),
        ("https://cdn.example.org:444/a.png", True),
        ("https://img4.pictures.example/a.png", True),
        ("http://127.0.0.1:8123/a.png", True),
        ("http://127.0.0.1:8124/a.png", False),
        ("http://127.0.0.1/a.png", False),
        ("https://pictures.example/a.png", False),
        ("https://evilpictures.example/a.png", False),
        ("https://cdn.example.org.evil.example/a.png", False),
        ("https://example.org/a.png", False),
        ("https://mira@cdn.example.org/a.png", False),
        ("https://cdn.example.org@evil.example/a.png", False),
        ("ftp://cdn.example.org/a.png", False),
        ("file:///etc/passwd", False),
        ("//cdn.example.org/a.png", False),
        ("https://cdn.example.org:port/a.png", False),
        ("https://[cdn.example.org/a.png", False),
        ("", False),
    ],
)
def test_only_listed_hosts_are_allowed(url, allowed):
    hosts = ("cdn.example.org", ".pictures.example", "127.0.0.1:8123")
    assert is_allowed_host(url, hosts) is allowed


def fetched(session, answer, **options):
    with Loopback(answer) as server:
        hosts = (server.url.removeprefix("http://"),)
        try:
            return fetch_picture(session, f"{server.url}/a.png", hosts=hosts, **options)
        finally:
            session.close()


def test_a_picture_is_fetched_with_its_type(session):
    answer = reply(body=b"\x89PNG", Content_Type="Image/PNG; charset=x")
    assert fetched(session, answer) == (b"\x89PNG", "image/png")


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (reply(302, Location="/elsewhere.png"), "answered 302"),
        (reply(404), "answered 404"),
        (reply(body=b"<html>", Content_Type="text/html"), "text/html and no picture"),
        (reply(body=b"<svg>", Content_Type="image/svg+xml"), "image/svg"),
        (reply(body=b"x"), "no type"),
        (reply(body=b"x" * 3 * 2**20, Content_Type="image/png"), "larger than 2 MB"),
    ],
)
def test_what_is_no_picture_is_refused(session, answer, reason):
    with pytest.raises(PictureError, match=reason):
        fetched(session, answer, most_bytes=2 * 2**20)


def test_a_picture_of_another_host_is_not_asked_for(session):
    with Loopback(OK) as server, pytest.raises(PictureError, match="not one of the site's own"):
        fetch_picture(session, server.url, hosts=("cdn.example.org",))
    assert server.requests == []


def test_a_picture_whose_site_is_down_says_so_without_its_address():
    url = f"http://127.0.0.1:{closed_port()}/a.png?key=c0ffee"
    with make_session(retries=0) as session, pytest.raises(PictureError) as caught:
        fetch_picture(session, url, hosts=("127.0.0.1",))
    assert "ConnectionError" in str(caught.value)
    assert "c0ffee" not in str(caught.value)

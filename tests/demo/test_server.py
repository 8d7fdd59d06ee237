"""The loopback server that the stand-ins build on."""

import socket
import threading

import pytest
import requests

from booru_studio.demo.server import Call, LoopbackServer, RawReply, Reply, json_reply
from tests.demo.webui_calls import get, post, wait_until


class Echo(LoopbackServer):
    """Answers with what was asked; /wait waits for the end, /broken breaks HTTP."""

    def answer(self, call: Call) -> Reply | RawReply:
        if call.path == "/wait":
            self.stopping.wait(30)
        if call.path == "/broken":
            return RawReply(lambda connection: connection.sendall(b"nonsense\r\n\r\n"))
        return json_reply({"method": call.method, "path": call.path, "query": dict(call.query)})


def test_a_call_arrives_with_path_query_header_and_body() -> None:
    with Echo() as site:
        reply = post(site.url, "/a%20b?search[name]=x&empty=", {"n": 1}, headers={"X-Key": "v"})
        call = site.calls[0]
    assert reply.json()["query"] == {"search[name]": "x", "empty": ""}
    assert (call.method, call.path, call.json, call.headers["x-key"]) == (
        "POST",
        "/a b",
        {"n": 1},
        "v",
    )


def test_calls_are_counted_by_path() -> None:
    with Echo() as site:
        for path in ("/a", "/a?x=1", "/b"):
            get(site.url, path)
        assert [site.count(path) for path in ("/a", "/b", "/c")] == [2, 1, 0]


def test_the_log_keeps_the_last_calls_but_counts_all() -> None:
    with Echo(keep_calls=2) as site:
        for path in ("/1", "/2", "/3"):
            get(site.url, path)
        assert [call.path for call in site.calls] == ["/2", "/3"]
        assert site.count("/1") == 1


def test_a_connection_is_kept_for_the_next_call() -> None:
    with Echo() as site, requests.Session() as session:
        ports = set()
        for _ in range(3):
            reply = session.get(site.url, stream=True)
            ports.add(reply.raw.connection.sock.getsockname()[1])
            reply.content  # noqa: B018 (reads the body, which frees the connection)
        assert len(ports) == 1


def test_head_has_the_length_but_no_body() -> None:
    with Echo() as site, requests.Session() as session:
        reply = session.head(site.url + "/x")
        assert (int(reply.headers["Content-Length"]) > 0, reply.content) == (True, b"")


def test_a_broken_answer_reaches_the_client_as_it_is() -> None:
    with Echo() as site, pytest.raises(requests.ConnectionError):
        get(site.url, "/broken")


def test_a_client_that_hangs_up_disturbs_nobody() -> None:
    with Echo() as site:
        port = int(site.url.rsplit(":", 1)[1])
        with socket.create_connection(("127.0.0.1", port)) as client:
            client.sendall(b"POST /x HTTP/1.1\r\nContent-Length: 500\r\n\r\nhalf")
        assert get(site.url, "/after").status_code == 200


def test_close_is_quick_while_calls_wait_and_leaves_no_thread() -> None:
    with Echo() as site:
        waiting = threading.Thread(target=lambda: _ignore_loss(site.url), daemon=True)
        waiting.start()
        wait_until(lambda: site.count("/wait"))
    waiting.join(5)
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("loopback")]


def test_it_comes_back_on_the_same_port() -> None:
    with Echo() as site:
        url = site.url
        site.stop_listening()
        with pytest.raises(requests.ConnectionError):
            get(url, "/")
        site.listen_again()
        assert (site.url, get(url, "/").status_code) == (url, 200)


def _ignore_loss(url: str) -> None:
    with pytest.raises(requests.ConnectionError):
        get(url, "/wait")

"""A small HTTP server on a loopback port, which the stand-in sites build on."""

import json
import socket
import sys
import threading
from collections import Counter, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import TCPServer
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qsl, unquote, urlsplit

_JOIN_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Call:
    """One request as it arrived: `path` unquoted and without query, header names lower-case."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:  # noqa: ANN401 (whatever the client sent)
        """Read the body as JSON; ValueError if it is none."""
        return json.loads(self.body)


@dataclass(frozen=True, slots=True)
class Reply:
    """A whole answer, sent with its Content-Length."""

    status: int = 200
    body: bytes = b""
    content_type: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RawReply:
    """An answer that breaks HTTP on purpose: `send` gets the bare socket, which then closes."""

    send: Callable[[socket.socket], None]


def json_reply(value: object, status: int = 200, headers: Mapping[str, str] | None = None) -> Reply:
    """Make an answer of a value that JSON can hold."""
    return Reply(status, json.dumps(value).encode(), headers=headers or {})


def html_reply(html: str, status: int = 200) -> Reply:
    """Make an answer of a page."""
    return Reply(status, html.encode(), "text/html; charset=utf-8")


def http_bytes(reply: Reply) -> bytes:
    """Write an answer out as it goes over the wire, for replies that are broken by hand."""
    lines = [
        f"HTTP/1.1 {reply.status} Reply",
        f"Content-Type: {reply.content_type}",
        f"Content-Length: {len(reply.body)}",
        *(f"{name}: {value}" for name, value in reply.headers.items()),
    ]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + reply.body


class LoopbackServer:
    """Answer HTTP on 127.0.0.1 with `answer`, which a subclass writes; keeps a log of all calls.

    `start` and `close` may be called once each (or use `with`); `stop_listening` and
    `listen_again` take the site down and up on the same port. `answer` runs in one daemon thread
    a connection; long waits in it should be `self.stopping.wait(seconds)`, so that `close` is
    quick. The log holds the last `keep_calls` calls; `count` counts them all.
    """

    def __init__(self, keep_calls: int = 2000) -> None:
        self.stopping = threading.Event()
        self._port = 0
        self._listener: _Listener | None = None
        self._log: deque[Call] = deque(maxlen=keep_calls)
        self._counts: Counter[str] = Counter()
        self._log_lock = threading.Lock()

    def answer(self, call: Call) -> Reply | RawReply:
        """Answer one call; a subclass must write this."""
        raise NotImplementedError

    @property
    def url(self) -> str:
        """The address without a slash at the end; known once started."""
        return f"http://127.0.0.1:{self._port}"

    @property
    def calls(self) -> list[Call]:
        """The calls so far, oldest first."""
        with self._log_lock:
            return list(self._log)

    def count(self, path: str) -> int:
        """Count the calls to a path so far, whatever their method and query."""
        with self._log_lock:
            return self._counts[path]

    def start(self) -> None:
        """Listen on a free port and answer in the background."""
        self.listen_again()

    def listen_again(self) -> None:
        """Listen on the same port as before; nothing happens if it listens already."""
        if self._listener is None:
            self.stopping.clear()
            self._listener = _Listener(self, self._port)
            self._port = self._listener.server_address[1]
            self._listener.begin()

    def stop_listening(self) -> None:
        """Hang up on everybody and refuse connections until `listen_again`."""
        if self._listener is not None:
            self.stopping.set()
            self._listener.end()
            self._listener = None

    def close(self) -> None:
        """Hang up, free the port and wait for all threads."""
        self.stop_listening()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def log_call(self, call: Call) -> None:
        """Remember a call; the request handler does this before it asks for the answer."""
        with self._log_lock:
            self._log.append(call)
            self._counts[call.path] += 1


class _Listener(ThreadingHTTPServer):
    """The listening socket, its accept thread and the open connections."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, site: LoopbackServer, port: int) -> None:
        self.site = site
        self._connections: dict[threading.Thread, socket.socket] = {}
        self._lock = threading.Lock()
        self._accepting = threading.Thread(
            target=self.serve_forever, args=(0.02,), name="loopback-accept", daemon=True
        )
        super().__init__(("127.0.0.1", port), _Handler)

    def server_bind(self) -> None:
        # HTTPServer asks the resolver for our name here, which can take seconds offline.
        TCPServer.server_bind(self)
        self.server_name, self.server_port = "127.0.0.1", self.server_address[1]

    def begin(self) -> None:
        self._accepting.start()

    def end(self) -> None:
        self.shutdown()
        self._accepting.join()
        self.server_close()
        with self._lock:
            open_now = dict(self._connections)
        for connection in open_now.values():
            _hang_up(connection)
        for thread in open_now:
            if thread is not threading.current_thread():
                thread.join(_JOIN_SECONDS)

    def process_request(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 (stdlib)
        thread = threading.Thread(
            target=self.process_request_thread,
            args=(request, client_address),
            name="loopback-connection",
            daemon=True,
        )
        with self._lock:
            self._connections[thread] = request
        thread.start()

    def process_request_thread(self, request: Any, client_address: Any) -> None:  # noqa: ANN401
        try:
            super().process_request_thread(request, client_address)
        finally:
            with self._lock:
                self._connections.pop(threading.current_thread(), None)

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 (stdlib)
        error = sys.exception()
        # A client that hangs up is everyday life; anything else is a bug and must be seen.
        if error is not None and not isinstance(error, OSError):
            raise error


class _Handler(BaseHTTPRequestHandler):
    """Reads one request after the other from a connection and sends the site's answers."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Listener

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (stdlib's name)
        """Stay silent: the site keeps its own log."""

    def _answer(self) -> None:
        site = self.server.site
        call = self._read_call()
        site.log_call(call)
        reply = site.answer(call)
        if isinstance(reply, RawReply):
            self.close_connection = True
            reply.send(self.connection)
        elif site.stopping.is_set():
            self.close_connection = True
        else:
            self._send(reply)

    def _read_call(self) -> Call:
        parts = urlsplit(self.path)
        length = int(self.headers.get("Content-Length") or 0)
        return Call(
            method=self.command,
            path=unquote(parts.path),
            query=dict(parse_qsl(parts.query, keep_blank_values=True)),
            headers={name.lower(): value for name, value in self.headers.items()},
            body=self.rfile.read(length) if length else b"",
        )

    def _send(self, reply: Reply) -> None:
        self.send_response(reply.status)
        self.send_header("Content-Type", reply.content_type)
        self.send_header("Content-Length", str(len(reply.body)))
        for name, value in reply.headers.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(reply.body)

    do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = do_OPTIONS = _answer  # noqa: N815 (stdlib)


def _hang_up(connection: socket.socket) -> None:
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        # Already gone, which is what we want.
        return

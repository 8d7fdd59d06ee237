"""A connection that can be kept alive for hours and cut from another thread."""

import socket
import threading

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

# A peer that is gone (power cut, cable out) is found after about two minutes.
_KEEPALIVE = {"TCP_KEEPIDLE": 60, "TCP_KEEPALIVE": 60, "TCP_KEEPINTVL": 15, "TCP_KEEPCNT": 4}


class Line:
    """The connection of one request of one session: `fit` it before the request."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._socket: socket.socket | None = None
        self._is_cut = False

    @property
    def was_connected(self) -> bool:
        """Whether the connection stood, encryption included: before, nothing can be sent."""
        with self._lock:
            return self._socket is not None

    def fit(self, session: requests.Session) -> None:
        """Have the session's connections report to this line, with TCP keepalive."""
        adapter = session.get_adapter("http://")
        if not isinstance(adapter, HTTPAdapter):
            raise TypeError("a line fits only sessions that talk HTTP")
        manager = adapter.poolmanager
        manager.connection_pool_kw["socket_options"] = _socket_options()
        manager.pool_classes_by_scheme = self._pools()

    def hang_up(self) -> None:
        """Cut the connection: the thread that waits for an answer gets an error at once."""
        with self._lock:
            self._is_cut = True
            if self._socket is not None:
                _cut(self._socket)

    def _hold(self, connected: socket.socket) -> None:
        with self._lock:
            self._socket = connected
            if self._is_cut:
                _cut(connected)

    def _pools(self) -> dict[str, type[HTTPConnectionPool]]:
        hold = self._hold

        class Plain(HTTPConnection):
            def connect(self) -> None:
                super().connect()
                hold(self.sock)

        class Encrypted(HTTPSConnection):
            def connect(self) -> None:
                super().connect()
                hold(self.sock)

        class PlainPool(HTTPConnectionPool):
            ConnectionCls = Plain

        class EncryptedPool(HTTPSConnectionPool):
            ConnectionCls = Encrypted

        return {"http": PlainPool, "https": EncryptedPool}


def _socket_options() -> list[tuple[int, int, int]]:
    """List the options as `setsockopt` takes them; each system knows some of the four."""
    options = [
        (socket.IPPROTO_TCP, getattr(socket, name), value)
        for name, value in _KEEPALIVE.items()
        if hasattr(socket, name)
    ]
    return [
        (socket.IPPROTO_TCP, socket.TCP_NODELAY, 1),
        (socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1),
        *options,
    ]


def _cut(connected: socket.socket) -> None:
    try:
        # Not the method of an SSLSocket, which would pull the encryption from under a reader.
        socket.socket.shutdown(connected, socket.SHUT_RDWR)
    except OSError:
        # The peer was faster.
        return

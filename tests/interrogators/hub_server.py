"""Hugging Face's way of handing out files, on this machine: a link, then a store that it names."""

import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

_RESOLVE = re.compile(r"/(?P<repo>[^/]+/[^/]+)/resolve/(?P<revision>[^/]+)/(?P<name>[^/]+)$")


class HubServer:
    """Serves files by name; what goes wrong is set by its fields."""

    def __init__(self, files: dict[str, bytes]):
        self.files = files
        self.requests = []  # path and headers of each
        self.status = 200  # of the link
        self.first_answers = {}  # name -> other bytes, for the first request only
        self.hang_up_after = None  # bytes, once
        self.knows_ranges = True
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.02,), daemon=True
        )
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def ranges(self):
        return [headers.get("Range") for path, headers in self.requests if "/store/" in path]

    def answer(self, handler):
        self.requests.append((handler.path, dict(handler.headers)))
        found = _RESOLVE.match(handler.path)
        if found and self.status == 200:
            handler.send_response(302)
            handler.send_header("Location", f"/store/{found['name']}")
            handler.send_header("Content-Length", "0")
            handler.end_headers()
        elif found:
            self._say(handler, self.status, b"no")
        else:
            self._send(handler, handler.path.rpartition("/")[2])

    def _send(self, handler, name):
        whole = self.first_answers.pop(name, None) or self.files[name]
        asked = re.match(r"bytes=(\d+)-", handler.headers.get("Range") or "")
        if not (asked and self.knows_ranges):
            self._say(handler, 200, whole)
            return
        begin = int(asked[1])
        if begin >= len(whole):
            self._say(handler, 416, b"")
            return
        told = {"Content-Range": f"bytes {begin}-{len(whole) - 1}/{len(whole)}"}
        self._say(handler, 206, whole[begin:], told)

    def _say(self, handler, status, body, headers=None):
        handler.send_response(status)
        for name, value in {**(headers or {}), "Content-Length": str(len(body))}.items():
            handler.send_header(name, value)
        handler.end_headers()
        cut, self.hang_up_after = self.hang_up_after, None
        handler.wfile.write(body[:cut])
        if cut is not None:
            handler.close_connection = True

    def _handler(self):
        hub = self

        class Handler(BaseHTTPRequestHandler):
            timeout = 2.0

            def do_GET(self):
                hub.answer(self)

            def log_message(self, *_):
                """Say nothing."""

        return Handler

"""Start `python app.py --demo` and a browser, for the tests and for screenshots."""

import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]
SECONDS_TO_START = 90.0
BROWSER_FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
CHROMIUMS = ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")


@contextmanager
def running_app(data: Path) -> Iterator[str]:
    """Run the demo on a free port and give its address; it is stopped at the end."""
    port = free_port()
    command = [sys.executable, "app.py", "--demo", "--port", str(port), "--data", str(data)]
    environment = {key: value for key, value in os.environ.items() if "proxy" not in key.lower()}
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    ) as process:  # fmt: skip
        said: list[str] = []
        is_ready = threading.Event()

        def read() -> None:
            assert process.stdout
            for line in process.stdout:
                said.append(line)
                if "is ready" in line:
                    is_ready.set()

        reader = threading.Thread(target=read, daemon=True)
        reader.start()
        try:
            deadline = time.monotonic() + SECONDS_TO_START
            while not is_ready.wait(0.1):
                if process.poll() is not None or time.monotonic() > deadline:
                    raise AssertionError("The app did not start:\n" + "".join(said))
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
            reader.join(5)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def chromium_path() -> str | None:
    """Return a Chromium of this machine; None leaves it to Playwright's own."""
    return next((path for path in CHROMIUMS if Path(path).exists()), None)

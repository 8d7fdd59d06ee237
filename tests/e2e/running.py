"""Start the app as a person does, and talk to it as a script does."""

import os
import re
import subprocess
import sys
import threading
import time
from pathlib import Path

import gradio_client

ROOT = Path(__file__).resolve().parents[2]
READY = re.compile(r"is ready: (http://\S+)")
PATIENCE = 180.0  # seconds; importing Gradio alone takes some on a busy machine


class RunningApp:
    """`python app.py` with some options; stopped or killed by the test."""

    def __init__(self, *options, environment=None, wrap=()):
        """Start it; `wrap` is a command that runs the command behind it."""
        self.lines = []
        self._process = subprocess.Popen(
            [*wrap, sys.executable, "app.py", *options],
            cwd=ROOT,
            env={**os.environ, **(environment or {})},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        self.url = self._wait_ready()

    def _read(self):
        for line in self._process.stdout:
            self.lines.append(line)

    def _wait_ready(self):
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            found = READY.search("".join(self.lines))
            if found:
                return found[1]
            if self._process.poll() is not None:
                self._reader.join(5)
                raise AssertionError(f"the app ended: {''.join(self.lines)}")
            time.sleep(0.05)
        raise AssertionError(f"the app did not get ready: {''.join(self.lines)}")

    @property
    def pid(self):
        return self._process.pid

    def kill(self):
        """End it as a power cut would."""
        self._process.kill()
        self._wait_ended()

    def stop(self):
        """End it as Ctrl-C would; return its exit code."""
        self._process.terminate()
        return self._wait_ended()

    def _wait_ended(self):
        code = self._process.wait(30)
        self._reader.join(5)
        self._process.stdout.close()
        return code

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self._process.poll() is None:
            self.stop()


class Script:
    """A stranger's script: gradio_client, named endpoints."""

    def __init__(self, url):
        self._client = gradio_client.Client(url, verbose=False, download_files=False)

    def __call__(self, name, **arguments):
        return self._client.predict(api_name=f"/{name}", **arguments)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._client.close()

    def until(self, job_id, *states, patience=PATIENCE):
        deadline = time.monotonic() + patience
        while (job := self("job", job_id=job_id))["state"] not in states:
            assert time.monotonic() < deadline, job
            time.sleep(0.05)
        return job

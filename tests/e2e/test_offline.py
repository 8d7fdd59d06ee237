"""With all network but loopback cut, the app starts and works, and asks nobody."""

import json
import subprocess
import sys

import pytest

from tests.e2e.namespaces import without_network
from tests.e2e.offline import WATCH
from tests.e2e.running import ROOT

pytestmark = [pytest.mark.browser, pytest.mark.long]


def offline(mode):
    """Run `tests.e2e.offline` without network, and return what it tells."""
    command = [*without_network(), sys.executable, "-m", "tests.e2e.offline", mode]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=240, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)


def test_the_demo_makes_a_picture_without_network():
    told = offline("demo")

    assert (told["state"], told["pictures"]) == ("done", 1)
    assert told["asked"] == []
    assert told["page"]["others"] == []


def test_the_app_itself_starts_without_network_and_keeps_the_jobs_for_later():
    told = offline("local")

    assert (told["state"], told["reachable"], told["prompts"]) == ("queued", False, 2)
    assert told["asked"] == []
    assert told["page"]["others"] == []


def test_who_asks_another_machine_is_counted(tmp_path):
    """Without this a list that is always empty would prove nothing."""
    calls = tmp_path / "calls.txt"
    ask = (
        "import contextlib, socket\n"
        "with contextlib.suppress(OSError): socket.create_connection(('192.0.2.1', 80), 0.1)\n"
        "with contextlib.suppress(OSError): socket.getaddrinfo('danbooru.donmai.us', 443)\n"
        "with contextlib.suppress(OSError): socket.create_connection(('127.0.0.1', 9), 0.1)\n"
    )
    environment = {"PYTHONPATH": str(WATCH), "CALLS_OUT": str(calls), "PATH": "/usr/bin:/bin"}
    command = [*without_network(), sys.executable, "-c", ask]
    subprocess.run(command, env=environment, check=True, timeout=60)

    asked = calls.read_text("utf-8")
    assert "192.0.2.1" in asked
    assert "danbooru.donmai.us" in asked
    assert "127.0.0.1" not in asked

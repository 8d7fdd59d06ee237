"""The endpoints as MCP tools, over HTTP as an assistant calls them."""

import importlib.util
import json
import subprocess
import sys
from pathlib import Path

import pytest
import requests

from booru_studio.ui.endpoints import ENDPOINTS
from tests.e2e.running import ROOT, RunningApp

HAS_MCP = importlib.util.find_spec("mcp") is not None
needs_mcp = pytest.mark.skipif(not HAS_MCP, reason="gradio[mcp] is not installed")
LOGIN = ("anna", "secret")
KINDS = {"Accept": "application/json, text/event-stream", "Content-Type": "application/json"}


@pytest.fixture(scope="module")
def url(tmp_path_factory):
    data = tmp_path_factory.mktemp("mcp")
    options = ("--demo", "--mcp", "--auth", ":".join(LOGIN), "--port", "0", "--data", str(data))
    with RunningApp(*options) as app:
        yield f"{app.url}/gradio_api/mcp/"


def ask(url, method, auth=LOGIN, **params):
    body = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}
    answer = requests.post(url, json=body, headers=KINDS, auth=auth, timeout=60)
    if answer.status_code != 200:
        return answer
    lines = [line[6:] for line in answer.text.splitlines() if line.startswith("data: ")]
    return json.loads(lines[-1] if lines else answer.text)["result"]


@needs_mcp
def test_each_endpoint_is_a_tool_with_every_argument_described(url):
    tools = {tool["name"].rpartition("_mcp_")[2]: tool for tool in ask(url, "tools/list")["tools"]}

    assert len(tools) == len(ENDPOINTS)
    for name, tool in tools.items():
        assert tool["description"], name
        for argument, schema in tool["inputSchema"].get("properties", {}).items():
            assert schema.get("description"), (name, argument)


@needs_mcp
def test_a_tool_is_called_and_answers(url):
    (tool,) = [
        each["name"] for each in ask(url, "tools/list")["tools"] if each["name"].endswith("expand")
    ]
    answer = ask(url, "tools/call", name=tool, arguments={"template": "{red} hat", "count": 1})

    assert not answer.get("isError")
    assert "red hat" in answer["content"][0]["text"]


@needs_mcp
def test_a_failure_is_the_sentence(url):
    (tool,) = [
        each["name"] for each in ask(url, "tools/list")["tools"] if each["name"] in ("job",)
        or each["name"].endswith("_job")
    ]  # fmt: skip
    answer = ask(url, "tools/call", name=tool, arguments={"job_id": "nowhere"})

    assert answer["isError"]
    assert "There is no job nowhere" in answer["content"][0]["text"]


@needs_mcp
def test_without_login_no_tool_is_listed_or_called(url):
    for method in ("initialize", "tools/list", "tools/call"):
        assert ask(url, method, auth=None).status_code == 401
    for way in ("sse", "schema", "messages/", "http"):
        assert requests.get(url + way, timeout=10).status_code == 401


def test_without_the_extra_the_app_says_what_to_install(tmp_path):
    (tmp_path / "sitecustomize.py").write_text(
        "import importlib.util as util\n"
        "find = util.find_spec\n"
        "util.find_spec = lambda name, *rest: None if name == 'mcp' else find(name, *rest)\n"
    )
    done = subprocess.run(
        [sys.executable, "app.py", "--demo", "--mcp", "--port", "0", "--data", str(tmp_path / "d")],
        cwd=ROOT, env={"PYTHONPATH": str(tmp_path), "PATH": str(Path("/usr/bin"))},
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip

    assert done.returncode == 2
    assert "gradio[mcp]" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1

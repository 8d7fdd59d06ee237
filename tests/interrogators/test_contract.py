"""What holds for every interrogator that is found, whoever wrote it."""

import re
import socket
import subprocess
import sys

import pytest

from booru_studio import interrogators as package
from booru_studio.http import Secret
from booru_studio.interrogators.base import Interrogator, InterrogatorHouse, State, Status
from booru_studio.registry import find_members
from booru_studio.webui.client import WebUiClient
from tests.interrogators.stand_ins import FreeSlot

KINDS = find_members(package, Interrogator)
HOUSES = {
    "a bare one": {},
    "all that there is": {
        "hf_token": Secret("hf_secret"),
        "hf_space": "somebody/wd-tagger",
        "hf_endpoint": "https://example.endpoints.huggingface.cloud",
    },
    "the demo": {"demo": True},
}


@pytest.fixture(autouse=True)
def no_network(monkeypatch):
    def refuse(*_):
        raise AssertionError("a network was asked")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


@pytest.fixture(params=HOUSES, ids=str)
def built(request, tmp_path) -> list[Interrogator]:
    webuis = (FreeSlot(WebUiClient("http://127.0.0.1:1")),)
    house = InterrogatorHouse(data=tmp_path, webuis=webuis, **HOUSES[request.param])
    return [one for kind in KINDS for one in kind.build(house)]


def test_several_kinds_are_found() -> None:
    assert len(KINDS) > 1
    assert "OnnxLocal" in {kind.__name__ for kind in KINDS}


def test_names_are_single_words_and_no_two_are_alike(built) -> None:
    names = [one.name for one in built]

    assert names
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[\w.:@/+-]+", name) for name in names)
    assert "auto" not in names


def test_sources_are_no_two_alike(built) -> None:
    sources = [one.source for one in built]

    assert all(sources)
    assert len(set(sources)) == len(sources)


def test_a_label_and_where_pictures_go_are_told(built) -> None:
    for one in built:
        assert one.label.strip()
        assert isinstance(one.sends_image_away, bool)


def test_a_status_is_told_at_once_in_a_sentence(built) -> None:
    for one in built:
        status = one.status()

        assert isinstance(status, Status)
        assert isinstance(status.state, State)
        assert status.detail.endswith(".") or status.state is State.READY
        assert (status.download_bytes > 0) == (
            status.state in (State.NEEDS_DOWNLOAD, State.DOWNLOADING)
        )
        assert "hf_secret" not in status.detail


def test_closing_what_was_never_used_is_fine(built) -> None:
    for one in built:
        one.close()
        one.close()


def test_the_demo_sends_nothing_away(tmp_path) -> None:
    house = InterrogatorHouse(data=tmp_path, demo=True, hf_space="somebody/wd-tagger")

    built = [one for kind in KINDS for one in kind.build(house)]

    assert not any(one.sends_image_away for one in built)
    assert any(one.status().state is State.READY for one in built)


def test_finding_them_loads_no_model_runtime() -> None:
    """The page would start seconds later."""
    script = (
        "import sys\n"
        "from booru_studio import interrogators\n"
        "from booru_studio.interrogators.base import Interrogator\n"
        "from booru_studio.registry import find_members\n"
        "find_members(interrogators, Interrogator)\n"
        "assert not {'onnxruntime', 'gradio_client', 'huggingface_hub'} & set(sys.modules)\n"
    )

    subprocess.run([sys.executable, "-c", script], check=True)  # noqa: S603

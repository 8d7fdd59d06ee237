"""The pictures on a WebUI's cards of LoRAs."""

import json

import pytest

from booru_studio.errors import WebUiError
from booru_studio.webui.client import WebUiClient
from booru_studio.webui.lora_pictures import fetch_lora_picture
from booru_studio.webui.transport import WebUiTransport
from tests.loopback import Loopback, reply


@pytest.mark.parametrize("name", ["mika_harbour_v1", "paper cut, layered (v1)"])
def test_a_stand_ins_picture_is_fetched(client: WebUiClient, name: str) -> None:
    data = fetch_lora_picture(client.transport, name)
    assert data is not None
    assert data.startswith(b"\x89PNG")


@pytest.mark.parametrize("name", ["detail_tweaker", "nobody", "../../etc"])
def test_a_lora_without_picture_has_none(client: WebUiClient, name: str) -> None:
    assert fetch_lora_picture(client.transport, name) is None


@pytest.mark.parametrize(
    "card",
    [
        b"no card at all",
        json.dumps({"html": "<img src='./sd_extra_networks/thumb?mtime=1'>"}).encode(),
        json.dumps({"html": "<img src='https://elsewhere.example/thumb?filename=a'>"}).encode(),
        b"",
    ],
)
def test_a_card_of_another_kind_is_no_picture(card: bytes) -> None:
    with Loopback(reply(200, card)) as server:
        transport = WebUiTransport(server.url)
        assert fetch_lora_picture(transport, "ink") is None
        transport.close()


def test_a_server_that_is_gone_is_told() -> None:
    with Loopback(reply(200, b"")) as server:
        transport = WebUiTransport(server.url)
    with pytest.raises(WebUiError):
        fetch_lora_picture(transport, "ink")
    transport.close()

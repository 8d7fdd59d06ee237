"""The WebUI's list of LoRAs, cut down to what is read of it."""

import json

import pytest

from booru_studio.errors import WebUiReplyError
from booru_studio.webui.client import WebUiClient
from booru_studio.webui.lora_list import fetch_lora_entries
from booru_studio.webui.transport import WebUiTransport
from tests.loopback import Loopback, reply


def test_a_stand_ins_loras_are_listed(client: WebUiClient) -> None:
    entries = client.lora_entries()
    first = next(entry for entry in entries if entry["alias"] == "mika_harbour")
    assert first["path"].endswith("/Lora/characters/mika_harbour_v1.safetensors")
    assert first["metadata"]["ss_base_model_version"] == "sd_v1"


def answered(body):
    with Loopback(reply(200, json.dumps(body).encode(), Content_Type="application/json")) as server:
        transport = WebUiTransport(server.url)
        try:
            return fetch_lora_entries(transport)
        finally:
            transport.close()


def test_covers_and_settings_are_left_out() -> None:
    metadata = {"ssmd_cover_images": "x" * 100_000, "ss_output_name": "ink"}
    entries = answered([{"name": "ink", "alias": "ink", "path": "/a", "metadata": metadata}, 5])
    assert entries == (
        {"name": "ink", "alias": "ink", "path": "/a", "metadata": {"ss_output_name": "ink"}},
    )


def test_an_answer_that_is_no_list_is_told() -> None:
    with pytest.raises(WebUiReplyError, match="list of loras"):
        answered({"detail": "none"})

"""LoRAs of a prompt against those of a server and of a picture."""

import pytest

from booru_studio.webui.capabilities import LoraFile, ServerOptions
from booru_studio.webui.loras import loras_of, unknown_loras, unused_loras
from tests.webui.samples import a1111, wish

HARBOUR = LoraFile("harbour, dawn (v1)", "harbour", "/loras/harbour.safetensors")


@pytest.mark.parametrize(
    ("fields", "names"),
    [
        ({"prompt": "sea"}, []),
        ({"prompt": "sea <lora:a:1> <lora:b c:0.5:0.2>, <lora:a:2><lyco:d>"}, ["a", "b c", "d"]),
        ({"prompt": "sea <lora:a>", "hr_prompt": "<lora:b:1>"}, ["a"]),
        ({"prompt": "sea <lora:a>", "hr_prompt": "<lora:b:1>", "enable_hr": True}, ["a", "b"]),
        ({"prompt": "sea <lora:a>", "disable_extra_networks": True}, []),
    ],
)
def test_the_loras_of_a_request_are_listed_once(fields, names):
    assert loras_of(wish(**fields)) == names


@pytest.mark.parametrize(
    ("prompt", "told"),
    [
        ("<lora:captain_rowan_v2:1> <lora:captain_rowan:1>", []),
        ("<lora:captain_rowan_v3:1>",
         ["The WebUI has no LoRA “captain_rowan_v3”; did you mean “captain_rowan_v2”?"]),
        ("<lora:zzz:1>", ["The WebUI has no LoRA “zzz”, so it has no effect."]),
    ],
)  # fmt: skip
def test_a_lora_that_is_not_there_is_told(prompt, told):
    assert list(unknown_loras(wish(prompt=prompt), a1111())) == told


def test_nothing_is_said_of_loras_where_the_list_did_not_come():
    blind = a1111(loras=(), answered=frozenset())
    assert list(unknown_loras(wish(prompt="<lora:zzz:1>"), blind)) == []


@pytest.mark.parametrize(
    ("name", "hashes", "is_told"),
    [
        ("harbour", "harbour: 4c3ff94cda9d", False),
        ("harbour, dawn (v1)", "other: 00, harbour dawn (v1): 4c3ff94cda9d", False),
        ("harbour", "harbour2: 4c3ff94cda9d", True),
        ("harbour", "", True),
        ("somewhere else", "", False),
    ],
)
def test_a_lora_that_the_picture_does_not_list_was_not_used(name, hashes, is_told):
    server, request = a1111(loras=(HARBOUR,)), wish(prompt=f"sea <lora:{name}:0.8>")
    told = [f"The WebUI did not use the LoRA “{name}”."] if is_told else []
    assert list(unused_loras(request, hashes, server)) == told


def test_a_server_that_names_no_loras_is_not_blamed():
    server = a1111(loras=(HARBOUR,), options=ServerOptions(names_loras=False))
    assert list(unused_loras(wish(prompt="<lora:harbour:1>"), "", server)) == []

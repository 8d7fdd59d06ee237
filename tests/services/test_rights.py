"""What each mode allows."""

from pathlib import Path

import pytest

from booru_studio.errors import GenerationOffError, NotAllowedError, TooOftenError
from booru_studio.http import Secret
from booru_studio.services.allowance import MOST, WHILE, Allowance
from booru_studio.services.rights import Mode, Right, Rights, why_no_generation, why_out_of_reach
from booru_studio.settings import Login, Settings, read_settings

LOGIN = Login("anna", Secret("x"))
PUBLIC = ("https://webui.example.org",)


@pytest.mark.parametrize(
    ("settings", "mode"),
    [
        (Settings(), Mode.LOCAL),
        (Settings(host="::1"), Mode.LOCAL),
        (Settings(login=LOGIN), Mode.SHARED),
        (Settings(share=True, login=LOGIN), Mode.SHARED),
        (Settings(host="0.0.0.0", login=LOGIN), Mode.SHARED),
        (Settings(on_space=True), Mode.SPACE),
        (Settings(on_space=True, login=LOGIN), Mode.SPACE),
    ],
)
def test_the_mode_follows_from_how_the_app_was_started(settings, mode):
    assert Rights.of(settings).mode is mode


@pytest.mark.parametrize("environment", [{"SYSTEM": "spaces"}, {"SPACE_ID": "anna/studio"}])
def test_a_space_is_known_by_its_environment(environment):
    assert read_settings([], environment).on_space


@pytest.mark.parametrize("mode", [Mode.LOCAL, Mode.SHARED])
def test_who_owns_the_app_or_knows_its_password_may_do_everything(mode):
    rights = Rights(mode=mode)

    for right in (*Right, None):
        rights.check(right)
    assert rights.granted == list(Right)


@pytest.mark.parametrize("right", [right for right in Right if right.value not in (
    "look", "interrogate", "jobs", "generate", "shelf")] + [None])  # fmt: skip
def test_visitors_change_nothing_that_others_share(right):
    with pytest.raises(NotAllowedError, match="duplicate this Space"):
        Rights(mode=Mode.SPACE).check(right)


def test_a_space_without_a_webui_in_reach_makes_no_pictures_and_says_why():
    rights = Rights.of(Settings(on_space=True))

    with pytest.raises(GenerationOffError, match="127.0.0.1:7860 is no address") as caught:
        rights.check(Right.GENERATE)
    assert "BOORU_STUDIO_WEBUI" in str(caught.value)
    assert "generate" not in rights.granted
    rights.check(Right.LOOK)


def test_a_space_whose_owner_named_a_public_webui_makes_pictures():
    rights = Rights.of(Settings(on_space=True, webui_urls=PUBLIC))
    rights.check(Right.GENERATE)

    mixed = Settings(on_space=True, webui_urls=("http://127.0.0.1:7860", *PUBLIC))
    assert why_no_generation(mixed) == ""


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:7860", "http://127.9.9.9", "http://localhost:8080", "http://[::1]",
        "http://10.0.0.5", "http://192.168.1.20:8080", "http://172.16.0.1", "http://169.254.169.254",
        "http://100.64.0.1", "http://0.0.0.0", "http://[fe80::1]", "http://[fd00::1]",
        "http://[::ffff:127.0.0.1]", "http://[::ffff:10.0.0.1]", "http://webui", "http://webui.local",
        "http://metadata.google.internal", "http://x.localhost", "https://webui.example.org:7860",
        "agent+http://127.0.0.1:7860",
    ],
)  # fmt: skip
def test_an_address_of_the_machine_or_of_a_home_is_out_of_a_spaces_reach(url):
    assert why_out_of_reach(url)


@pytest.mark.parametrize(
    "url",
    ["https://webui.example.org", "http://webui.example.org:8080", "https://8.8.8.8",
     "agent+https://webui.example.org/path", "https://[2606:4700::1111]"],
)  # fmt: skip
def test_a_public_address_on_an_open_port_is_in_reach(url):
    assert why_out_of_reach(url) == ""


def test_the_demo_makes_its_pictures_on_a_space_too():
    assert why_no_generation(Settings(on_space=True, demo=True, data=Path("x"))) == ""


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


def test_a_visitor_may_not_ask_without_end():
    clock = Clock()
    allowance = Allowance(clock)
    for _ in range(MOST[Right.INTERROGATE]):
        allowance.spend(Right.INTERROGATE)

    with pytest.raises(TooOftenError, match=f"wait {WHILE:.0f} s"):
        allowance.spend(Right.INTERROGATE)
    allowance.spend(Right.GENERATE)  # each right has a count of its own
    allowance.spend(Right.LOOK)  # looking is free
    clock.now = WHILE
    allowance.spend(Right.INTERROGATE)

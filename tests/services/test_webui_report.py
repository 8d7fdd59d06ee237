"""What is told of each WebUI: its abilities, extensions, scripts, and what was done to it."""

import pytest

from booru_studio.services.backends import Backend
from booru_studio.services.webui_report import WebUiReport
from booru_studio.webui.client import WebUiClient
from tests.services.crew import Crew
from tests.webui.flavour_servers import TRAITS, FlavourWebUi


def report_of(webui):
    backend = Backend(WebUiClient(webui.url))
    backend.start()
    backend.wait_first(5)
    (report,) = WebUiReport([backend]).reports()
    backend.stop()
    return report


def lacking(report):
    return {entry["name"] for entry in report["abilities"] if not entry["works"]}


@pytest.mark.parametrize(
    ("name", "cannot"),
    [
        ("a1111", {"distilled_cfg"}),
        ("forge", set()),
        ("reforge", {"distilled_cfg"}),
        ("neo", {"interrogate"}),
        ("classic", {"schedulers", "distilled_cfg", "interrogate"}),
        ("sdnext", {"hires_prompt", "hires_checkpoint", "distilled_cfg", "interrogate",
                    "progress"}),
    ],
)  # fmt: skip
def test_each_flavour_cannot_do_what_it_is_known_for(name, cannot):
    with FlavourWebUi(name) as webui:
        report = report_of(webui)
    assert report["flavour"] == name
    assert lacking(report) == cannot
    assert report["vae"] == ("modules" if TRAITS[name].base == "forge" else "sd_vae")


def test_every_lack_has_a_reason():
    with FlavourWebUi("sdnext") as webui:
        report = report_of(webui)
    for entry in report["abilities"]:
        assert bool(entry["detail"]) != entry["works"]


def test_an_extension_that_is_not_there_says_why_it_is_hidden():
    with FlavourWebUi("a1111") as webui:
        extensions = {entry["name"]: entry for entry in report_of(webui)["extensions"]}
    assert not extensions["adetailer"]["installed"]
    assert extensions["adetailer"]["detail"] == (
        "ADetailer is hidden, since this WebUI does not have it."
    )


def test_an_installed_extension_brings_its_controls():
    with FlavourWebUi("forge") as webui:
        report = report_of(webui)
    (controlnet,) = [entry for entry in report["extensions"] if entry["name"] == "controlnet"]
    weight = next(entry for entry in controlnet["controls"] if entry["name"] == "weight")
    assert controlnet["installed"]
    assert (weight["kind"], weight["least"], weight["most"]) == ("number", 0, 2)
    scripts = {entry["title"]: entry["has_controls"] for entry in report["scripts"]}
    assert (scripts["controlnet"], scripts["seed"]) == (True, False)


def test_what_was_done_to_its_settings_is_told(house):
    with FlavourWebUi("a1111", is_fresh=True) as webui, Crew(house, webui.url) as crew:
        crew.until(crew.submit(clip_skip=2)[0])
        (report,) = WebUiReport(crew.backends).reports()
    assert any("saved these settings" in note for note in report["notes"])


def test_a_webui_that_never_answered_has_its_reason_alone():
    with FlavourWebUi("a1111") as webui:
        webui.stop_listening()
        report = report_of(webui)
    assert (report["reachable"], report["abilities"]) == (False, [])
    assert "does not answer" in report["detail"]

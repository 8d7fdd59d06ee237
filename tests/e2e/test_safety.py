"""Blocked content reaches no WebUI, whichever door it knocks at; counted at a stand-in."""

import json

import gradio_client
import pytest

from booru_studio.demo.webui import StandInWebUi
from booru_studio.domain import safety_terms
from tests.e2e.running import RunningApp, Script
from tests.e2e.studio import Studio

TERM = sorted(safety_terms.BLOCKED)[0]
TXT2IMG = "/sdapi/v1/txt2img"
FINE = {"prompt": "a quiet lake", "steps": 2, "width": 128, "height": 128}


@pytest.fixture
def webui():
    with StandInWebUi(duration_ms=50) as webui:
        yield webui


def app(webui, data):
    options = ("--webui", webui.url, "--port", "0", "--data", str(data))
    return RunningApp(*options, "--loras", str(data / "loras.yaml"))


def test_no_endpoint_lets_it_through(webui, tmp_path):
    with app(webui, tmp_path) as running, Script(running.url) as script:
        (job_id,) = script("submit", request=FINE)["job_ids"]
        script.until(job_id, "done")
        for name, arguments in (
            ("submit", {"request": {**FINE, "prompt": TERM}}),
            ("submit", {"request": {"template": f"{{{TERM}|{TERM}}}"}}),
            ("submit", {"request": {**FINE, "hr_prompt": TERM}}),
            ("retry", {"job_id": job_id, "changes": {"prompt": TERM}}),
        ):
            with pytest.raises(gradio_client.exceptions.AppError, match="blocked"):
                script(name, **arguments)

        assert webui.count(TXT2IMG) == 1


def test_a_hand_edited_jobs_file_does_not_either(webui, tmp_path):
    with app(webui, tmp_path) as running, Script(running.url) as script:
        script("pause_queue")
        (job_id,) = script("submit", request=FINE)["job_ids"]
        running.stop()
    path = tmp_path / "jobs.json"
    tables = json.loads(path.read_text("utf-8"))
    (row,) = tables["jobs"].values()
    row["request"]["prompt"] = row["prompt"] = TERM
    path.write_text(json.dumps(tables), "utf-8")

    with app(webui, tmp_path) as running, Script(running.url) as script:
        script("resume_queue")
        job = script.until(job_id, "failed")

    assert "blocked" in job["error"]
    assert webui.count(TXT2IMG) == 0


@pytest.mark.browser
def test_the_form_does_not_either(webui, tmp_path, browser):
    with app(webui, tmp_path) as running, browser.new_context() as context:
        page = context.new_page()
        page.goto(running.url)
        studio = Studio(page)
        # What greets a newcomer, since not everything is ready here.
        page.wait_for_selector("dialog[open]")
        page.keyboard.press("Escape")
        page.fill("#prompt textarea", f"1girl, {TERM}")
        studio.click("#queue-button")
        page.get_by_text("blocked at every rating").first.wait_for(timeout=15_000)

        with Script(running.url) as script:
            assert script("jobs")["total"] == 0
    assert webui.count(TXT2IMG) == 0

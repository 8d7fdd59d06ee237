"""The app ends at a bad moment and comes back."""

from pathlib import Path
from urllib.parse import urlsplit

import pytest
from PIL import Image

from booru_studio.domain.infotext import parse_infotext
from tests.e2e.running import RunningApp, Script

SLOW = {"BOORU_STUDIO_DEMO_STEP_MS": "100"}  # about two seconds a picture


def app(data):
    return RunningApp("--demo", "--port", "0", "--data", str(data), environment=SLOW)


def test_after_kill_9_in_mid_job_every_job_is_there_and_done_once(tmp_path):
    request = {"prompt": "1girl, red hair, forest", "width": 256, "height": 256, "seed": 77}
    with app(tmp_path) as first, Script(first.url) as script:
        ids = script("submit", request=request, count=3)["job_ids"]
        script.until(ids[0], "running")
        first.kill()

    with app(tmp_path) as second, Script(second.url) as script:
        assert {job["id"] for job in script("jobs")["jobs"]} == set(ids)
        jobs = [script.until(job_id, "done") for job_id in ids]

    files = [path for path in (tmp_path / "images").rglob("*") if path.is_file()]
    assert sorted(files) == sorted(tmp_path / job["images"][0]["file"] for job in jobs)
    assert [job["images"][0]["seed"] for job in jobs] == [77, 78, 79]
    for job, path in ((job, tmp_path / job["images"][0]["file"]) for job in jobs):
        with Image.open(path) as picture:
            assert parse_infotext(picture.text["parameters"]).prompt == job["prompt"]


def test_a_clean_stop_keeps_what_is_queued_and_says_nothing_bad(tmp_path):
    with app(tmp_path) as first, Script(first.url) as script:
        script("pause_queue")
        ids = script("submit", request={"prompt": "a lake"}, count=5)["job_ids"]
        assert first.stop() == 0
        assert "Traceback" not in "".join(first.lines)

    with app(tmp_path) as second, Script(second.url) as script:
        listed = script("jobs")
        assert ([job["id"] for job in listed["jobs"]], listed["paused"]) == (ids[::-1], True)


@pytest.mark.browser
def test_a_page_that_is_open_works_on_when_the_app_is_back(tmp_path, browser):
    with browser.new_context() as context:
        page = context.new_page()
        with app(tmp_path) as first:
            page.goto(first.url)
            page.wait_for_selector("#webui-state .bs-dot.bs-good")
            page.wait_for_selector("#tabs button[role=tab]")
            page.fill("#prompt textarea", "a lighthouse at dawn, ")
            page.focus("#prompt textarea")
            assert first.stop() == 0
        page.wait_for_selector("#webui-state .bs-lost:visible")
        page.keyboard.press("Control+End")
        page.keyboard.type("calm sea, ")

        with RunningApp("--demo", "--port", str(urlsplit(first.url).port), "--data", str(tmp_path)):
            # Where Gradio was listening as the app went, it opens the page anew within two seconds.
            page.wait_for_timeout(3000)
            page.wait_for_selector("#webui-state .bs-dot.bs-good")
            page.wait_for_selector("#tabs button[role=tab]")
            page.wait_for_selector("#webui-state .bs-lost", state="hidden")
            assert page.input_value("#prompt textarea") == "a lighthouse at dawn, calm sea, "
            page.focus("#prompt textarea")
            page.keyboard.press("Control+End")
            page.keyboard.type("long_h", delay=20)
            page.wait_for_selector("#completions[data-query=long_h]:visible")
            page.keyboard.press("Tab")
            assert page.input_value("#prompt textarea").endswith("calm sea, long hair, ")


def test_a_second_app_on_the_same_data_is_refused_in_one_sentence(tmp_path):
    import subprocess
    import sys

    from tests.e2e.running import ROOT

    with app(tmp_path):
        second = subprocess.run(
            [sys.executable, "app.py", "--demo", "--port", "0", "--data", str(tmp_path)],
            cwd=ROOT, capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip

    assert second.returncode == 2
    assert "in use by another Booru Studio" in second.stderr
    assert "Traceback" not in second.stderr
    assert Path(tmp_path / "jobs.json").exists()

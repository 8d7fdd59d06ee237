"""A demo that runs once, a browser, and a page that must stay free of errors."""

import json
import urllib.request
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from tests.e2e.chromium import launch_chromium
from tests.e2e.jobs_house import desk, open_page, paused, quick_app  # noqa: F401  fixtures
from tests.e2e.library_house import librarian, library_app, library_page  # noqa: F401  fixtures
from tests.e2e.running import RunningApp
from tests.e2e.studio import Studio


@pytest.fixture(scope="session")
def browser():
    playwright_api = pytest.importorskip(
        "playwright.sync_api", reason="Playwright is not installed, so no browser can be driven"
    )
    with playwright_api.sync_playwright() as playwright:
        try:
            found = launch_chromium(playwright)
        except playwright_api.Error as error:
            pytest.skip(f"No Chromium was found: {str(error).splitlines()[0]}")
        yield found
        found.close()


@pytest.fixture(scope="session")
def app_url(browser, tmp_path_factory):
    data = tmp_path_factory.mktemp("data")
    with RunningApp("--demo", "--port", "0", "--data", str(data)) as app:
        yield app.url


@pytest.fixture
def context(browser, app_url):
    with browser.new_context(viewport={"width": 1440, "height": 900}) as made:
        made.set_default_timeout(15_000)
        yield made


@pytest.fixture
def page(context, app_url) -> Iterator:
    """An open page; the test fails where the console has an error or another host is asked."""
    opened = context.new_page()
    troubles: list[str] = []
    own = urlsplit(app_url).netloc

    def on_console(message) -> None:
        # Gradio says so of its own calls where a reload cuts them off.
        is_cut_off = "AbortError" in message.text or "Connection errored out" in message.text
        if message.type == "error" and not is_cut_off:
            troubles.append(f"console: {message.text}")

    def on_request(request) -> None:
        if request.url.startswith("http") and urlsplit(request.url).netloc != own:
            troubles.append(f"asked another host: {request.url}")

    opened.on("console", on_console)
    opened.on("pageerror", lambda error: troubles.append(f"script: {error}"))
    opened.on("request", on_request)
    opened.goto(app_url)
    opened.wait_for_selector("#prompt textarea")
    opened.wait_for_selector("#webui-state .bs-dot.bs-good")
    yield opened
    _empty_queue(app_url)
    assert troubles == []


@pytest.fixture
def studio(page) -> Studio:
    return Studio(page)


@pytest.fixture
def form(open_page):  # noqa: F811  the fixture
    """The Generation tab of the page that many tests share, with an empty prompt."""
    open_page.evaluate(
        "for (const dialog of document.querySelectorAll('dialog[open]')) dialog.close();"
        "BS.showTab('Generation'); BS.notice('form-message', '');"
    )
    open_page.wait_for_selector("#prompt textarea:visible")
    open_page.fill("#prompt textarea", "")
    for drawer in open_page.locator("#preview-tools [aria-pressed=true]").all():
        drawer.click()
    return open_page


def _empty_queue(url: str) -> None:
    """Leave nothing paused and nothing waiting to the next test."""
    for job in _ask(url, "jobs.json?since=0&state=queued&limit=500")["jobs"]:
        _ask(url, "do/cancel", {"job_id": job["id"]})
    _ask(url, "do/resume_queue", {})


def _ask(url: str, path: str, arguments: object = None):
    request = urllib.request.Request(
        f"{url}/gradio_api/bs/{path}",
        data=None if arguments is None else json.dumps(arguments).encode(),
        headers={"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=10) as reply:
        return json.load(reply)

"""A demo that runs once, a browser, and a page that must stay free of errors."""

import json
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest

from tests.e2e.chromium import launch_chromium
from tests.e2e.jobs_house import desk, open_page, paused, quick_app  # noqa: F401  fixtures
from tests.e2e.library_house import librarian, library_app, library_page  # noqa: F401  fixtures
from tests.e2e.running import RunningApp
from tests.e2e.studio import Studio

VIEWPORT = {"width": 1440, "height": 900}  # pixels


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
    with _new_context(browser) as made:
        yield made


@pytest.fixture
def page(request, app_url) -> Iterator:
    """An open page; the test fails where the console has an error or another host is asked.

    A module with `REUSES_PAGE = True` gets the same one for all of its tests, put back in order
    after each: opening the page takes longer than most of them.
    """
    if getattr(request.module, "REUSES_PAGE", False):
        watched = request.getfixturevalue("module_page")
    else:
        watched = WatchedPage(request.getfixturevalue("context"), app_url)
    yield watched.page
    _empty_queue(app_url)
    troubles, watched.troubles[:] = list(watched.troubles), []
    assert troubles == []
    if getattr(request.module, "REUSES_PAGE", False):
        watched.tidy()


@pytest.fixture(scope="module")
def module_page(browser, app_url):
    with _new_context(browser) as context:
        yield WatchedPage(context, app_url)


class WatchedPage:
    """A page that was opened, and what went wrong on it since."""

    def __init__(self, context, url: str) -> None:
        self.troubles: list[str] = []
        self._own = urlsplit(url).netloc
        self.page = opened = context.new_page()
        opened.on("console", self._on_console)
        opened.on("pageerror", lambda error: self.troubles.append(f"script: {error}"))
        opened.on("request", self._on_request)
        opened.goto(url)
        opened.wait_for_selector("#prompt textarea")
        opened.wait_for_selector("#webui-state .bs-dot.bs-good")

    def tidy(self) -> None:
        """Close what is open and empty what was written."""
        self.page.evaluate(
            """() => {
              for (const dialog of document.querySelectorAll("dialog[open]")) dialog.close();
              BS.completions.close();
              if (BS.tree.isOpen()) BS.tree.show(false);
              BS.treePlaces.clear();
              BS.showTab("Generation");
              for (const id of ["prompt", "negative-prompt"]) BS.setField(id, "");
              BS.setField("seed", -1);
              BS.setField("count", 1);
              localStorage.clear();
              document.activeElement?.blur();
            }"""
        )
        self.page.set_viewport_size(VIEWPORT)

    def _on_console(self, message) -> None:
        # Gradio says so of its own calls where a reload cuts them off.
        is_cut_off = "AbortError" in message.text or "Connection errored out" in message.text
        if message.type == "error" and not is_cut_off:
            self.troubles.append(f"console: {message.text}")

    def _on_request(self, request) -> None:
        if request.url.startswith("http") and urlsplit(request.url).netloc != self._own:
            self.troubles.append(f"asked another host: {request.url}")


@contextmanager
def _new_context(browser) -> Iterator:
    with browser.new_context(viewport=VIEWPORT) as made:
        made.set_default_timeout(15_000)
        yield made


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

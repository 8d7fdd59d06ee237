"""A quick demo for the Jobs tab, and a person at it."""

import json
import time
import urllib.request

import pytest

from tests.e2e.running import RunningApp

SMALL = {"steps": 2, "width": 128, "height": 128}
PATIENCE = 20.0  # seconds
LOOKS = ("job", "posts", "trash", "orphans", "schedules")  # verbs that change nothing
QUICK = {"BOORU_STUDIO_DEMO_STEP_MS": "4"}


class Desk:
    """The open Jobs tab, and the app behind it, which can be asked as a script does."""

    def __init__(self, page, url) -> None:
        self.page, self.url = page, url

    # -- behind the page

    def do(self, verb, **arguments):
        """Do it behind the page's back, then have the page look."""
        answer = self.ask(f"do/{verb}", arguments)
        assert answer["ok"], answer
        if verb not in LOOKS:
            self.page.evaluate("BS.poll.now()")
        return answer["data"]

    def ask(self, path, arguments=None):
        request = urllib.request.Request(
            f"{self.url}/gradio_api/bs/{path}",
            data=None if arguments is None else json.dumps(arguments).encode(),
            headers={"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=10) as reply:
            return json.load(reply)

    def queue(self, prompt, count=1, **fields):
        text = "template" if "{" in prompt else "prompt"
        return self.do("submit", request={text: prompt, **SMALL, **fields}, count=count)["job_ids"]

    def job(self, job_id):
        return self.do("job", job_id=job_id)

    def done(self, prompt, count=1, **fields):
        """Queue jobs and wait until their pictures are there."""
        ids = self.queue(prompt, count, **fields)
        look = (
            "async (ids) => { await BS.poll.now();"
            " return ids.every((id) => BS.store.jobs.get(id)?.state === 'done'); }"
        )
        self.until(lambda: self.page.evaluate(look, ids))
        return ids

    def until(self, is_so):
        deadline = time.monotonic() + PATIENCE
        while not is_so():
            assert time.monotonic() < deadline
            time.sleep(0.03)

    def in_state(self, state):
        return self.ask(f"jobs.json?state={state}&limit=500")["jobs"]

    def waiting(self):
        """Give the ids of the waiting jobs in the order they will be done."""
        rows = self.ask("list.json?state=queued&sort=queue&flat=1&count=200")["rows"]
        return [row["id"] for row in rows]

    # -- on the page

    def row(self, job_id, state=""):
        """Wait for the line of a job."""
        kind = f"[data-state={state}]" if state else ""
        row = self.page.locator(f".bs-jobs .bs-job[data-job='{job_id}']{kind}")
        row.wait_for()
        return row

    def choose(self, *job_ids):
        for job_id in job_ids:
            self.row(job_id).locator("> label input").check()

    def press_on(self, job_id, *keys):
        """Make a line the current one, and press keys."""
        self.row(job_id).locator(".bs-pill").click()
        for key in keys:
            self.page.keyboard.press(key)

    def button(self, name, inside="body"):
        return self.page.locator(inside).get_by_role("button", name=name, exact=True)

    def says(self, text):
        self.page.locator("#jobs-message", has_text=text).wait_for()

    def part(self, name):
        self.page.click(f"[data-part-name={name}]")

    def fresh(self):
        """Bring the tab and the queue back to what they begin with."""
        for dialog in self.page.locator("dialog[open]").all():
            dialog.evaluate("dialog => dialog.close()")
        self.do("cancel_all")
        self.do("resume_queue")
        self.page.evaluate(
            "BS.ticks.clear(); BS.details.close(); BS.showTab('Jobs'); BS.showPart('jobs');"
            "BS.jobsQuery.set({ state: '', words: '', model: '', lora: '', post: '', day: '',"
            " batch: '', starred: false, sort: '', flat: false }); scrollTo(0, 0); BS.poll.now()"
        )
        self.page.wait_for_selector("#jobs-list:visible")


@pytest.fixture(scope="session")
def quick_app(tmp_path_factory):
    data = tmp_path_factory.mktemp("jobs")
    options = ("--demo", "--port", "0", "--data", str(data))
    with RunningApp(*options, environment=QUICK) as app:
        app.data = data
        yield app


@pytest.fixture(scope="session")
def open_page(browser, quick_app):
    """One page for all tests; it must stay free of errors."""
    troubles = []
    with browser.new_context(viewport={"width": 1440, "height": 900}) as context:
        context.set_default_timeout(10_000)
        page = context.new_page()
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.goto(quick_app.url)
        page.wait_for_selector("#webui-state .bs-dot.bs-good")
        page.wait_for_selector("#tabs button[role=tab]")
        page.get_by_role("tab", name="Jobs", exact=True).click()
        page.wait_for_selector("#queue-pause")
        yield page
    assert not troubles, troubles


@pytest.fixture
def desk(open_page, quick_app):
    desk = Desk(open_page, quick_app.url)
    desk.fresh()
    return desk


@pytest.fixture
def paused(desk):
    desk.do("pause_queue")
    return desk

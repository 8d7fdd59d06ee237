"""A page that stays open while its app comes and goes, and what is left of a job."""

import pytest

from tests.e2e.jobs_house import QUICK, Desk
from tests.e2e.running import RunningApp

pytestmark = [pytest.mark.browser, pytest.mark.long]


def test_an_open_page_outlives_a_restart_of_its_app(browser, tmp_path):
    options = ("--demo", "--data", str(tmp_path))
    with RunningApp(*options, "--port", "0", environment=QUICK) as first:
        url = first.url
        with browser.new_context(viewport={"width": 1440, "height": 900}) as context:
            desk = Desk(context.new_page(), url)
            desk.page.goto(url)
            desk.page.wait_for_selector("#webui-state .bs-dot.bs-good")
            desk.page.wait_for_selector("#tabs button[role=tab]")
            desk.page.get_by_role("tab", name="Jobs", exact=True).click()
            (before,) = desk.done("from before the restart")
            desk.row(before, "done")
            first.stop()
            desk.page.evaluate("BS.poll.now()")
            desk.page.locator("#webui-state .bs-lost", has_text="is lost").wait_for()
            port = url.rsplit(":", 1)[1]
            with RunningApp(*options, "--port", port, environment=QUICK):
                # Gradio reloads its page when the app comes back.
                desk.page.wait_for_selector("#webui-state .bs-dot.bs-good", timeout=20_000)
                desk.page.wait_for_selector("#tabs button[role=tab]")
                desk.page.locator("#webui-state .bs-lost").wait_for(state="hidden")
                desk.page.get_by_role("tab", name="Jobs", exact=True).click()
                desk.row(before, "done")
                (after,) = desk.queue("from after the restart")
                desk.row(after, "done")


def test_a_list_whose_answers_fail_is_there_again_with_the_next_one(desk):
    (job,) = desk.done("a patient pond")
    desk.page.route("**/state.json*", lambda route: route.abort())
    desk.page.evaluate("BS.poll.now()")
    desk.page.locator("#webui-state .bs-lost", has_text="is lost").wait_for()
    desk.page.unroute("**/state.json*")
    desk.page.evaluate("BS.poll.now()")

    desk.page.locator("#webui-state .bs-lost").wait_for(state="hidden")
    desk.row(job, "done")


def test_a_job_whose_pictures_are_gone_says_so(desk):
    (job,) = desk.done("a job without pictures")
    desk.do("delete_pictures", pictures={job: [0]})
    row = desk.row(job, "done")
    row.get_by_text("no picture", exact=True).wait_for()
    desk.press_on(job, "Enter", "u", "d")

    desk.page.locator(".bs-details", has_text="a job without pictures").wait_for()
    assert row.locator(".bs-thumb.bs-blank").count() == 1
    assert desk.page.locator("dialog[open]").count() == 0

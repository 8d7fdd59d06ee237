"""Jobs that take their second: watched, stopped, modified in the form."""

import pytest

pytestmark = pytest.mark.browser


def test_a_job_is_watched_from_the_queue_to_its_picture(studio, page):
    page.fill("#steps input[type=number]", "90")  # it still runs when the tab has been opened
    studio.queue("a lighthouse in the making")
    page.fill("#steps input[type=number]", "28")
    page.wait_for_function("/^\\d+% · /.test(document.title)")
    studio.open_tab("Jobs")
    studio.wait_state("lighthouse in the making", "running").get_by_role("progressbar").wait_for()

    picture = studio.wait_state("lighthouse in the making", "done").locator(".bs-thumb img").first
    page.wait_for_function("node => node.naturalWidth > 0", arg=picture.element_handle())
    page.wait_for_function("document.title === 'Booru Studio'")


def test_the_running_job_is_cancelled(studio, page):
    studio.queue("a harbor that is stopped")
    studio.open_tab("Jobs")
    row = studio.wait_state("harbor that is stopped", "running")
    row.get_by_role("button", name="Cancel", exact=True).click()

    studio.wait_state("harbor that is stopped", "cancelled")


@pytest.mark.long
def test_all_is_stopped_after_a_second_click(studio, page):
    page.fill("#count input", "5")
    studio.queue("much to be stopped")
    page.fill("#count input", "1")
    studio.open_tab("Jobs")
    studio.wait_state("much to be stopped", "running")
    page.click("[data-do=queue-settings]")
    for _ in range(2):
        page.click("#queue-dialog [data-do=cancel-all]")
    page.keyboard.press("Escape")

    page.wait_for_function("BS.store.state.queue.queued + BS.store.state.queue.running === 0")


def test_modify_changes_exactly_what_was_changed(studio, page):
    page.fill("#seed input", "77")
    studio.queue("a garden, to be changed")
    page.fill("#seed input", "-1")
    studio.open_tab("Jobs")
    row = studio.wait_state("to be changed", "done")
    row.get_by_role("button", name="Modify", exact=True).click()
    page.wait_for_selector("#changes-of .bs-chip:visible")
    page.wait_for_selector("#form-changes [data-do=form-same-seed][aria-pressed=true]")
    page.fill("#steps input[type=number]", "19")
    page.keyboard.press("Tab")

    page.locator("#form-changes", has_text="steps 28 → 19").wait_for()
    assert page.locator(".bs-changed").evaluate_all("parts => parts.map((part) => part.id)") == [
        "steps"
    ]
    studio.queue("a garden, that was changed")
    studio.open_tab("Jobs")
    changed = studio.row("that was changed")
    changed.wait_for()
    child = changed.get_attribute("data-job")
    told = page.evaluate("id => BS.do('job_details', { job_id: id })", child)
    assert {change["field"] for change in told["changes"]} == {"prompt", "steps"}
    assert (told["request"]["seed"], told["ancestors"][0]["id"]) == (77, told["parent"])
    page.evaluate("BS.setField('steps', 28)")


@pytest.mark.long
def test_a_new_seed_is_one_click_in_the_form(studio, page):
    studio.queue("a seeded meadow")
    studio.open_tab("Jobs")
    studio.wait_state("a seeded meadow", "done")
    studio.row("a seeded meadow").locator(".bs-pill").click()
    page.keyboard.press("m")
    page.wait_for_selector("#form-changes [data-do=form-new-seed]")
    page.wait_for_selector("#form-changes [data-do=form-same-seed][aria-pressed=true]")
    page.click("#form-changes [data-do=form-new-seed]")

    assert page.input_value("#seed input") == "-1"
    page.click("#form-changes [data-do=form-same-seed]")
    assert page.input_value("#seed input") != "-1"
    page.evaluate("BS.setField('seed', -1)")

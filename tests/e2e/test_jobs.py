import pytest

pytestmark = pytest.mark.browser


def pause(studio, page) -> None:
    studio.open_tab("Jobs")
    studio.click("#queue-pause")
    page.wait_for_selector("#queue-pause[aria-pressed=true]")


def test_a_paused_queue_says_so_and_starts_nothing(studio, page):
    pause(studio, page)
    studio.open_tab("Generation")
    studio.queue("a paused lighthouse")
    studio.open_tab("Jobs")
    studio.wait_state("a paused lighthouse", "queued")
    assert "paused" in page.inner_text("#webui-state")
    assert page.inner_text("#jobs-bar .bs-paused") == "You paused the queue."

    studio.click("#queue-pause")
    studio.wait_state("a paused lighthouse", "done")


def test_a_waiting_job_is_cancelled(studio, page):
    pause(studio, page)
    studio.open_tab("Generation")
    studio.queue("a cancelled harbor")
    studio.open_tab("Jobs")
    studio.wait_state("a cancelled harbor", "queued")
    row = studio.row("a cancelled harbor")
    row.get_by_role("button", name="Cancel", exact=True).click()

    studio.wait_state("a cancelled harbor", "cancelled")


def test_a_cancelled_job_is_retried_as_a_new_one(studio, page):
    pause(studio, page)
    studio.open_tab("Generation")
    studio.queue("a retried meadow")
    studio.open_tab("Jobs")
    row = studio.row("a retried meadow")
    row.get_by_role("button", name="Cancel", exact=True).click()
    row = studio.wait_state("a retried meadow", "cancelled")
    row.get_by_role("button", name="Retry", exact=True).click()
    studio.wait_state("a retried meadow", "queued")
    studio.click("#queue-pause")

    assert "from another job" in studio.wait_state("a retried meadow", "done").inner_text()


def test_all_that_waits_is_cancelled_after_a_second_click(studio, page):
    pause(studio, page)
    studio.open_tab("Generation")
    page.fill("#count input", "3")
    studio.queue("three windmills")
    studio.open_tab("Jobs")
    studio.wait_state("three windmills", "queued")
    studio.click("[data-do=cancel-waiting]")
    studio.click("[data-do=cancel-waiting]")

    page.wait_for_function(
        "document.querySelectorAll('#jobs-list .bs-job[data-state=cancelled]').length >= 3"
    )
    assert "Cancelled 3 jobs." in page.inner_text("#jobs-message")


def test_a_modified_job_is_linked_to_the_one_it_came_from(studio, page):
    studio.queue("a garden to be changed")
    studio.open_tab("Jobs")
    row = studio.wait_state("a garden to be changed", "done")
    row.get_by_role("button", name="Modify", exact=True).click()
    page.wait_for_selector("#changes-of .bs-chip:visible")
    assert page.input_value("#prompt textarea") == "a garden to be changed"
    studio.queue("a garden that was changed")
    studio.open_tab("Jobs")

    row = studio.row("a garden that was changed")
    row.wait_for()
    assert "from another job" in row.inner_text()


def test_a_template_is_shown_beside_what_it_became(studio, page):
    studio.queue("a {red|blue} kite")
    studio.open_tab("Jobs")

    row = studio.row("a {red|blue} kite")
    row.wait_for()
    assert row.locator(".bs-prompt").inner_text() in ("a red kite", "a blue kite")


@pytest.mark.parametrize(
    "text", ["<img src=x onerror=window.wasRun=1> sky", "${window.wasRun=1} sea"]
)
def test_markup_in_a_prompt_stays_text(studio, page, text):
    studio.queue(text)
    studio.open_tab("Jobs")
    studio.wait_state(text[-3:], "done")

    assert text in studio.row(text[-3:]).locator(".bs-prompt, .bs-template").all_inner_texts()[0]
    assert page.evaluate("window.wasRun") is None


def test_a_filter_shows_only_its_state(studio, page):
    studio.queue("a filtered bridge")
    studio.open_tab("Jobs")
    studio.wait_state("a filtered bridge", "done")
    studio.click("[data-do=filter-jobs][data-state=failed]")

    page.wait_for_function(
        "document.querySelectorAll('#jobs-list .bs-job:not([data-state=failed])').length === 0"
    )


def test_a_running_job_shows_its_progress_in_the_title(studio, page):
    studio.queue("a tower in the making")

    page.wait_for_function("/^\\d+% · /.test(document.title)")
    page.wait_for_function("document.title === 'Booru Studio'")


def test_a_finished_picture_is_enlarged_as_a_new_job(studio, page):
    studio.open_tab("Generation")
    studio.queue("an enlarged cottage")
    studio.open_tab("Jobs")
    row = studio.wait_state("an enlarged cottage", "done")
    row.get_by_role("button", name="Upscale", exact=True).click()

    page.wait_for_function(
        """[...document.querySelectorAll("#jobs-list .bs-job[data-state=done]")]
           .some((row) => row.innerText.includes("upscaled ×2"))"""
    )

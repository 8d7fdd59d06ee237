import pytest

pytestmark = [pytest.mark.browser, pytest.mark.long]

PROMPT = "#prompt textarea"


@pytest.fixture
def menu(page):
    """Open the menu beside the queue button and choose from it."""

    def choose(name: str) -> None:
        page.click("[data-do=queue-menu]")
        page.locator(".bs-menu-item", has_text=name).click()

    return choose


def running_and_waiting(page) -> int:
    return page.evaluate("BS.store.state.queue.queued + BS.store.state.queue.running")


def test_going_on_keeps_at_most_two_waiting_until_it_is_stopped(menu, studio, page):
    studio.write_prompt("a lighthouse that goes on")
    menu("Go on until stopped")
    page.wait_for_function("BS.store.state.queue.queued >= 2", timeout=30_000)
    page.wait_for_function("BS.store.state.queue.running >= 1")
    assert page.evaluate("BS.store.state.queue.queued") <= 2
    menu("Stop going on")
    page.evaluate("BS.do('pause_queue')")

    page.wait_for_function("BS.store.state.queue.paused")


def test_prompts_from_a_list_are_resolved_each(menu, studio, page):
    menu("Prompts from a list")
    page.fill("#prompt-list textarea", "a red kite\n\n  a {blue|blue} boat \n")
    page.get_by_role("button", name="Queue them").click()
    page.wait_for_selector("#form-message .bs-notice-good")

    studio.open_tab("Jobs")
    studio.wait_state("a red kite", "done")
    studio.wait_state("a blue boat", "done")


def test_alt_enter_skips_the_running_job(studio, page):
    studio.write_prompt("a slow balloon")
    page.fill("#steps input[type=number]", "120")
    page.keyboard.press("Tab")
    page.focus(PROMPT)
    page.keyboard.press("Control+Enter")
    page.wait_for_function("BS.runningJobs().length === 1")
    page.keyboard.press("Alt+Enter")

    studio.open_tab("Jobs")
    studio.wait_state("a slow balloon", "cancelled")


def test_escape_cancels_the_running_job_only_with_nothing_open(studio, page):
    studio.write_prompt("a slow zeppelin")
    page.fill("#steps input[type=number]", "120")
    page.keyboard.press("Tab")
    page.focus(PROMPT)
    page.keyboard.press("Control+Enter")
    page.wait_for_function("BS.runningJobs().length === 1")
    page.keyboard.press("Escape")  # leaves the field
    page.keyboard.press("?")
    page.wait_for_selector("dialog[open]")
    page.keyboard.press("Escape")  # closes the help
    page.wait_for_selector("dialog[open]", state="detached")
    assert page.evaluate("BS.runningJobs().length") == 1
    page.keyboard.press("Escape")

    studio.open_tab("Jobs")
    studio.wait_state("a slow zeppelin", "cancelled")


def test_what_was_queued_is_found_again_after_a_reload(studio, page):
    studio.queue("a garden of tulips")
    studio.queue("a quiet harbour")
    page.reload()
    page.wait_for_selector("[data-do=prompt-history]")
    page.click("[data-do=prompt-history]")
    page.fill("#prompt-history input", "tulips garden")
    page.locator(".bs-history-item", has_text="a garden of tulips").click()

    assert page.input_value(PROMPT) == "a garden of tulips"
    page.keyboard.press("Control+z")
    assert page.input_value(PROMPT) != "a garden of tulips"


def test_the_light_theme_stays_after_a_reload(page):
    page.click("[data-do=switch-theme]")
    page.reload()
    page.wait_for_selector("#prompt textarea")

    assert page.evaluate("document.documentElement.classList.contains('bs-light')")
    assert not page.evaluate("document.body.classList.contains('dark')")

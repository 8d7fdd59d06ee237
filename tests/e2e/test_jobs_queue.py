import pytest

pytestmark = [pytest.mark.browser, pytest.mark.long]


@pytest.fixture
def line(paused):
    """Three jobs that wait, in their order."""
    ids = paused.queue("a waiting line", count=3)
    paused.page.click("[data-do=filter-jobs][data-state=queued]")
    paused.page.click("[data-do=toggle-flat]")
    paused.row(ids[2])
    return ids


def test_pause_and_resume_by_click_and_key(desk):
    desk.page.click("#queue-pause")
    desk.page.wait_for_selector("#queue-pause[aria-pressed=true]")
    assert desk.page.inner_text("#jobs-bar .bs-paused") == "You paused the queue."
    assert "paused" in desk.page.inner_text("#webui-state")
    desk.page.keyboard.press("p")

    desk.page.wait_for_selector("#queue-pause[aria-pressed=false]")


def test_run_next_puts_a_job_first(paused, line):
    paused.row(line[2]).get_by_role("button", name="Run next").click()
    paused.says("It comes next.")
    assert paused.waiting() == [line[2], line[0], line[1]]
    paused.press_on(line[1], "n")

    paused.until(lambda: paused.waiting() == [line[1], line[2], line[0]])


def test_keys_move_a_job_up_and_down(paused, line):
    paused.press_on(line[2], "Alt+ArrowUp")
    paused.until(lambda: paused.waiting() == [line[0], line[2], line[1]])
    paused.press_on(line[0], "Alt+ArrowDown")

    paused.until(lambda: paused.waiting() == [line[2], line[0], line[1]])


def test_dragging_moves_a_job(paused, line):
    paused.row(line[2]).locator(".bs-prompt").drag_to(
        paused.row(line[0]), target_position={"x": 300, "y": 8}
    )

    paused.until(lambda: paused.waiting() == [line[2], line[0], line[1]])


def test_priority_goes_before_place(paused, line):
    paused.press_on(line[1], "+")
    paused.until(lambda: paused.waiting()[0] == line[1])
    paused.row(line[1]).get_by_text("priority +1").wait_for()
    paused.press_on(line[1], "-", "-")

    paused.until(lambda: paused.waiting() == [line[0], line[2], line[1]])


def test_one_is_cancelled_by_click_and_one_by_key(paused, line):
    paused.row(line[0]).get_by_role("button", name="Cancel", exact=True).click()
    paused.press_on(line[1], "Delete")

    paused.until(lambda: paused.waiting() == [line[2]])


def test_chosen_ones_are_cancelled_together(paused, line):
    paused.choose(line[0], line[2])
    paused.button("Cancel", "#jobs-tray").click()
    paused.says("Cancelled 2 jobs.")

    assert paused.waiting() == [line[1]]


def test_all_that_waits_is_cancelled_after_a_second_click(paused, line):
    paused.page.click("#jobs-bar [data-do=cancel-waiting]")
    paused.page.click("#jobs-bar [data-do=cancel-waiting]")
    paused.says("Cancelled 3 jobs.")

    assert paused.waiting() == []


def test_a_cancelled_job_is_retried_as_a_new_one(paused, line):
    paused.do("cancel", job_id=line[0])
    paused.page.click("[data-do=filter-jobs][data-state='']")
    row = paused.row(line[0], "cancelled")
    row.get_by_role("button", name="Retry", exact=True).click()
    paused.says("Queued it again.")
    paused.press_on(line[0], "s")
    paused.says("new seeds")

    same, fresh = (paused.job(job_id) for job_id in paused.waiting()[-2:])
    assert {same["parent"], fresh["parent"]} == {line[0]}
    assert same["request"]["seed"] == paused.job(line[0])["request"]["seed"]
    assert fresh["request"]["seed"] != same["request"]["seed"]


def test_queue_settings_set_start_mode_and_hours(desk):
    desk.button("Queue settings…").click()
    dialog = desk.page.locator("#queue-dialog")
    dialog.locator("[name=mode]").select_option("paused")
    dialog.get_by_role("button", name="Add hours").click()
    dialog.locator("[name=from]").fill("01:00")
    dialog.locator("[name=to]").fill("01:01")
    dialog.get_by_role("button", name="Save").click()
    desk.says("Saved how the queue works.")
    (job,) = desk.queue("a job that waits for its hour")
    desk.page.locator("#jobs-bar .bs-paused", has_text="only in its hours").wait_for()

    assert desk.ask("state.json")["queue"]["start_mode"] == "paused"
    desk.do("set_start_mode", mode="last")
    desk.do("save_queue_hours", values={"windows": []})
    desk.row(job, "done")


def test_a_webui_is_told_to_keep_copies(desk):
    desk.button("Queue settings…").click()
    desk.page.locator("#queue-dialog [name=copies]").check()
    desk.button("Save", "#queue-dialog").click()
    desk.says("Saved how the queue works.")

    (backend,) = desk.ask("state.json")["backends"]
    assert backend["keeps_copies"] is True
    desk.do("keep_copies", url=backend["url"], keeps=False)


def test_a_webui_that_is_disabled_gets_no_job(desk):
    desk.button("Queue settings…").click()
    desk.page.locator("#queue-dialog [name=backend]").uncheck()
    desk.button("Save", "#queue-dialog").click()
    desk.says("Saved how the queue works.")
    (job,) = desk.queue("a job that nobody takes")
    desk.row(job, "queued")
    (backend,) = desk.ask("state.json")["backends"]
    assert backend["enabled"] is False
    desk.do("enable_backend", url=backend["url"], enabled=True)

    desk.row(job, "done")

import pytest

from tests.e2e.jobs_house import Desk

pytestmark = [pytest.mark.browser, pytest.mark.long]


def shown(desk):
    return desk.page.eval_on_selector_all(
        ".bs-jobs .bs-job", "rows => rows.map((row) => row.dataset.job)"
    )


def test_words_find_jobs_and_clear_shows_all_again(desk):
    (meadow,) = desk.done("a violet meadow")
    desk.done("a stone bridge")
    desk.page.fill("#jobs-search input", "VIOLET mead")
    desk.page.wait_for_function("document.querySelectorAll('.bs-jobs .bs-job').length === 1")

    assert shown(desk) == [meadow]
    desk.page.click(".bs-search-jobs [data-do=all-jobs]")
    desk.page.wait_for_function("document.querySelectorAll('.bs-jobs .bs-job').length > 1")


def test_nothing_found_says_so_and_offers_all(desk):
    desk.page.fill("#jobs-search input", "no such words at all")
    desk.page.locator("#jobs-list .bs-empty", has_text="No job is like that").wait_for()
    desk.button("Show all jobs", "#jobs-list").click()

    assert desk.page.input_value("#jobs-search input") == ""


def test_a_bookmark_is_set_by_click_and_key_and_filters(desk):
    one, other = *desk.done("a first balloon"), *desk.done("a second balloon")
    desk.page.fill("#jobs-search input", "balloon")
    desk.row(one).get_by_role("button", name="Bookmark").click()
    desk.says("Bookmarked")
    desk.press_on(other, "b")
    desk.until(lambda: desk.job(other)["bookmarked"])
    desk.page.click("[data-do=only-starred]")

    desk.page.wait_for_function("document.querySelectorAll('.bs-jobs .bs-job').length === 2")
    assert set(shown(desk)) == {one, other}


def test_a_batch_is_one_line_that_opens(desk):
    ids = desk.done("three windmills", count=3)
    desk.page.fill("#jobs-search input", "three windmills")
    head = desk.page.locator(".bs-jobs .bs-batch", has_text="Batch of 3")
    head.get_by_text("3 done").wait_for()
    head.locator("[data-do=open-batch]").click()

    for job in ids:
        desk.row(job)


def test_without_groups_each_job_has_its_line(desk):
    ids = desk.done("two flat boats", count=2)
    desk.page.fill("#jobs-search input", "two flat boats")
    desk.page.locator(".bs-jobs .bs-batch", has_text="Batch of 2").wait_for()
    desk.page.click("[data-do=toggle-flat]")

    desk.row(ids[0])
    assert desk.page.locator(".bs-jobs .bs-batch").count() == 0


def test_states_and_order_are_chosen(paused):
    ids = paused.queue("an orderly garden", count=3)
    paused.page.click("[data-do=filter-jobs][data-state=queued]")
    paused.page.click("[data-do=toggle-flat]")
    paused.row(ids[0])
    assert shown(paused) == ids
    assert paused.row(ids[0]).locator(".bs-place").inner_text() == "#1"
    paused.page.select_option("[data-filter=sort]", "newest")

    paused.page.wait_for_function(
        "id => document.querySelector('.bs-jobs .bs-job').dataset.job === id", arg=ids[-1]
    )


def test_arrows_move_and_shift_chooses_what_lies_between(paused):
    ids = paused.queue("a row of poplars", count=4)
    paused.page.click("[data-do=filter-jobs][data-state=queued]")
    paused.page.click("[data-do=toggle-flat]")
    paused.press_on(ids[0], "Shift+ArrowDown", "Shift+ArrowDown")

    paused.page.locator("#jobs-tray", has_text="3 jobs").wait_for()
    paused.page.keyboard.press("Escape")
    paused.page.wait_for_selector("#jobs-tray", state="hidden")
    paused.page.keyboard.press("Control+a")
    paused.page.locator("#jobs-tray", has_text="4 jobs").wait_for()


def test_what_is_chosen_survives_ticks_and_filters(desk):
    (kept,) = desk.done("a chosen chapel")
    desk.choose(kept)
    desk.done("another picture meanwhile")
    desk.page.click("[data-do=filter-jobs][data-state=failed]")
    desk.page.click("[data-do=filter-jobs][data-state='']")

    assert desk.row(kept).locator("> label input").is_checked()


def test_details_show_texts_settings_and_lineage(desk):
    (first,) = desk.done("a {red|blue} kite over the sea", negative_prompt="fog", seed=7)
    (second,) = desk.do("retry", job_id=first, changes={"steps": 3})["job_ids"]
    desk.row(second, "done").locator(".bs-prompt").click()
    details = desk.page.locator(".bs-details")
    details.get_by_text("made from").wait_for()
    text = details.inner_text()

    assert "a {red|blue} kite over the sea" in text
    assert "steps 2 → 3" in text.replace("\n", " ")
    details.get_by_role("button", name="made from").click()
    details.get_by_role("button", name="changed steps").wait_for()
    assert any("fog" in text for text in details.locator(".bs-text").all_text_contents())


def test_an_error_is_told_with_its_next_step(desk):
    (job,) = desk.queue("a job that fails", sampler_name="No such sampler")
    row = desk.row(job, "failed")

    assert "No such sampler" in row.locator(".bs-error").inner_text()
    desk.button("Retry failed", "#jobs-bar").click()
    desk.says("Queued again:")


def test_a_warning_is_told_in_the_line(desk):
    (job,) = desk.done("a warned valley, <lora:nowhere:1>")

    assert "nowhere" in desk.row(job).locator(".bs-warning").first.inner_text()


@pytest.mark.parametrize(
    "text", ["<img src=x onerror=window.wasRun=1> sky", "${window.wasRun=1} sea"]
)
def test_markup_stays_text(desk, text):
    (job,) = desk.done(text)
    desk.row(job).locator(".bs-pill").click()
    desk.page.locator(".bs-details .bs-text", has_text=text[-3:]).first.wait_for()

    assert text in desk.row(job).inner_text()
    assert desk.page.evaluate("window.wasRun") is None


def test_a_very_long_prompt_is_cut_in_the_list_and_whole_in_the_details(desk):
    long = ", ".join(f"pebble {number}" for number in range(8000))[:100_000]
    (job,) = desk.done(long)
    row = desk.row(job)
    assert len(row.inner_text()) < 1000
    assert row.bounding_box()["height"] < 120
    row.locator(".bs-pill").click()

    details = desk.page.locator(".bs-details .bs-text").first
    desk.page.wait_for_function("document.querySelector('.bs-details .bs-text') !== null")
    assert details.evaluate("node => node.textContent") == desk.job(job)["prompt"]


def test_a_reload_and_a_second_tab_show_the_same(paused, browser):
    ids = paused.queue("the same everywhere")
    desk = paused
    with browser.new_context() as context:
        other = Desk(context.new_page(), desk.url)
        other.page.goto(desk.url)
        other.page.get_by_role("tab", name="Jobs", exact=True).click()
        other.row(ids[0], "queued")
        other.page.locator("#webui-state", has_text="paused").wait_for()
        desk.do("bookmark", job_ids=ids)
        other.page.evaluate("BS.poll.now()")
        other.page.locator(".bs-job .bs-star[aria-pressed=true]").first.wait_for()
        other.page.reload()
        other.page.get_by_role("tab", name="Jobs", exact=True).click()
        other.row(ids[0], "queued")


def test_a_long_list_holds_only_the_lines_in_sight(paused):
    paused.queue("one of very many", count=400)
    paused.page.click("[data-do=filter-jobs][data-state=queued]")
    paused.page.click("[data-do=toggle-flat]")
    paused.page.wait_for_function(
        "document.querySelector('.bs-jobs').clientHeight > 30000"
    )
    paused.page.evaluate("scrollTo(0, 20000)")
    paused.page.wait_for_function(
        "[...document.querySelectorAll('.bs-jobs .bs-job')]"
        ".some((row) => row.getBoundingClientRect().top > 0 && Number(row.ariaPosInSet) > 150)"
    )

    assert paused.page.locator(".bs-jobs .bs-job").count() < 60
    paused.page.keyboard.press("End")
    paused.page.wait_for_function("document.querySelector('.bs-job[aria-posinset=\"400\"]')")


def test_only_what_is_shown_is_asked_for(browser, quick_app):
    with browser.new_context() as context:
        page = context.new_page()
        asked = []
        page.on("request", lambda request: asked.append(request.url.rsplit("/", 1)[-1]))
        page.goto(quick_app.url)
        page.wait_for_selector("#last-results .bs-inside > *")
        assert not [each for each in asked if each.startswith(("list.json", "pictures.json"))]
        page.get_by_role("tab", name="Jobs", exact=True).click()
        page.wait_for_function("BS.jobs.model.isLoaded")
        page.wait_for_timeout(300)
        hidden = ("pictures.json", "orphans", "trash", "schedules", "numbers.json")
        assert not [each for each in asked if each.startswith(hidden)]
        page.click("[data-part-name=gallery]")
        page.wait_for_function("!document.querySelector('#jobs-gallery.bs-gone')")
        page.wait_for_timeout(300)

    assert [each for each in asked if each.startswith("pictures.json")]

"""The desk of the Research tab: a draft's tags are judged by mouse and keys, and it is queued."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.long]

GRID = "#post-grid .bs-tile"
CHIPS = "#post-tags .bs-tag"


@pytest.fixture
def desk(studio, page):
    """The tab, open, with a post drafted without any interrogator."""
    studio.open_tab("Research")
    studio.newest_post()
    page.click(f"{GRID} >> nth=0")
    page.wait_for_selector(CHIPS)
    return studio


def prompt(page):
    return page.input_value("#draft-prompt textarea")


def pieces(page):
    return prompt(page).split(", ")


def chip(page, name):
    return page.locator(f"{CHIPS}[data-tag='{name}']").first


def draft_with_seen_tags(page, least):
    """Draft posts with an interrogator until it saw so many tags; return their names."""
    page.wait_for_selector("#wish-interrogator option[value=webui]", state="attached")
    page.select_option("#wish-interrogator", "webui")
    for at in range(12):
        post = page.get_attribute(f"{GRID}[data-at='{at}']", "data-post")
        page.click(f"{GRID}[data-at='{at}'] img")
        page.wait_for_function(
            "post => BS.desk.draft() && `${BS.desk.draft().post.site}:${BS.desk.draft().post.id}`"
            " === post && !document.querySelector('#draft-result.bs-busy')"
            " && BS.desk.draft().tags.some((tag) => tag.source !== 'booru')",
            arg=post,
        )
        seen = page.evaluate(
            "BS.desk.draft().tags.filter((tag) => tag.source === 'interrogator'"
            " && tag.category === 'general').map((tag) => tag.name)"
        )
        if len(seen) >= least:
            return seen
    raise AssertionError("no post had so many")


def test_two_seen_tags_are_accepted_and_one_is_left_out(desk, page):
    first, second, third = draft_with_seen_tags(page, 3)[:3]
    for name in (first, second, third):
        chip(page, name).focus()
        page.keyboard.press("l")
        assert name.replace("_", " ") not in pieces(page)
    chip(page, first).click()
    chip(page, second).focus()
    page.keyboard.press("a")

    assert {first.replace("_", " "), second.replace("_", " ")} <= set(pieces(page))
    assert third.replace("_", " ") not in pieces(page)
    assert chip(page, third).get_attribute("aria-pressed") == "false"
    page.click("#recreate-button")
    page.wait_for_selector("#research-message .bs-notice-good")
    job = page.evaluate(
        "BS.getJson('jobs.json?since=0&limit=1')"
        ".then(({ jobs }) => BS.do('job', { job_id: jobs[0].id }))"
    )
    assert first.replace("_", " ") in job["prompt"]
    assert third.replace("_", " ") not in job["prompt"].split(", ")
    page.select_option("#wish-interrogator", "")


def test_a_tag_keeps_its_place_when_it_goes_out_and_in_again(desk, page):
    before = prompt(page)
    name = page.evaluate("BS.desk.draft().tags.filter((tag) => tag.kept)[4].name")
    chip(page, name).click()
    assert prompt(page) != before
    chip(page, name).click()

    assert prompt(page) == before


def test_a_decision_leaves_what_was_edited_by_hand(desk, page):
    page.fill("#draft-prompt textarea", f"(a lighthouse, far away:1.2), {prompt(page)}, my end")
    name = page.evaluate("BS.desk.draft().tags.find((tag) => tag.kept).name")
    page.locator(f"{CHIPS}[data-kept=true]").first.click()

    assert prompt(page).startswith("(a lighthouse, far away:1.2), ")
    assert prompt(page).endswith(", my end")
    assert page.evaluate("BS.desk.draft().tags.some((tag) => !tag.kept)")
    assert chip(page, name).is_visible()


def test_the_chips_are_walked_by_keys(desk, page):
    page.focus(f"{CHIPS}[tabindex='0']")
    page.keyboard.press("End")
    page.keyboard.press("Home")
    first = page.evaluate("document.activeElement.dataset.tag")
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.dataset.tag") != first
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Space")

    assert chip(page, first).get_attribute("data-kept") == "false"
    assert page.evaluate("document.activeElement.dataset.tag") == first


def test_decisions_and_the_top_line_outlast_a_reload(desk, page):
    page.click("#draft-categories >> text=artist")
    page.locator(f"{CHIPS}[data-kept=true]").first.click()
    name = page.locator(f"{CHIPS}[data-kept=false]").first.get_attribute("data-tag")
    page.reload()
    desk.open_tab("Research")
    page.wait_for_selector(CHIPS)

    assert chip(page, name).get_attribute("data-kept") == "false"
    assert page.get_attribute("#draft-categories [data-name=artist]", "aria-pressed") == "true"
    page.click("#draft-categories >> text=artist")


def test_a_checkpoint_and_a_preset_are_part_of_the_request(desk, page):
    page.evaluate(
        "BS.do('save_defaults', { values: { presets: { ink:"
        " { steps: 7, prompt: 'ink drawing of {prompt}' } } } })"
    )
    page.reload()
    desk.open_tab("Research")
    page.wait_for_selector("#wish-preset option[value=ink]", state="attached")
    page.wait_for_function("document.querySelectorAll('#wish-checkpoint option').length > 1")
    checkpoint = page.locator("#wish-checkpoint option").nth(1).get_attribute("value")
    page.select_option("#wish-preset", "ink")
    page.select_option("#wish-checkpoint", checkpoint)
    page.click(f"{GRID} >> nth=1")
    page.wait_for_function("BS.desk.draft()?.request.steps === 7")

    request = page.evaluate("BS.desk.draft().request")
    assert request["checkpoint"] == checkpoint
    assert prompt(page).startswith("ink drawing of ")
    page.evaluate("BS.do('save_defaults', { values: { presets: { ink: null } } })")

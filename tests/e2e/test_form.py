"""The form's own fields in a browser: lists to search, sliders, chips, what is remembered."""

import pytest

pytestmark = pytest.mark.browser
SAMPLER, OPTION = "#sampler-name input", "[role=option]"


@pytest.fixture
def sampler(page):
    page.wait_for_function(f"document.querySelector('{SAMPLER}').value !== ''")
    return page.locator(SAMPLER)


def test_a_list_shows_all_of_itself_and_what_is_typed_narrows_it(page, sampler):
    before = sampler.input_value()
    sampler.click()
    page.wait_for_selector(f"{OPTION}[aria-selected=true]")
    everything = page.locator(OPTION).count()
    assert page.inner_text(f"{OPTION}[aria-selected=true]").strip() == before
    page.keyboard.type("2m sde")
    names = [each.strip() for each in page.locator(OPTION).all_inner_texts()]

    assert 0 < len(names) < everything
    assert all("2m" in name.lower() and "sde" in name.lower() for name in names)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert sampler.input_value() == names[1]
    assert page.evaluate("BS.form.now().sampler_name") == names[1]
    assert page.locator(OPTION).count() == 0 or not page.locator(OPTION).first.is_visible()


def test_what_is_in_no_list_changes_nothing(page, sampler):
    before = sampler.input_value()
    sampler.click()
    page.keyboard.type("no such sampler")
    page.keyboard.press("Tab")
    assert sampler.input_value() == before
    sampler.click()
    page.keyboard.type("2m")
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")

    assert sampler.input_value() == before
    assert page.evaluate("BS.form.now().sampler_name") == before


def test_going_through_the_lists_by_tab_changes_nothing(page, sampler):
    before = page.evaluate("JSON.stringify(BS.form.now())")
    sampler.focus()
    for _ in range(12):
        page.keyboard.press("Tab")

    assert page.evaluate("JSON.stringify(BS.form.now())") == before


def test_a_click_chooses_and_the_job_has_it(studio, page, sampler):
    sampler.click()
    page.locator(OPTION, has_text="DPM++ 2M SDE").first.click()
    assert sampler.input_value() == "DPM++ 2M SDE"
    studio.queue("a list that was used")

    job = page.evaluate("fetch('gradio_api/bs/jobs.json?limit=1').then((r) => r.json())")["jobs"][0]
    assert job["request"]["sampler_name"] == "DPM++ 2M SDE"


def test_slider_and_number_go_together_within_their_limits(page):
    page.fill("#steps input[type=number]", "40")
    assert page.input_value("#steps input[type=range]") == "40"
    page.evaluate(
        "const rail = document.querySelector('#steps input[type=range]'); rail.value = 12;"
        "rail.dispatchEvent(new Event('input', { bubbles: true }));"
    )
    assert page.input_value("#steps input[type=number]") == "12"
    page.fill("#steps input[type=number]", "900")
    page.keyboard.press("Tab")

    assert page.input_value("#steps input[type=number]") == "150"
    assert page.evaluate("BS.form.now().steps") == 150


def test_the_post_a_form_came_from_can_be_taken_away(page):
    page.evaluate("BS.fill({ values: { source_post: 'danbooru:77' } })")
    page.wait_for_selector("#source-post .bs-chip:visible")
    page.click("#source-post .bs-chip-remove")

    assert not page.locator("#source-post .bs-chip").is_visible()
    assert page.evaluate("BS.form.now().source_post") == ""


def test_a_browsers_memory_of_anything_breaks_no_form(studio, page):
    page.evaluate(
        """() => {
          const odd = { prompt: 5, steps: "many", sampler_name: ["x"], width: null,
                        enable_hr: "yes", extras: "{", count: {}, source_post: 7,
                        no_such_field: 1 };
          BS.memory.hold("form", () => odd);
        }"""
    )
    page.reload()
    page.wait_for_function(
        "typeof BS !== 'undefined' && BS.form?.now().sampler_name && BS.form.now().steps > 0"
    )
    now = page.evaluate("BS.form.now()")

    assert (now["prompt"], now["width"], now["enable_hr"], now["count"]) == ("", 832, False, 1)
    assert now["source_post"] == ""
    studio.queue("a form that forgot")

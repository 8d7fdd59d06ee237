import pytest

pytestmark = pytest.mark.browser


def test_what_was_typed_survives_a_reload(studio, page):
    studio.write_prompt("a sentence that should stay")
    page.fill("#negative-prompt textarea", "fog")
    page.fill("#steps input[type=number]", "17")
    page.keyboard.press("Tab")
    studio.open_tab("Research")
    page.fill("#append-text :is(input, textarea)", "ink wash")
    page.reload()

    page.wait_for_function(
        "document.querySelector('#prompt textarea')?.value === 'a sentence that should stay'"
    )
    assert page.input_value("#negative-prompt textarea") == "fog"
    assert page.input_value("#steps input[type=number]") == "17"
    studio.open_tab("Research")
    assert page.input_value("#append-text :is(input, textarea)") == "ink wash"


@pytest.mark.long
def test_what_was_restored_is_what_is_queued(studio, page):
    studio.write_prompt("an orchard after a reload")
    page.wait_for_function("localStorage['booru-studio.form']?.includes('orchard')")
    page.reload()
    page.wait_for_function("document.querySelector('#prompt textarea')?.value.includes('orchard')")
    page.focus("#prompt textarea")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("#form-message .bs-notice-good")
    studio.open_tab("Jobs")

    studio.row("an orchard after a reload").wait_for()


def test_an_empty_prompt_is_told_in_place(studio, page):
    studio.write_prompt("")
    studio.click("#queue-button")

    message = page.locator("#form-message .bs-notice-error")
    message.wait_for()
    assert message.inner_text().startswith("There is no prompt")


@pytest.mark.long
def test_a_size_out_of_step_is_told_in_place(studio, page):
    studio.write_prompt("a cottage")
    page.fill("#width input", "333")
    studio.click("#queue-button")

    page.wait_for_selector("#form-message .bs-notice-error")
    assert "multiple of 8" in page.inner_text("#form-message")


def test_the_queue_button_says_what_it_will_do(studio, page):
    page.fill("#count input", "4")

    page.wait_for_function("document.querySelector('#queue-button').innerText.trim() === 'Queue 4'")


@pytest.mark.long
def test_swap_and_ratios_change_the_size(studio, page):
    page.fill("#width input", "832")
    page.fill("#height input", "1216")
    studio.click("[data-do=swap-size]")
    assert page.input_value("#width input") == "1216"
    studio.click("[data-ratio='1:1']")
    assert (page.input_value("#width input"), page.input_value("#height input")) == ("1024", "1024")


@pytest.mark.long
def test_lists_hold_what_the_webui_has(studio, page):
    page.click("#sampler-name input")

    page.locator("[role=option]", has_text="DPM++ 2M SDE").first.wait_for()


def test_saved_defaults_begin_the_next_form(browser, studio, page):
    page.fill("#steps input[type=number]", "21")
    page.keyboard.press("Tab")
    studio.click("#save-defaults")
    page.wait_for_selector("#lists-message .bs-notice-good")
    with browser.new_context() as somebody_else:
        other = somebody_else.new_page()
        other.goto(page.url)
        other.wait_for_function(
            "document.querySelector('#steps input[type=number]')?.value === '21'"
        )

    page.fill("#steps input[type=number]", "28")
    page.keyboard.press("Tab")
    studio.click("#save-defaults")
    page.wait_for_selector("#lists-message .bs-notice-good")


def test_number_keys_switch_tabs_unless_typing(studio, page):
    page.keyboard.press("2")
    page.wait_for_selector("#jobs-list:visible")
    page.keyboard.press("1")
    page.focus("#prompt textarea")
    page.keyboard.type("2")

    assert page.input_value("#prompt textarea").endswith("2")
    assert page.is_visible("#prompt")


def test_nothing_stands_above_our_own_header(page):
    top = page.evaluate("document.querySelector('#webui-state').getBoundingClientRect().top")

    assert top < 2


def test_the_header_stays_in_sight(studio, page):
    page.set_viewport_size({"width": 1200, "height": 400})
    page.mouse.move(600, 300)
    page.mouse.wheel(0, 2000)

    page.wait_for_function("scrollY > 50")
    assert page.locator("#webui-state").bounding_box()["y"] == 0


def test_a_lost_connection_is_told_and_forgotten_when_it_is_back(studio, page):
    page.route("**/gradio_api/bs/state.json*", lambda route: route.fulfill(body="no JSON"))
    page.evaluate("BS.poll.now()")
    page.wait_for_selector("#webui-state .bs-lost:visible")
    page.unroute("**/gradio_api/bs/state.json*")
    page.evaluate("BS.poll.now()")

    page.wait_for_selector("#webui-state .bs-lost", state="hidden")


def test_every_feature_hears_that_a_part_came_into_being(page):
    # Two features fill the header; one of them once took the other's place.
    heard = page.evaluate(
        """() => {
          const heard = [];
          BS.onMount("webui-state", () => heard.push("first"));
          BS.onMount("webui-state", () => heard.push("second"));
          const element = document.querySelector("#webui-state .bs-shell");
          document.dispatchEvent(new CustomEvent("bs:mounted", { detail: { element } }));
          return heard;
        }"""
    )
    assert heard == ["first", "second"]


@pytest.mark.parametrize("tab", ["Generation", "Jobs", "Research"])
def test_a_phone_needs_no_sideways_scrolling(studio, page, tab):
    page.set_viewport_size({"width": 390, "height": 844})
    studio.open_tab(tab)
    page.wait_for_timeout(300)  # layout follows the new width without an event

    widest = page.evaluate(
        "Math.max(document.documentElement.scrollWidth, ...[...document.querySelectorAll("
        "'#webui-state, .bs-panel, .bs-job, .bs-bar, .bs-strip, .bs-panel textarea')]"
        ".filter((part) => part.offsetParent)"
        ".map((part) => part.getBoundingClientRect().right))"
    )
    assert widest <= 390


def test_no_text_is_smaller_than_12_pixels(studio, page):
    for tab in ("Generation", "Jobs", "Research"):
        studio.open_tab(tab)
        small = page.evaluate(
            "[...document.querySelectorAll('.gradio-container *')].filter((part) =>"
            " part.offsetParent && [...part.childNodes].some((node) => node.nodeType === 3"
            " && node.textContent.trim()) && parseFloat(getComputedStyle(part).fontSize) < 12)"
            ".map((part) => part.outerHTML.slice(0, 120))"
        )
        assert small == []

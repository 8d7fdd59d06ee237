"""The calls that the page offers to those who would rather write a script."""

import pytest

from booru_studio.ui.endpoints import ENDPOINTS

pytestmark = [pytest.mark.browser, pytest.mark.long]


def test_each_endpoint_is_shown_in_both_languages_with_the_pages_own_address(page, app_url):
    page.get_by_role("button", name="Use it from a script").click()
    dialog = page.locator("#api")
    dialog.locator("[data-endpoint=recreate]").wait_for()
    assert dialog.locator("[data-endpoint]").count() == len(ENDPOINTS)
    assert f'Client("{app_url}")' in dialog.inner_text()

    dialog.get_by_label("Language").select_option("curl")
    dialog.locator("[data-endpoint=submit] summary").click()
    shown = dialog.locator("[data-endpoint=submit] pre").inner_text()
    assert "call/v2/submit" in shown
    assert f"STUDIO={app_url}" in dialog.inner_text()
    page.keyboard.press("Escape")
    dialog.wait_for(state="detached")


def test_a_call_is_copied(page, context, app_url):
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=app_url)
    page.get_by_role("button", name="Use it from a script").click()
    page.locator("#api [data-endpoint=webui] summary").click()
    page.locator("#api [data-endpoint=webui] button").click()
    page.locator("#api [data-endpoint=webui] button", has_text="Copied").wait_for()

    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == 'studio.predict(api_name="/webui")'

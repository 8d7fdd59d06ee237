import pytest

pytestmark = pytest.mark.browser
REUSES_PAGE = True


@pytest.fixture
def setup(page):
    page.click("[data-do=setup]")
    page.wait_for_selector("#setup [data-finding=webui]")
    return page.locator("#setup")


def test_setup_says_what_is_ready_and_what_to_do(setup):
    assert setup.locator("[data-finding=webui]").get_attribute("data-mark") == "good"
    assert setup.locator("[data-finding=tags]").get_attribute("data-mark") == "open"
    assert setup.get_by_role("button", name="Fetch the list").is_visible()


def test_interrogators_are_listed_and_the_consent_is_kept(setup, page):
    setup.get_by_role("button", name="Choose").click()
    setup.locator("[data-interrogator]").first.wait_for()
    consent = setup.locator("[name=consent]")
    consent.check()
    page.wait_for_function(
        "async () => (await BS.do('defaults')).values.send_pictures_away === true"
    )
    consent.uncheck()

    page.wait_for_function(
        "async () => (await BS.do('defaults')).values.send_pictures_away === false"
    )


def test_styles_are_brought_along(setup, page):
    setup.locator("summary", has_text="Bring along").click()
    with page.expect_file_chooser() as chooser:
        setup.locator("[data-import=styles]").click()
    chooser.value.set_files(
        {"name": "styles.csv", "mimeType": "text/csv",
         "buffer": b"name,prompt,negative_prompt\nbrought,{prompt} at dusk,\n"}  # fmt: skip
    )
    setup.get_by_text("1 presets were made").wait_for()

    assert "brought" in page.evaluate("BS.do('defaults')")["values"]["presets"]


def test_a_wrong_file_is_said_in_a_sentence(setup, page):
    setup.locator("summary", has_text="Bring along").click()
    with page.expect_file_chooser() as chooser:
        setup.locator("[data-import=defaults]").click()
    chooser.value.set_files(
        {"name": "ui-config.json", "mimeType": "application/json", "buffer": b"<html>"}
    )

    setup.get_by_text("give the WebUI's ui-config.json").wait_for()


def test_what_each_webui_can_do_is_listed(setup):
    setup.locator("summary", has_text="What each WebUI can do").click()
    setup.locator("[data-part=reports] summary").first.click()

    setup.get_by_text("Pictures from a prompt").wait_for()

import pytest

pytestmark = pytest.mark.browser


@pytest.fixture
def viewer(studio, page):
    page.fill("#batch-size input", "2")
    studio.queue("two boats in the viewer")
    studio.open_tab("Jobs")
    studio.wait_state("two boats", "done").locator(".bs-thumb").first.click()
    dialog = page.locator("dialog#viewer[open]")
    dialog.wait_for()
    return dialog


def test_arrows_turn_and_escape_closes(viewer, page):
    first = viewer.locator(".bs-viewer-picture").get_attribute("src")
    page.keyboard.press("ArrowRight")
    second = viewer.locator(".bs-viewer-picture").get_attribute("src")
    page.keyboard.press("ArrowLeft")

    assert first != second
    assert viewer.locator(".bs-viewer-picture").get_attribute("src") == first
    page.keyboard.press("Escape")
    page.wait_for_selector("dialog#viewer", state="hidden")


def test_the_wheel_zooms_around_the_pointer(viewer, page):
    box = viewer.locator(".bs-stage").bounding_box()
    page.mouse.move(box["x"] + box["width"] / 4, box["y"] + box["height"] / 4)
    page.mouse.wheel(0, -300)

    page.wait_for_selector(".bs-stage.bs-zoomed")
    moved = viewer.locator(".bs-viewer-picture").evaluate(
        "picture => new DOMMatrix(getComputedStyle(picture).transform)"
        ".transformPoint({ x: 0, y: 0 }).x"
    )
    # What is left of the middle stays under the pointer, so the middle moves right.
    assert moved > 0


def test_the_infotext_is_there_to_read_and_copy(viewer, page):
    assert "two boats in the viewer" in viewer.locator(".bs-infotext").inner_text()
    assert "Steps: 28" in viewer.locator(".bs-infotext").inner_text()
    viewer.get_by_role("button", name="Copy infotext").click()
    viewer.get_by_role("button", name="Copied").wait_for()


def test_the_original_opens_by_a_link(viewer, page):
    link = viewer.get_by_role("link", name="Open original").get_attribute("href")

    assert page.request.get(page.url.rstrip("/") + link).headers["content-type"] == "image/png"

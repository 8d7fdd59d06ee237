"""Take pictures of each tab, to be looked at: `python -m tests.e2e.shots`."""

import tempfile
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.e2e.chromium import launch_chromium
from tests.e2e.running import RunningApp
from tests.e2e.studio import Studio

FOLDER = Path("/tmp/ws/shots")
SIZES = {"wide": (1440, 900), "phone": (390, 844)}
DRAFTED = (2, 6, 10, 4, 12)  # places of posts in the grid
_PICTURES_ARE_THERE = """
[...document.images].filter((image) => image.offsetParent
  && image.getBoundingClientRect().top < innerHeight
  && image.getBoundingClientRect().left < innerWidth).every((image) => image.complete)
"""


def main() -> None:
    """Write shots/<wide|phone>-<what>.png."""
    FOLDER.mkdir(exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as data,
        RunningApp("--demo", "--port", "0", "--data", data) as app,
        sync_playwright() as playwright,
    ):
        browser = launch_chromium(playwright)
        for name, (width, height) in SIZES.items():
            page = browser.new_page(viewport={"width": width, "height": height})
            page.goto(app.url)
            page.wait_for_selector("#webui-state .bs-dot.bs-good")
            _shoot(Studio(page), name)
            page.close()
        browser.close()


def _shoot(studio: Studio, size: str) -> None:
    page = studio.page

    def shot(what: str) -> None:
        page.mouse.move(2, 2)
        page.wait_for_function(_PICTURES_ARE_THERE)
        page.wait_for_timeout(500)
        page.screenshot(path=FOLDER / f"{size}-{what}.png")

    shot("generation-empty")
    studio.open_tab("Research")
    studio.newest_post()
    shot("research-empty")
    for at in DRAFTED:
        studio.click(f"#post-grid .bs-tile >> nth={at}")
        page.wait_for_function("document.querySelectorAll('#draft-result.bs-busy').length === 0")
        studio.click("#recreate-button")
        page.wait_for_selector("#research-message .bs-notice-good")
        if at != DRAFTED[-1]:
            studio.leave_desk()
    shot("research")
    _shoot_research(studio, shot)
    studio.click("#to-generation")
    page.wait_for_selector("#last-results .bs-result >> nth=2")
    page.fill("#count input", "4")
    shot("generation")
    studio.click("#queue-button")
    page.wait_for_selector("#form-message .bs-notice-good")
    studio.open_tab("Jobs")
    page.wait_for_selector("#jobs-list .bs-job[data-state=running] img")
    shot("jobs")
    page.locator("#jobs-list .bs-job[data-state=done] button.bs-thumb").first.click()
    page.wait_for_selector("dialog#viewer[open]")
    shot("viewer")


def _shoot_research(studio: Studio, shot: Callable[[str], None]) -> None:
    """Show many posts ticked, their prompts, one of them large, and the light theme."""
    page = studio.page
    studio.leave_desk()
    for at in range(3):
        page.click(f"#post-grid .bs-tick >> nth={at}")
    shot("research-ticked")
    page.click("#picked-bar [data-part=ticked] [data-do=recreate-preview]")
    page.wait_for_selector("dialog#recreate-prompts[open]")
    shot("research-prompts")
    page.keyboard.press("Escape")
    page.click("#picked-bar [data-do=clear-picked]")
    page.focus("#post-grid .bs-tile[tabindex='0']")
    page.keyboard.press("v")
    page.wait_for_selector("dialog#post-viewer[open]")
    shot("research-viewer")
    page.keyboard.press("Escape")
    page.evaluate("BS.actions['switch-theme']()")
    shot("research-light")
    page.evaluate("BS.actions['switch-theme']()")
    page.click("#post-grid .bs-tile >> nth=4")
    page.wait_for_function("document.querySelectorAll('#draft-result.bs-busy').length === 0")


if __name__ == "__main__":
    main()

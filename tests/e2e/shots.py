"""Take pictures of each tab, for us and for the README: `python -m tests.e2e.shots`."""

import tempfile
from collections.abc import Callable
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from tests.e2e.chromium import launch_chromium
from tests.e2e.running import RunningApp
from tests.e2e.studio import Studio

FOLDER = Path(__file__).parent / "shots"
README_FOLDER = Path(__file__).parent / "pictures"
README_SHOTS = ("research", "generation", "jobs")
_QUALITY = 80  # of a WebP, 0 to 100
SIZES = {"wide": (1440, 900), "phone": (390, 844)}
DRAFTED = (2, 6, 10, 4, 11)  # places of posts in the grid
# A prompt in which every kind of part stands, one of them mistaken.
TEMPLATE = (
    "1girl, (reading a book:1.1), {red|blue|dark green} coat, __poses/sitting__, __no/such/file__, "
    "<lora:watercolour_wash:0.7>, library, warm lamp light, "
)
# What opens each dialog, and what it shows when it is ready.
DIALOGS = {
    "preview": "#preview[open] .bs-preview-prompts li",
    "presets": "#presets [data-kind=style]",
    "prompt-history": "#prompt-history[open]",
    "queue-menu": ".bs-menu",
}
_PICTURES_ARE_THERE = """
[...document.images].filter((image) => image.offsetParent
  && image.getBoundingClientRect().top < innerHeight
  && image.getBoundingClientRect().left < innerWidth).every((image) => image.complete)
"""


def main() -> None:
    """Write shots/<wide|phone>-<what>.png, and some of them as pictures/<...>.webp."""
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
            page.wait_for_selector("#tabs button[role=tab]")
            _shoot(Studio(page), name)
            page.close()
        browser.close()
    README_FOLDER.mkdir(exist_ok=True)
    for name in SIZES:
        for what in README_SHOTS:
            with Image.open(FOLDER / f"{name}-{what}.png") as shot:
                shot.save(README_FOLDER / f"{name}-{what}.webp", quality=_QUALITY, method=6)


class Camera:
    """Takes the pictures of one size, and of the light theme when asked to."""

    def __init__(self, page: Page, size: str) -> None:
        self._page, self._name = page, size

    def shot(self, what: str) -> None:
        self._page.mouse.move(2, 2)
        self._page.wait_for_function(_PICTURES_ARE_THERE)
        self._page.wait_for_timeout(500)
        self._page.screenshot(path=FOLDER / f"{self._name}-{what}.png")

    def in_the_light(self) -> "Camera":
        self._page.evaluate("BS.actions['switch-theme']()")
        return Camera(self._page, f"{self._name}-light")


def _shoot(studio: Studio, size: str) -> None:
    page, camera = studio.page, Camera(studio.page, size)
    camera.shot("generation-empty")
    studio.open_tab("Research")
    studio.newest_post()
    camera.shot("research-empty")
    for at in DRAFTED:
        studio.click(f"#post-grid .bs-tile >> nth={at}")
        page.wait_for_function("document.querySelectorAll('#draft-result.bs-busy').length === 0")
        studio.click("#recreate-button")
        page.wait_for_selector("#research-message .bs-notice-good")
        if at != DRAFTED[-1]:
            studio.leave_desk()
    camera.shot("research")
    _shoot_research(studio, camera.shot)
    studio.click("#to-generation")
    page.wait_for_selector("#last-results .bs-result >> nth=2")
    page.fill("#count input", "4")
    camera.shot("generation")
    studio.click("#queue-button")
    page.wait_for_selector("#form-message .bs-notice-good")
    studio.open_tab("Jobs")
    page.wait_for_selector("#jobs-list .bs-job[data-state=running] img")
    camera.shot("jobs")
    page.locator("#jobs-list .bs-job[data-state=done] button.bs-thumb").first.click()
    page.wait_for_selector("dialog#viewer[open]")
    camera.shot("viewer")
    page.keyboard.press("Escape")
    _shoot_jobs(page, camera.shot)
    _shoot_prompt_tools(studio, camera)
    _shoot_light(studio, camera.in_the_light())


def _shoot_jobs(page: Page, shot: Callable[[str], None]) -> None:
    """Show one job's details, then the other parts of the tab."""
    page.locator("#jobs-list .bs-job[data-state=done] .bs-pill").first.click()
    page.wait_for_selector(".bs-details.bs-open .bs-facts")
    shot("jobs-details")
    page.click(".bs-details [data-do=upscale-job]")
    page.wait_for_selector("#upscale-dialog")
    shot("jobs-upscale")
    page.keyboard.press("Escape")
    page.click("[data-do=close-details]")
    for part in ("gallery", "numbers"):
        page.click(f"[data-part-name={part}]")
        shot(f"jobs-{part}")
    page.click("[data-part-name=jobs]")


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


def _shoot_prompt_tools(studio: Studio, camera: Camera) -> None:
    page = studio.page
    studio.open_tab("Generation")
    studio.write_prompt(TEMPLATE)
    page.focus("#prompt textarea")
    page.keyboard.press("Control+End")
    page.keyboard.type("long", delay=20)
    page.wait_for_selector("#completions[data-query=long]:visible")
    camera.shot("completions")
    page.keyboard.press("Tab")
    studio.click("[data-do=chips]")
    studio.click("#preview-tools [data-do=tree]")
    page.locator(".bs-tree-node [data-do=tree-toggle]:enabled").first.click()
    page.wait_for_selector(".bs-tree-child")
    camera.shot("tree-chips")
    studio.click("[data-do=chips]")
    studio.click("#preview-tools [data-do=tree]")
    for button, ready in DIALOGS.items():
        studio.click(f"[data-do={button}]")
        page.wait_for_selector(ready)
        camera.shot(button)
        page.keyboard.press("Escape")
    studio.click("#panel-img2img > summary")
    studio.click("#panel-variation > summary")
    page.locator("#panel-img2img").scroll_into_view_if_needed()
    camera.shot("panels")
    studio.click("#panel-img2img > summary")
    studio.click("#panel-variation > summary")


def _shoot_light(studio: Studio, camera: Camera) -> None:
    page = studio.page
    page.evaluate("scrollTo(0, 0)")
    page.focus("#prompt textarea")
    page.keyboard.press("Control+End")
    page.keyboard.type("sun", delay=20)
    page.wait_for_selector("#completions[data-query=sun]:visible")
    camera.shot("completions")
    page.keyboard.press("Tab")
    studio.click("[data-do=chips]")
    studio.click("#preview-tools [data-do=tree]")
    page.wait_for_selector(".bs-tree-node")
    camera.shot("tree-chips")
    studio.click("[data-do=chips]")
    studio.click("#preview-tools [data-do=tree]")
    for button, ready in DIALOGS.items():
        studio.click(f"[data-do={button}]")
        page.wait_for_selector(ready)
        camera.shot(button)
        page.keyboard.press("Escape")
    studio.open_tab("Jobs")
    camera.shot("jobs")


if __name__ == "__main__":
    main()

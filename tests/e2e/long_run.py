"""A long evening at full speed: thousands of ticks and hundreds of clicks, and what they leave.

`python -m tests.e2e.long_run` makes 3,600 ticks and 500 actions and prints what memory,
listeners, threads and files were after a warm-up and are at the end.
"""

import argparse
import itertools
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.e2e.chromium import launch_chromium
from tests.e2e.running import RunningApp

TICKS, ACTIONS = 3600, 500
WARM_UP = 0.3  # of all, before the first look
STEPS = 10  # parts that ticks and actions are mixed in
# How much more there may be at the end than after the warm-up.
MOST = {
    "page: heap, MB": 1.25, "page: listeners": 1.1, "page: nodes": 1.25,
    "app: memory, MB": 1.25, "app: threads": 1.2, "app: open files": 1.2,
}  # fmt: skip
# Pools fill up when much is asked at once; below their size nothing has been forgotten.
POOLS = {"app: threads": 70, "app: open files": 60}
_SMALL = '{ prompt: "a lake, " + Math.random(), steps: 2, width: 128, height: 128 }'

Sights = dict[str, float]


class Evening:
    """One app, one page, and somebody who clicks without end."""

    def __init__(self, app: RunningApp, page: Page) -> None:
        self._app, self._page = app, page
        self._tools = page.context.new_cdp_session(page)
        self._tools.send("Performance.enable")
        self._actions = itertools.cycle(self._all_actions())

    def go_on(self, ticks: int, actions: int) -> None:
        """Make ticks and actions in turn."""
        for _ in range(actions):
            next(self._actions)()
        self._page.evaluate(
            "async (ticks) => { for (let i = 0; i < ticks; i++) await BS.poll.now(); }", ticks
        )

    def look(self) -> Sights:
        """Return what there is now, after the rubbish was taken out."""
        self._close_all()
        self._tools.send("HeapProfiler.collectGarbage")
        listed = self._tools.send("Performance.getMetrics")["metrics"]
        page = {each["name"]: each["value"] for each in listed}
        process = Path(f"/proc/{self._app.pid}")
        status = dict(
            line.split(":", 1) for line in (process / "status").read_text().splitlines()
        )
        return {
            "page: heap, MB": page["JSHeapUsedSize"] / 2**20,
            "page: listeners": page["JSEventListeners"],
            "page: nodes": page["Nodes"],
            "app: memory, MB": int(status["VmRSS"].split()[0]) / 2**10,
            "app: threads": int(status["Threads"]),
            "app: open files": len(list((process / "fd").iterdir())),
        }

    # -- what somebody does

    def _all_actions(self) -> list[Callable[[], object]]:
        page = self._page
        return [
            lambda: self._tab("Generation"),
            lambda: page.fill("#prompt textarea", "{spring|autumn} forest, __weather__"),
            lambda: page.evaluate(f"BS.do('submit', {{ request: {_SMALL}, count: 2 }})"),
            lambda: self._dialog("api"),
            lambda: self._dialog("setup"),
            lambda: self._tab("Jobs"),
            lambda: page.evaluate("BS.jobsQuery.set({ words: 'lake' })"),
            lambda: page.evaluate("BS.jobsQuery.set({ words: '' })"),
            lambda: self._click("#jobs-list .bs-job .bs-pill"),
            lambda: page.keyboard.press("Escape"),
            lambda: page.evaluate("BS.do('cancel_waiting')"),
            lambda: self._tab("Research"),
            lambda: self._search("scenery"),
            lambda: self._click("#post-grid .bs-tile"),
            lambda: self._search("outdoors"),
            lambda: page.evaluate("BS.actions['switch-theme']?.()"),
            lambda: page.set_viewport_size({"width": 390, "height": 844}),
            lambda: page.set_viewport_size({"width": 1440, "height": 900}),
        ]

    def _tab(self, name: str) -> None:
        self._close_all()
        self._page.evaluate("(name) => BS.showTab(name)", name)

    def _dialog(self, action: str) -> None:
        self._page.evaluate("(action) => BS.actions[action]()", action)
        self._page.locator("dialog[open]").first.wait_for()
        self._close_all()

    def _search(self, tags: str) -> None:
        box = "#research-search :is(input, textarea)"
        self._page.fill(box, tags)
        self._page.press(box, "Enter")
        self._page.locator("#post-grid .bs-tile").first.wait_for()

    def _click(self, selector: str) -> None:
        # At once: at this speed a tick may take away what was found.
        self._page.evaluate(
            "(selector) => [...document.querySelectorAll(selector)]"
            ".find((each) => each.offsetParent)?.click()",
            selector,
        )

    def _close_all(self) -> None:
        self._page.evaluate(
            "document.querySelectorAll('dialog[open]').forEach((each) => each.close())"
        )


def evening(browser: Browser, ticks: int, actions: int) -> tuple[Sights, Sights]:
    """Spend it, and return what there was after the warm-up and at the end."""
    options = ("--demo", "--port", "0")
    quick = {"BOORU_STUDIO_DEMO_STEP_MS": "1"}
    with (
        tempfile.TemporaryDirectory() as data,
        RunningApp(*options, "--data", data, environment=quick) as app,
        browser.new_context(viewport={"width": 1440, "height": 900}) as context,
    ):
        page = context.new_page()
        page.goto(app.url)
        page.wait_for_selector("#webui-state .bs-dot.bs-good")
        page.wait_for_selector("#tabs button[role=tab]")
        somebody = Evening(app, page)
        begin: Sights = {}
        done = 0.0
        for ticks_now, actions_now in _parts(ticks, actions):
            somebody.go_on(ticks_now, actions_now)
            done += 1 / STEPS
            if not begin and done >= WARM_UP:
                begin = somebody.look()
        end = somebody.look()
    return begin, end


def _parts(ticks: int, actions: int) -> Iterator[tuple[int, int]]:
    for step in range(STEPS):
        yield (
            ticks * (step + 1) // STEPS - ticks * step // STEPS,
            actions * (step + 1) // STEPS - actions * step // STEPS,
        )


def grown(begin: Sights, end: Sights) -> list[str]:
    """Return what there is more of at the end than there may be."""
    return [
        name
        for name, most in MOST.items()
        if end[name] > max(begin[name] * most, POOLS.get(name, 0))
    ]


def main() -> int:
    """Print the table; end with 1 where something grew."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ticks", type=int, default=TICKS)
    parser.add_argument("--actions", type=int, default=ACTIONS)
    wanted = parser.parse_args()
    with sync_playwright() as playwright, launch_chromium(playwright) as browser:
        begin, end = evening(browser, wanted.ticks, wanted.actions)
    lines = [f"{wanted.ticks} ticks, {wanted.actions} actions"]
    for name, most in MOST.items():
        ratio = end[name] / begin[name]
        lines.append(f"{name:18} {begin[name]:9.1f} {end[name]:9.1f} {ratio:6.2f} (most {most})")
    sys.stdout.write("\n".join(lines) + "\n")
    return 1 if grown(begin, end) else 0


if __name__ == "__main__":
    sys.exit(main())

"""The page from the first byte to the first letter typed, beside an empty Gradio app's."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median
from tempfile import TemporaryDirectory

from tests.benchmarks.rows import Row
from tests.e2e.chromium import launch_chromium
from tests.e2e.running import RunningApp

TURNS = 15
LIMIT = 1.5  # times the empty app's
_EMPTY = """
import gradio as gr
with gr.Blocks(analytics_enabled=False) as demo:
    gr.Textbox(lines=3)
_, url, _ = demo.launch(prevent_thread_lock=True, quiet=True)
print(url, flush=True)
input()
"""
# Interactive: a box for text can be seen, takes a letter, and keeps it after the next painting.
_WATCH = """
window.interactive = new Promise((done) => {
  const painted = () =>
    new Promise((next) => requestAnimationFrame(() => requestAnimationFrame(next)));
  const look = async () => {
    const box = [...document.querySelectorAll("textarea")].find((each) => each.offsetParent);
    if (!box || box.disabled) return requestAnimationFrame(look);
    box.value = "a";
    box.dispatchEvent(new Event("input", { bubbles: true }));
    await painted();
    const kept = [...document.querySelectorAll("textarea")].find((each) => each.offsetParent);
    if (kept?.value !== "a") return requestAnimationFrame(look);
    done(performance.now());
  };
  requestAnimationFrame(look);
});
"""


def run() -> list[Row]:
    """Measure in a browser, first with an empty cache, then as on every later visit."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        return []
    with (
        TemporaryDirectory(prefix="booru-studio-") as data,
        RunningApp("--demo", "--port", "0", "--data", data) as studio,
        _empty_app() as empty_url,
        sync_playwright() as playwright,
    ):
        browser = launch_chromium(playwright)
        urls = (studio.url, empty_url)
        for url in urls:
            _first(browser, url)  # the servers' own first time
        firsts = [[_first(browser, url) for url in urls] for _ in range(TURNS)]
        with browser.new_context() as mine, browser.new_context() as other:
            visits = [
                [_visit(mine, studio.url), _visit(other, empty_url)] for _ in range(TURNS + 1)
            ]
        browser.close()
    return [
        _row("page interactive, first visit (times an empty Gradio app)", firsts),
        _row("page interactive, later visits (times an empty Gradio app)", visits[1:]),
    ]


def _row(what: str, pairs: list[list[float]]) -> Row:
    ours, empty = (median(pair[place] for pair in pairs) for place in (0, 1))
    return Row(f"{what}: {ours / empty:.2f}", ours, empty * LIMIT, empty * LIMIT / ours, "ms")


def _first(browser, url: str) -> float:
    with browser.new_context() as context:
        return _visit(context, url)


def _visit(context, url: str) -> float:
    page = context.new_page()
    page.add_init_script(_WATCH)
    page.goto(url)
    taken = page.evaluate("interactive")
    page.close()
    return float(taken)


@contextmanager
def _empty_app() -> Iterator[str]:
    with subprocess.Popen(
        [sys.executable, "-c", _EMPTY], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            yield process.stdout.readline().strip()
        finally:
            process.communicate("\n")

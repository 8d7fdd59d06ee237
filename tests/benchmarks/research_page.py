"""The Research tab in a browser: tiles shown and scrolled, a kept list, and a hundred queued."""

import json
import time
import urllib.request
from contextlib import ExitStack
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from tests.benchmarks.rows import Row
from tests.e2e.chromium import launch_chromium
from tests.e2e.running import RunningApp

TURNS = 5
SHOW_LIMIT = 400.0  # ms, 200 tiles
HEAP_LIMIT = 30.0  # MB more after 2,000 tiles were scrolled through
TILES_LIMIT = 150.0  # in the page at once
LIST_LIMIT = 100.0  # ms, a kept list of what is drawn now
QUEUE_LIMIT = 1.0  # s, 100 posts
# A posts' answer with as many posts as wanted, made of those the demo has.
_MANY = """
window.many = (number) => {
  const posts = BS.grid.posts();
  return Array.from({ length: number }, (_, at) => ({ ...posts[at % posts.length], id: 1e7 + at }));
};
window.painted = () =>
  new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
"""
_SHOW = """
async () => {
  const posts = many(200);
  const began = performance.now();
  BS.grid.show(posts, false);
  await painted();
  return performance.now() - began;
}
"""
_SCROLL = """
async () => {
  BS.grid.show(many(2000), false);
  let most = 0;
  const end = document.documentElement.scrollHeight;
  for (let top = 0; top < end; top += 500) {
    scrollTo(0, top);
    await painted();
    most = Math.max(most, document.querySelectorAll("#post-grid .bs-tile").length);
  }
  scrollTo(0, 0);
  await painted();
  return most;
}
"""
_LIST = """
async () => {
  const began = performance.now();
  await BS.research.work("trends", { what: "characters", view: "rising", booru: "danbooru" }).done;
  return performance.now() - began;
}
"""


def run() -> list[Row]:
    """Measure in a browser where Playwright is there, and over HTTP in any case."""
    with ExitStack() as stack:
        data = stack.enter_context(TemporaryDirectory(prefix="booru-studio-"))
        app = stack.enter_context(RunningApp("--demo", "--port", "0", "--data", data))
        return [*_in_browser(app.url), _queued(app.url)]


def _in_browser(url: str) -> list[Row]:
    try:
        from playwright.sync_api import sync_playwright  # noqa: PLC0415  not everybody has it
    except ImportError:
        return []
    with sync_playwright() as playwright:
        browser = launch_chromium(playwright)
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.goto(url)
        page.get_by_role("tab", name="Research", exact=True).click()
        page.wait_for_selector("#post-grid .bs-tile")
        page.wait_for_selector("#trending-list .bs-trend")
        page.evaluate(_MANY)
        shown = median(page.evaluate(_SHOW) for _ in range(TURNS))
        before = _heap(page)
        tiles = page.evaluate(_SCROLL)
        grown = max(0.1, _heap(page) - before)
        page.evaluate(_LIST)
        kept = median(page.evaluate(_LIST) for _ in range(TURNS))
        browser.close()
    return [
        Row("200 tiles shown", shown, SHOW_LIMIT, SHOW_LIMIT / shown, "ms"),
        Row("tiles in the page while 2,000 scroll by", tiles, TILES_LIMIT, TILES_LIMIT / tiles, ""),
        Row("memory of 2,000 tiles scrolled", grown, HEAP_LIMIT, HEAP_LIMIT / grown, "MB"),
        Row("a kept list of what is drawn now", kept, LIST_LIMIT, LIST_LIMIT / kept, "ms"),
    ]


def _heap(page: Any) -> float:  # noqa: ANN401  a type of Playwright's
    """Return what the page's script holds in MB, garbage collected."""
    session = page.context.new_cdp_session(page)
    session.send("HeapProfiler.collectGarbage")
    session.send("Performance.enable")
    metrics = session.send("Performance.getMetrics")["metrics"]
    return next(item["value"] for item in metrics if item["name"] == "JSHeapUsedSize") / 1e6


def _queued(url: str) -> Row:
    """Queue a hundred posts that a search has shown, without interrogation."""
    _ask(url, "do/pause_queue", {})
    posts: list[str] = []
    page = "1"
    while len(posts) < 100 and page:
        found = _ask(url, f"research/posts.json?limit=100&page={page}")
        posts += [f"{post['site']}:{post['id']}" for post in found["posts"]]
        page = found["next"]
    began = time.perf_counter()
    task = _ask(url, "research/begin", {"kind": "recreate", "arguments": {"posts": posts[:100]}})
    while task["state"] == "running":
        task = _ask(url, f"research/task.json?id={task['id']}")
    taken = time.perf_counter() - began
    number = len(task["result"]["job_ids"])
    return Row(f"{number} posts recreated: queued", taken, QUEUE_LIMIT, QUEUE_LIMIT / taken, "s")


def _ask(url: str, path: str, arguments: object = None) -> Any:  # noqa: ANN401  JSON
    request = urllib.request.Request(
        f"{url}/gradio_api/bs/{path}",
        data=None if arguments is None else json.dumps(arguments).encode(),
        headers={"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=30) as reply:
        return json.load(reply)["data"]

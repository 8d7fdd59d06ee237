"""The Jobs tab in a browser: first view, ticks, magnifier, viewer, and pictures scrolled by."""

import http.client
import io
import json
import time
import urllib.request
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlsplit

from PIL import Image

from booru_studio.domain.jobs import JobImage, JobState
from booru_studio.storage.jobs import JobStore
from booru_studio.storage.thumbnails import Thumbnails
from tests.benchmarks.rows import Row
from tests.e2e.chromium import launch_chromium
from tests.e2e.running import RunningApp

FEW, MANY = 100, 10_000  # jobs
PICTURES, LARGE = 2000, 24  # of which so many are of a real one's size
TURNS, TICKS = 5, 20
VIEW_LIMIT = 1.5  # times
TICK_SIZE, TICK_TIME = 2.0, 10.0  # kB with headers, ms
HOVER_LIMIT, REST = 50.0, 150  # ms; how long a pointer rests before anything is shown
NEXT_LIMIT = 100.0  # ms
TILES_LIMIT, HEAP_LIMIT = 400.0, 30.0  # in the page at once; MB
SLOW = {"BOORU_STUDIO_DEMO_STEP_MS": "4000"}
PROMPT = ", ".join(f"wildflower {number}" for number in range(40))
_PAINTED = """
window.painted = () =>
  new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
window.until = async (isSo) => { while (!isSo()) await new Promise(requestAnimationFrame); };
void 0; // else Playwright would call it
"""
_FIRST_VIEW = """
async () => {
  const tab = [...document.querySelectorAll("#tabs button[role=tab]")]
    .find((each) => each.textContent.trim() === "Jobs");
  const began = performance.now();
  tab.click();
  await until(() => document.querySelectorAll(".bs-jobs > *").length > 5);
  await painted();
  return performance.now() - began;
}
"""
_HOVER = """
async (at) => {
  const thumb = document.querySelectorAll(".bs-jobs button.bs-thumb")[at];
  const began = performance.now();
  thumb.dispatchEvent(new PointerEvent("pointerover", { pointerType: "mouse", bubbles: true }));
  const shown = () => document.querySelector(".bs-hover:not([hidden]) img")?.complete;
  await until(shown);
  await painted();
  const taken = performance.now() - began;
  document.dispatchEvent(new PointerEvent("pointerdown"));
  return taken;
}
"""
_NEXT = """
async () => {
  const picture = document.querySelector("#viewer .bs-viewer-picture");
  const before = picture.src;
  const began = performance.now();
  document.querySelector("#viewer .bs-stage").dispatchEvent(
    new KeyboardEvent("keydown", { key: "ArrowRight", bubbles: true }));
  await until(() => picture.src !== before);
  await picture.decode();
  await painted();
  return performance.now() - began;
}
"""
_SCROLL = """
async (count) => {
  const seen = () => [...document.querySelectorAll(".bs-gallery-tile")].filter((tile) => {
    const { top, bottom } = tile.getBoundingClientRect();
    return bottom > 0 && top < innerHeight;
  });
  let [most, blank, passed] = [0, 0, 0];
  const end = document.documentElement.scrollHeight;
  for (let top = 0; top < end && passed < count; top += 500) {
    scrollTo(0, top);
    await new Promise((done) => setTimeout(done, 200));
    await painted();
    const tiles = seen();
    passed = Math.max(passed, ...tiles.map((tile) => Number(tile.lastChild.dataset.place)));
    most = Math.max(most, document.querySelectorAll(".bs-gallery-tile").length);
    if (!tiles.some((tile) => tile.querySelector("img").naturalWidth)) blank += 1;
  }
  scrollTo(0, 0);
  await painted();
  return [most, blank];
}
"""


def run() -> list[Row]:
    """Measure in a browser where Playwright is there, and ticks in any case."""
    with TemporaryDirectory(prefix="booru-studio-") as few, TemporaryDirectory() as many:
        _fill(Path(few), FEW)
        _fill(Path(many), MANY)
        with (
            RunningApp("--demo", "--port", "0", "--data", few, environment=SLOW) as small,
            RunningApp("--demo", "--port", "0", "--data", many, environment=SLOW) as large,
        ):
            _ask(large.url, "list.json?count=1")  # all jobs were read once
            return [*_in_browser(small.url, large.url), *_ticks(large.url)]


def _fill(data: Path, jobs: int) -> None:
    """Write finished jobs with pictures; the newest have files, the very newest large ones."""
    folder = data / "images" / "2026-03-04"
    folder.mkdir(parents=True)
    thumb, whole = _picture((128, 160)), _picture((832, 1216))
    rows, thumbnails, now = [], Thumbnails(data), datetime.now(UTC)
    for number in range(jobs):
        file = f"images/2026-03-04/120000-{number}-bench-0.png"
        newest = jobs - number
        if newest <= PICTURES:
            (data / file).write_bytes(whole if newest <= LARGE else thumb)
            thumbnails.of(data / file)  # as it is made when a picture is saved
        request = {"prompt": f"{PROMPT}, {number}", "steps": 28, "width": 832, "height": 1216,
                   "seed": number, "batch_size": 1, "cfg_scale": 6.5}  # fmt: skip
        began = now - timedelta(minutes=3 * newest)  # three weeks of work, as in a real folder
        image = JobImage(file, number, 832, 1216, f"{PROMPT}\nSteps: 28, Model: meadowXL, Seed: 1")
        rows.append((request, {
            "state": JobState.DONE, "prompt": request["prompt"], "images": (image,),
            "created": began.isoformat(), "started": began.isoformat(),
            "finished": (began + timedelta(seconds=9)).isoformat(),
        }))  # fmt: skip
    with closing(JobStore(data)) as store:
        store.add_all(rows)


def _picture(size: tuple[int, int]) -> bytes:
    out = io.BytesIO()
    Image.effect_mandelbrot(size, (-2, -1.5, 1, 1.5), 60).convert("RGB").save(out, "PNG")
    return out.getvalue()


def _in_browser(few: str, many: str) -> list[Row]:
    try:
        from playwright.sync_api import sync_playwright  # noqa: PLC0415  not everybody has it
    except ImportError:
        return []
    with sync_playwright() as playwright:
        browser = launch_chromium(playwright)
        # In turns, so that what else the machine does falls on both.
        views = [(_first_view(browser, few)[0], _first_view(browser, many)[0])
                 for _ in range(TURNS)]  # fmt: skip
        ours, peer = median(view[1] for view in views), median(view[0] for view in views)
        _, page = _first_view(browser, many, closes=False)
        rows = [
            Row(f"first view of {MANY:,} jobs, against {VIEW_LIMIT:g} times that of {FEW}",
                ours, VIEW_LIMIT * peer, VIEW_LIMIT * peer / ours, "ms"),
            *_looks(page),
            *_gallery(page),
        ]  # fmt: skip
        browser.close()
    return rows


def _first_view(browser: Any, url: str, *, closes: bool = True) -> tuple[float, Any]:  # noqa: ANN401
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.goto(url)
    page.wait_for_selector("#webui-state .bs-dot.bs-good")
    page.wait_for_selector("#tabs button[role=tab]")
    page.evaluate(_PAINTED)
    taken = page.evaluate(_FIRST_VIEW)
    if closes:
        page.close()
    return taken, page


def _looks(page: Any) -> list[Row]:  # noqa: ANN401
    page.wait_for_function("document.querySelectorAll('.bs-jobs button.bs-thumb').length > 7")
    hover = median(page.evaluate(_HOVER, at) for at in range(TURNS)) - REST
    hover = max(hover, 0.1)
    page.locator(".bs-jobs button.bs-thumb").first.click()
    page.wait_for_selector("#viewer[open]")
    turns = []
    for _ in range(2 * TURNS):
        page.wait_for_timeout(400)  # the neighbour is there
        turns.append(page.evaluate(_NEXT))
    page.keyboard.press("Escape")
    after = median(turns)
    return [
        Row(f"hover to magnifier, after {REST} ms of rest", hover, HOVER_LIMIT,
            HOVER_LIMIT / hover, "ms"),
        Row("next picture in the viewer, 832×1216", after, NEXT_LIMIT, NEXT_LIMIT / after, "ms"),
    ]  # fmt: skip


def _gallery(page: Any) -> list[Row]:  # noqa: ANN401
    page.click("[data-part-name=gallery]")
    page.wait_for_selector(".bs-gallery-tile img")
    before = _heap(page)
    most, blank = page.evaluate(_SCROLL, PICTURES - 200)
    grown = max(0.1, _heap(page) - before)
    return [
        Row("thumbnails in the page while 2,000 scroll by", most, TILES_LIMIT,
            TILES_LIMIT / most, ""),
        Row("blank screens meanwhile, at 2,500 pixels a second", blank, 1, 1 / max(blank, 0.1), ""),
        Row("memory of 2,000 thumbnails scrolled", grown, HEAP_LIMIT, HEAP_LIMIT / grown, "MB"),
    ]  # fmt: skip


def _heap(page: Any) -> float:  # noqa: ANN401
    """Return what the page's script holds in MB, garbage collected."""
    session = page.context.new_cdp_session(page)
    session.send("HeapProfiler.collectGarbage")
    session.send("Performance.enable")
    metrics = session.send("Performance.getMetrics")["metrics"]
    return float(next(each["value"] for each in metrics if each["name"] == "JSHeapUsedSize")) / 1e6


def _ticks(url: str) -> list[Row]:
    """Ask as a page does while one job runs; what goes over the wire, headers and all."""
    _ask(url, "do/submit", {"request": {"prompt": "a slow lighthouse", "steps": 20}})
    while not _ask(url, "state.json")["queue"]["running"]:
        time.sleep(0.1)
    known = _ask(url, "state.json")
    sizes, times = [], []
    with closing(http.client.HTTPConnection(urlsplit(url).netloc, timeout=30)) as line:
        while len(sizes) < TICKS:
            time.sleep(0.5)
            began = time.perf_counter()
            size, answer = _tick(line, known)
            times.append((time.perf_counter() - began) * 1000)
            if answer["jobs"]:
                sizes.append(size / 1000)
            known = answer
    _ask(url, "do/cancel_all", {})
    size, taken = max(sizes), median(times)
    what = f"1 job running and {MANY:,} done"
    return [
        Row(f"a live tick with {what}, the largest", size, TICK_SIZE, TICK_SIZE / size, "kB"),
        Row(f"the same, from question to answer on {what}", taken, TICK_TIME,
            TICK_TIME / taken, "ms"),
    ]  # fmt: skip


def _tick(line: http.client.HTTPConnection, known: Any) -> tuple[int, Any]:  # noqa: ANN401
    query = f"epoch={known['epoch']}&since={known['revision']}&seen={known['seen']}"
    line.request("GET", f"/gradio_api/bs/state.json?{query}")
    reply = line.getresponse()
    body = reply.read()
    headers = sum(len(name) + len(value) + 4 for name, value in reply.getheaders())
    return headers + len(body), json.loads(body)


def _ask(url: str, path: str, arguments: object = None) -> Any:  # noqa: ANN401  JSON
    request = urllib.request.Request(
        f"{url}/gradio_api/bs/{path}",
        data=None if arguments is None else json.dumps(arguments).encode(),
        headers={"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=60) as reply:
        return json.load(reply)

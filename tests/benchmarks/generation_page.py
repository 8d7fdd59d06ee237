"""The prompt box in a browser, with 250,000 tags behind it, against a scan of all of them there."""

import json
import random
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from typing import Any

from tests.benchmarks.autocomplete import TAGS, Tag, invent_tags, write_tags
from tests.benchmarks.rows import Row
from tests.e2e.chromium import launch_chromium
from tests.e2e.running import RunningApp

BOX = "#prompt textarea"
PROMPT = "an old prompt, " * 267  # 4,005 characters
WORDS = 30  # typed to their fifth letter, with a pause behind each letter
LETTERS = 5
TURNS = 3  # of which the best counts for each letter: other programs run beside the browser
PATIENCE = 120.0  # seconds until the tag list is built
PAUSE_LIMIT = 50.0  # ms from the last letter to the list on the screen, 95 of 100 times
PEER_WAIT = 100.0  # ms that a1111-sd-webui-tagcomplete waits for further letters by default
RATE = 15  # letters a second
TYPED = "1girl, reading a book, long hair, library, warm lamp light, "
_MEASURE = """
() => {
  window.shown = [];
  let began = 0;
  const painted = (done) => requestAnimationFrame(() => setTimeout(done));
  addEventListener("input", () => { began = performance.now(); }, true);
  window.watch = () => new MutationObserver(() => {
    const from = began;
    painted(() => shown.push(performance.now() - from));
  }).observe(document.getElementById("completions"), { attributeFilter: ["data-query"] });
}
"""
# What tagcomplete does, which keeps all tags in the page: hold a pattern against every name and
# its other names, take the first twenty, and draw them.
_SCAN = """
async ([words, letters]) => {
  const list = document.body.appendChild(document.createElement("ul"));
  list.style.cssText = "position: fixed; top: 0; left: 0";
  const took = [];
  for (const word of words) {
    for (let length = 1; length <= letters; length += 1) {
      const began = performance.now();
      const pattern = new RegExp(`(^|[^a-z])${word.slice(0, length)}`, "i");
      const found = tags.filter(
        ([name, , others]) => pattern.test(name) || (others && pattern.test(others)));
      list.replaceChildren(...found.slice(0, 20).map(([name, posts]) => {
        const item = document.createElement("li");
        item.textContent = `${name} ${posts}`;
        return item;
      }));
      await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
      took.push(performance.now() - began);
    }
  }
  list.remove();
  return took;
}
"""


def run() -> list[Row]:
    """Type words letter by letter into a long prompt; nothing where Playwright is missing."""
    try:
        from playwright.sync_api import sync_playwright  # noqa: PLC0415  not everybody has it
    except ImportError:
        return []
    chance = random.Random(1)
    tags = list(invent_tags(chance))
    words = [name for name, _, _ in chance.sample(tags[:20_000], WORDS * 4) if _is_plain(name)]
    with (
        TemporaryDirectory(prefix="booru-studio-") as data,
        RunningApp("--demo", "--port", "0", "--data", data) as app,
        sync_playwright() as playwright,
    ):
        _import(app.url, Path(data) / "many.csv", tags)
        browser = launch_chromium(playwright)
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.goto(app.url)
        page.wait_for_selector("#webui-state .bs-dot.bs-good")
        page.wait_for_selector("#tabs button[role=tab]")
        shown = _typed(page, words[:WORDS])
        lost = _lost(page)
        listed = [(name, posts, ",".join(others)) for name, posts, others in tags]
        page.evaluate("(tags) => { window.tags = tags; }", listed)
        scanned = _best(lambda: page.evaluate(_SCAN, [words[: WORDS // 3], LETTERS]))
        browser.close()
    return _rows(shown, lost, scanned)


def _rows(shown: list[float], lost: int, scanned: list[float]) -> list[Row]:
    high, middle = quantiles(shown, n=20)[-1], median(shown)
    peer_high, peer = quantiles(scanned, n=20)[-1] + PEER_WAIT, median(scanned) + PEER_WAIT
    what = f"list on the screen after a letter, {TAGS:,} tags"
    wait = f"a scan in the page after {PEER_WAIT:.0f} ms"
    return [
        Row(f"{what}, p95, against the aim", high, PAUSE_LIMIT, PAUSE_LIMIT / high, "ms"),
        Row(f"{what}, median, against {wait}", middle, peer, peer / middle, "ms"),
        Row(f"{what}, p95, against {wait}", high, peer_high, peer_high / high, "ms"),
        Row(f"letters lost of {len(TYPED)} at {RATE} a second (0 is the aim)", lost, 0, 1, ""),
    ]


def _is_plain(name: str) -> bool:
    return len(name) > LETTERS and name[:LETTERS].isalpha() and name[:LETTERS].isascii()


def _typed(page: Any, words: list[str]) -> list[float]:  # noqa: ANN401  a type of Playwright's
    """Return for each letter in ms when its list was painted."""
    page.evaluate(_MEASURE)
    page.fill(BOX, PROMPT)
    page.focus(BOX)
    page.keyboard.press("Control+End")
    page.keyboard.type("sm", delay=100)  # the list comes into being
    page.wait_for_selector("#completions:visible")
    page.evaluate("watch()")
    return _best(lambda: _one_turn(page, words))


def _best(measure: Callable[[], list[float]]) -> list[float]:
    return [min(times) for times in zip(*(measure() for _ in range(TURNS)), strict=True)]


def _one_turn(page: Any, words: list[str]) -> list[float]:  # noqa: ANN401
    page.evaluate("shown.length = 0")
    for word in words:
        page.fill(BOX, PROMPT)
        page.keyboard.press("Control+End")
        for length in range(1, LETTERS + 1):
            page.keyboard.press(word[length - 1])
            page.wait_for_selector(f'#completions[data-query="{word[:length]}"]:visible')
            page.wait_for_timeout(60)
    return list(page.evaluate("shown"))


def _lost(page: Any) -> int:  # noqa: ANN401  a type of Playwright's
    page.fill(BOX, PROMPT)
    page.keyboard.press("Control+End")
    page.keyboard.type(TYPED, delay=1000 / RATE)
    return len(PROMPT + TYPED) - len(page.input_value(BOX))


def _import(url: str, file: Path, tags: list[Tag]) -> None:
    """Hand the tags in as a person does, and wait until they are suggested."""
    write_tags(file, tags)
    _ask(url, "import/tags", file.read_bytes())
    last = tags[-1][0]
    asked = json.dumps({"text": last, "caret": len(last)}).encode()
    deadline = time.monotonic() + PATIENCE
    while last.replace("_", " ") not in str(_ask(url, "do/autocomplete", asked)["items"]):
        if time.monotonic() > deadline:
            raise TimeoutError(f"the tag list was not built within {PATIENCE:.0f} s")
        time.sleep(0.5)


def _ask(url: str, path: str, body: bytes) -> Any:  # noqa: ANN401  JSON
    request = urllib.request.Request(f"{url}/gradio_api/bs/{path}", data=body)
    with urllib.request.urlopen(request, timeout=60) as reply:
        answer = json.load(reply)
    if not answer["ok"]:
        raise RuntimeError(answer["error"])
    return answer["data"]

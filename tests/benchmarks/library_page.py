"""5,000 LoRAs and 2,000 wildcard files on the page, measured in Chromium.

From the key or the letter until what it brings is painted; the limit is 100 ms. Each is the
median of several runs.
"""

import json
import statistics
import time
import urllib.request
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Page, sync_playwright

from tests.benchmarks.rows import Row
from tests.e2e.chromium import launch_chromium
from tests.e2e.running import RunningApp

LORAS, FILES, LINES = 5_000, 2_000, 200
LIMIT = 100.0  # ms
RUNS = 9

# Acts, waits until `there()` holds, and until that is painted; gives milliseconds.
_TIMED = """
async ([act, there]) => {
  const [begin, isThere] = [new Function(act), new Function(`return ${there}`)];
  const start = performance.now();
  begin();
  const channel = () => new Promise((done) => { const { port1, port2 } = new MessageChannel();
    port1.onmessage = done; port2.postMessage(0); });
  while (!isThere()) {
    if (performance.now() - start > 8000) throw new Error(`never: ${there}`);
    await channel();
  }
  await new Promise((painted) => requestAnimationFrame(() => setTimeout(painted)));
  return performance.now() - start;
}
"""
_TYPE = (
    "const box = document.querySelector('{box}'); box.value = '{text}';"
    " box.dispatchEvent(new Event('input', {{ bubbles: true }}));"
)
_CLOSE = "document.querySelector('dialog[open]')?.close();"
_ROWS = "document.querySelectorAll('#{list} [data-at]')"
_FOUND = "document.querySelector('#{list} [data-at=\"0\"]')?.textContent.includes('{text}')"
_MATCH = "document.querySelector('.bs-lora-match').textContent"


def run() -> list[Row]:
    """Measure every interaction with the library and the randomiser."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        _write_wildcards(folder / "wildcards")
        _write_catalog(folder / "loras.yaml")
        options = ("--demo", "--port", "0", "--data", str(folder / "data"))
        places = ("--wildcards", str(folder / "wildcards"), "--loras", str(folder / "loras.yaml"))
        with RunningApp(*options, *places) as app, sync_playwright() as playwright:
            _wait_judged(app.url)
            browser = launch_chromium(playwright)
            page = browser.new_page(viewport={"width": 1440, "height": 900})
            page.goto(app.url)
            page.wait_for_selector("#webui-state .bs-dot.bs-good")
            page.wait_for_selector("#tabs button[role=tab]")
            rows = [*_desk(page), *_loras(page), *_panel(page)]
            browser.close()
    return rows


def _desk(page: Page) -> list[Row]:
    rows = _ROWS.format(list="wildcard-list")
    listed = f"{rows}.length > 5 && document.getElementById('wildcard-search').value === ''"
    open_desk = "BS.actions['wildcard-desk']();"
    opened = _median(page, open_desk, listed, after=_CLOSE)
    page.evaluate(open_desk)
    found = _median_typed(
        page, "#wildcard-search", "wildcard-list", [f"topic_{n} list_{n}" for n in range(11, 20)],
        [f"list_{n}" for n in range(11, 20)],
    )  # fmt: skip
    files = [
        _once(
            page,
            f"document.querySelectorAll('#wildcard-list [data-at]')[{n % 3}].click();",
            "document.querySelector('.bs-draws')?.children.length === 8 &&"
            f" document.querySelector('#wildcard-list [data-at=\"{n % 3}\"]')"
            ".getAttribute('aria-selected') === 'true' &&"
            " document.querySelector('#wildcard-editor h2').textContent.replace('.txt', '') ==="
            f" document.querySelector('#wildcard-list [data-at=\"{n % 3}\"] .bs-row-label')"
            ".textContent",
        )
        for n in range(RUNS)
    ]
    typed = _TYPE.format(box="#wildcard-text textarea", text="one\\ntwo\\nthree")
    state = "document.querySelector('#wildcard-editor [data-part=state]').textContent"
    discard = "document.querySelector('[data-do=wildcard-discard]').click()"
    key = _median(page, typed, f"{state} !== ''", after=discard)
    page.evaluate(_CLOSE)
    return [
        _row(f"desk opened, {FILES:,} files", opened),
        _row("wildcard files searched", found),
        _row("a file opened, with its draws", statistics.median(files)),
        _row("a key in the editor", key),
    ]


def _loras(page: Page) -> list[Row]:
    listed = "document.querySelectorAll('#lora-list [data-key]').length > 5"
    opened = _median(page, "BS.actions['lora-desk']();", listed, after=_CLOSE)
    page.evaluate("BS.actions['lora-desk']()")
    texts = [f"painted_{n}" for n in range(4001, 4001 + RUNS)]
    found = _median_typed(page, "#lora-search", "lora-list", texts, texts)
    shown = "document.querySelector('.bs-lora-form h2').textContent === '{name}'"
    entries = []
    for n in range(RUNS):
        name = f"painted_{100 + n}"
        act = f"BS.actions['lora-edit']({{ dataset: {{ key: 'folder_{(100 + n) % 25}/{name}' }} }})"
        entries.append(_once(page, act, shown.format(name=name)))
    saves = []
    for n in range(RUNS):
        page.evaluate(_TYPE.format(box=".bs-lora-form [name=notes]", text=f"note {n}"))
        saved = "document.querySelector('[data-do=lora-save]').disabled"
        saves.append(_once(page, "BS.loraForm.save();", saved))
    page.evaluate(_CLOSE)
    return [
        _row(f"LoRA list opened, {LORAS:,} LoRAs", opened),
        _row("LoRAs searched", found),
        _row("a LoRA opened", statistics.median(entries)),
        _row("a LoRA saved", statistics.median(saves)),
    ]


def _panel(page: Page) -> list[Row]:
    opening = (
        "document.querySelector('.bs-lora-match').textContent = '';"
        " document.querySelector('.bs-lora-panel').open = true;"
    )
    shut = "document.querySelector('.bs-lora-panel').open = false;"
    opened = _median(page, opening, f"{_MATCH}.includes('match')", after=shut)
    page.evaluate("document.querySelector('.bs-lora-panel').open = true;")
    page.wait_for_selector(".bs-lora-row")
    page.select_option(".bs-lora-options [name=base]", "")
    matches = []
    for n in range(RUNS):
        act = _TYPE.format(box=".bs-lora-options [name=search]", text=f"painted_{n + 1}")
        act = "document.querySelector('.bs-lora-match').textContent = '';" + act
        matches.append(_once(page, act, f"{_MATCH}.includes('match')"))
    page.fill(".bs-lora-options [name=search]", "")
    page.wait_for_timeout(300)
    draw = (
        "document.querySelector('.bs-lora-rows').replaceChildren();"
        " document.querySelector('[data-do=lora-draw]').click();"
    )
    drawn = _median(page, draw, "document.querySelector('.bs-lora-row') !== null")
    return [
        _row("randomiser opened", opened),
        _row("live “N match” after a letter", statistics.median(matches)),
        _row("a set drawn of all", drawn),
    ]


def _once(page: Page, act: str, there: str) -> float:
    milliseconds = float(page.evaluate(_TIMED, [act, there]))
    page.wait_for_timeout(120)  # what follows is not the next one's burden
    return milliseconds


def _median(page: Page, act: str, there: str, after: str = "") -> float:
    times = []
    for _ in range(RUNS):
        times.append(_once(page, act, there))
        if after:
            page.evaluate(after)
    return statistics.median(times)


def _median_typed(page: Page, box: str, rows: str, texts: list[str], found: list[str]) -> float:
    return statistics.median(
        _once(page, _TYPE.format(box=box, text=text), _FOUND.format(list=rows, text=wanted))
        for text, wanted in zip(texts, found, strict=True)
    )


def _row(what: str, milliseconds: float) -> Row:
    return Row(what, milliseconds, LIMIT, LIMIT / milliseconds, "ms")


def _wait_judged(url: str) -> None:
    """Wait until the safety rules have been asked of every LoRA, as they are after the start."""
    while True:
        request = urllib.request.Request(
            f"{url}/gradio_api/bs/do/lora_facets", data=b"{}",
            headers={"Content-Type": "application/json"},
        )  # fmt: skip
        with urllib.request.urlopen(request, timeout=60) as reply:
            if not json.load(reply)["data"]["waiting"]:
                return
        time.sleep(0.5)


def _write_wildcards(folder: Path) -> None:
    for number in range(FILES):
        path = folder / f"topic_{number % 40}" / f"list_{number}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        lines = [f"thing {number} {line}" for line in range(LINES)]
        lines.append(f"__topic_{(number + 1) % 40}/list_{(number + 1) % FILES}__ and more")
        path.write_text("\n".join(lines), encoding="utf-8")


def _write_catalog(path: Path) -> None:
    lines = ["version: 1", "loras:"]
    for number in range(LORAS):
        lines += [
            f"  folder_{number % 25}/painted_{number}:",
            "    auto:",
            f"      name: painted_{number}",
            f"      hash: hash{number:08d}",
            "      base: sdxl",
            f'      triggers: [{{"text": "object {number}, painted thing", "source": "tags"}}]',
            '      top_tags: {"painted thing": 200, "object": 150}',
            "      status: ok",
        ]
    path.write_text("\n".join([*lines, ""]), encoding="utf-8")

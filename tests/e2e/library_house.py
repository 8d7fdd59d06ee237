"""A demo with wildcards and LoRAs of its own, and a person at its library."""

import json
import time
import urllib.request

import pytest

from tests.e2e.running import RunningApp

PATIENCE = 10.0  # seconds
PROMPT = "#prompt textarea"
WILDCARDS = {
    "hair/colour.txt": "red hair\nblue hair\n__hair/shade__ hair\n",
    "hair/shade.txt": "dark\nlight\n",
    "outfits.yaml": "day:\n  - coat\n  - cape\nnight:\n  - gown\n",
    "weather.txt": "rain\nsnow\n",
    "places/harbour.txt": "a harbour, __weather__\n",
    "places/garden.txt": "a garden\n",
    "spare/one.txt": "one\n",
    "spare/two.txt": "two\n",
    "spare/three.txt": "three\n",
}
CATALOG = """\
# mine
version: 1
loras:
  styles/ink_lines_v3:
    kind: style  # for posters
    triggers: "ink lines, monochrome"
  styles/watercolour_wash: {kind: style, random: {not_with: ["styles/ink*"]}}
"""


class Librarian:
    """The open page, the app behind it, and its files."""

    def __init__(self, page, app) -> None:
        self.page, self.url = page, app.url
        self.wildcards, self.loras = app.wildcards, app.loras

    def do(self, verb, **arguments):
        request = urllib.request.Request(
            f"{self.url}/gradio_api/bs/do/{verb}",
            data=json.dumps(arguments).encode(),
            headers={"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=10) as reply:
            answer = json.load(reply)
        assert answer["ok"], answer
        return answer["data"]

    def fresh(self) -> None:
        """Close what is open, and leave an empty prompt without focus."""
        for dialog in self.page.locator("dialog[open]").all():
            dialog.evaluate("dialog => dialog.close()")
        self.page.evaluate("BS.showTab('Generation')")
        self.page.fill(PROMPT, "")
        self.page.evaluate("document.activeElement.blur()")

    @property
    def prompt(self) -> str:
        return self.page.input_value(PROMPT)

    def prompt_becomes(self, text: str) -> None:
        self.page.wait_for_function(
            f"text => document.querySelector({PROMPT!r}).value === text", arg=text
        )

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def says(self, text: str) -> None:
        self.page.locator(".bs-library-said, #lora-panel", has_text=text).first.wait_for()

    def until(self, is_so) -> None:
        deadline = time.monotonic() + PATIENCE
        while not is_so():
            assert time.monotonic() < deadline
            time.sleep(0.02)

    # -- wildcards

    def open_desk(self) -> None:
        self.press("w")
        self.page.wait_for_selector("#wildcard-list [data-at]")

    def search(self, text: str, file: str) -> None:
        self.page.fill("#wildcard-search", text)
        self.page.wait_for_selector(f"#wildcard-list [data-at='0'][data-file='{file}']")

    def open_file(self, file: str) -> None:
        self.open_desk()
        self.search(file.rpartition(".")[0], file)
        self.page.click(f"#wildcard-list [data-file='{file}']")
        self.page.locator("#wildcard-editor h2", has_text=file).wait_for()

    def type_at_end(self, text: str) -> None:
        self.page.focus("#wildcard-text textarea")
        self.press("Control+End")
        self.page.keyboard.insert_text(text)

    @property
    def text(self) -> str:
        return self.page.input_value("#wildcard-text textarea")

    def button(self, action: str) -> None:
        self.page.click(f"[data-do={action}]:visible")

    # -- LoRAs

    def open_loras(self) -> None:
        self.page.evaluate("BS.actions['lora-desk']()")
        self.page.wait_for_selector("#lora-list [data-key]")

    def open_lora(self, key: str) -> None:
        self.open_loras()
        self.page.click(f"#lora-list [data-key='{key}']")
        self.page.locator(".bs-lora-form h2", has_text=key.rpartition("/")[2]).wait_for()

    def open_panel(self) -> None:
        if not self.page.is_visible(".bs-lora-options"):
            self.press("l")
        self.page.wait_for_selector(".bs-lora-row")

    def rows(self) -> list[str]:
        return self.page.locator(".bs-lora-name").all_inner_texts()


@pytest.fixture(scope="session")
def library_app(tmp_path_factory):
    folder = tmp_path_factory.mktemp("library")
    wildcards, loras = folder / "wildcards", folder / "loras.yaml"
    for file, text in WILDCARDS.items():
        (wildcards / file).parent.mkdir(parents=True, exist_ok=True)
        (wildcards / file).write_text(text, encoding="utf-8")
    loras.write_text(CATALOG, encoding="utf-8")
    options = ("--demo", "--port", "0", "--data", str(folder / "data"))
    places = ("--wildcards", str(wildcards), "--loras", str(loras))
    with RunningApp(*options, *places, environment={"BOORU_STUDIO_DEMO_STEP_MS": "4"}) as app:
        app.wildcards, app.loras = wildcards, loras
        yield app


@pytest.fixture(scope="session")
def library_page(browser, library_app):
    """One page for all tests; its console must stay free of errors."""
    troubles = []
    with browser.new_context(viewport={"width": 1440, "height": 900}) as context:
        context.set_default_timeout(10_000)
        page = context.new_page()
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("console", lambda said: said.type == "error" and troubles.append(said.text))
        page.goto(library_app.url)
        page.wait_for_selector("#webui-state .bs-dot.bs-good")
        page.wait_for_selector("#tabs button[role=tab]")
        librarian = Librarian(page, library_app)
        librarian.do("refresh", what="loras")
        librarian.until(lambda: not librarian.do("lora_facets")["waiting"])
        yield page
    assert [each for each in troubles if "AbortError" not in each] == []


@pytest.fixture
def librarian(library_page, library_app):
    librarian = Librarian(library_page, library_app)
    librarian.fresh()
    return librarian

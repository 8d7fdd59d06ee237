import json

import pytest

pytestmark = pytest.mark.browser
REUSES_PAGE = True

PROMPT = "#prompt textarea"
OPEN_LIST = "#completions:visible"
OPTION = "#completions [role=option]"


class Writer:
    """Somebody who types into the prompt box, letter by letter."""

    def __init__(self, page) -> None:
        self.page = page
        self.box = PROMPT

    def begin(self, text: str = "", box: str = PROMPT) -> None:
        self.box = box
        self.page.fill(box, text)
        self.page.focus(box)

    def type(self, text: str, delay: float = 5) -> None:
        self.page.keyboard.type(text, delay=delay)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def suggested(self, query: str):
        """Wait until the list answers `query`; give its options."""
        self.page.wait_for_selector(f"#completions[data-query={json.dumps(query)}]:visible")
        return self.page.locator(OPTION)

    def closed(self) -> None:
        self.page.wait_for_selector("#completions", state="hidden")

    @property
    def text(self) -> str:
        return self.page.input_value(self.box)

    @property
    def caret(self) -> int:
        return self.page.evaluate("document.activeElement.selectionStart")

    def select(self, part: str) -> None:
        self.page.eval_on_selector(
            self.box,
            "(box, part) => { const at = box.value.indexOf(part);"
            " box.setSelectionRange(at, at + part.length); }",
            part,
        )

    def put_caret_behind(self, part: str) -> None:
        self.page.eval_on_selector(
            self.box,
            "(box, part) => { const at = box.value.indexOf(part) + part.length;"
            " box.setSelectionRange(at, at); }",
            part,
        )


def take_long_hair(writer: Writer, box: str) -> None:
    writer.begin("", box)
    writer.type("long_h")
    writer.suggested("long_h")
    writer.press("Tab")
    assert writer.text == "long hair, "


@pytest.fixture
def writer(studio, page) -> Writer:
    return Writer(page)


def test_fast_typing_loses_no_letter(writer):
    written = "1girl, reading a book, long hair, library, warm lamp light, "
    old = "an old prompt, " * 267  # 4,005 characters
    writer.begin(old)
    writer.press("Control+End")
    writer.type(written, delay=1000 / 15)

    assert len(written) == 60
    assert writer.text == old + written


def test_tab_takes_the_first_suggestion_and_goes_on_with_a_comma(writer):
    writer.begin()
    writer.type("long_h")
    writer.suggested("long_h")
    writer.press("Tab")

    assert writer.text == "long hair, "
    writer.closed()


def test_a_comma_that_is_there_is_not_doubled(writer):
    writer.begin(", outdoors")
    writer.press("Home")
    writer.type("long_h")
    writer.suggested("long_h")
    writer.press("Tab")

    assert writer.text == "long hair, outdoors"


def test_inside_of_brackets_no_comma_is_added(writer):
    writer.begin()
    writer.type("{long_h")
    writer.suggested("long_h")
    writer.press("Tab")

    assert writer.text == "{long hair"


@pytest.mark.parametrize(
    ("keys", "chosen"),
    [
        (["ArrowDown"], 0),
        (["ArrowDown", "ArrowDown"], 1),
        (["ArrowUp"], -1),
        (["End"], -1),
        (["End", "Home"], 0),
        (["End", "ArrowDown"], 0),
        (["PageDown"], 8),
        (["End", "PageUp", "Home"], 0),
    ],
)
def test_keys_choose_in_the_list_and_enter_takes(writer, page, keys, chosen):
    writer.begin()
    writer.type("hair")
    options = writer.suggested("hair")
    writer.press(*keys)
    place = range(options.count())[chosen]

    label = options.nth(place).locator(".bs-completion-label").inner_text()
    assert options.nth(place).get_attribute("aria-selected") == "true"
    active = page.get_attribute(PROMPT, "aria-activedescendant")
    assert active == options.nth(place).get_attribute("id")
    writer.press("Enter")
    assert writer.text.replace("\\", "") == f"{label}, "


def test_enter_without_a_choice_makes_a_line(writer):
    writer.begin()
    writer.type("long_h")
    writer.suggested("long_h")
    writer.press("Enter")

    assert writer.text == "long_h\n"
    writer.closed()


def test_tab_leaves_the_box_when_nothing_is_suggested(writer, page):
    writer.begin("a cottage")
    writer.press("Tab")

    assert page.evaluate("document.activeElement.closest('#prompt')") is None


def test_escape_hides_the_list_until_the_next_letter(writer, page):
    writer.begin()
    writer.type("long_")
    writer.suggested("long_")
    writer.press("Escape")
    writer.closed()
    assert page.evaluate("document.activeElement.closest('#prompt') !== null")
    writer.type("h")

    writer.suggested("long_h")


def test_undo_takes_an_insertion_back_and_the_page_knows(writer, page):
    writer.begin()
    writer.type("outdoors, long_h")
    writer.suggested("long_h")
    writer.press("Tab")
    page.wait_for_function("localStorage['booru-studio.form']?.includes('long hair, ')")
    writer.press("Control+z")

    assert writer.text == "outdoors, long_h"
    writer.closed()
    page.wait_for_function("localStorage['booru-studio.form']?.includes('outdoors, long_h')")


def test_characters_beyond_the_first_plane_keep_the_place(writer):
    writer.begin("🌸🌼 garden, , 🌳 tree")
    writer.put_caret_behind("garden, ")
    writer.type("long_h")
    writer.suggested("long_h")
    writer.press("Tab")

    assert writer.text == "🌸🌼 garden, long hair, 🌳 tree"
    assert writer.caret == len("🌸🌼 garden, long hair".encode("utf-16-le")) // 2


def test_far_in_a_long_prompt_only_the_token_is_replaced(writer):
    before, after = "🌸 garden, " * 1000, ", 🌳 tree" * 500
    writer.begin(before + after)
    writer.page.eval_on_selector(
        PROMPT, "(box, at) => box.setSelectionRange(at, at)", len(before) + 1000
    )
    writer.type("long_h")
    writer.suggested("long_h")
    writer.press("Tab")

    assert writer.text == f"{before}long hair{after}"


def test_a_path_completes_to_a_wildcard_and_then_to_its_values(writer):
    writer.begin()
    writer.type("__po")
    options = writer.suggested("__po")
    assert "poses/" in options.first.inner_text()
    writer.press("Tab")
    name = writer.text
    assert name.startswith("__poses/")
    assert name.endswith("__")

    options = writer.suggested(name)
    value = options.first.locator(".bs-completion-label").inner_text()
    writer.press("ArrowDown", "Enter")
    assert writer.text == value


def test_a_lora_completes_with_its_weight(writer, page):
    assert page.evaluate("BS.do('refresh', { what: 'loras' })")["counts"]["loras"] > 0
    writer.begin("a cottage, ")
    writer.press("Control+End")
    writer.type("<lora:")
    options = writer.suggested("<lora:")
    name = options.first.locator(".bs-completion-label").inner_text()
    triggers = options.first.locator(".bs-completion-alias").inner_text()
    assert options.first.get_attribute("data-kind") == "lora"
    writer.press("Tab")

    assert writer.text == f"a cottage, <lora:{name}:0.8>, {triggers}"


def test_an_alias_is_shown_with_the_tag_it_stands_for(writer):
    writer.begin()
    writer.type("brunet")
    options = writer.suggested("brunet")

    assert options.first.inner_text().split("\n")[:2] == ["brunette →", "brown hair"]
    writer.press("Tab")
    assert writer.text == "brown hair, "


def test_a_click_takes_a_suggestion_and_the_box_keeps_the_focus(writer, page):
    writer.begin()
    writer.type("long_h")
    writer.suggested("long_h").first.click()

    assert writer.text == "long hair, "
    assert page.evaluate("document.activeElement.closest('#prompt') !== null")


def test_a_late_answer_is_dropped(writer, page):
    page.evaluate(
        """() => {
          const ask = BS.do;
          BS.do = async (verb, args) => {
            const answer = await ask(verb, args);
            if (args.text !== "s") return answer;
            await new Promise((done) => setTimeout(done, 500));
            window.isLate = true;
            return answer;
          };
        }"""
    )
    writer.begin()
    writer.type("smile")
    writer.suggested("smile")
    page.wait_for_function("window.isLate")

    assert page.get_attribute("#completions", "data-query") == "smile"


def test_tab_before_the_answer_takes_the_suggestion_it_brings(writer, page):
    writer.begin()
    writer.type("long_")
    writer.suggested("long_")
    page.evaluate(
        """() => {
          const ask = BS.do;
          BS.do = async (...asked) => {
            await new Promise((done) => setTimeout(done, 300));
            return ask(...asked);
          };
        }"""
    )
    writer.type("s")
    writer.press("Tab")
    page.wait_for_function("document.activeElement.value === 'long sleeves, '")


@pytest.mark.parametrize("away", ["blur", "click", "tab"])
def test_the_list_closes_when_the_writer_leaves(writer, studio, page, away):
    writer.begin()
    writer.type("long_h")
    writer.suggested("long_h")
    if away == "blur":
        page.evaluate("document.activeElement.blur()")
    elif away == "click":
        page.mouse.click(1300, 850)
    else:
        studio.open_tab("Jobs")

    writer.closed()


def test_it_works_after_a_tab_switch_and_in_every_prompt_box(writer, studio, page):
    studio.open_tab("Research")
    studio.newest_post()
    take_long_hair(writer, "#append-text :is(input, textarea)")
    studio.open_tab("Generation")
    take_long_hair(writer, PROMPT)
    take_long_hair(writer, "#negative-prompt textarea")


def test_it_works_after_the_connection_was_lost(writer, page):
    page.route("**/do/autocomplete", lambda route: route.fulfill(body="no JSON"))
    writer.begin()
    writer.type("long_")
    page.wait_for_timeout(300)
    assert page.locator(OPEN_LIST).count() == 0
    page.unroute("**/do/autocomplete")
    writer.type("h")

    writer.suggested("long_h")


def test_it_works_when_the_box_was_made_anew(writer, page):
    page.eval_on_selector(PROMPT, "(box) => box.replaceWith(box.cloneNode())")

    take_long_hair(writer, PROMPT)


def test_it_works_in_the_prompt_of_a_draft(writer, studio, page):
    studio.open_tab("Research")
    studio.newest_post()
    studio.click("#post-grid .bs-tile >> nth=0")
    page.wait_for_selector("#draft-prompt textarea:visible")
    page.wait_for_function("document.querySelector('#draft-prompt textarea').value !== ''")

    take_long_hair(writer, "#draft-prompt textarea")


def test_pasting_shows_no_list(writer, page):
    writer.begin()
    page.keyboard.insert_text("long_h")
    page.wait_for_timeout(300)

    assert page.locator(OPEN_LIST).count() == 0


def test_a_search_takes_tags_as_the_sites_spell_them(writer, studio, page):
    studio.open_tab("Research")
    writer.begin("outdoors ", "#research-search input")
    writer.press("End")
    writer.type("-long_h")
    writer.suggested("long_h")
    writer.press("Tab")

    assert writer.text == "outdoors -long_hair "


@pytest.mark.parametrize(
    ("text", "part", "keys", "weighted"),
    [
        ("outdoors, long hair", "long", ["Up"], "outdoors, (long hair:1.1)"),
        ("outdoors, long hair", "long", ["Up", "Up", "Up"], "outdoors, (long hair:1.3)"),
        ("outdoors, (long hair:1.1)", "long", ["Down"], "outdoors, long hair"),
        ("outdoors, (long hair:1.1)", "long", ["Down", "Down"], "outdoors, (long hair:0.9)"),
        ("<lora:ink:1>, sky", "lora", ["Down"], "<lora:ink:0.9>, sky"),
        ("<lora:ink>, sky", "ink", ["Up"], "<lora:ink:1.1>, sky"),
        ("((sky))", "sky", ["Up"], "(sky:1.3)"),
        (r"rose \(flower\), sky", "flow", ["Up"], r"(rose \(flower\):1.1), sky"),
        ("🌸 garden, sky", "sk", ["Up"], "🌸 garden, (sky:1.1)"),
        ("{sky|sea}", "se", ["Up"], "{sky|(sea:1.1)}"),
    ],
)
def test_keys_change_the_weight_at_the_caret(writer, text, part, keys, weighted):
    writer.begin(text)
    writer.put_caret_behind(part)
    writer.press(*(f"Control+Arrow{key}" for key in keys))

    assert writer.text == weighted


def test_a_selection_gets_a_weight_and_undo_takes_it_back(writer, page):
    writer.begin("a red hat, sky")
    writer.select("red hat")
    writer.press("Control+ArrowUp", "Control+ArrowUp")
    assert writer.text == "a (red hat:1.2), sky"
    assert page.evaluate("getSelection().toString()") == "red hat"
    writer.press("Control+z", "Control+z")

    assert writer.text == "a red hat, sky"


def test_the_preview_shows_what_the_next_jobs_would_get(studio, page):
    studio.write_prompt("a {red|blue} door")
    page.fill("#count input", "12")
    page.fill("#seed input", "5")
    page.keyboard.press("Tab")
    studio.click("[data-do=preview]")
    page.wait_for_selector("dialog#preview[open]")

    prompts = page.locator("#preview .bs-preview-text").all_inner_texts()
    assert len(prompts) == 12
    assert set(prompts) == {"a red door", "a blue door"}
    assert "2 prompts are possible" in page.inner_text("#preview")
    assert "seed 16" in page.inner_text("#preview li:last-child")


def test_the_preview_repairs_what_it_remarks_on(writer, studio, page):
    writer.begin()
    page.keyboard.insert_text("🌸 __expresions__")
    studio.click("[data-do=preview]")
    page.wait_for_selector("dialog#preview[open]")
    page.click("[data-do=preview-fix]")
    page.wait_for_selector("[data-do=preview-fix]", state="hidden")
    page.wait_for_selector("dialog#preview[open]")
    assert writer.text == "🌸 __expressions__"
    page.click("[data-do=preview-close]")
    page.focus(PROMPT)
    writer.press("Control+z")

    assert writer.text == "🌸 __expresions__"


def test_a_phone_shows_the_list_and_takes_a_tap(browser, app_url):
    with browser.new_context(
        viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True
    ) as context:
        page = context.new_page()
        page.goto(app_url)
        page.wait_for_selector("#webui-state .bs-dot.bs-good")
        page.wait_for_selector("#tabs button[role=tab]")
        writer = Writer(page)
        writer.begin()
        writer.type("long_h")
        options = writer.suggested("long_h")
        box = page.locator("#completions").bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390
        options.first.tap()

        assert writer.text == "long hair, "


def test_the_keys_are_in_the_help(studio, page):
    page.keyboard.press("?")

    assert "Ctrl+↑" in page.inner_text("dialog.bs-help")

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.long]


def options(librarian, **values):
    """Set options of the randomiser, and wait for the count that follows."""
    page = librarian.page
    for name, value in values.items():
        field = page.locator(f".bs-lora-options [name={name}]")
        if field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)
    page.wait_for_timeout(150)


@pytest.fixture
def panel(librarian):
    """The open randomiser with two LoRAs of all."""
    librarian.open_panel()
    options(librarian, search="", base="", folder="", group="", least="2", most="2")
    for lock in librarian.page.locator("[data-do=lora-lock][aria-pressed=true]").all():
        lock.click()
    draw(librarian)
    assert len(librarian.rows()) == 2
    return librarian


def draw(librarian, button="[data-do=lora-draw]"):
    """Click what draws, and wait for what is drawn."""
    librarian.page.click(button)
    librarian.page.wait_for_selector(".bs-lora-rows:not([aria-busy])")


@pytest.mark.parametrize(
    ("filters", "count"),
    [({"search": "ink mono"}, 1), ({"folder": "concepts"}, 2), ({"group": "style"}, 2)],
)
def test_the_number_that_match_follows_the_filters(panel, filters, count):
    options(panel, **filters)
    panel.page.locator(".bs-lora-match", has_text=f"{count} of 12 match").wait_for()
    assert panel.page.locator(".bs-lora-match").inner_text().startswith(f"{count} of ")


def test_a_locked_row_stays_while_the_others_are_drawn_anew(panel):
    kept = panel.rows()[0]
    panel.page.click("[data-do=lora-lock][data-at='0']")
    for _ in range(3):
        before = panel.rows()[1]
        draw(panel, "[data-do=lora-reroll][data-at='1']")
        assert panel.rows()[0] == kept
        assert panel.rows()[1] != before
    draw(panel)

    assert panel.rows()[0] == kept


def test_exactly_the_shown_set_comes_into_the_prompt_and_is_replaced_by_the_next(panel):
    page = panel.page
    page.fill("#prompt textarea", "a hill")
    page.fill("[data-weight='0']", "0.35")
    page.keyboard.press("Tab")
    page.locator(".bs-lora-text", has_text=":0.35>").wait_for()
    shown = page.locator(".bs-lora-text").inner_text()
    panel.button("lora-put")
    panel.prompt_becomes(f"a hill, {shown}")
    page.click("[data-do=lora-out][data-at='1']")
    panel.until(lambda: len(panel.rows()) == 1)
    less = page.locator(".bs-lora-text").inner_text()
    panel.button("lora-put")
    panel.prompt_becomes(f"a hill, {less}")


def test_the_picture_that_came_of_a_set_stands_beside_it(panel):
    page = panel.page
    page.fill("#prompt textarea", "a hill")
    panel.button("lora-put")
    panel.until(lambda: "<lora:" in panel.prompt)
    page.wait_for_function("() => document.querySelector('#lora-panel .bs-notice-good') !== null")
    request = {"prompt": panel.prompt, "steps": 2, "width": 128, "height": 128}
    (job,) = panel.do("submit", request=request)["job_ids"]
    panel.until(lambda: panel.do("job", job_id=job)["state"] == "done")
    if page.locator(".bs-lora-sets[open]").count():
        page.click(".bs-lora-sets > summary")
    page.evaluate("BS.loraHistory.stale()")
    page.click(".bs-lora-sets > summary")

    page.wait_for_selector(f".bs-lora-past:first-child [data-job='{job}']")


def test_a_new_set_for_each_job_is_a_wildcard_of_the_template(panel):
    options(panel, search="", folder="styles", least="1", most="1")
    panel.page.fill("#prompt textarea", "a hill")
    panel.button("lora-each")
    panel.prompt_becomes("a hill, __lora-sets/each-job__")
    prompts = panel.do("expand", template=panel.prompt, seed=1, count=12)["prompts"]

    assert len(set(prompts)) > 1
    assert all(prompt.count("<lora:") == 1 for prompt in prompts)


def test_a_preset_brings_its_options_back(panel):
    page = panel.page
    options(panel, search="window", least="1", most="3", weight="range", amount="0.5-0.9")
    page.click("[data-do=lora-preset-save]")
    page.fill("#lora-preset-name [name=name]", "windows")
    page.keyboard.press("Enter")
    page.wait_for_selector("#lora-preset-name", state="detached")
    options(panel, search="", weight="fixed", amount="1")
    page.select_option(".bs-lora-memory select", "")
    page.select_option(".bs-lora-memory select", "windows")
    page.locator(".bs-lora-match", has_text="1 of 12 match").wait_for()

    values = {name: page.input_value(f".bs-lora-options [name={name}]")
              for name in ("search", "least", "most", "weight", "amount")}  # fmt: skip
    assert values == {
        "search": "window", "least": "1", "most": "3", "weight": "range", "amount": "0.5-0.9",
    }  # fmt: skip


def test_what_was_chosen_in_the_panel_survives_a_reload(panel):
    page = panel.page
    options(panel, search="ink", weight="fixed", amount="0.65")
    rows = panel.rows()
    page.reload()
    page.wait_for_selector("#webui-state .bs-dot.bs-good")
    page.wait_for_selector("#tabs button[role=tab]")
    page.locator(".bs-lora-match", has_text="1 of 12 match").wait_for()

    assert page.input_value(".bs-lora-options [name=amount]") == "0.65"
    assert panel.rows() == rows


def test_an_edited_lora_is_written_and_the_rest_of_the_file_stays(librarian):
    page = librarian.page
    librarian.open_lora("styles/ink_lines_v3")
    page.fill(".bs-lora-form [name=weight]", "0.55")
    page.fill(".bs-lora-form [name=notes]", "for posters\nonly")
    page.click("[data-do=lora-trigger-in]")
    page.locator("[data-trigger=text]").last.fill("hatching")
    page.locator("[data-trigger=mode]").last.select_option("optional")
    librarian.press("Control+s")
    librarian.says("Saved ink_lines_v3")

    text = librarian.loras.read_text()
    assert text.startswith("# mine\nversion: 1\n")
    assert "kind: style  # for posters" in text
    assert '"text": "hatching", "mode": "optional", "chance": 0.5' in text
    page.locator("#lora-list [data-key='styles/ink_lines_v3']", has_text="0.55").wait_for()


def test_a_lora_that_is_not_saved_yet_is_marked_and_comes_back(librarian):
    page = librarian.page
    librarian.open_lora("concepts/rainy_window")
    page.fill(".bs-lora-form [name=notes]", "cosy")
    page.click("#lora-list [data-key='detail_tweaker']")
    page.locator(".bs-lora-form h2", has_text="detail_tweaker").wait_for()
    page.wait_for_selector("#lora-list [data-key='concepts/rainy_window'] .bs-unsaved")
    page.click("#lora-list [data-key='concepts/rainy_window']")
    page.locator(".bs-lora-form h2", has_text="rainy_window").wait_for()
    assert page.input_value(".bs-lora-form [name=notes]") == "cosy"
    librarian.button("lora-discard")
    page.wait_for_selector("#lora-list .bs-unsaved", state="detached")


def test_a_lora_is_completed_with_picture_weight_and_triggers(librarian):
    page = librarian.page
    page.focus("#prompt textarea")
    page.keyboard.type("a hill, <lora:noo", delay=20)
    page.wait_for_selector("#completions .bs-lora-picture")
    page.wait_for_function(
        "() => document.querySelector('#completions .bs-lora-picture').naturalWidth > 100"
    )
    librarian.press("Tab")

    librarian.prompt_becomes("a hill, <lora:librarian_noor:0.8>, noor")
    librarian.press("Control+z")
    librarian.prompt_becomes("a hill, <lora:noo")

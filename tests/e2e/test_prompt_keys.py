import pytest

pytestmark = [pytest.mark.browser, pytest.mark.long]

PROMPT = "#prompt textarea"
TEXT = "1girl, (blue eyes:1.2), long hair,\nlibrary"


@pytest.fixture
def box(form):
    """The prompt above; gives what puts the caret behind a part of it, and presses keys."""
    form.fill(PROMPT, TEXT)
    form.focus(PROMPT)

    def press(behind: str, *keys: str) -> str:
        form.eval_on_selector(
            PROMPT,
            "(box, part) => { const at = box.value.indexOf(part) + part.length;"
            " box.setSelectionRange(at, at); }",
            behind,
        )
        for key in keys:
            form.keyboard.press(key)
        return form.input_value(PROMPT)

    return press


@pytest.mark.parametrize(
    ("behind", "keys", "text"),
    [
        ("blue", ["Alt+ArrowLeft"], "(blue eyes:1.2), 1girl, long hair,\nlibrary"),
        ("lon", ["Alt+ArrowRight"], "1girl, (blue eyes:1.2), library,\nlong hair"),
        ("lon", ["Alt+ArrowLeft"] * 2, "long hair, 1girl, (blue eyes:1.2),\nlibrary"),
        ("1gi", ["Alt+ArrowLeft"], TEXT),
        ("long", ["Control+/"], "1girl, (blue eyes:1.2), library"),
        ("long", ["Control+/", "Control+/"], "1girl, (blue eyes:1.2), long hair, library"),
    ],
)
def test_keys_move_and_switch_the_tag_at_the_caret_and_undo_takes_it_back(
    box, form, behind, keys, text
):
    assert box(behind, *keys) == text
    for _ in range(0 if text == TEXT else len(keys)):
        form.keyboard.press("Control+z")

    assert form.input_value(PROMPT) == TEXT
    assert form.evaluate("BS.memory.shared('chips-off')") in (None, [])


def test_the_caret_stays_in_the_tag_that_was_moved(box, form):
    box("long", "Alt+ArrowLeft")
    form.keyboard.type("-", delay=5)

    assert form.input_value(PROMPT) == "1girl, long- hair, (blue eyes:1.2),\nlibrary"


def test_what_is_switched_off_by_key_is_a_chip_that_can_be_switched_on(box, form):
    box("long", "Control+/")
    form.click("[data-do=chips]")
    form.click("[data-chip][data-off]")
    form.keyboard.press(" ")

    assert "long hair" in form.input_value(PROMPT)
    assert form.locator("[data-chip][data-off]").count() == 0


def test_a_prompt_is_tidied_by_key_and_undone_in_one_step(form):
    rough = "1girl ,long_hair,,  1girl, {red | blue} hat ,BREAK, 1girl"
    form.fill(PROMPT, rough)
    form.focus(PROMPT)
    form.keyboard.press("Control+Shift+f")
    form.wait_for_function(
        f"document.querySelector('{PROMPT}').value === "
        "'1girl, long hair, {red | blue} hat, BREAK, 1girl'"
    )
    form.keyboard.press("Control+z")

    assert form.input_value(PROMPT) == rough


def test_a_tidy_prompt_is_left_alone(box, form):
    form.click("[data-do=chips]")
    form.click("[data-do=tidy-prompt]")
    form.locator("#form-message", has_text="nothing to tidy").wait_for()

    assert form.input_value(PROMPT) == TEXT

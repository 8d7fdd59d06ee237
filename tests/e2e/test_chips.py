import pytest

pytestmark = [pytest.mark.browser, pytest.mark.long]

PROMPT = "#prompt textarea"
TEXT = "1girl,long hair , (blue eyes:1.2),\n__weather__, {red|blue} hat, <lora:soft:0.7>"


@pytest.fixture
def chips(page):
    """The prompt above, shown as chips."""
    page.fill(PROMPT, TEXT)
    page.click("[data-do=chips]")
    page.wait_for_selector("[data-chip='5']")
    return page.locator("[data-chip]")


def text_of(page) -> str:
    return page.input_value(PROMPT)


def press(page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def test_the_chips_are_what_stands_between_the_commas(chips):
    kinds = [chip.get_attribute("data-kind") for chip in chips.all()]

    assert chips.all_inner_texts() == [
        "1girl", "long hair", "blue eyes\n1.2", "__weather__", "{red|blue} hat", "soft:0.7",
    ]  # fmt: skip
    assert kinds == ["tag", "tag", "tag", "wildcard", "tag", "lora"]


def test_switching_off_and_on_again_changes_not_a_letter_but_spaces(chips, page):
    chips.nth(3).click()
    press(page, " ")
    assert "__weather__" not in text_of(page)
    assert page.locator("[data-chip][data-off]").inner_text() == "__weather__"
    press(page, " ")

    assert text_of(page).replace(" ", "").replace("\n", "") == TEXT.replace(" ", "").replace(
        "\n", ""
    )


def test_what_is_switched_off_is_still_there_after_a_reload(chips, page):
    chips.nth(1).click()
    press(page, " ")
    page.reload()

    page.wait_for_selector("[data-chip][data-off]")
    assert page.locator("[data-chip][data-off]").inner_text() == "long hair"


def test_a_chip_is_weighted_moved_and_removed_by_keys_and_undone(chips, page):
    chips.nth(1).click()
    press(page, "ArrowUp")
    assert "(long hair:1.1)" in text_of(page)
    press(page, "Alt+ArrowLeft")
    assert text_of(page).startswith("(long hair:1.1),1girl ,")
    press(page, "Delete")
    assert text_of(page).startswith("1girl ,")
    page.focus(PROMPT)
    press(page, "Control+z", "Control+z", "Control+z")

    assert text_of(page) == TEXT


def test_a_chip_is_dragged_to_another_place(chips, page):
    page.drag_and_drop("[data-chip='5']", "[data-chip='0']")

    assert text_of(page) == (
        "<lora:soft:0.7>,1girl , long hair,\n(blue eyes:1.2), __weather__, {red|blue} hat"
    )


def test_a_tag_is_replaced_by_a_similar_one_and_keeps_its_weight(chips, page):
    chips.nth(2).click()
    press(page, "s")
    page.locator("[data-similar='green eyes']").click()

    assert "(green eyes:1.2)" in text_of(page)


def test_typing_in_the_text_changes_the_chips(chips, page):
    page.focus(PROMPT)
    press(page, "Control+End")
    page.keyboard.insert_text(", umbrella")

    page.wait_for_selector("[data-chip='6']")
    assert page.locator("[data-chip='6']").inner_text() == "umbrella"

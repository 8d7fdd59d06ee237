import pytest

pytestmark = [pytest.mark.browser, pytest.mark.long]


def test_a_wildcard_is_found_and_put_at_the_caret_by_keys_alone(librarian):
    page = librarian.page
    page.fill("#prompt textarea", "1girl, , umbrella")
    page.evaluate("document.querySelector('#prompt textarea').setSelectionRange(7, 7)")
    page.wait_for_timeout(50)
    page.evaluate("document.activeElement.blur()")
    librarian.open_desk()
    librarian.search("hair col", "hair/colour.txt")
    librarian.press("Enter")
    page.locator("#wildcard-editor h2", has_text="hair/colour.txt").wait_for()
    librarian.press("Control+Enter")

    librarian.prompt_becomes("1girl, __hair/colour__, umbrella")
    librarian.press("Control+z")
    librarian.prompt_becomes("1girl, , umbrella")


def test_folders_open_and_close_by_keys(librarian):
    librarian.open_desk()
    page = librarian.page
    page.fill("#wildcard-search", "")
    page.wait_for_selector("#wildcard-list [data-folder='places'][aria-expanded=false]")
    page.focus("#wildcard-list")
    librarian.press("Home")
    while not page.locator("[aria-selected=true][data-folder='places']").count():
        librarian.press("ArrowDown")
    librarian.press("ArrowRight")
    page.wait_for_selector("#wildcard-list [data-file='places/garden.txt']")
    librarian.press("ArrowLeft")

    page.wait_for_selector("#wildcard-list [data-file='places/garden.txt']", state="detached")


def test_an_edited_file_is_saved_with_the_version_before_beside_it(librarian):
    librarian.open_file("weather.txt")
    librarian.type_at_end("fog")
    librarian.page.wait_for_selector("#wildcard-list .bs-unsaved")
    librarian.press("Control+s")
    librarian.says("Saved weather.txt")

    file = librarian.wildcards / "weather.txt"
    assert file.read_text() == "rain\nsnow\nfog\n"
    assert file.with_name("weather.txt.bak").read_text() == "rain\nsnow\n"
    librarian.button("wildcard-before")
    librarian.says("version before")
    assert librarian.text == "rain\nsnow\n"
    librarian.press("Control+z")
    assert librarian.text == "rain\nsnow\nfog\n"


def test_what_is_typed_is_drawn_from_and_judged_before_it_is_saved(librarian):
    librarian.open_file("places/garden.txt")
    librarian.type_at_end("__lost__ path\n{red|blue} roses")
    page = librarian.page
    page.locator("[data-part=facts]", has_text="3 values · 4 prompts").wait_for()
    page.click("[data-do=wildcard-line-go]")
    selected = "(box) => box.value.slice(box.selectionStart, box.selectionEnd)"
    assert page.locator("#wildcard-text textarea").evaluate(selected) == "__lost__ path"
    page.get_by_role("button", name="Line at the caret").click()
    librarian.press("Tab")
    page.focus("#wildcard-text textarea")
    librarian.press("Control+End")

    page.locator("[data-part=facts]", has_text="the line becomes 2 prompts").wait_for()
    page.get_by_role("button", name="Whole file").click()
    librarian.button("wildcard-discard")
    page.wait_for_selector(".bs-remarks .bs-remark", state="detached")


def test_one_wildcard_of_a_tree_is_chosen_and_inserted(librarian):
    librarian.open_file("outfits.yaml")
    librarian.page.select_option("select[data-part=name]", "night")
    librarian.page.locator("[data-part=facts]", has_text="1 value ·").wait_for()
    librarian.button("wildcard-insert")

    librarian.prompt_becomes("__night__")


def test_a_change_from_outside_is_told_and_nothing_is_lost(librarian):
    librarian.open_file("spare/one.txt")
    librarian.type_at_end("mine")
    file = librarian.wildcards / "spare" / "one.txt"
    file.write_text("theirs\n")
    librarian.press("Control+s")
    librarian.page.wait_for_selector(".bs-conflict:visible")
    assert file.read_text() == "theirs\n"
    librarian.button("wildcard-overwrite")
    librarian.says("Saved spare/one.txt")

    assert file.read_text() == "one\nmine\n"
    assert file.with_name("one.txt.bak").read_text() == "theirs\n"


def test_a_tree_that_cannot_be_read_is_not_saved(librarian):
    librarian.open_file("outfits.yaml")
    librarian.type_at_end("broken: [")
    librarian.press("Control+s")
    librarian.says("would not be readable")

    assert "broken" not in (librarian.wildcards / "outfits.yaml").read_text()
    librarian.button("wildcard-discard")
    librarian.until(lambda: "broken" not in librarian.text)


def test_a_file_is_created_renamed_deleted_and_brought_back(librarian):
    page = librarian.page
    librarian.open_desk()
    librarian.button("wildcard-new")
    page.fill("#wildcard-name [name=name]", "hats/straw")
    librarian.press("Enter")
    librarian.says("hats/straw.txt is there now")
    librarian.type_at_end("straw hat")
    librarian.press("Control+s", "F2")
    page.fill("#wildcard-name [name=name]", "hats/summer")
    librarian.press("Enter")
    librarian.says("hats/straw.txt is hats/summer.txt now")
    librarian.button("wildcard-delete")
    librarian.says("Deleted hats/summer.txt")
    assert not (librarian.wildcards / "hats" / "summer.txt").exists()
    librarian.button("wildcard-undelete")
    librarian.says("is back")

    assert (librarian.wildcards / "hats" / "summer.txt").read_text() == "straw hat\n"
    assert librarian.text == "straw hat\n"


def test_a_file_says_where_it_is_used(librarian):
    librarian.open_file("hair/shade.txt")
    librarian.page.click(".bs-uses summary")
    librarian.page.click("[data-do=wildcard-use][data-file='hair/colour.txt']")

    librarian.page.locator("#wildcard-editor h2", has_text="hair/colour.txt").wait_for()


def test_tags_are_suggested_while_a_line_is_written(librarian):
    librarian.open_file("spare/three.txt")
    librarian.page.focus("#wildcard-text textarea")
    librarian.press("Control+End")
    librarian.page.keyboard.type("long h", delay=20)
    librarian.page.wait_for_selector("#library #completions:not([hidden])")
    librarian.press("Escape")

    assert librarian.page.is_visible("#library")
    librarian.press("Tab")
    librarian.button("wildcard-discard")


def test_unsaved_text_survives_a_reload(librarian):
    page = librarian.page
    librarian.open_file("spare/two.txt")
    librarian.type_at_end("not saved")
    page.reload()
    page.wait_for_selector("#webui-state .bs-dot.bs-good")
    page.wait_for_selector("#tabs button[role=tab]")
    librarian.open_file("spare/two.txt")

    assert librarian.text == "two\nnot saved"
    assert (librarian.wildcards / "spare" / "two.txt").read_text() == "two\n"
    librarian.button("wildcard-discard")
    librarian.until(lambda: librarian.text == "two\n")


def test_lora_files_are_shown_written_and_a_persons_edit_is_kept(librarian):
    page = librarian.page
    librarian.open_desk()
    page.get_by_role("tab", name="From LoRAs").click()
    page.fill(".bs-generator [name=folder]", "concepts")
    page.wait_for_selector(".bs-made-file[data-state=new]:only-child")
    page.click("[data-do=lora-write]")
    librarian.says("Wrote 1 file")
    file = librarian.wildcards / "loras" / "concepts.txt"
    assert "<lora:rainy_window:0.8>, rainy window" in file.read_text()
    page.select_option(".bs-generator [name=triggers]", "none")
    page.wait_for_selector(".bs-made-file[data-state=changed] .bs-minus")
    file.write_text("my own line\n")
    page.select_option(".bs-generator [name=order]", "last")
    page.wait_for_selector(".bs-made-file[data-state=kept]")

    assert page.is_disabled("[data-do=lora-write]")

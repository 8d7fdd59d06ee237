import pytest

pytestmark = [pytest.mark.browser, pytest.mark.long]

PROMPT = "#prompt textarea"
STEPS = "#steps input[type=number]"


class Drawer:
    """Somebody at the dialog of presets."""

    def __init__(self, page) -> None:
        self.page = page

    def open(self):
        self.page.click("[data-do=presets]")
        self.page.wait_for_selector("#presets .bs-preset")
        return self

    def button(self, name: str):
        return self.page.locator("#presets").get_by_role("button", name=name, exact=True)

    def save(self, name: str, *fields: str) -> None:
        """Save these fields of the form, and no others."""
        self.page.click("#presets [data-part=saving-part] > summary")
        self.page.wait_for_selector("#presets .bs-ways-list input")
        for box in self.page.locator("#presets .bs-ways-list input").all():
            box.set_checked(box.get_attribute("name") in fields)
        self.page.fill("#presets input[name=preset-name]", name)
        self.button("Save").click()

    def says(self, text: str) -> None:
        self.page.locator("#presets .bs-notice", has_text=text).wait_for()


@pytest.fixture
def drawer(form):
    yield Drawer(form)
    form.evaluate(
        "BS.do('presets').then(({ presets }) =>"
        " Promise.all(presets.map(({ name }) => BS.do('delete_preset', { name }))))"
    )


def set_form(form, prompt: str, steps: int) -> None:
    form.fill(PROMPT, prompt)
    form.fill(STEPS, str(steps))
    form.keyboard.press("Tab")
    form.wait_for_function(f"BS.form.now().steps === {steps}")


def wait_prompt(form, text: str) -> None:
    form.wait_for_function(f"document.querySelector('{PROMPT}').value === {text!r}")


def test_a_preset_is_saved_compared_applied_and_taken_back(drawer, form):
    set_form(form, "a red kite", 33)
    drawer.open().save("Careful", "steps", "prompt")
    drawer.says("“Careful” is saved")
    drawer.button("Close").click()
    set_form(form, "a blue boat", 12)

    drawer.open().button("Careful").click()
    row = form.locator("#presets .bs-differences tr[data-field=steps] td")
    assert row.all_inner_texts() == ["12", "33"]
    form.locator("#presets [data-part=details]").get_by_role("button", name="Apply").click()
    wait_prompt(form, "a blue boat, a red kite")
    assert form.input_value(STEPS) == "33"
    form.click("#form-message >> text=Undo")
    wait_prompt(form, "a blue boat")
    assert form.input_value(STEPS) == "12"


def test_a_preset_is_not_replaced_or_deleted_without_asking(drawer, form):
    set_form(form, "a red kite", 14)
    drawer.open().save("Mine", "steps")
    drawer.says("is saved")
    drawer.save("Mine", "steps", "width")
    drawer.says("There is a preset “Mine” already")
    drawer.button("Replace it").click()
    drawer.says("is saved")

    drawer.button("Delete").click()
    drawer.button("Really delete?").click()
    drawer.says("is deleted")
    assert drawer.button("Mine").count() == 0


def test_the_factory_settings_leave_the_prompt(drawer, form):
    set_form(form, "a stone bridge", 99)
    drawer.open().button("Apply Factory settings").click()

    form.wait_for_function(f"document.querySelector('{STEPS}').value === '28'")
    assert form.input_value(PROMPT) == "a stone bridge"


def test_saved_defaults_go_back_to_the_factory(drawer, form):
    form.evaluate("BS.do('save_defaults', { values: { request: { steps: 50 } } })")
    drawer.open().button("Saved defaults").click()
    drawer.button("Reset to factory").click()
    drawer.button("Really reset?").click()
    drawer.says("begin with the factory settings again")

    assert form.evaluate("BS.do('defaults')")["values"]["request"]["steps"] == 28


def test_a_file_of_styles_is_imported_and_found_by_name(drawer, form):
    drawer.open()
    file = {"name": "styles.csv", "mimeType": "text/csv",
            "buffer": b'name,prompt,negative_prompt\nInk wash,"{prompt}, ink",\n'}  # fmt: skip
    form.set_input_files("#presets input[type=file]", files=[file])
    drawer.says("1 presets were made")
    form.fill("#presets input[type=search]", "wash ink")

    assert form.locator("#presets .bs-preset").all_inner_texts() == ["Ink wash\nApply"]


def test_a_style_of_the_webui_goes_around_the_prompt_and_into_the_suggestions(drawer, form):
    set_form(form, "a small harbour", 20)
    drawer.open()
    form.wait_for_selector("#presets [data-kind=style]")
    drawer.button("Apply Storybook").click()
    wait_prompt(form, "a small harbour, storybook, pastel colors")

    form.focus(PROMPT)
    form.keyboard.press("Control+End")
    form.keyboard.type(", clean l", delay=15)
    style = form.locator("#completions [data-kind=style]")
    style.click()
    assert form.input_value(PROMPT).endswith("pastel colors, clean lines, flat color, ")

import pytest

pytestmark = pytest.mark.browser
REUSES_PAGE = True

PROMPT = "#prompt textarea"
NESTED = "a {red|blue {silk|wool}} hat, __weather__, {one|two} birds"


class Gardener:
    """Somebody who works on the prompt tree."""

    def __init__(self, page) -> None:
        self.page = page

    def plant(self, text: str) -> None:
        self.page.fill(PROMPT, text)
        if not self.page.is_visible(".bs-tree"):
            self.page.click("#preview-tools [data-do=tree]")
        self.page.wait_for_selector(".bs-tree-node")

    @property
    def text(self) -> str:
        return self.page.input_value(PROMPT)

    def becomes(self, text: str) -> None:
        self.page.wait_for_function(
            "text => document.querySelector('#prompt textarea').value === text", arg=text
        )

    def tool(self, node: str, name: str) -> None:
        row = self.page.locator(f".bs-tree-node[data-row='{node}']")
        row.hover()
        row.get_by_role("button", name=name).click()

    def open(self, node: str) -> None:
        self.page.click(f"[data-do=tree-toggle][data-node='{node}']")

    def value(self, text: str):
        return self.page.locator(".bs-tree-child", has_text=text).first

    def pick(self, text: str) -> None:
        self.value(text).locator(".bs-tree-value").click()


@pytest.fixture
def gardener(page):
    return Gardener(page)


def test_three_choices_are_picked_and_two_leaves_become_exactly_these_jobs(gardener, studio, page):
    gardener.plant(NESTED)
    gardener.open("n0")
    gardener.pick("blue {silk|wool}")
    gardener.becomes("a blue {silk|wool} hat, __weather__, {one|two} birds")
    gardener.open("n1")
    page.fill("[data-tree-search='n1']", "light rain")
    page.locator(".bs-tree-child").nth(1).wait_for(state="detached")
    gardener.pick("light rain")
    gardener.becomes("a blue {silk|wool} hat, light rain, {one|two} birds")
    gardener.open("n1")
    gardener.pick("two")
    gardener.becomes("a blue {silk|wool} hat, light rain, two birds")
    page.click("[data-do=tree-leaves]")
    page.get_by_label("a blue silk hat, light rain, two birds").check()
    page.get_by_label("a blue wool hat, light rain, two birds").check()
    page.click("[data-do=exact-queue]")
    page.wait_for_selector("#form-message .bs-notice-good")

    studio.open_tab("Jobs")
    for cloth in ("silk", "wool"):
        studio.wait_state(f"a blue {cloth} hat, light rain, two birds", "done")


def test_a_choice_that_was_drawn_can_be_drawn_again_and_put_back(gardener, page):
    gardener.plant("a {red|blue} hat")
    gardener.tool("n0", "Draw")
    page.wait_for_selector(".bs-tree-place")
    assert gardener.text in ("a red hat", "a blue hat")
    page.keyboard.press("Enter")
    page.hover(".bs-tree-place")
    page.click("[data-do=tree-collapse]")

    gardener.becomes("a {red|blue} hat")


def test_what_is_typed_before_a_choice_leaves_the_way_back(gardener, page):
    gardener.plant("a {red|blue} hat")
    gardener.open("n0")
    gardener.pick("red")
    gardener.becomes("a red hat")
    page.focus(PROMPT)
    page.keyboard.press("Control+Home")
    page.keyboard.insert_text("in the rain, ")
    page.hover(".bs-tree-place")
    page.click("[data-do=tree-collapse]")

    gardener.becomes("in the rain, a {red|blue} hat")


def test_some_values_are_kept_by_keys_alone(gardener, page):
    gardener.plant("a {red|blue|green} hat")
    page.focus(".bs-tree-node")
    for key in ("ArrowRight", "ArrowDown"):
        page.keyboard.press(key)
        page.wait_for_selector(".bs-tree-child")
    page.keyboard.press(" ")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press(" ")
    page.get_by_role("button", name="Keep 2 ticked").click()

    gardener.becomes("a {red|green} hat")


def test_writing_out_and_undo(gardener, page):
    gardener.plant("__seasons/spring__")
    before = gardener.text
    gardener.tool("n0", "Write out")
    page.wait_for_function(
        "document.querySelector('#prompt textarea').value.startsWith('{')"
    )
    page.focus(PROMPT)
    page.keyboard.press("Control+z")

    gardener.becomes(before)


@pytest.mark.parametrize(
    ("keys", "made"),
    [
        (["ArrowDown", "ArrowDown", "ArrowDown", "Enter"], "a red hat"),
        (["ArrowUp", "Enter"], "a blue hat"),
    ],
)
def test_ctrl_e_lists_what_the_choice_at_the_caret_may_become(gardener, page, keys, made):
    page.fill(PROMPT, "a {red|blue} hat")
    page.eval_on_selector(PROMPT, "box => { box.focus(); box.setSelectionRange(5, 5); }")
    page.keyboard.press("Control+e")
    page.wait_for_selector("#completions:visible")
    for key in keys:
        page.keyboard.press(key)
    gardener.becomes(made)
    page.keyboard.press("Control+z")

    gardener.becomes("a {red|blue} hat")


def test_ctrl_shift_e_draws_all_of_the_choice(gardener, page):
    page.fill(PROMPT, "a {red {silk|wool}|red {silk|wool}} hat")
    page.eval_on_selector(PROMPT, "box => { box.focus(); box.setSelectionRange(4, 4); }")
    page.keyboard.press("Control+Shift+e")
    page.wait_for_function("!document.querySelector('#prompt textarea').value.includes('{')")

    assert gardener.text in ("a red silk hat", "a red wool hat")


def test_a_remark_is_underlined_and_mended_below_the_prompt(gardener, page):
    page.focus(PROMPT)
    page.keyboard.insert_text("a hat, __expresions__")
    page.wait_for_selector(".bs-wavy")
    assert page.inner_text(".bs-wavy") == "__expresions__"
    page.click("[data-do=status-fix]")

    gardener.becomes("a hat, __expressions__")


def test_html_in_the_prompt_stays_text_in_the_tree(gardener, page):
    gardener.plant("{<img src=x onerror=alert(1)>|b}")
    gardener.open("n0")

    gardener.value("<img src=x onerror=alert(1)>").wait_for()
    assert page.locator("#prompt-tree img").count() == 0

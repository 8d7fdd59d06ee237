"""What a person does on the page, in their words."""


class Studio:
    """A page of Booru Studio, and the clicks made on it."""

    def __init__(self, page) -> None:
        self.page = page
        self.clicks = 0

    def click(self, selector: str) -> None:
        self.clicks += 1
        self.page.click(selector)

    def open_tab(self, name: str) -> None:
        self.clicks += 1
        self.page.get_by_role("tab", name=name, exact=True).click()

    def paste_link(self, text: str) -> None:
        self.clicks += 1
        self.page.click("#post-link :is(input, textarea)")
        self.page.keyboard.insert_text(text)

    def newest_post(self) -> str:
        """Give the newest demo post, as the Research tab shows it."""
        tile = self.page.locator("#post-grid .bs-tile").first
        tile.wait_for()
        return tile.get_attribute("data-post")

    def leave_desk(self) -> None:
        """Go back to the posts where the desk covers them, as on a phone."""
        back = self.page.locator(".bs-desk-back")
        if back.is_visible():
            back.click()

    def write_prompt(self, text: str) -> None:
        self.page.fill("#prompt textarea", text)

    def queue(self, text: str) -> None:
        """Queue a job with this prompt, and wait until the page says so."""
        self.write_prompt(text)
        self.page.keyboard.press("Control+Enter")
        self.page.wait_for_selector("#form-message .bs-notice-good")

    def row(self, text: str):
        """Give the newest job row that shows `text`."""
        return self.page.locator("#jobs-list .bs-job", has_text=text).first

    def wait_state(self, text: str, state: str):
        row = self.page.locator(f"#jobs-list .bs-job[data-state={state}]", has_text=text).first
        row.wait_for()
        return row

import base64
import io
import time

import pytest
from PIL import Image

pytestmark = pytest.mark.browser

PROMPT = "#prompt textarea"
DROP = """async ([data, name]) => {
  const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
  const files = new DataTransfer();
  files.items.add(new File([bytes], name, { type: "image/png" }));
  document.body.dispatchEvent(
    new DragEvent("drop", { bubbles: true, cancelable: true, dataTransfer: files }));
}"""
LATEST = "BS.do('jobs', { limit: 1 }).then((answer) => answer.jobs[0])"
PATIENCE = 20.0  # seconds


def latest(page, is_wanted) -> dict:
    """Wait until the newest job is as wanted, and give it."""
    deadline = time.monotonic() + PATIENCE
    while not is_wanted(job := page.evaluate(LATEST)):
        assert time.monotonic() < deadline, job
        page.wait_for_timeout(50)
    return job


def is_done(job: dict) -> bool:
    return job["state"] == "done"


@pytest.fixture
def drop(page):
    def drop(data: bytes, name: str = "found.png") -> None:
        page.evaluate(DROP, [base64.b64encode(data).decode(), name])

    return drop


@pytest.fixture
def finished(studio, page):
    """A finished job with settings of its own, and the bytes of its picture."""
    studio.write_prompt("a brass telescope, {starry|starry} sky, night")
    page.fill("#seed input", "4321")
    page.fill("#width input", "768")
    page.fill("#height input", "960")
    page.fill("#steps input[type=number]", "12")
    page.keyboard.press("Tab")
    page.click("#queue-button")
    page.wait_for_selector("#form-message .bs-notice-good")
    job = latest(page, is_done)
    picture = page.request.get(page.url.rstrip("/") + job["images"][0]["url"]).body()
    return job, picture


def fresh_form(page) -> None:
    page.evaluate("localStorage.clear(), sessionStorage.clear()")
    page.reload()
    page.wait_for_selector(PROMPT)
    page.wait_for_selector("#webui-state .bs-dot.bs-good")


def test_a_dropped_picture_fills_the_form_and_sends_the_same_request(finished, drop, studio, page):
    job, picture = finished
    fresh_form(page)
    drop(picture)
    page.get_by_role("button", name="Fill the form").click()
    page.wait_for_function(
        "document.querySelector('#prompt textarea').value === "
        "'a brass telescope, starry sky, night'"
    )
    assert page.input_value("#seed input") == "4321"
    page.click("#queue-button")
    again = latest(page, lambda newest: newest["id"] != job["id"])["request"]

    same = ("prompt", "negative_prompt", "seed", "width", "height", "steps", "cfg_scale",
            "sampler_name")  # fmt: skip
    assert {name: again[name] for name in same} == {name: job["request"][name] for name in same}


@pytest.mark.long
def test_filling_the_form_can_be_undone(finished, drop, studio, page):
    _, picture = finished
    studio.write_prompt("something of mine")
    page.keyboard.press("Tab")
    drop(picture)
    page.get_by_role("button", name="Fill the form").click()
    page.get_by_role("button", name="Undo").click()

    page.wait_for_function(
        "document.querySelector('#prompt textarea').value === 'something of mine'"
    )


@pytest.mark.long
def test_a_picture_without_a_text_is_interrogated_into_a_prompt(finished, drop, page):
    _, picture = finished
    plain = io.BytesIO()
    with Image.open(io.BytesIO(picture)) as image:
        image.info.clear()
        image.save(plain, "PNG")
    fresh_form(page)
    drop(plain.getvalue())
    page.wait_for_selector("#dropped")
    assert page.get_by_role("button", name="Fill the form").count() == 0
    page.get_by_role("button", name="Interrogate it").click()

    page.wait_for_function("document.querySelector('#prompt textarea').value.length > 5")


def test_a_dropped_picture_is_what_the_next_job_begins_with(finished, drop, studio, page):
    before, picture = finished
    drop(picture)
    page.get_by_role("button", name="Begin with it").click()
    page.wait_for_selector("#panel-img2img[data-used] img")
    studio.queue("the same in daylight")

    job = latest(page, lambda newest: newest["id"] != before["id"] and is_done(newest))
    assert job["request"]["init_image"].startswith("inputs/")


@pytest.mark.long
def test_what_is_no_picture_is_said_in_a_sentence(drop, page):
    drop(b"<html>no picture</html>", "page.png")

    page.wait_for_selector("#form-message .bs-notice-error")
    assert "page.png is no picture that can be read" in page.inner_text("#form-message")


def test_a_post_link_pasted_into_the_prompt_offers_to_recreate_it(page):
    page.focus(PROMPT)
    page.evaluate(
        """() => {
          const text = new DataTransfer();
          text.setData("text/plain", "https://danbooru.donmai.us/posts/1");
          document.activeElement.dispatchEvent(
            new ClipboardEvent("paste", { bubbles: true, clipboardData: text }));
        }"""
    )
    page.get_by_role("button", name="Recreate that post").click()

    page.wait_for_function(
        "document.querySelector('#post-link :is(input, textarea)').value.includes('posts/1')"
    )

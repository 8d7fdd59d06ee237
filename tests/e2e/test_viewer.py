from itertools import count

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.long]

FLEETS = count()
PICTURE = "#viewer .bs-viewer-picture >> nth=0"


@pytest.fixture
def viewer(desk):
    """Three boats, the first of them open."""
    name = f"fleet{next(FLEETS)}"
    (job,) = desk.done(f"three boats in the viewer, {name}", batch_size=3, seed=11)
    desk.page.fill("#jobs-search input", name)
    desk.page.wait_for_function("document.querySelectorAll('.bs-jobs .bs-job').length === 1")
    desk.row(job).locator("button.bs-thumb").first.click()
    desk.page.locator("#viewer[open]").wait_for()
    desk.job_id = job
    return desk


def shown(desk):
    return desk.page.locator(PICTURE).get_attribute("src")


def transform(desk):
    return desk.page.locator(PICTURE).evaluate("picture => picture.style.transform")


def test_keys_and_buttons_turn_and_escape_closes(viewer):
    first = shown(viewer)
    viewer.page.keyboard.press("ArrowRight")
    second = shown(viewer)
    viewer.page.locator("#viewer .bs-left").click()

    assert first != second
    assert shown(viewer) == first
    viewer.page.keyboard.press("End")
    viewer.page.locator("#viewer .bs-right").wait_for(state="hidden")
    viewer.page.keyboard.press("Escape")
    viewer.page.wait_for_selector("#viewer", state="hidden")


def test_the_wheel_zooms_around_the_pointer_and_turning_keeps_it(viewer):
    box = viewer.page.locator("#viewer .bs-stage").bounding_box()
    viewer.page.mouse.move(box["x"] + box["width"] / 4, box["y"] + box["height"] / 4)
    viewer.page.mouse.wheel(0, -300)
    viewer.page.wait_for_selector("#viewer .bs-stage.bs-zoomed")
    moved = viewer.page.locator(PICTURE).evaluate(
        "picture => new DOMMatrix(getComputedStyle(picture).transform)"
        ".transformPoint({ x: 0, y: 0 }).x"
    )
    # What is left of the middle stays under the pointer, so the middle moves right.
    assert moved > 0
    before = transform(viewer)
    viewer.page.keyboard.press("ArrowRight")

    assert transform(viewer) == before
    viewer.page.keyboard.press("0")
    assert "scale(1)" in transform(viewer)


def test_one_to_one_shows_each_pixel_once(viewer):
    viewer.page.wait_for_function(
        "document.querySelector('#viewer .bs-viewer-picture').naturalWidth > 0"
    )
    viewer.page.keyboard.press("1")
    wide = viewer.page.locator(PICTURE).evaluate(
        "picture => { const box = picture.getBoundingClientRect();"
        " return Math.min(box.width / picture.naturalWidth, box.height / picture.naturalHeight)"
        " * devicePixelRatio; }"
    )

    assert wide == pytest.approx(1, abs=0.01)


def test_two_fingers_zoom(viewer):
    viewer.page.evaluate(
        """() => {
          const stage = document.querySelector("#viewer .bs-stage");
          stage.setPointerCapture = () => {};
          const touch = (type, id, x) => stage.dispatchEvent(new PointerEvent(type,
            { pointerId: id, pointerType: "touch", clientX: x, clientY: 300, bubbles: true }));
          touch("pointerdown", 1, 300);
          touch("pointerdown", 2, 400);
          touch("pointermove", 2, 500);
          touch("pointerup", 1, 300);
          touch("pointerup", 2, 500);
        }"""
    )

    assert "scale(2)" in transform(viewer)


def test_the_infotext_is_there_to_read_and_copy(viewer):
    viewer.page.locator("#viewer .bs-infotext", has_text="Steps: 2").wait_for()
    assert "three boats in the viewer" in viewer.page.inner_text("#viewer .bs-infotext")
    viewer.button("Copy infotext", "#viewer").click()
    viewer.button("Copied", "#viewer").wait_for()


def test_the_original_opens_by_a_link(viewer):
    link = viewer.page.locator("#viewer").get_by_role("link", name="Open original")

    assert viewer.page.request.get(viewer.url + link.get_attribute("href")).headers[
        "content-type"
    ] == "image/png"


def test_choosing_and_bookmarking_by_keys(viewer):
    viewer.page.keyboard.press("x")
    viewer.button("Chosen ✓", "#viewer").wait_for()
    viewer.page.keyboard.press("b")
    viewer.until(lambda: viewer.job(viewer.job_id)["bookmarked"])
    viewer.page.keyboard.press("Escape")

    viewer.page.locator("#jobs-tray", has_text="1 picture").wait_for()


def test_two_pictures_are_compared_with_a_slider(viewer):
    viewer.page.keyboard.press("x")
    viewer.page.keyboard.press("ArrowRight")
    viewer.page.keyboard.press("c")
    slider = viewer.page.locator("#viewer .bs-split")
    slider.wait_for()
    other = viewer.page.locator("#viewer .bs-viewer-other")
    viewer.page.keyboard.press("Home")

    assert other.evaluate("picture => picture.style.clipPath") == "inset(0px 0px 0px 0%)"
    assert other.get_attribute("src") != shown(viewer)
    viewer.button("Compare", "#viewer").click()
    slider.wait_for(state="hidden")


def test_a_picture_is_deleted_and_put_back_by_undo(viewer):
    viewer.page.locator("#viewer", has_text="1 of 3").wait_for()
    viewer.page.keyboard.press("Delete")
    viewer.page.locator("#viewer", has_text="1 of 2").wait_for()
    viewer.button("Undo", "#viewer").click()
    viewer.page.locator("#viewer .bs-viewer-message", has_text="Put back").wait_for()

    assert len(viewer.job(viewer.job_id)["images"]) == 3


def test_the_post_is_shown_beside_its_picture(desk):
    (post,) = desk.do("posts", tags="1girl", limit=1)["posts"]
    (job,) = desk.done("a post beside", source_post=f"danbooru:{post['id']}")
    desk.row(job, "done").locator("button.bs-thumb").click()
    desk.button(f"Post danbooru:{post['id']}", "#viewer").wait_for()
    desk.page.keyboard.press("p")

    picture = desk.page.locator("#viewer .bs-viewer-post img")
    picture.wait_for()
    desk.page.wait_for_function("image => image.naturalWidth > 0", arg=picture.element_handle())
    desk.page.keyboard.press("p")
    picture.wait_for(state="detached")


def test_a_prompt_is_sent_to_the_form(viewer):
    viewer.page.locator("#viewer .bs-infotext", has_text="three boats").wait_for()
    viewer.button("To prompt", "#viewer").click()

    viewer.page.wait_for_function(
        "document.querySelector('#prompt textarea')?.value.startsWith('three boats')"
    )


def test_a_picture_is_sent_to_img2img(viewer):
    viewer.button("To img2img", "#viewer").click()
    viewer.page.wait_for_selector("#prompt:visible")
    file = viewer.job(viewer.job_id)["images"][0]["file"]

    viewer.page.wait_for_function(
        "file => document.querySelector(`[src*='${file.split('/').pop()}']`) !== null", arg=file
    )
    viewer.page.evaluate("BS.panels.set({ init_image: '' })")


def test_a_picture_is_interrogated(viewer):
    viewer.button("Interrogate", "#viewer").click()

    viewer.page.locator("#form-message", has_text="what the picture shows").wait_for()


def test_its_job_is_shown_in_the_list(viewer):
    viewer.button("Its job", "#viewer").click()
    viewer.page.locator(".bs-details", has_text=viewer.job_id[:8]).wait_for()

    assert "bs-current" in viewer.row(viewer.job_id).get_attribute("class")


def test_two_hundred_pictures_are_turned_through(desk):
    desk.done("two hundred of them", count=13, batch_size=16, steps=1, width=64, height=64)
    desk.page.fill("#jobs-search input", "two hundred of them")
    desk.page.wait_for_function("document.querySelector('.bs-jobs').childElementCount === 1")
    desk.page.locator(".bs-batch", has_text="13 done").locator("button.bs-thumb").first.click()
    place = desk.page.locator("#viewer .bs-viewer-side b").first
    desk.page.locator("#viewer", has_text="of 208").wait_for()
    desk.page.keyboard.press("Home")
    for _ in range(40):
        desk.page.keyboard.press("ArrowRight")
    desk.page.wait_for_function("document.querySelector('#viewer b').textContent === '41 of 208'")
    desk.page.keyboard.press("End")

    desk.page.wait_for_function("document.querySelector('#viewer b').textContent === '208 of 208'")
    assert place.inner_text() == "208 of 208"


def test_the_magnifier_shows_beside_the_pointer_and_goes(desk):
    (job,) = desk.done("a magnified mill")
    thumb = desk.row(job).locator("button.bs-thumb")
    thumb.hover()
    desk.page.wait_for_function(
        "document.querySelector('.bs-hover img')?.naturalWidth > 0"
        " && !document.querySelector('.bs-hover').hidden"
    )
    here, there = thumb.bounding_box(), desk.page.locator(".bs-hover").bounding_box()
    assert there["x"] >= here["x"] + here["width"]
    desk.page.mouse.move(5, 5)

    desk.page.locator(".bs-hover").wait_for(state="hidden")


def test_a_finger_held_down_magnifies_and_opens_nothing(desk):
    (job,) = desk.done("a mill under a finger")
    desk.row(job, "done")
    touch = """([job, type]) => {
      const thumb = document.querySelector(`.bs-job[data-job="${job}"] button.bs-thumb`);
      const options = { pointerType: "touch", bubbles: true, cancelable: true };
      thumb.dispatchEvent(type === "click" ? new MouseEvent(type, options)
        : new PointerEvent(type, options));
    }"""
    desk.page.evaluate(touch, [job, "pointerdown"])
    desk.page.locator(".bs-hover.bs-held").wait_for()
    desk.page.evaluate(touch, [job, "pointerup"])
    desk.page.evaluate(touch, [job, "click"])

    desk.page.locator(".bs-hover").wait_for(state="hidden")
    assert desk.page.locator("#viewer[open]").count() == 0

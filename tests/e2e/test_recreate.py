import pytest

pytestmark = pytest.mark.browser


def test_a_post_becomes_a_finished_picture_in_under_ten_clicks(studio, page):
    studio.open_tab("Research")
    studio.paste_link(studio.newest_post())
    studio.click("#recreate-button")
    page.wait_for_selector("#research-message .bs-notice-good")
    studio.open_tab("Jobs")

    picture = page.locator("#jobs-list .bs-job[data-state=done] .bs-thumb img").first
    picture.wait_for()
    page.wait_for_function("picture => picture.naturalWidth > 0", arg=picture.element_handle())
    assert studio.clicks < 10


@pytest.mark.long
def test_the_draft_shows_the_post_its_tags_and_its_prompt(studio, page):
    studio.open_tab("Research")
    post = studio.newest_post()
    studio.paste_link(post)
    page.keyboard.press("Enter")

    page.wait_for_selector("#post-picture img")
    assert post in page.inner_text("#post-facts")
    assert page.locator("#post-tags .bs-tag").count() > 5
    assert "," in page.input_value("#draft-prompt textarea")


@pytest.mark.long
def test_a_left_out_tag_says_why(studio, page):
    studio.open_tab("Research")
    page.fill("#remove-tags :is(input, textarea)", "*_hair")
    studio.click("#post-grid .bs-tile >> nth=0")

    left_out = page.locator("#post-tags .bs-left-out", has_text="hair").first
    left_out.wait_for()
    assert "on your list" in left_out.get_attribute("title")


def test_appended_text_ends_the_prompt_of_every_draft(studio, page):
    studio.open_tab("Research")
    page.fill("#append-text :is(input, textarea)", "watercolor, soft light")
    for at in (0, 1):
        studio.click(f"#post-grid .bs-tile >> nth={at}")
        page.wait_for_function(
            "post => document.querySelector('#post-facts')?.innerText.includes(post)",
            arg=page.locator("#post-grid .bs-tile").nth(at).get_attribute("data-post"),
        )
        assert page.input_value("#draft-prompt textarea").endswith("watercolor, soft light")


@pytest.mark.long
def test_an_edited_draft_is_queued_as_it_was_edited(studio, page):
    studio.open_tab("Research")
    studio.click("#post-grid .bs-tile >> nth=2")
    page.wait_for_selector("#post-picture img")
    page.fill("#draft-prompt textarea", "1girl, edited by hand, lighthouse")
    studio.click("#recreate-button")
    page.wait_for_selector("#research-message .bs-notice-good")
    studio.open_tab("Jobs")

    assert "danbooru:" in studio.wait_state("edited by hand", "done").inner_text()


@pytest.mark.parametrize(
    ("link", "sentence"),
    [
        ("https://example.org/posts/5", "is no post of"),
        ("danbooru:99999999", "has no post 99999999"),
        ("", "There is no post"),
    ],
)
def test_a_wrong_link_is_told_in_one_sentence(studio, page, link, sentence):
    studio.open_tab("Research")
    if link:
        studio.paste_link(link)
    studio.click("#recreate-button")

    message = page.locator("#research-message .bs-notice-error")
    message.wait_for()
    assert sentence in message.inner_text()


def test_a_draft_goes_to_the_form_and_is_queued_from_there(studio, page):
    studio.open_tab("Research")
    studio.click("#post-grid .bs-tile >> nth=0")
    page.wait_for_selector("#post-picture img")
    prompt = page.input_value("#draft-prompt textarea")
    studio.click("#to-generation")

    page.wait_for_function(
        "text => document.querySelector('#prompt textarea').value === text", arg=prompt
    )
    assert page.locator("#source-post .bs-chip").is_visible()
    assert page.input_value("#negative-prompt textarea")
    page.focus("#prompt textarea")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("#form-message .bs-notice-good")
    page.wait_for_selector("#last-results .bs-result[data-zoom]")

"""The Research tab in a browser: from what is drawn now to pictures, by mouse and by keyboard."""

from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest

from booru_studio.demo.booru_posts import posts_of

pytestmark = pytest.mark.browser

GRID = "#post-grid .bs-tile"
ROWS = "#trending-list .bs-trend"


@pytest.fixture
def research(studio, page):
    """The tab, open, with posts and a list of what is drawn."""
    studio.open_tab("Research")
    studio.newest_post()
    page.locator(f"{ROWS} .bs-trend-name").first.wait_for()
    return studio


def search(page, tags):
    page.fill("#research-search :is(input, textarea)", tags)
    page.keyboard.press("Enter")


def finished_jobs(page, number):
    """Wait until the newest jobs are done, and return them."""
    newest = f"BS.getJson('jobs.json?since=0&limit={number}')"
    page.wait_for_function(
        f"() => {newest}.then(({{ jobs }}) => jobs.every((job) => job.state === 'done'))"
    )
    return page.evaluate(
        f"() => {newest}.then(({{ jobs }}) =>"
        " Promise.all(jobs.map((job) => BS.do('job', { job_id: job.id }))))"
    )


def test_what_is_drawn_becomes_three_pictures_in_six_clicks(research, page):
    page.fill("#append-text :is(input, textarea)", "watercolor, evening sun")
    research.clicks = 1  # the tab
    research.click(f"{ROWS} .bs-trend-name >> nth=0")
    tag = page.get_attribute(f"{ROWS} >> nth=0", "data-tag")
    page.wait_for_function(
        "tag => BS.search.query().tags === tag && BS.grid.posts().length > 2"
        " && !document.querySelector('#post-grid .bs-busy')",
        arg=tag,
    )
    for at in range(3):
        research.click(f"{GRID} >> nth={at} >> .bs-tick")
    posts = {page.locator(GRID).nth(at).get_attribute("data-post") for at in range(3)}
    research.click("#recreate-picked")
    assert research.clicks == 6
    page.wait_for_selector("#picked-bar .bs-notice-good")
    assert "Queued 3 jobs" in page.inner_text("#picked-bar")

    jobs = finished_jobs(page, 3)
    assert {job["source_post"] for job in jobs} == posts
    assert all(job["source_url"].startswith("https://danbooru.donmai.us/posts/") for job in jobs)
    assert all(job["prompt"].endswith("watercolor, evening sun") for job in jobs)
    assert len({job["batch"] for job in jobs}) == 1


def test_the_boy_filter_lists_boys_alone(research, page):
    page.click("#trending-list button[data-value=boy]")
    page.wait_for_selector(f"{ROWS} .bs-gender-boy")

    assert page.locator(ROWS).count() == page.locator(f"{ROWS} .bs-gender-boy").count()
    page.click("#trending-list button[data-value=girl]")
    page.wait_for_selector(f"{ROWS} .bs-gender-girl")
    assert page.locator(f"{ROWS} .bs-gender-boy").count() == 0
    page.click("#trending-list button[data-value=any]")


@pytest.mark.long
def test_a_name_is_appended_to_every_recreation_and_offered_to_wildcard_files(research, page):
    tag = page.get_attribute(f"{ROWS} >> nth=1", "data-tag")
    page.click(f"{ROWS} >> nth=1 >> [data-do=trend-menu]")
    page.click("#trend-menu >> text=Append to every")
    page.wait_for_selector("#trending-list .bs-notice-good")
    name = tag.partition("_(")[0].replace("_", " ")
    assert name in page.input_value("#append-text :is(input, textarea)")

    page.click(f"{ROWS} >> nth=1 >> [data-do=trend-menu]")
    page.click("#trend-menu >> text=wildcard file")
    page.fill("#wildcard-line-name", "research_test/names")
    assert page.is_visible("dialog#wildcard-line[open]")
    page.keyboard.press("Escape")
    page.wait_for_selector("dialog#wildcard-line", state="hidden")


@pytest.mark.long
def test_tags_can_be_listed_and_searched(research, page):
    page.click("#trending-list button[data-value=tags]")
    page.wait_for_selector(f"{ROWS} [data-category=general]")
    tag = page.get_attribute(f"{ROWS} >> nth=0", "data-tag")
    page.click(f"{ROWS} .bs-trend-name >> nth=0")
    page.wait_for_function("tag => BS.search.query().tags === tag", arg=tag)
    page.click("#trending-list button[data-value=characters]")


@pytest.mark.long
def test_resting_on_a_tile_tells_what_is_missing(research, page):
    search(page, "aoi_(starlit_harbor)")
    page.wait_for_function("BS.grid.posts().some((post) => post.quality.missing.length)")
    at = page.evaluate("BS.grid.posts().findIndex((post) => post.quality.missing.length)")
    page.hover(f"{GRID}[data-at='{at}'] img")

    page.wait_for_selector(".bs-hover figcaption:visible")
    told = page.inner_text(".bs-hover figcaption")
    assert "missing: " in told
    assert "general tags" in told


@pytest.mark.long
def test_a_search_completes_its_tags(research, page):
    page.click("#research-search :is(input, textarea)")
    page.keyboard.type("long_ha", delay=30)
    page.wait_for_selector("#completions [role=option]")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    page.wait_for_function("BS.search.query().tags.startsWith('long_hair')")
    assert page.locator("#completions").count() == 1


def test_scrolling_brings_more_and_keeps_the_page_small(research, page):
    first = page.evaluate("BS.grid.posts().length")
    page.mouse.move(700, 600)
    for _ in range(12):
        page.mouse.wheel(0, 1500)
        page.wait_for_timeout(60)
    page.wait_for_function("first => BS.grid.posts().length > first", arg=first)

    assert page.locator(GRID).count() < 60
    page.wait_for_function("scrollY > 1000")


def test_everything_works_by_keyboard(research, page):
    page.focus("#research-search :is(input, textarea)")
    page.keyboard.press("Enter")
    page.wait_for_function("document.querySelector('#post-grid .bs-grid:not(.bs-busy) .bs-tile')")
    page.focus(f"{GRID}[tabindex='0']")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("x")
    assert page.inner_text("#recreate-picked") == "Recreate 2"
    page.keyboard.press("v")
    page.wait_for_selector("dialog#post-viewer[open]")
    page.keyboard.press("ArrowRight")
    assert page.inner_text("#post-viewer b[aria-live]").startswith("3 of")
    assert page.locator("#post-viewer .bs-tag").count() > 3
    page.keyboard.press("Escape")
    page.wait_for_function("document.activeElement.dataset.at === '2'")
    page.keyboard.press("Enter")
    page.wait_for_selector("#post-tags .bs-tag")
    page.focus("#recreate-picked")
    page.keyboard.press("Enter")
    page.wait_for_selector("#picked-bar .bs-notice-good")
    assert "Queued 2 jobs" in page.inner_text("#picked-bar")


@pytest.mark.long
def test_the_prompts_are_shown_before_anything_is_queued(research, page):
    for at in range(2):
        page.click(f"{GRID} >> nth={at} >> .bs-tick")
    before = page.evaluate("BS.getJson('jobs.json?since=0&limit=1')")["total"]
    page.click("#picked-bar [data-part=ticked] >> text=Preview")
    page.wait_for_selector("dialog#recreate-prompts[open]")
    prompts = page.locator("#recreate-prompts .bs-preview-text").all_inner_texts()
    assert len(prompts) == 2
    assert page.evaluate("BS.getJson('jobs.json?since=0&limit=1')")["total"] == before
    page.uncheck("#recreate-prompts input >> nth=0")
    page.click("#preview-queue")
    page.wait_for_selector("#picked-bar .bs-notice-good")

    assert "Queued 1 job." in page.inner_text("#picked-bar")


def test_a_number_of_a_search_is_recreated_without_ticking(research, page):
    search(page, "1girl")
    page.wait_for_function("BS.search.query().tags === '1girl'")
    page.fill("#recreate-count", "2")
    page.click("#recreate-search")
    page.wait_for_selector("#picked-bar .bs-notice-good")

    assert "Queued 2 jobs" in page.inner_text("#picked-bar")


@pytest.mark.long
def test_favourites_and_searches_are_kept_for_another_browser(research, page, browser, app_url):
    search(page, "outdoors smile")
    page.wait_for_function("BS.search.query().tags === 'outdoors smile'")
    page.click("#save-search")
    page.wait_for_selector("#search-tools >> text=outdoors smile")
    page.focus(f"{GRID} >> nth=0")
    page.keyboard.press("f")
    page.wait_for_selector(f"{GRID}.bs-favourite")
    post = page.get_attribute(f"{GRID}.bs-favourite", "data-post")

    with browser.new_context() as other:
        second = other.new_page()
        second.goto(app_url)
        second.get_by_role("tab", name="Research", exact=True).click()
        second.wait_for_selector("#search-tools >> text=outdoors smile")
        second.click("#search-tools >> text=★ Favourites")
        second.wait_for_selector(f"{GRID}[data-post='{post}']")
    page.click("#search-tools [data-do=forget-search] >> nth=0")
    page.keyboard.press("f")


@pytest.mark.long
def test_a_search_without_hits_says_what_to_do(research, page):
    search(page, "no_such_tag_anywhere smile")
    page.wait_for_selector("#post-grid .bs-empty")
    assert "found no post" in page.inner_text("#post-grid .bs-empty")
    assert page.locator(GRID).count() == 0
    page.click("#post-grid .bs-empty >> text=Without no_such_tag_anywhere")

    page.wait_for_selector(GRID)
    assert page.input_value("#research-search :is(input, textarea)") == "smile"


def test_a_site_that_is_down_is_told_with_a_way_on(research, page):
    page.route("**/research/posts.json*", lambda route: route.fulfill(
        json={"ok": False, "error": "Danbooru does not answer: try again later."}))  # fmt: skip
    search(page, "smile")
    page.wait_for_selector("#post-grid .bs-empty-error")
    assert "does not answer" in page.inner_text("#post-grid .bs-empty")
    page.unroute("**/research/posts.json*")
    page.click("#post-grid .bs-empty button >> text=Try again")

    page.wait_for_selector(GRID)


@pytest.mark.long
def test_groups_of_tags_are_left_out_by_one_click(research, page):
    page.click("#remove-groups >> text=no hair")
    page.click(f"{GRID} >> nth=0")
    left_out = page.locator("#post-tags .bs-left-out", has_text="hair").first
    left_out.wait_for()

    assert "hair" not in page.input_value("#draft-prompt textarea").split("(")[0]
    page.click("#remove-groups >> text=no hair")


def test_only_the_own_host_is_asked_and_no_hidden_picture(research, page, app_url):
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    search(page, "")
    page.select_option("#search-site", "gelbooru")
    page.wait_for_function("BS.search.query().booru === 'gelbooru' && BS.grid.posts().length > 9")
    page.mouse.move(700, 600)
    for _ in range(4):
        page.mouse.wheel(0, 900)
        page.wait_for_timeout(120)
    page.select_option("#search-site", "danbooru")
    page.wait_for_timeout(400)

    now = datetime.now(UTC)
    hidden = {
        f"{site}/{post.number}/"
        for site in ("danbooru", "gelbooru")
        for post in posts_of(site, now)
        if post.rating != "g"
    }
    pictures = [urlsplit(url).path for url in asked if "/bs/post/" in url]
    assert len(pictures) > 10
    assert {urlsplit(url).netloc for url in asked if url.startswith("http")} == {
        urlsplit(app_url).netloc
    }
    assert hidden
    assert not [path for path in pictures if any(one in path for one in hidden)]

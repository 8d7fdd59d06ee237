"""The stand-in booru as a whole: Gelbooru's records, pictures, faults, start and end."""

import threading
from io import BytesIO

import pytest
import requests
from PIL import Image, ImageStat

from booru_studio.demo.booru import StandInBooru
from tests.demo.booru_client import NOW, Client

REFERER = {"Referer": "https://gelbooru.com/"}
GELBOORU_WORDS = """
id created_at score width height md5 directory image rating source change owner creator_id
parent_id sample preview_width preview_height tags title has_notes has_comments has_children
file_url preview_url sample_url sample_width sample_height status post_locked
"""
GELBOORU_KEYS = set(GELBOORU_WORDS.split())


@pytest.fixture(scope="module")
def booru():
    with StandInBooru(lambda: NOW) as site:
        yield site


@pytest.fixture(scope="module")
def client(booru):
    client = Client(booru)
    with client.session:
        yield client


def shown(reply):
    with Image.open(BytesIO(reply.content)) as picture:
        picture.load()
        return picture


# Gelbooru.


def test_a_gelbooru_post_has_every_documented_key(client):
    for post in client.gelbooru().json()["post"]:
        assert set(post) == GELBOORU_KEYS
        assert post["has_notes"] == "false"
        assert bool(post["sample_url"]) == bool(post["sample"])
    assert client.gelbooru(limit=1).json()["post"][0]["created_at"].endswith(" 2026")


def test_gelbooru_escapes_names_in_posts_and_tags(client):
    (post, *_) = client.gelbooru(tags="felix_(tailor's_compass)").json()["post"]
    assert "felix_(tailor&#039;s_compass)" in post["tags"].split()
    assert "&amp;page=1" in post["source"]
    (tag,) = client.gelbooru("tag", name="moss_&_marble").json()["tag"]
    assert tag["name"] == "moss_&amp;_marble"
    assert (tag["type"], set(tag)) == (3, {"id", "name", "count", "type", "ambiguous"})


def test_gelbooru_without_hits_has_no_list(client):
    for reply in (client.gelbooru(tags="no_such_tag"), client.gelbooru("tag", name="no_such_tag")):
        assert set(reply.json()) == {"@attributes"}
        assert reply.json()["@attributes"]["count"] == 0


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"names": "rain snow nothing"}, {"rain", "snow"}),
        ({"name_pattern": "aoi%"}, {"aoi_(starlit_harbor)"}),
        ({"name_pattern": "r__n"}, {"rain"}),
        ({"name": "bangs"}, {"bangs"}),
    ],
)
def test_gelbooru_tags_can_be_looked_up(client, query, expected):
    found = client.gelbooru("tag", **query).json()["tag"]
    assert {tag["name"] for tag in found} == expected


def test_gelbooru_tags_can_be_sorted_by_count(client):
    rows = client.gelbooru("tag", orderby="count").json()["tag"]
    counts = [tag["count"] for tag in rows]
    assert len(rows) == 100
    assert counts == sorted(counts, reverse=True)
    rising = client.gelbooru("tag", orderby="count", order="ASC").json()["tag"]
    assert rising[0]["type"] == 6


def test_gelbooru_completes_with_counts_as_text(client):
    rows = client.get("/index.php", page="autocomplete2", term="cap", type="tag_query").json()
    (item, *_) = rows
    assert item["value"] == "captain_suri_(orbit_bakery)"
    assert item["category"] == "character"
    assert item["post_count"].isdecimal()


@pytest.mark.parametrize(
    "keys", [{}, {"user_id": "4711"}, {"user_id": "4711", "api_key": "x"},
             {"user_id": "demo_visitor", "api_key": "demo-gelbooru-key"}],
)  # fmt: skip
@pytest.mark.parametrize("s", ["post", "tag"])
def test_gelbooru_without_the_right_keys_is_an_empty_401(client, keys, s):
    reply = client.get("/index.php", page="dapi", s=s, q="index", json="1", **keys)
    assert (reply.status_code, reply.content) == (401, b"")


def test_a_deleted_gelbooru_post_is_only_in_the_list_of_deleted_ones(booru, client):
    (gone,) = client.gelbooru(deleted="show").json()["post"]
    assert gone["status"] == "deleted"
    assert gone["id"] not in {post.number for post in booru.gelbooru_posts}
    assert client.gelbooru(id=gone["id"]).json()["@attributes"]["count"] == 0


def test_one_gelbooru_post_can_be_fetched_by_id(booru, client):
    number = booru.gelbooru_posts[5].number
    (post,) = client.gelbooru(id=number).json()["post"]
    assert post["id"] == number
    page = client.get("/index.php", page="post", s="view", id=number)
    assert page.headers["Content-Type"].startswith("text/html")


def test_gelbooru_numbers_tell_the_age_as_the_real_ones_do(booru):
    newest = booru.gelbooru_posts[0]
    for post in booru.gelbooru_posts:
        days = (newest.created - post.created).total_seconds() / 86_400
        assert abs((newest.number - post.number) - 5_003 * days) < 2


# Pictures.


def test_twins_are_the_same_picture_on_both_sites(booru, client):
    there = {post.md5: post for post in booru.gelbooru_posts}
    twin = next(post for post in booru.danbooru_posts if post.md5 in there)
    first = client.get(f"/danbooru/preview/{twin.number}.jpg")
    second = client.get(f"/gelbooru/preview/{there[twin.md5].number}.jpg", headers=REFERER)
    assert first.content == second.content
    assert twin.number != there[twin.md5].number


def test_every_variant_has_the_size_and_type_it_says(booru, client):
    post = next(p for p in booru.danbooru_posts if p.has_sample and p.ext == "png")
    asset = client.get(f"/posts/{post.number}.json").json()["media_asset"]
    for variant in asset["variants"]:
        reply = client.get(variant["url"].removeprefix(booru.url))
        kind = {"jpg": "image/jpeg", "png": "image/png", "webp": "image/webp"}[variant["file_ext"]]
        assert reply.headers["Content-Type"] == kind
        assert shown(reply).size == (variant["width"], variant["height"])


def test_gelbooru_pictures_have_the_sizes_they_say(client):
    post = next(p for p in client.gelbooru().json()["post"] if p["sample"])
    for kind in ("preview", "sample"):
        path = "/" + post[f"{kind}_url"].split("/", 3)[3]
        picture = shown(client.get(path, headers=REFERER))
        assert picture.size == (post[f"{kind}_width"], post[f"{kind}_height"])


def test_previews_are_different_pictures_with_something_on_them(booru, client):
    posts = [post for post in booru.danbooru_posts if not post.flags][:6]
    replies = [client.get(f"/danbooru/preview/{post.number}.jpg") for post in posts]
    assert len({reply.content for reply in replies}) == 6
    for reply in replies:
        picture = shown(reply)
        assert max(picture.size) == 360
        assert max(ImageStat.Stat(picture).stddev) > 10


@pytest.mark.parametrize("headers", [{}, {"Referer": "https://example.org/"}])
def test_gelbooru_redirects_a_hotlinked_picture_to_a_page(booru, client, headers):
    path = f"/gelbooru/preview/{booru.gelbooru_posts[0].number}.jpg"
    reply = client.get(path, headers=headers)
    assert (reply.status_code, reply.headers["Location"]) == (302, "/hotlink.php")
    assert "not available" in client.get("/hotlink.php").text


def test_pictures_that_do_not_exist_are_404(booru, client):
    banned = next(p for p in booru.danbooru_posts if "banned" in p.flags)
    video = next(p for p in booru.danbooru_posts if p.is_video)
    small = next(p for p in booru.danbooru_posts if not p.has_sample and not p.is_video)
    paths = (f"preview/{banned.number}.jpg", f"original/{video.number}.mp4", "preview/1.jpg",
             f"sample/{small.number}.jpg", f"preview/{small.number}.gif")  # fmt: skip
    assert [client.get(f"/danbooru/{path}").status_code for path in paths] == [404] * 5


# The posts.


@pytest.mark.parametrize("site", ["danbooru", "gelbooru"])
def test_a_site_has_posts_of_every_quality_rating_and_kind(booru, site):
    posts = getattr(booru, f"{site}_posts")
    counts = {len(post.tags.general) for post in posts}
    assert len({post.number for post in posts}) == len(posts) >= 40
    assert min(counts) <= 6
    assert max(counts) == 45
    assert {post.rating for post in posts} == set("gsqe")
    assert len({post.uploader for post in posts}) >= 4
    assert any("4koma" in post.tags.general for post in posts) == (site == "danbooru")
    assert sum(post.is_video for post in posts) == 1
    assert all(0 < (NOW - post.created).total_seconds() < 30 * 86_400 for post in posts)


# Faults.


@pytest.mark.parametrize(
    ("fault", "status", "content_type"),
    [
        ("cloudflare", 403, "text/html"),
        ("busy", 429, "application/json"),
        ("timeout", 500, "application/json"),
        ("unavailable", 502, "text/html"),
        ("html", 200, "text/html"),
        ("empty", 200, "application/json"),
        ("not_json", 200, "application/json"),
        ("denial", 200, "text/xml"),
    ],
)
def test_a_fault_meets_the_next_call_alone(booru, client, fault, status, content_type):
    booru.faults.next("/posts.json", fault)
    elsewhere = client.get("/tags.json")
    reply = client.get("/posts.json")
    assert elsewhere.status_code == 200
    assert reply.status_code == status
    assert reply.headers["Content-Type"].startswith(content_type)
    assert client.get("/posts.json", limit=1).json()


def test_the_faults_say_what_the_real_sites_say(booru, client):
    booru.faults.next("/posts.json", "busy")
    booru.faults.next("/posts.json", "timeout")
    booru.faults.next("/index.php", "denial")
    busy, timeout = client.get("/posts.json"), client.get("/posts.json")
    assert busy.headers["Retry-After"] == "1"
    assert busy.json()["error"] == "RateLimiter::RateLimitError"
    assert timeout.json()["message"] == "The database timed out running your query."
    assert 'success="false"' in client.gelbooru().text


def test_a_fault_can_repeat_and_hold_for_any_path(booru, client):
    booru.faults.next("*", "unavailable", times=2)
    paths = ("/posts.json", "/tags.json", "/posts.json")
    assert [client.get(path).status_code for path in paths] == [502, 502, 200]


def test_a_huge_answer_is_huge(booru, client):
    booru.faults.next("/posts.json", "huge")
    assert len(client.get("/posts.json").content) > 7_000_000


def test_an_unknown_fault_is_refused(booru):
    with pytest.raises(ValueError, match="earthquake"):
        booru.faults.next("/posts.json", "earthquake")


def test_a_hanging_call_ends_with_the_site():
    site = StandInBooru(lambda: NOW)
    site.start()
    site.faults.next("/posts.json", "hang")
    failures = []

    def ask():
        try:
            requests.get(f"{site.url}/posts.json", timeout=20, headers={"User-Agent": "x/1"})
        except requests.ConnectionError as error:
            failures.append(error)

    caller = threading.Thread(target=ask)
    caller.start()
    while not site.calls:
        assert not site.stopping.wait(0.01)
    site.close()
    caller.join(10)
    assert len(failures) == 1


def test_calls_are_logged_and_the_roots_are_on_one_port(booru, client):
    client.search("rain", root=booru.safebooru_url)
    last = booru.calls[-1]
    assert (last.path, last.query["tags"]) == ("/safebooru/posts.json", "rain")
    assert booru.danbooru_url == booru.gelbooru_url == booru.url

"""Danbooru's posts, pages and refusals."""

import base64
import re
from datetime import UTC, datetime

import pytest

from booru_studio.boorus.base import BooruAccess, PostQuery
from booru_studio.boorus.danbooru import Danbooru
from booru_studio.domain.posts import Rating
from booru_studio.errors import (
    BooruKeyRefusedError,
    BooruQueryError,
    BooruRefusedError,
    BooruReplyError,
    BooruTimeoutError,
    PostDeletedError,
    PostNotFoundError,
    PostWithoutPictureError,
)
from tests.boorus.replays import KEY, Replay, access, asked, quick_session

NUMBER = 9001234
ANYTHING = re.compile(r".*")
TOO_MANY = {
    "success": False,
    "error": "PostQuery::TagLimitError",
    "message": "You cannot search for more than 6 tags at a time.",
}


@pytest.fixture
def replay(net):
    replay = Replay("danbooru")
    net.add_callback("GET", ANYTHING, callback=replay)
    return replay


@pytest.fixture
def danbooru():
    return Danbooru(BooruAccess(), quick_session())


def test_a_post_is_read_whole(replay, danbooru):
    post = danbooru.post(NUMBER)
    assert post.url == "https://danbooru.donmai.us/posts/9001234"
    assert post.tags.general == ("1girl", "lighthouse", "outdoors", "scarf", "smile")
    assert post.created == datetime(2026, 3, 14, 23, 30, 0, 250_000, tzinfo=UTC)
    assert (post.width, post.height, post.score, post.uploader) == (1200, 1800, 37, "4411")
    assert "/360x360/" in post.preview_url
    assert "/sample/" in post.sample_url
    assert "/original/" in post.file_url


@pytest.mark.parametrize(
    ("ratings", "host"),
    [((Rating.GENERAL,), "safebooru"), ((), "safebooru"), (tuple(Rating), "danbooru")],
)
def test_the_safe_host_is_asked_unless_more_is_allowed(replay, net, ratings, host):
    Danbooru(access(ratings=ratings), quick_session()).posts(PostQuery())
    assert net.calls[0].request.url.startswith(f"https://{host}.donmai.us/posts.json?")


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"is_deleted": True}, PostDeletedError),
        ({"is_deleted": True, "file_url": None}, PostDeletedError),
        ({"is_banned": True}, PostWithoutPictureError),
        ({"file_url": None, "media_asset": None}, PostWithoutPictureError),
        ({"id": 5}, BooruReplyError),
        ({"id": None}, BooruReplyError),
    ],
)
def test_a_post_that_cannot_be_used_says_why(replay, danbooru, fields, error):
    replay.change_posts(**fields)
    with pytest.raises(error):
        danbooru.post(NUMBER)


def test_a_post_of_another_rating_is_left_to_the_safety_check(replay, danbooru):
    replay.change_posts(rating="s", file_url=None, media_asset=None, preview_file_url=None)
    post = danbooru.post(NUMBER)
    assert post.rating is Rating.SENSITIVE
    assert (post.preview_url, post.sample_url, post.file_url) == ("", "", "")


@pytest.mark.parametrize("fields", [{"is_deleted": True}, {"is_banned": True}, {"file_url": None}])
def test_searches_leave_out_withdrawn_posts(replay, danbooru, fields):
    replay.change_posts(**fields)
    assert danbooru.posts(PostQuery()).posts == ()


@pytest.mark.parametrize("extension", ["mp4", "webm", "swf", "zip"])
def test_of_a_video_the_tags_and_a_still_are_used(replay, danbooru, extension):
    replay.change_posts(file_ext=extension)
    post = danbooru.post(NUMBER)
    assert post.is_video
    assert post.notes == ("Video: only its tags are used.",)
    assert post.sample_url.endswith(".webp")


@pytest.mark.parametrize(
    ("extension", "types", "sample"),
    [
        ("jpg", ["360x360", "sample", "original"], "sample"),
        ("png", ["360x360", "720x720", "original"], "original"),
        ("gif", ["360x360", "720x720", "original"], "720x720"),
        ("avif", ["360x360", "720x720", "full", "original"], "full"),
        ("webp", ["360x360"], "original"),
        ("swf", [], ""),
    ],
)
def test_the_sample_is_a_still_of_good_size(replay, danbooru, extension, types, sample):
    cdn = "https://cdn.donmai.us"
    variants = [{"type": kind, "url": f"{cdn}/{kind}/1"} for kind in types]
    replay.change_posts(
        file_ext=extension, file_url=f"{cdn}/original/1", media_asset={"variants": variants}
    )
    assert danbooru.post(NUMBER).sample_url == (sample and f"{cdn}/{sample}/1")


@pytest.mark.parametrize(
    "fields",
    [
        {"created_at": "yesterday", "score": None, "image_width": "wide", "source": 5.5},
        {"created_at": 5, "media_asset": {"variants": {"type": "sample"}}, "md5": ["a"]},
        {"media_asset": {"variants": [3, None, {"type": 3, "url": {}}]}, "image_height": -4},
        {"created_at": "0001-01-01T00:00:00+14:00", "uploader_id": True, "score": 1e999},
    ],
)
def test_fields_of_another_type_are_taken_as_missing(replay, danbooru, fields):
    replay.change_posts(**fields)
    post = danbooru.post(NUMBER)
    assert post.created is None or post.created.year == 2026
    assert min(post.width, post.height) >= 0


def test_addresses_without_a_host_are_the_sites_own(replay):
    replay.change_posts(file_url="/data/1.png", media_asset=None, file_ext="png")
    danbooru = Danbooru(BooruAccess(url="http://127.0.0.1:8123/d"), quick_session())
    replay.replies[1]["path"] = "/d/posts.json"
    assert danbooru.posts(PostQuery()).posts[0].file_url == "http://127.0.0.1:8123/data/1.png"


def test_tags_without_categories_count_as_general(replay, danbooru):
    kinds = ("general", "character", "copyright", "artist", "meta")
    replay.change_posts(tag_string="cat window", **{f"tag_string_{kind}": "" for kind in kinds})
    assert danbooru.post(NUMBER).tags.general == ("cat", "window")


def test_a_picture_without_a_web_address_is_none(replay, danbooru):
    replay.change_posts(file_url="file:///etc/passwd", media_asset=None)
    with pytest.raises(PostWithoutPictureError):
        danbooru.post(NUMBER)


@pytest.mark.parametrize(
    ("status", "kind", "message", "error"),
    [
        (410, "PaginationExtension::PaginationError", "You cannot go beyond page 1000.",
         BooruQueryError),
        (422, "PostQuery::Error", "You cannot use two orders.", BooruQueryError),
        (422, "PostQuery::TagLimitError", "You cannot search for more than 2 tags at a time.",
         BooruQueryError),
        (500, "ActiveRecord::QueryCanceled", "The database timed out.", BooruTimeoutError),
        (500, "Rack::Timeout::RequestTimeoutException", "", BooruTimeoutError),
        (500, "NoMethodError", "undefined", BooruReplyError),
        (403, "User::PrivilegeError", "Access denied.", BooruRefusedError),
        (401, "SessionLoader::AuthenticationFailure", "Invalid API key", BooruKeyRefusedError),
    ],
)  # fmt: skip
def test_each_refusal_has_its_error(net, danbooru, status, kind, message, error):
    body = {"success": False, "error": kind, "message": message, "backtrace": ["a.rb:1"]}
    net.add("GET", ANYTHING, status=status, json=body)
    with pytest.raises(error) as caught:
        danbooru.posts(PostQuery(tags="cat"))
    if error in (BooruQueryError, BooruRefusedError):
        assert message.rstrip(".") in str(caught.value)


def test_a_post_that_is_not_there_is_not_found(net, danbooru):
    net.add("GET", ANYTHING, status=404, json={"error": "ActiveRecord::RecordNotFound"})
    with pytest.raises(PostNotFoundError, match="no post 77"):
        danbooru.post(77)


@pytest.mark.parametrize("body", [[], "5", None])
def test_something_else_than_a_post_is_no_answer(net, danbooru, body):
    net.add("GET", ANYTHING, json=body)
    with pytest.raises(BooruReplyError):
        danbooru.post(77)


def test_an_account_is_sent_as_basic_auth_and_never_in_the_address(replay, net):
    Danbooru(access(user="mira ü", key=KEY), quick_session()).posts(PostQuery())
    request = net.calls[0].request
    words = base64.b64encode(f"mira ü:{KEY}".encode()).decode()
    assert request.headers["Authorization"] == f"Basic {words}"
    assert KEY not in request.url


def test_without_an_account_none_is_sent(replay, net, danbooru):
    danbooru.posts(PostQuery())
    assert danbooru.unavailable() == ""
    assert "Authorization" not in net.calls[0].request.headers


@pytest.mark.parametrize(("user", "key"), [("mira", ""), ("", KEY)])
def test_half_an_account_is_refused_by_name(net, user, key):
    danbooru = Danbooru(access(user=user, key=key), quick_session())
    with pytest.raises(BooruKeyRefusedError, match="DANBOORU_LOGIN and DANBOORU_API_KEY"):
        danbooru.post(1)


def full_page(first, count):
    """Posts with falling numbers."""
    (template,) = Replay("danbooru").replies[1]["body"][:1]
    return [template | {"id": first - step} for step in range(count)]


@pytest.mark.parametrize(
    ("query", "sent", "following"),
    [
        (PostQuery(limit=3), "1", "b98"),
        (PostQuery(limit=3, page="b101"), "b101", "b98"),
        (PostQuery(limit=3, page="2"), "2", "b98"),
        (PostQuery(limit=3, order="score"), "1", "2"),
        (PostQuery(limit=3, order="score", page="7"), "7", "8"),
        (PostQuery(limit=3, order="score", page="1000"), "1000", ""),
        (PostQuery(limit=9, page="b101"), "b101", ""),
        (PostQuery(limit=9, order="score"), "1", ""),
    ],
)
def test_pages_follow_by_post_number_or_by_page(net, danbooru, query, sent, following):
    net.add("GET", ANYTHING, json=full_page(100, 3))
    assert danbooru.posts(query).next == following
    assert asked(net.calls[0])["page"] == sent


def test_an_ordered_search_has_no_page_by_post_number(net, danbooru):
    with pytest.raises(BooruQueryError, match="by number only"):
        danbooru.posts(PostQuery(order="score", page="b100"))


def test_terms_beyond_the_limit_are_checked_on_what_comes_back(net, danbooru):
    found = full_page(300, 200)
    for fields in found[::10]:
        fields["tag_string_general"] += " red_kite"
    net.add("GET", ANYTHING, json=found)
    page = danbooru.posts(PostQuery(tags="scarf smile red_kite", limit=8))
    assert asked(net.calls[0]) == {"tags": "(scarf smile) rating:g", "limit": "200", "page": "1"}
    assert [post.id.number for post in page.posts] == list(range(300, 220, -10))
    assert page.next == "b230"
    assert "red_kite was checked here" in page.notes[0]


def test_an_account_learns_its_limit_from_the_site(net):
    net.add("GET", ANYTHING, status=422, json=TOO_MANY)
    net.add("GET", ANYTHING, json=[])
    danbooru = Danbooru(access(), quick_session())
    danbooru.posts(PostQuery(tags="a b c d e f g"))
    danbooru.posts(PostQuery(tags="a b c d e f g"))
    sent = [asked(call)["tags"] for call in net.calls]
    assert sent == ["(a b c d e f g) rating:g"] + ["(a b c d e f) rating:g"] * 2


def test_a_limit_that_keeps_being_refused_is_an_error(net):
    net.add("GET", ANYTHING, status=422, json=TOO_MANY)
    danbooru = Danbooru(access(), quick_session())
    for _ in range(2):
        with pytest.raises(BooruQueryError, match="more than 6 tags"):
            danbooru.posts(PostQuery(tags="a b c d e f g"))
    assert len(net.calls) == 3

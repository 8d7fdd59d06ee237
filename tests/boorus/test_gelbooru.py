"""Gelbooru's account, posts, pages and denials."""

import re
from datetime import UTC, datetime

import pytest

from booru_studio.boorus.base import PostQuery
from booru_studio.boorus.gelbooru import Gelbooru
from booru_studio.domain.posts import Rating, TagCategory
from booru_studio.errors import (
    BooruKeyMissingError,
    BooruKeyRefusedError,
    BooruQueryError,
    BooruRefusedError,
    BooruReplyError,
    PostDeletedError,
    PostNotFoundError,
    PostWithoutPictureError,
)
from tests.boorus.replays import KEY, USER, Replay, access, asked, quick_session

NUMBER = 8001234
ANYTHING = re.compile(r".*")
NO_HITS = {"@attributes": {"limit": 100, "offset": 0, "count": 0}}


@pytest.fixture
def replay(net):
    replay = Replay("gelbooru")
    net.add_callback("GET", ANYTHING, callback=replay)
    return replay


@pytest.fixture
def gelbooru():
    return Gelbooru(access(), quick_session())


@pytest.mark.parametrize(
    ("user", "key", "named"),
    [
        ("", "", "GELBOORU_USER_ID and GELBOORU_API_KEY"),
        (USER, "", "set GELBOORU_API_KEY and"),
        ("", KEY, "set GELBOORU_USER_ID and"),
        ("mira", KEY, "the account's number, not its name"),
    ],
)
def test_without_an_account_it_asks_for_one(net, user, key, named):
    gelbooru = Gelbooru(access(user=user, key=key), quick_session())
    for ask in (lambda: gelbooru.post(NUMBER), lambda: gelbooru.posts(PostQuery())):
        with pytest.raises(BooruKeyMissingError, match=named):
            ask()
    assert named in gelbooru.unavailable()
    assert len(net.calls) == 0


@pytest.mark.parametrize(
    ("user", "key"),
    [
        (USER, KEY),
        (f" {USER} ", f'"{KEY}"'),
        ("", f"&api_key={KEY}&user_id={USER}"),
        (f"&api_key={KEY}&user_id={USER}", ""),
        (f"&api_key={KEY}&user_id={USER}", f"&api_key={KEY}&user_id={USER}"),
        (f"user_id={USER}", f"api_key={KEY}"),
        (USER, f"?user_id={USER}&api_key={KEY}\n"),
    ],
)
def test_the_account_is_understood_in_any_form_it_is_pasted(replay, net, user, key):
    gelbooru = Gelbooru(access(user=user, key=key), quick_session())
    gelbooru.posts(PostQuery())
    assert gelbooru.unavailable() == ""
    assert (asked(net.calls[0])["user_id"], asked(net.calls[0])["api_key"]) == (USER, KEY)
    assert KEY not in f"{gelbooru.access!r}{gelbooru._key!r}"


def test_a_post_is_read_whole(replay, gelbooru):
    post = gelbooru.post(NUMBER)
    assert post.url == "https://gelbooru.com/index.php?page=post&s=view&id=8001234"
    assert post.tags.general == ("1girl", "mira's_scarf", "lighthouse")
    assert (post.tags.copyright, post.tags.meta) == (("harbor_tales",), ("highres",))
    assert post.created == datetime(2026, 9, 26, 8, 51, 9, tzinfo=UTC)
    assert post.source == "https://example.org/?a=1&b=2"
    assert (post.width, post.height, post.score, post.uploader) == (1024, 1536, 12, "paper_crane")
    assert "sample_" in post.sample_url


def test_without_a_sample_the_file_is_shown(replay, gelbooru):
    post = gelbooru.posts(PostQuery()).posts[1]
    assert post.sample_url == post.file_url


@pytest.mark.parametrize("sample", ["", "https://img4.gelbooru.com/samples/1.mp4"])
def test_of_a_video_the_tags_and_the_preview_are_used(replay, gelbooru, sample):
    replay.change_posts(file_url="https://img4.gelbooru.com/images/1.mp4?1", sample_url=sample)
    post = gelbooru.post(NUMBER)
    assert post.is_video
    assert post.notes == ("Video: only its tags are used.",)
    assert post.sample_url == post.preview_url


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"status": "deleted"}, PostDeletedError),
        ({"file_url": ""}, PostWithoutPictureError),
        ({"file_url": None}, PostWithoutPictureError),
        ({"file_url": "javascript:alert(1)"}, PostWithoutPictureError),
        ({"id": 5}, BooruReplyError),
    ],
)
def test_a_post_that_cannot_be_used_says_why_after_one_request(
    replay, gelbooru, net, fields, error
):
    replay.change_posts(**fields)
    with pytest.raises(error):
        gelbooru.post(NUMBER)
    assert len(net.calls) == 1


@pytest.mark.parametrize("fields", [{"status": "deleted"}, {"file_url": ""}])
def test_searches_leave_out_withdrawn_posts(replay, gelbooru, fields):
    replay.change_posts(**fields)
    assert gelbooru.posts(PostQuery()).posts == ()


@pytest.mark.parametrize(
    "created",
    ["", "26.09.2026", "Sat Foo 26 03:51:09 -0500 2026", "Sat Feb 31 03:51:09 -0500 2026",
     "Sat Sep 26 03:51:09 -9900 2026", "Sat Jan 01 00:00:00 +0500 0001", 5, None],
)  # fmt: skip
def test_a_time_that_cannot_be_read_is_none(replay, gelbooru, created):
    replay.change_posts(created_at=created)
    assert gelbooru.post(NUMBER).created is None


@pytest.mark.parametrize(
    "wrap", [lambda post: {"post": post}, lambda post: {"post": [post]}, lambda post: [post]]
)
def test_one_post_comes_as_an_object_in_a_list_or_in_a_bare_list(replay, gelbooru, wrap):
    (post,) = replay.replies[0]["body"]["post"]
    replay.replies[0]["body"] = wrap(post)
    assert gelbooru.post(NUMBER).id.number == NUMBER


@pytest.mark.parametrize("body", [NO_HITS, NO_HITS | {"post": None}, NO_HITS | {"post": []}, []])
def test_no_hits_are_an_empty_page_and_no_post(net, gelbooru, body):
    net.add("GET", ANYTHING, json=body)
    page = gelbooru.posts(PostQuery(tags="cat"))
    assert (page.posts, page.next) == ((), "")
    with pytest.raises(PostNotFoundError, match="no post 77"):
        gelbooru.post(77)


@pytest.mark.parametrize(
    ("reply", "error", "said"),
    [
        ({"body": "Too deep! Pull it back some."}, BooruQueryError, "too deep"),
        ({"body": "", "status": 401}, BooruKeyRefusedError, "GELBOORU_API_KEY"),
        ({"body": '<?xml version="1.0"?>\n<response success="false" reason="No authentication"/>'},
         BooruKeyRefusedError, "GELBOORU_USER_ID"),
        ({"body": "<response reason='Search down &amp; out.' success='false'></response>"},
         BooruRefusedError, "Search down & out)"),
        ({"body": '<response success="false"/>'}, BooruRefusedError, "gave no reason"),
        ({"json": {"success": "false", "message": "Please use your API key. Currently you have "
                   "exceeded maximum queries per day."}}, BooruRefusedError, "queries per day"),
        ({"json": "Missing authentication."}, BooruKeyRefusedError, "GELBOORU_API_KEY"),
        ({"json": {"post": "none"}}, BooruReplyError, "no list of posts"),
        ({"status": 500, "body": "oops"}, BooruReplyError, "500"),
        ({"body": "<html>This content is not available in your country</html>"},
         BooruReplyError, "web page"),
    ],
)  # fmt: skip
def test_each_denial_has_its_error(net, gelbooru, reply, error, said):
    net.add("GET", ANYTHING, **reply)
    with pytest.raises(error, match=re.escape(said)):
        gelbooru.posts(PostQuery(tags="cat"))


@pytest.mark.parametrize(
    ("query", "tags", "pid", "following"),
    [
        (PostQuery(tags="cat", limit=2), "rating:general cat", "0", "b8001230"),
        (PostQuery(tags="cat", limit=2, page="b50"), "rating:general cat id:<50", "0", "b8001230"),
        (PostQuery(limit=2, page="3"), "rating:general", "2", "b8001230"),
        (PostQuery(limit=2, order="score"), "rating:general sort:score:desc", "0", "2"),
        (PostQuery(tags="sort:id:asc", limit=2, page="4"), "rating:general sort:id:asc", "3", "5"),
        (PostQuery(limit=2, order="score", page="10000"), "rating:general sort:score:desc", "9999",
         ""),
        (PostQuery(limit=40), "rating:general", "0", ""),
    ],
)  # fmt: skip
def test_pages_follow_by_post_number_unless_ordered(
    replay, gelbooru, net, query, tags, pid, following
):
    page = gelbooru.posts(query)
    assert page.next == following
    assert (asked(net.calls[0])["tags"], asked(net.calls[0])["pid"]) == (tags, pid)


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("{cat ~ dog} -rain", "rating:general {cat ~ dog} -rain"),
        ("{rating:explicit ~ cat ~ dog}", "rating:general {cat ~ dog}"),
        ("{cat ~ rating:explicit}", "rating:general {cat}"),
        ("cat {Rating:Explicit ~ -rating:general}", "rating:general cat"),
        ("-{cat ~ dog}", "rating:general -{cat ~ dog}"),
        ("cat sort:random:5", "rating:general cat"),
        ("cat\n\tdog", "rating:general cat dog"),
    ],
)
def test_ratings_cannot_be_typed(replay, gelbooru, net, typed, sent):
    page = gelbooru.posts(PostQuery(tags=typed))
    assert asked(net.calls[0])["tags"] == sent
    assert bool(page.notes) == ("rating" in typed.lower() or "random" in typed)


@pytest.mark.parametrize("typed", ["{cat ~ dog", "cat}", "{{cat}}", "cat ~ dog", "} {"])
def test_unmatched_braces_are_refused(net, gelbooru, typed):
    with pytest.raises(BooruQueryError, match="braces do not match"):
        gelbooru.posts(PostQuery(tags=typed))


def test_with_several_ratings_the_others_are_shut_out(replay, net):
    ratings = (Rating.GENERAL, Rating.SENSITIVE)
    Gelbooru(access(ratings=ratings), quick_session()).posts(PostQuery(tags="cat"))
    assert asked(net.calls[0])["tags"] == "-rating:questionable -rating:explicit cat"


def test_no_cookie_is_ever_sent(replay, gelbooru, net):
    net.add_callback("GET", ANYTHING, callback=replay)
    gelbooru.posts(PostQuery())
    assert all("Cookie" not in call.request.headers for call in net.calls)


def test_pictures_are_asked_for_with_the_sites_referer():
    assert Gelbooru.picture_headers == {"Referer": "https://gelbooru.com/"}


def test_categories_are_asked_for_once(replay, gelbooru, net):
    gelbooru.posts(PostQuery())
    gelbooru.post(NUMBER)
    kinds = [asked(call)["s"] for call in net.calls]
    assert kinds == ["post", "tag", "post"]


def test_remembered_categories_are_not_asked_for(replay, net):
    class Everything:
        def known(self, names):
            return dict.fromkeys(names, TagCategory.COPYRIGHT)

        def remember(self, categories):
            raise AssertionError(categories)

    post = Gelbooru(access(), quick_session(), Everything()).post(NUMBER)
    assert len(net.calls) == 1
    assert post.tags.all() == post.tags.copyright

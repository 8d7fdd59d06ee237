"""Searching the stand-in Danbooru and Gelbooru: grammar, metatags, order, limits, pages."""

from datetime import timedelta

import pytest

from booru_studio.demo.booru import StandInBooru
from tests.demo.booru_client import NOW, Client


@pytest.fixture(scope="module")
def booru():
    with StandInBooru(lambda: NOW) as site:
        yield site


@pytest.fixture(scope="module")
def client(booru):
    client = Client(booru)
    with client.session:
        yield client


def tags(post):
    return set(post.tags.all())


def site_day(post):
    """The date in Danbooru's own time zone, five hours behind UTC."""
    return (post.created - timedelta(hours=5)).date().isoformat()


def has(*names):
    return lambda post: set(names) <= tags(post)


SEARCHES = [
    ("", lambda p: True),
    ("solo", has("solo")),
    ("1girl solo", has("1girl", "solo")),
    ("1girl -solo", lambda p: has("1girl")(p) and not has("solo")(p)),
    ("--solo", has("solo")),
    ("aoi_(starlit_harbor)", has("aoi_(starlit_harbor)")),
    ("(aoi_(starlit_harbor))", has("aoi_(starlit_harbor)")),
    ("(aoi_(starlit_harbor) solo)", has("aoi_(starlit_harbor)", "solo")),
    ("AOI_(Starlit_Harbor)", has("aoi_(starlit_harbor)")),
    ("aoi_(harbor)", has("aoi_(starlit_harbor)")),
    ("rain or snow", lambda p: tags(p) & {"rain", "snow"}),
    ("~rain ~snow", lambda p: tags(p) & {"rain", "snow"}),
    ("rain and night", has("rain", "night")),
    ("rain -(1girl or rain)", lambda p: False),
    ("(;) or night)", lambda p: tags(p) & {";)", "night"}),
    ("rating:g snow or rain", lambda p: (p.rating == "g" and has("snow")(p)) or has("rain")(p)),
    ("rating:g (snow or rain)", lambda p: p.rating == "g" and tags(p) & {"snow", "rain"}),
    ("holding_* solo", lambda p: has("solo")(p) and any(t.startswith("holding_") for t in tags(p))),
    ("*_(moss_&_marble)", lambda p: any(t.endswith("_(moss_&_marble)") for t in tags(p))),
    ("rating:g", lambda p: p.rating == "g"),
    ("rating:s,q", lambda p: p.rating in "sq"),
    ("rating:safe", lambda p: p.rating == "s"),
    ("-rating:general", lambda p: p.rating != "g"),
    ("is:sfw", lambda p: p.rating in "gs"),
    ("is:explicit", lambda p: p.rating == "e"),
    ("status:deleted", lambda p: "deleted" in p.flags),
    ("status:active", lambda p: "deleted" not in p.flags),
    ("status:banned", lambda p: "banned" in p.flags),
    ("score:>100", lambda p: p.score > 100),
    ("score:10..20", lambda p: 10 <= p.score <= 20),
    ("score:<=5", lambda p: p.score <= 5),
    ("score:64,18", lambda p: p.score in (64, 18)),
    ("score:many", lambda p: False),
    ("gentags:<10", lambda p: len(p.tags.general) < 10),
    ("chartags:2..", lambda p: len(p.tags.character) >= 2),
    ("user:windmill77", lambda p: p.uploader == "windmill77"),
    ("filetype:mp4", lambda p: p.ext == "mp4"),
    ("width:>=1600", lambda p: p.width >= 1600),
    ("age:<3d", lambda p: NOW - p.created < timedelta(days=3)),
    ("age:1w..2w", lambda p: timedelta(days=7) <= NOW - p.created <= timedelta(days=14)),
    ("age:<12h", lambda p: NOW - p.created < timedelta(hours=12)),
    ("date:2026-06-10", lambda p: site_day(p) == "2026-06-10"),
    ("date:2026-06-01..2026-06-03", lambda p: "2026-06-01" <= site_day(p) <= "2026-06-03"),
    ("no_such_tag", lambda p: False),
]  # fmt: skip


@pytest.mark.parametrize(("query", "expected"), SEARCHES)
def test_danbooru_finds_exactly_the_posts_that_fit(booru, client, query, expected):
    wanted = [post.number for post in booru.danbooru_posts if expected(post)]
    assert client.search(query) == wanted[:200]


@pytest.mark.parametrize("query", ["(solo", "solo or ", "or solo", "()", "-", "(" * 500, "(solo))"])
def test_bad_syntax_finds_nothing_and_is_no_error(client, query):
    assert client.search(query) == []


@pytest.mark.parametrize(
    ("query", "is_allowed"),
    [
        ("solo 1girl", True),
        ("solo 1girl rating:g age:<1month score:>5 id:>5 status:active", True),
        ("solo order:score rating:g", True),
        ("solo solo 1girl", True),
        ("solo 1girl smile", False),
        ("solo -1girl smile", False),
        ("solo or 1girl or smile", False),
        ("solo 1girl order:score", False),
        ("holding_* white_* red_*", False),
        ("solo user:gearheart gentags:>5", False),
    ],
)
def test_an_anonymous_search_may_have_two_counted_terms(client, query, is_allowed):
    reply = client.get("/posts.json", tags=query)
    assert reply.status_code == (200 if is_allowed else 422)
    if not is_allowed:
        body = reply.json()
        assert body["error"] == "PostQuery::TagLimitError"
        assert body["message"] == "You cannot search for more than 2 tags at a time."
        assert set(body) == {"success", "error", "message", "backtrace"}


def test_a_plain_member_has_the_same_limit(booru, client):
    keys = booru.keys
    login = {"login": keys.danbooru_login, "api_key": keys.danbooru_api_key}
    assert client.get("/posts.json", tags="a b c", **login).status_code == 422


def test_counts_and_related_tags_know_no_limit(client):
    query = "solo 1girl smile rating:g"
    assert client.get("/counts/posts.json", tags=query).json()["counts"]["posts"] > 0
    assert client.get("/related_tag.json", query=query).json()["post_count"] > 0


@pytest.mark.parametrize(
    ("order", "key"),
    [
        ("score", lambda p: -p.score),
        ("score_asc", lambda p: p.score),
        ("favcount", lambda p: -p.favourites),
        ("id", lambda p: p.number),
        ("id_desc", lambda p: -p.number),
        ("landscape", lambda p: -p.width / p.height),
        ("portrait", lambda p: p.width / p.height),
        ("gentags", lambda p: -len(p.tags.general)),
        ("popular", lambda p: -p.number),
    ],
)
def test_order_sorts_and_an_unknown_one_means_newest_first(booru, client, order, key):
    by_number = {post.number: post for post in booru.danbooru_posts}
    keys = [key(by_number[number]) for number in client.search(f"rating:g order:{order}")]
    assert keys == sorted(keys)


def test_two_orders_are_refused(client):
    reply = client.get("/posts.json", tags="order:score order:id")
    assert (reply.status_code, reply.json()["error"]) == (422, "PostQuery::Error")


def test_order_rank_shows_the_best_of_two_days(booru, client):
    found = client.search("order:rank")
    fresh = {p.number for p in booru.danbooru_posts if NOW - p.created < timedelta(days=2)}
    assert set(found) == fresh
    assert found != sorted(found, reverse=True)


def test_random_order_gives_the_same_posts_and_random_cuts_them(client):
    assert sorted(client.search("snow order:random")) == sorted(client.search("snow"))
    assert len(client.search("solo random:5")) == 5
    reply = client.get("/posts.json", tags="snow", random="true", limit=3)
    assert reply.status_code == 302
    assert "random%3A3" in reply.headers["Location"]


def test_limit_is_twenty_unless_asked_and_two_hundred_at_most(booru, client):
    asked = ({}, {"limit": 7}, {"limit": 5000}, {"tags": "limit:3", "limit": 50})
    sizes = [len(client.get("/posts.json", **query).json()) for query in asked]
    assert len(booru.danbooru_posts) > 200
    assert sizes == [20, 7, 200, 3]


def test_pages_and_cursors_walk_through_everything_once(booru, client):
    everything = [post.number for post in booru.danbooru_posts]
    pages = [n for page in (1, 2) for n in client.search("", page=str(page))]
    before = client.search("", page=f"b{everything[9]}")
    after = client.get("/posts.json", page=f"a{everything[9]}", limit=3).json()
    assert pages == everything
    assert before == everything[10:210]
    assert [post["id"] for post in after] == everything[6:9]


def test_a_cursor_overrides_the_order(client):
    newest = client.search("order:score", page="b99999999")
    assert newest == sorted(newest, reverse=True)


def test_there_is_no_page_beyond_a_thousand(client):
    assert client.get("/posts.json", page="1000").json() == []
    reply = client.get("/posts.json", page="1001")
    assert reply.status_code == 410
    assert reply.json()["message"] == "You cannot go beyond page 1000."


def test_only_picks_fields_and_fields_of_associations(client):
    first = client.get("/posts.json", only="id,media_asset[id,variants[type]]", limit=1).json()[0]
    assert set(first) == {"id", "media_asset"}
    assert set(first["media_asset"]) == {"id", "variants"}
    assert all(set(variant) == {"type"} for variant in first["media_asset"]["variants"])


GELBOORU_SEARCHES = [
    ("", lambda p: True),
    ("1girl solo smile outdoors", has("1girl", "solo", "smile", "outdoors")),
    ("solo -1girl", lambda p: has("solo")(p) and not has("1girl")(p)),
    ("{ rain ~ snow } solo", lambda p: has("solo")(p) and tags(p) & {"rain", "snow"}),
    ("aoi_(starlit_harbor)", has("aoi_(starlit_harbor)")),
    ("felix_(tailor's_compass)", has("felix_(tailor's_compass)")),
    ("holding_*", lambda p: any(t.startswith("holding_") for t in tags(p))),
    ("rating:general", lambda p: p.rating == "g"),
    ("-rating:general", lambda p: p.rating != "g"),
    ("rating:explicit", lambda p: p.rating == "e"),
    ("rating:safe", lambda p: False),
    ("score:>=20", lambda p: p.score >= 20),
    ("id:<15250000", lambda p: p.number < 15_250_000),
    ("user:moss_collector", lambda p: p.uploader == "moss_collector"),
]


@pytest.mark.parametrize(("query", "expected"), GELBOORU_SEARCHES)
def test_gelbooru_finds_exactly_the_posts_that_fit(booru, client, query, expected):
    wanted = [post.number for post in booru.gelbooru_posts if expected(post)]
    reply = client.gelbooru(tags=query).json()
    assert [post["id"] for post in reply.get("post", [])] == wanted[:100]
    assert reply["@attributes"]["count"] == len(wanted)


@pytest.mark.parametrize(
    ("sort", "key"),
    [
        ("score", lambda p: -p["score"]),
        ("score:asc", lambda p: p["score"]),
        ("id:asc", lambda p: p["id"]),
        ("updated", lambda p: -p["id"]),
    ],
)
def test_gelbooru_sorts(client, sort, key):
    keys = [key(post) for post in client.gelbooru(tags=f"sort:{sort}").json()["post"]]
    assert keys == sorted(keys)


def test_gelbooru_pages_by_pid_and_refuses_depth_in_plain_text(booru, client):
    first, second = (client.gelbooru(limit=30, pid=pid).json() for pid in (0, 1))
    numbers = [post["id"] for reply in (first, second) for post in reply["post"]]
    assert numbers == [post.number for post in booru.gelbooru_posts][:60]
    assert second["@attributes"]["offset"] == 30
    deep = client.gelbooru(limit=100, pid=201)
    assert deep.status_code == 200
    assert deep.text.startswith("Too deep!")

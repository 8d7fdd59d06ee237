"""The stand-in Danbooru's records, tags, trends, keys and safe mode."""

import math
from datetime import datetime, timedelta

import pytest

from booru_studio.demo.booru import StandInBooru
from tests.demo.booru_client import NOW, Client

TAG_KEYS = {
    "id", "name", "post_count", "category", "created_at", "updated_at", "is_deprecated", "words",
}  # fmt: skip
ASSET_KEYS = {
    "id", "created_at", "updated_at", "md5", "file_ext", "file_size", "image_width",
    "image_height", "duration", "status", "file_key", "is_public", "pixel_hash", "variants",
}  # fmt: skip
POST_WORDS = """
id created_at uploader_id score source md5 last_comment_bumped_at rating image_width image_height
tag_string fav_count file_ext last_noted_at parent_id has_children approver_id tag_count_general
tag_count_artist tag_count_character tag_count_copyright tag_count_meta file_size up_score
down_score is_pending is_flagged is_deleted tag_count updated_at is_banned pixiv_id
last_commented_at has_active_children bit_flags has_large has_visible_children media_asset
tag_string_general tag_string_character tag_string_copyright tag_string_artist tag_string_meta
file_url large_file_url preview_file_url
"""
POST_KEYS = set(POST_WORDS.split())
RELATION_KEYS = {
    "id", "antecedent_name", "consequent_name", "status", "reason", "creator_id", "approver_id",
    "forum_topic_id", "forum_post_id", "created_at", "updated_at",
}  # fmt: skip
WITHHELD = {"md5", "file_url", "large_file_url", "preview_file_url"}


@pytest.fixture(scope="module")
def booru():
    with StandInBooru(lambda: NOW) as site:
        yield site


@pytest.fixture(scope="module")
def client(booru):
    client = Client(booru)
    with client.session:
        yield client


def first(booru, is_wanted):
    return next(post for post in booru.danbooru_posts if is_wanted(post))


def names(rows):
    return [row["name"] for row in rows]


def test_a_post_has_every_documented_key(booru, client):
    post = first(booru, lambda p: p.has_sample and p.rating == "g" and not p.flags)
    record = client.get(f"/posts/{post.number}.json").json()
    assert set(record) == POST_KEYS
    assert set(record["media_asset"]) == ASSET_KEYS
    kinds = [variant["type"] for variant in record["media_asset"]["variants"]]
    assert kinds == ["180x180", "360x360", "720x720", "sample", "original"]
    assert datetime.fromisoformat(record["created_at"]).utcoffset() == timedelta(hours=-5)


def test_the_tag_strings_agree_with_each_other(client):
    for record in client.get("/posts.json", limit=50).json():
        parts = [record[f"tag_string_{c}"].split() for c in
                 ("general", "artist", "copyright", "character", "meta")]  # fmt: skip
        assert sorted(sum(parts, [])) == record["tag_string"].split()
        assert record["tag_count"] == len(record["tag_string"].split())


def test_a_missing_post_is_a_404_with_the_sites_body(client):
    reply = client.get("/posts/1.json")
    assert reply.status_code == 404
    assert reply.json()["error"] == "ActiveRecord::RecordNotFound"
    assert reply.json()["message"] == "That record was not found."


def test_a_banned_post_lacks_the_keys_that_lead_to_its_file(booru, client):
    post = first(booru, lambda p: "banned" in p.flags)
    record = client.get(f"/posts/{post.number}.json").json()
    assert set(record) == POST_KEYS - WITHHELD
    assert set(record["media_asset"]) == ASSET_KEYS - {"md5", "file_key", "variants"}
    assert record["is_banned"] is True


def test_a_video_has_a_still_and_no_sample(booru, client):
    post = first(booru, lambda p: p.is_video)
    record = client.get(f"/posts/{post.number}.json").json()
    kinds = [variant["type"] for variant in record["media_asset"]["variants"]]
    assert kinds == ["180x180", "360x360", "720x720", "original"]
    assert record["large_file_url"] == record["file_url"]
    assert record["media_asset"]["duration"] > 0


def test_an_md5_finds_its_post(booru, client):
    post = booru.danbooru_posts[7]
    assert client.get("/posts.json", md5=post.md5).json()["id"] == post.number
    assert client.get("/posts.json", md5="0" * 32).status_code == 404


def test_a_random_post_fits_the_search(client):
    record = client.get("/posts/random.json", tags="snow rating:g").json()
    assert "snow" in record["tag_string_general"].split()
    assert client.get("/posts/random.json", tags="no_such_tag").status_code == 404


def test_a_post_page_is_html(booru, client):
    post = booru.danbooru_posts[0]
    reply = client.get(f"/posts/{post.number}")
    assert reply.headers["Content-Type"].startswith("text/html")
    assert str(post.number) in reply.text


# Hiding.


@pytest.mark.parametrize("rating", ["s", "q", "e"])
def test_safe_mode_shows_a_post_that_is_not_general_without_its_file(booru, client, rating):
    post = first(booru, lambda p: p.rating == rating)
    safe = client.get(f"/posts/{post.number}.json", root=booru.safebooru_url).json()
    plain = client.get(f"/posts/{post.number}.json").json()
    assert set(safe) == POST_KEYS - WITHHELD
    assert "variants" not in safe["media_asset"]
    assert set(plain) == POST_KEYS
    parameter = client.get(f"/posts/{post.number}.json", safe_mode="true").json()
    assert parameter == safe


def test_safe_mode_searches_and_ranks_general_posts_alone(booru, client):
    general = {post.number for post in booru.danbooru_posts if post.rating == "g"}
    root = booru.safebooru_url
    assert set(client.search("", root=root)) <= general
    assert client.search("rating:s or rating:e", root=root) == []
    popular = client.get("/explore/posts/popular.json", root=root, scale="month", limit=1000)
    assert {post["id"] for post in popular.json()} <= general
    assert client.get("/posts/random.json", root=root, tags="rating:q").status_code == 404


def test_safe_mode_is_not_applied_to_counts_related_tags_and_views(booru, client):
    root = booru.safebooru_url
    hidden = sum(post.rating != "g" for post in booru.danbooru_posts)
    counts = client.get("/counts/posts.json", root=root, tags="-rating:g").json()
    related = client.get("/related_tag.json", root=root, query="-rating:g").json()
    views = client.get("/explore/posts/viewed.json", root=root).json()
    assert counts == {"counts": {"posts": hidden}}
    assert related["post_count"] == hidden
    assert any(post["rating"] != "g" and "file_url" not in post for post in views)


# Keys and manners.


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ({"login": "demo_visitor", "api_key": "wrong"}, "Invalid API key"),
        ({"login": "somebody", "api_key": "demo-danbooru-key"}, "Invalid API key"),
        ({"login": "demo_visitor"}, "Missing `login` or `api_key`"),
        ({"api_key": "demo-danbooru-key"}, "Missing `login` or `api_key`"),
    ],
)
def test_a_wrong_key_is_refused(client, query, message):
    reply = client.get("/posts.json", **query)
    assert reply.status_code == 401
    assert reply.json()["error"] == "SessionLoader::AuthenticationFailure"
    assert reply.json()["message"] == message


def test_basic_login_works_and_a_wrong_one_does_not(booru, client):
    url = f"{booru.danbooru_url}/posts.json"
    right = (booru.keys.danbooru_login, booru.keys.danbooru_api_key)
    assert client.session.get(url, auth=right, timeout=20).status_code == 200
    assert client.session.get(url, auth=(right[0], "x"), timeout=20).status_code == 401


@pytest.mark.parametrize("agent", ["python-requests/2.32", "Mozilla/5.0 (X11)"])
def test_unnamed_applications_and_browsers_meet_cloudflare(booru, client, agent):
    reply = client.get("/posts.json", headers={"User-Agent": agent})
    assert (reply.status_code, reply.headers["cf-mitigated"]) == (403, "challenge")
    assert reply.headers["Content-Type"].startswith("text/html")
    picture = f"/danbooru/preview/{booru.danbooru_posts[0].number}.jpg"
    assert client.get(picture, headers={"User-Agent": agent}).status_code == 403


def test_blank_search_fields_are_redirected_away(client):
    reply = client.get("/tags.json", **{"search[name]": "", "limit": "3"})
    assert (reply.status_code, reply.headers["Location"]) == (302, "/tags.json?limit=3")


def test_a_body_with_a_get_is_refused(booru, client):
    url = f"{booru.danbooru_url}/posts.json"
    assert client.session.get(url, data="x", timeout=20).status_code == 400


# Tags.


def test_a_tag_has_every_documented_key(client):
    (tag,) = client.get("/tags.json", **{"search[name]": "felix_(tailor's_compass)"}).json()
    assert set(tag) == TAG_KEYS
    assert tag["words"] == ["felix", "tailor", "s", "compass"]
    assert tag["category"] == 4


def test_tag_counts_are_those_of_the_posts(booru, client):
    for tag in client.get("/tags.json", limit=1000).json():
        assert tag["post_count"] == sum(tag["name"] in p.tags.all() for p in booru.danbooru_posts)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"name_matches": "aoi_*"}, {"aoi_(starlit_harbor)"}),
        ({"name_comma": "rain,snow,nothing"}, {"rain", "snow"}),
        ({"name_space": "rain snow"}, {"rain", "snow"}),
        ({"name_normalize": "Blue Hair"}, {"blue_hair"}),
        ({"name_or_alias_matches": "specta*"}, {"glasses"}),
        ({"fuzzy_name_matches": "umbrela"}, {"umbrella"}),
        ({"name_matches": "*koma", "category": "0"}, {"4koma"}),
        ({"category": "3,4", "name_matches": "*lantern_d*", "order": "name"},
         {"detective_kaoru_(paper_lantern_detectives)", "inspector_yun_(paper_lantern_detectives)",
          "lantern_spirit_(paper_lantern_detectives)", "paper_lantern_detectives"}),
        ({"is_deprecated": "yes"}, {"bangs", "very_detailed_sky"}),
        ({"name": "bangs", "hide_empty": "yes"}, set()),
    ],
)  # fmt: skip
def test_tags_can_be_looked_up(client, fields, expected):
    query = {f"search[{name}]": value for name, value in fields.items()}
    assert set(names(client.get("/tags.json", **query).json())) == expected


def test_tags_come_newest_first_or_by_count(client):
    newest = client.get("/tags.json", limit=50).json()
    counted = client.get("/tags.json", **{"search[order]": "count", "search[post_count]": ">5"})
    numbers = [tag["id"] for tag in newest]
    counts = [tag["post_count"] for tag in counted.json()]
    assert numbers == sorted(numbers, reverse=True)
    assert counts == sorted(counts, reverse=True)
    assert min(counts) > 5
    older = client.get("/tags.json", limit=5, page=f"b{numbers[9]}").json()
    assert [tag["id"] for tag in older] == numbers[10:15]


def test_aliases_and_implications_have_every_documented_key(client):
    for path in ("/tag_aliases.json", "/tag_implications.json"):
        rows = client.get(path).json()
        assert all(set(row) == RELATION_KEYS for row in rows)
    query = {"search[antecedent_name]": "spectacles"}
    assert [r["consequent_name"] for r in client.get("/tag_aliases.json", **query).json()] == [
        "glasses"
    ]


def test_wiki_pages_tell_of_a_character(client):
    page = client.get("/wiki_pages/ren_(starlit_harbor).json").json()
    assert page["title"] == "ren_(starlit_harbor)"
    assert " He is " in page["body"]
    assert page["other_names"] == ["レン"]
    found = client.get("/wiki_pages.json", **{"search[other_names_match]": "レン"}).json()
    assert [page["title"] for page in found] == ["ren_(starlit_harbor)"]
    assert client.get("/wiki_pages/nobody.json").status_code == 404


# Related tags and completion.


@pytest.mark.parametrize("query", ["starlit_harbor", "1girl solo rating:g", "age:<3d rating:g"])
def test_related_tags_are_counted_over_the_posts(booru, client, query):
    found = set(client.search(query, login="demo_visitor", api_key="demo-danbooru-key"))
    posts = [set(p.tags.all()) for p in booru.danbooru_posts if p.number in found]
    reply = client.get("/related_tag.json", **{"search[query]": query, "limit": "1000"}).json()
    assert reply["post_count"] == len(posts)
    for item in reply["related_tags"]:
        name, total = item["tag"]["name"], item["tag"]["post_count"]
        both = sum(name in tags for tags in posts)
        assert math.isclose(item["frequency"], both / len(posts))
        assert math.isclose(item["cosine_similarity"], both / math.sqrt(len(posts) * total))
        assert math.isclose(item["jaccard_similarity"], both / (len(posts) + total - both))
        assert math.isclose(item["overlap_coefficient"], both / min(len(posts), total))


def test_related_tags_can_be_cut_to_a_category_and_ordered(client):
    query = {"search[query]": "starlit_harbor", "search[category]": "character"}
    rows = client.get("/related_tag.json", **query, **{"search[order]": "Cosine"}).json()
    assert {item["tag"]["category"] for item in rows["related_tags"]} == {4}
    cosines = [item["cosine_similarity"] for item in rows["related_tags"]]
    assert cosines == sorted(cosines, reverse=True)
    assert rows["tag"]["name"] == "starlit_harbor"
    assert "aoi_(starlit_harbor)" in names(rows["wiki_page_tags"])
    two = client.get("/related_tag.json", **query, limit=2).json()["related_tags"]
    assert len(two) == 2


def test_a_search_without_posts_has_no_related_tags(client):
    reply = client.get("/related_tag.json", query="no_such_tag").json()
    assert reply == {"query": "no_such_tag", "post_count": 0, "tag": None, "related_tags": [],
                     "wiki_page_tags": []}  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "kind", "value", "antecedent"),
    [
        ("aoi", "tag-word", "aoi_(starlit_harbor)", None),
        ("solo -blue_ha", "tag-word", "blue_hair", None),
        ("captain su", "tag-word", "captain_suri_(orbit_bakery)", None),
        ("specta", "tag-alias", "glasses", "spectacles"),
        ("/lh", "tag-abbreviation", "long_hair", "/lh"),
        ("レン", "tag-other-name", "ren_(starlit_harbor)", "レン"),
        ("rating:g", "static", "rating:general", None),
    ],
)
def test_autocomplete_tells_how_it_found_the_tag(client, typed, kind, value, antecedent):
    kind_asked = "tag" if " s" in typed else "tag_query"
    query = {"search[query]": typed, "search[type]": kind_asked}
    item = client.get("/autocomplete.json", **query).json()[0]
    assert (item["type"], item["value"], item.get("antecedent")) == (kind, value, antecedent)


def test_autocomplete_gives_ten_unless_asked_and_sorts_by_count(client):
    query = {"search[query]": "h", "search[type]": "tag_query"}
    ten = client.get("/autocomplete.json", **query).json()
    counts = [item["post_count"] for item in ten]
    assert len(ten) == 10
    assert counts == sorted(counts, reverse=True)
    assert len(client.get("/autocomplete.json", **query, limit=3).json()) == 3
    assert set(ten[0]) == {"type", "label", "value", "category", "post_count", "tag"}


def test_ai_tags_see_what_a_sparse_post_lacks(booru, client):
    post = first(booru, lambda p: len(p.tags.general) == 4)
    query = {"search[post_tags_match]": f"id:{post.number}", "search[order]": "score_desc"}
    rows = client.get("/ai_tags.json", **query, only="score,tag", limit=200).json()
    assert set(rows[0]) == {"score", "tag"}
    seen = {row["tag"]["name"] for row in rows}
    assert seen >= set(post.tags.general) | {"blue_eyes", f"rating:{post.rating}"}
    assert all(0 <= row["score"] <= 100 for row in rows)


# Trends.


def test_characters_rise_within_three_days(client):
    query = {"search[query]": "age:<3d rating:g", "search[category]": "character"}
    reply = client.get("/related_tag.json", **query).json()
    total = client.get("/counts/posts.json").json()["counts"]["posts"]
    lift = {
        item["tag"]["name"]: item["frequency"] * total / item["tag"]["post_count"]
        for item in reply["related_tags"]
    }
    assert lift["captain_suri_(orbit_bakery)"] > 2
    assert lift["greta_(clockwork_orchard)"] < 1


@pytest.mark.parametrize(
    ("character", "count_tag"),
    [
        ("aoi_(starlit_harbor)", "1girl"),
        ("tobias_(clockwork_orchard)", "1boy"),
        ("lantern_spirit_(paper_lantern_detectives)", "1other"),
        ("mochi_(moss_&_marble)", "no_humans"),
    ],
)
def test_a_character_has_enough_solo_posts_to_be_told_boy_or_girl(client, character, count_tag):
    reply = client.get("/related_tag.json", query=f"{character} solo rating:g").json()
    shares = {item["tag"]["name"]: item["frequency"] for item in reply["related_tags"]}
    assert reply["post_count"] >= 10
    assert shares[count_tag] > 0.9


def test_popular_is_the_best_of_a_day_week_or_month(client):
    sizes = []
    for scale in ("day", "week", "month"):
        query = {"scale": scale, "date": "2026-06-13", "limit": "1000"}
        posts = client.get("/explore/posts/popular.json", **query).json()
        scores = [post["score"] for post in posts]
        assert scores == sorted(scores, reverse=True)
        sizes.append(len(posts))
    assert 0 < sizes[0] < sizes[1] < sizes[2]
    assert client.get("/explore/posts/popular.json", date="soon").status_code == 400


def test_searches_are_names_with_counts_unknown_ones_among_them(client):
    rows = client.get("/explore/posts/searches.json", date="2026-06-14").json()
    assert all(isinstance(name, str) and isinstance(count, float) for name, count in rows)
    assert "captain_suri_(orbit_bakery)" in dict(rows)
    assert "aoi_(harbour)" in dict(rows)
    missed = client.get("/explore/posts/missed_searches.json").json()
    assert ["aoi_(harbour)", 12.0] in missed


def test_todays_searches_do_not_exist_in_the_first_hours_of_the_day():
    night = NOW.replace(hour=1)
    with StandInBooru(lambda: night) as site:
        client = Client(site)
        with client.session:
            assert client.get("/explore/posts/searches.json").json() == []
            assert client.get("/explore/posts/viewed.json").json() == []
            yesterday = client.get("/explore/posts/searches.json", date="2026-06-14").json()
    assert yesterday


def test_ages_follow_the_clock_while_posts_stay_where_they_are():
    moments = [NOW]
    with StandInBooru(lambda: moments[0]) as site:
        client = Client(site)
        with client.session:
            before = client.search("age:<1d")
            moments[0] = NOW + timedelta(days=2)
            after = client.search("age:<3d")
    assert before
    assert after == before

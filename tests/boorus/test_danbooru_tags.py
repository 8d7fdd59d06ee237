"""What Danbooru tells of tags, by replies of the documented shape."""

import re

import pytest

from booru_studio.boorus.capabilities import RelatedQuery
from booru_studio.boorus.danbooru import Danbooru
from booru_studio.domain.posts import Rating, TagCategory
from booru_studio.domain.tag_facts import PredictedTag, TagFact, WikiPage
from booru_studio.errors import BooruBusyError, BooruQueryError, BooruReplyError, BooruTimeoutError
from tests.boorus.replays import access, asked, quick_session

ANYTHING = re.compile(r".*")


@pytest.fixture
def danbooru():
    return Danbooru(access(), quick_session())


def tag(name, category=0, count=5):
    return {"id": 1, "name": name, "post_count": count, "category": category,
            "is_deprecated": False, "words": name.split("_")}  # fmt: skip


def related(*items, posts=8000, subject=None):
    found = [{"tag": fields, "frequency": share, "jaccard_similarity": 0.1}
             for fields, share in items]  # fmt: skip
    return {"query": "q", "post_count": posts, "tag": subject, "related_tags": found,
            "wiki_page_tags": []}  # fmt: skip


def test_related_tags_are_read(net, danbooru):
    net.add("GET", ANYTHING, json=related((tag("mira_(harbor_tales)", 4, 900), 0.25),
                                          subject=tag("harbor_tales", 3, 9000)))  # fmt: skip
    found = danbooru.related_tags(RelatedQuery("harbor_tales"))
    assert (found.posts, found.sampled) == (8000, 5000)
    assert found.subject == TagFact("harbor_tales", TagCategory.COPYRIGHT, 9000)
    assert found.share_of("mira_(harbor_tales)") == 0.25


def test_related_tags_are_asked_for_within_the_rating(net, danbooru):
    net.add("GET", ANYTHING, json=related())
    danbooru.related_tags(RelatedQuery("age:<3d solo 1boy", (TagCategory.CHARACTER,), limit=5000))
    sent = asked(net.calls[0])
    assert sent["search[query]"] == "(age:<3d solo 1boy) rating:g"
    assert (sent["search[category]"], sent["limit"]) == ("character", "1000")


@pytest.mark.parametrize("escape", ["cat) or (dog", "cat or dog)", "(cat"])
def test_no_search_escapes_the_rating(net, danbooru, escape):
    with pytest.raises(BooruQueryError, match="parentheses"):
        danbooru.related_tags(RelatedQuery(escape))
    assert len(net.calls) == 0


@pytest.mark.parametrize("typed", ["cat rating:e", "cat is:nsfw status:any", "-rating:g cat"])
def test_ratings_that_are_typed_are_not_sent(net, danbooru, typed):
    net.add("GET", ANYTHING, json=related())
    danbooru.related_tags(RelatedQuery(typed))
    assert asked(net.calls[0])["search[query]"] == "(cat) rating:g"


def test_blank_fields_are_not_sent(net, danbooru):
    net.add("GET", ANYTHING, json=related())
    danbooru.related_tags(RelatedQuery("cat"))
    assert "search[category]" not in net.calls[0].request.url
    assert all(asked(net.calls[0]).values())


def test_odd_items_are_left_out(net, danbooru):
    reply = related((tag("cat"), 2.5), (tag("dog"), "much"), ({"id": 2}, 0.5))
    reply["related_tags"] += [None, "cat", {"frequency": 0.3}]
    net.add("GET", ANYTHING, json=reply)
    found = danbooru.related_tags(RelatedQuery("x"))
    assert [(item.tag.name, item.share) for item in found.tags] == [("cat", 1.0)]


@pytest.mark.parametrize("reply", [[], {}, {"related_tags": None}, "no", None])
def test_a_reply_of_another_shape_is_an_error(net, danbooru, reply):
    net.add("GET", ANYTHING, json=reply)
    with pytest.raises(BooruReplyError):
        danbooru.related_tags(RelatedQuery("x"))


@pytest.mark.parametrize(
    ("status", "error", "raised"),
    [(500, "ActiveRecord::QueryCanceled", BooruTimeoutError),
     (429, "RateLimiter::RateLimitError", BooruBusyError)],
)  # fmt: skip
def test_errors_are_told_by_their_kind(net, danbooru, status, error, raised):
    net.add("GET", ANYTHING, status=status, json={"success": False, "error": error, "message": "m"})
    with pytest.raises(raised):
        danbooru.related_tags(RelatedQuery("x"))


def test_tags_are_looked_up_by_the_hundred(net, danbooru):
    net.add("GET", ANYTHING, json=[tag("cat", 0, 7), tag("mira", 4, 3)])
    found = danbooru.tags(["cat", "mira", *(f"name_{n}" for n in range(149)), "", "a,b", "c d"])
    assert found == {"cat": TagFact("cat", TagCategory.GENERAL, 7),
                     "mira": TagFact("mira", TagCategory.CHARACTER, 3)}  # fmt: skip
    batches = [asked(call)["search[name_comma]"].split(",") for call in net.calls]
    assert [len(batch) for batch in batches] == [100, 51]


def test_nothing_to_look_up_costs_no_request(net, danbooru):
    assert danbooru.tags(["", "a b"]) == {}
    assert danbooru.autocomplete("  ") == []
    assert len(net.calls) == 0


def test_completions_tell_by_which_alias_they_were_found(net, danbooru):
    items = [
        {"type": "tag-word", "label": "cat", "value": "cat", "category": 0, "post_count": 9},
        {"type": "tag-alias", "label": "kitten", "value": "kitten", "antecedent": "catling",
         "tag": tag("kitten", 0, 4)},
        {"type": "static", "label": "order:score", "value": "order:score"},
    ]  # fmt: skip
    net.add("GET", ANYTHING, json=items)
    found = danbooru.autocomplete("cat", 500)
    assert [(item.fact.name, item.fact.count, item.alias) for item in found] == [
        ("cat", 9, ""), ("kitten", 4, "catling")
    ]  # fmt: skip
    assert asked(net.calls[0])["limit"] == "20"


@pytest.mark.parametrize(
    ("reply", "page"),
    [
        ([{"title": "mira", "body": "She sails.", "other_names": ["ミラ"]}],
         WikiPage("mira", "She sails.", ("ミラ",))),
        ([], None),
        ([{"title": "another", "body": "x"}], None),
        ([{"title": "mira", "body": None, "other_names": None}], WikiPage("mira", "")),
    ],
)  # fmt: skip
def test_a_wiki_page_may_be_missing(net, danbooru, reply, page):
    net.add("GET", ANYTHING, json=reply)
    assert danbooru.wiki_page("mira") == page


def test_aliases_and_implications_are_asked_for_by_their_old_name(net, danbooru):
    net.add("GET", re.compile(".*/tag_aliases.json.*"),
            json=[{"antecedent_name": "brolly", "consequent_name": "umbrella"}])  # fmt: skip
    net.add("GET", re.compile(".*/tag_implications.json.*"),
            json=[{"antecedent_name": "red_scarf", "consequent_name": "scarf"}])  # fmt: skip
    assert danbooru.alias_of("brolly") == "umbrella"
    assert danbooru.implications(["red_scarf"]) == {"red_scarf": ("scarf",)}
    assert asked(net.calls[0])["search[status]"] == "active"


def test_its_own_tagger_is_read_without_ratings(net, danbooru):
    net.add("GET", ANYTHING, json=[{"score": 97, "tag": tag("rating:g")},
                                   {"score": 91, "tag": tag("smile")}, {"score": 50}])  # fmt: skip
    assert danbooru.ai_tags(5) == [PredictedTag("smile", TagCategory.GENERAL, 0.91)]
    assert asked(net.calls[0])["search[post_tags_match]"] == "id:5"


def test_more_ratings_are_asked_for_where_the_owner_allows_them(net):
    danbooru = Danbooru(access(ratings=(Rating.GENERAL, Rating.SENSITIVE)), quick_session())
    net.add("GET", ANYTHING, json=related())
    danbooru.related_tags(RelatedQuery("cat"))
    assert asked(net.calls[0])["search[query]"] == "(cat) rating:g,s"

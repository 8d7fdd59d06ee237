"""Gelbooru's tags and completions, in all the forms in which they come."""

import json
import re
from urllib.parse import parse_qs, urlsplit

import pytest

from booru_studio.boorus.gelbooru import Gelbooru
from booru_studio.boorus.tag_categories import RememberedCategories
from booru_studio.domain.posts import TagCategory
from booru_studio.domain.tag_facts import TagFact
from booru_studio.errors import BooruKeyMissingError, BooruKeyRefusedError
from tests.boorus.replays import access, asked, quick_session

ANYTHING = re.compile(r".*")


@pytest.fixture
def gelbooru():
    return Gelbooru(access(), quick_session(), RememberedCategories())


def tags(*items):
    found = [{"id": 1, "name": name, "count": count, "type": kind} for name, count, kind in items]
    return {"@attributes": {"limit": 100, "offset": 0, "count": len(found)}, "tag": found}


def test_tags_are_looked_up_and_their_categories_remembered(net, gelbooru):
    net.add("GET", ANYTHING, json=tags(("mira_&amp;_tom", 12, 4), ("hat", 5, 0)))
    found = gelbooru.tags(["mira_&_tom", "hat", "nobody"])
    assert found["mira_&_tom"] == TagFact("mira_&_tom", TagCategory.CHARACTER, 12)
    assert "nobody" not in found
    assert gelbooru.remembered_categories(["mira_&_tom", "nobody", "new"]) == {
        "mira_&_tom": TagCategory.CHARACTER, "nobody": TagCategory.GENERAL
    }  # fmt: skip


COMPLETIONS = [
    {"type": "tag", "label": "cat", "value": "cat", "post_count": "91", "category": "tag"},
    {"type": "tag", "label": "cat&#039;s_eye", "value": "cat&#039;s_eye", "post_count": "7",
     "category": "copyright"},
    {"label": "catherine (12)", "post_count": 12, "category": 4},
]  # fmt: skip


@pytest.mark.parametrize("reply", [COMPLETIONS, json.dumps(COMPLETIONS)], ids=["list", "text"])
def test_completions_come_in_several_forms(net, gelbooru, reply):
    net.add("GET", ANYTHING, json=reply)
    facts = [item.fact for item in gelbooru.autocomplete("Cat ", 3)]
    assert facts == [
        TagFact("cat", TagCategory.GENERAL, 91),
        TagFact("cat's_eye", TagCategory.COPYRIGHT, 7),
        TagFact("catherine", TagCategory.CHARACTER, 12),
    ]
    assert asked(net.calls[0])["term"] == "cat"


def test_the_limit_is_kept_though_the_site_does_not_heed_it(net, gelbooru):
    net.add("GET", ANYTHING, json=COMPLETIONS)
    assert len(gelbooru.autocomplete("cat", 1)) == 1


@pytest.mark.parametrize("body", ["", "<html>down</html>", "{}", '"no json"', "null"])
def test_names_that_begin_so_stand_in_for_completions_that_do_not_come(net, gelbooru, body):
    def answer(request):
        query = {name: v[0] for name, v in parse_qs(urlsplit(request.url).query).items()}
        if query["page"] == "autocomplete2":
            return 200, {}, body
        assert (query["name_pattern"], query["orderby"]) == ("black_c%", "count")
        return 200, {}, json.dumps(tags(("black_cat", 40, 0)))

    net.add_callback("GET", ANYTHING, callback=answer)
    assert [item.fact.name for item in gelbooru.autocomplete("black c%")] == ["black_cat"]
    assert len(net.calls) == 2


def test_nothing_typed_is_nothing_asked(net, gelbooru):
    assert gelbooru.autocomplete(" % ") == []
    assert len(net.calls) == 0


def test_without_a_key_it_asks_for_one(net):
    gelbooru = Gelbooru(access(user="", key=""), quick_session())
    with pytest.raises(BooruKeyMissingError):
        gelbooru.autocomplete("cat")
    assert len(net.calls) == 0


def test_a_key_that_is_refused_is_told_once(net, gelbooru):
    net.add("GET", ANYTHING, status=401)
    with pytest.raises(BooruKeyRefusedError):
        gelbooru.autocomplete("cat")
    assert len(net.calls) == 1

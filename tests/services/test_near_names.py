"""What a search may have meant that finds nothing, against the stand-in sites."""

import pytest

from booru_studio.boorus.base import PostQuery
from booru_studio.domain.posts import TagCategory
from booru_studio.domain.tag_facts import TagCompletion, TagFact
from booru_studio.services.answers import Answers
from booru_studio.services.near_names import NO_HINT, NearNames
from booru_studio.services.research import Research
from booru_studio.services.seen_posts import SeenPosts
from booru_studio.storage.answer_cache import AnswerFiles
from booru_studio.storage.picture_cache import PictureCache
from tests.services.research_house import ResearchHouse

GENERAL = TagCategory.GENERAL


class Local:
    """A tag table of two tags, one of which has another name."""

    def categories(self, names):
        return {}

    def alias_of(self, name):
        return {"pharos": "lighthouse"}.get(name, "")

    def near(self, name):
        return ["lantern", "nude_lantern"] if name.startswith("lantrn") else []


@pytest.fixture
def house(tmp_path):
    house = ResearchHouse(tmp_path)
    yield house
    house.close()


@pytest.fixture
def near(house, tmp_path):
    return NearNames(house.policy, Answers(AnswerFiles(tmp_path), lambda: house.now), Local())


@pytest.fixture
def research(house, near, tmp_path):
    return Research(
        house.boorus, house.policy, SeenPosts(), PictureCache(tmp_path), near=near
    )


@pytest.mark.parametrize("booru", ["danbooru", "gelbooru"])
@pytest.mark.parametrize("typed", ["smlie", "1girl Smlie"])
def test_a_tag_that_does_not_exist_is_named_with_near_ones(house, research, booru, typed):
    found = research.posts(PostQuery(tags=typed), booru)
    label = house.boorus[booru].label
    assert found.posts == ()
    assert f"{label} has no post with the tag “smlie”: did you mean smile" in found.notes[-1]


def test_tags_that_exist_but_never_together_are_not_called_unknown(research):
    found = research.posts(PostQuery(tags="no_humans 1girl"))
    assert found.notes == ("The site found no post: check the spelling, or use fewer tags.",)


def test_the_near_names_of_a_search_are_asked_for_once(house, research):
    research.posts(PostQuery(tags="smlie"))
    first = house.requests()
    research.posts(PostQuery(tags="smlie"))
    assert len(first) <= 4
    assert len(house.requests()) == len(first) - 1


def test_a_search_that_finds_posts_asks_for_no_names(house, research):
    research.posts(PostQuery(tags="smile"))
    assert house.requests() == ["/posts.json"]


def test_negated_tags_patterns_and_metatags_are_not_looked_up(house, near):
    for site in house.boorus.values():
        assert near.unknown(site, "-smlie sml* id:<5 score:>9") == []
    assert house.requests() == []


@pytest.mark.parametrize(
    ("booru", "typed", "tags"),
    [
        ("danbooru", "(cat or Dog) -bird order:score a:b", ["cat", "dog", "a:b"]),
        ("gelbooru", "{cat ~ Dog} -bird sort:score a:b w*", ["cat", "dog", "a:b"]),
    ],
)  # fmt: skip
def test_each_site_reads_the_tags_out_of_its_own_searches(house, booru, typed, tags):
    assert house.boorus[booru].searched_tags(typed) == tags


def test_another_name_is_no_unknown_tag(house, near):
    assert near.unknown(house.boorus["danbooru"], "brolly") == []


def test_the_tag_table_knows_other_names_first(house, near):
    assert near.of(house.boorus["danbooru"], "pharos")[0] == "lighthouse"


def test_what_may_not_be_shown_is_not_suggested(house, near):
    assert near.of(house.boorus["danbooru"], "lantrn_xqz") == ["lantern"]
    site = house.boorus["gelbooru"]
    site.autocomplete = lambda start, limit=10: [
        TagCompletion(TagFact(name, GENERAL, 5)) for name in ("nude_hat", "hat", "loli_hat")
    ]
    assert near.of(site, "haat") == ["hat"]
    assert near.hint(site, "haat") == "did you mean hat?"


def test_with_the_site_down_the_tag_table_is_left(house, near):
    house.site.stop_listening()
    site = house.boorus["danbooru"]
    assert near.hint(site, "lantrn") == "did you mean lantern?"
    assert near.hint(site, "qzx") == NO_HINT
    assert near.unknown(site, "smlie") == []


def test_a_page_beyond_the_last_is_no_unknown_tag(house, research):
    found = research.posts(PostQuery(tags="smile", page="b1"))
    assert found.notes == ("There are no more posts.",)
    assert house.requests() == ["/posts.json"]

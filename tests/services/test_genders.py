"""A list of characters divided by gender, by counts that a test decides."""

from datetime import UTC, datetime

import pytest

from booru_studio.boorus.capabilities import RelatedTags
from booru_studio.domain.characters import Character, Gender, Verdict
from booru_studio.domain.posts import TagCategory
from booru_studio.domain.safety import RatingPolicy
from booru_studio.domain.tag_facts import RelatedTag, RelatedTagList, TagFact
from booru_studio.services.answers import Answers
from booru_studio.services.genders import Genders
from booru_studio.services.listing import Listing, Scope, Wanted
from booru_studio.services.steps import Steps
from booru_studio.storage.answer_cache import AnswerFiles
from booru_studio.storage.gender_cache import GenderFile

NOW = datetime(2026, 3, 14, 12, tzinfo=UTC)


class Site(RelatedTags):
    """Has solo posts of each kind by character; `posts` fit each search."""

    def __init__(self, boys=None, girls=None, posts=1000):
        self.boys, self.girls, self.posts = boys or {}, girls or {}, posts
        self.asked = []

    def related_tags(self, query):
        self.asked.append(query.tags)
        counts = self.boys if query.tags.endswith("1boy") else self.girls
        tags = tuple(
            RelatedTag(TagFact(name, TagCategory.CHARACTER, 9000), number / self.posts)
            for name, number in counts.items()
        )
        return RelatedTagList(self.posts, min(self.posts, query.sample), tags)


@pytest.fixture
def memory(tmp_path):
    return GenderFile(tmp_path)


def genders(site, memory, tmp_path):
    return Genders(site, "general", Answers(AnswerFiles(tmp_path), lambda: NOW), memory)


def split(site, memory, tmp_path, posts, gender="girl"):
    found = genders(site, memory, tmp_path).split(posts, "age:<30d", gender, Steps())
    return {name: verdict.gender.value for name, verdict in found.verdicts.items()}


def test_two_requests_divide_a_thousand_characters(memory, tmp_path):
    girls = {f"girl_{n}": 20 for n in range(500)}
    boys = {f"boy_{n}": 20 for n in range(499)}
    site = Site(boys, girls)
    found = split(site, memory, tmp_path, dict.fromkeys([*girls, *boys, "nobody"], 100))
    assert site.asked == ["age:<30d solo 1boy", "age:<30d solo 1girl"]
    assert {found[name] for name in girls} == {"girl"}
    assert {found[name] for name in boys} == {"boy"}
    assert found["nobody"] == "unclear"


def test_a_character_that_is_seldom_alone_is_unclear(memory, tmp_path):
    site = Site(girls={"manager": 15, "mira": 15})
    assert split(site, memory, tmp_path, {"manager": 400, "mira": 40}) == {
        "manager": "unclear", "mira": "girl"
    }  # fmt: skip


def test_what_a_sample_hardly_saw_is_unclear(memory, tmp_path):
    site = Site(girls={"mira": 60}, posts=100_000)  # of which a sample of 5,000 holds three
    assert split(site, memory, tmp_path, {"mira": 100}) == {"mira": "unclear"}


def test_what_was_decided_before_is_not_forgotten_for_an_unclear_count(memory, tmp_path):
    memory.remember({"mira": Verdict(Gender.GIRL, 0.9)}, NOW)
    assert split(Site(), memory, tmp_path, {"mira": 50}) == {"mira": "girl"}
    assert memory.known(["mira"], NOW)["mira"].gender is Gender.GIRL


def test_what_is_counted_now_overrides_what_was_known(memory, tmp_path):
    memory.remember({"mira": Verdict(Gender.BOY, 0.5)}, NOW)
    assert split(Site(girls={"mira": 30}), memory, tmp_path, {"mira": 50}) == {"mira": "girl"}
    assert memory.known(["mira"], NOW)["mira"].gender is Gender.GIRL


def test_without_a_site_that_counts_memory_is_all_there_is(memory, tmp_path):
    memory.remember({"mira": Verdict(Gender.GIRL, 0.9)}, NOW)
    assert split(None, memory, tmp_path, {"mira": 50, "tom": 50}) == {"mira": "girl"}


@pytest.mark.parametrize(("factor", "listed"), [(1.0, ["mira"]), (10.0, [])])
def test_posts_of_a_list_are_scaled_to_those_that_tell_the_gender(
    memory, tmp_path, factor, listed
):
    """40 posts in 3 days are 400 in 30, of which 15 solo posts are too few."""
    listing = Listing(RatingPolicy(), genders(Site(girls={"mira": 15}), memory, tmp_path))
    wanted = Wanted("girl", 5, Steps())
    mira = Character("mira", count=40)
    found = listing.finish([mira], {}, Scope("age:<30d", factor), NOW, wanted)
    assert [item.name for item in found.characters] == listed

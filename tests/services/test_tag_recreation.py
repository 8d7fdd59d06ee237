"""The best-tagged posts of a search become drafts."""

import pytest

from booru_studio.domain.drafts import Draft
from booru_studio.domain.posts import Post, PostId, PostTags, Rating
from booru_studio.domain.tag_quality import tag_quality
from booru_studio.errors import (
    BlockedContentError,
    BooruUnreachableError,
    InvalidInputError,
    PostDeletedError,
    WorkCancelledError,
)
from booru_studio.services.defaults import Defaults
from booru_studio.services.recreator import Recreator, Wishes
from booru_studio.services.research import FoundPosts, Research
from booru_studio.services.seen_posts import SeenPosts
from booru_studio.services.steps import Steps
from booru_studio.services.tag_recreation import TagRecreation, TagWishes
from booru_studio.storage.defaults import DefaultsStore
from booru_studio.storage.picture_cache import PictureCache
from tests.services.research_house import ResearchHouse

GENERAL = """
1girl solo smile hat boots scarf sitting outdoors full_body brown_hair long_hair blue_eyes
looking_at_viewer tree sky day cloud grass
"""
WORDS = GENERAL.split()


def post(number, tags=12, *extra):
    general = (*WORDS[:tags], *extra)
    return Post(PostId("danbooru", number), "", Rating.GENERAL, 800, 600,
                PostTags(general=general, character=("mira",)))  # fmt: skip


class Pages:
    """Gives pages of posts, and keeps what it was asked."""

    def __init__(self, *pages):
        self.pages, self.asked = pages, []

    def posts(self, query, booru="danbooru"):
        self.asked.append((query.tags, query.page, query.order, booru))
        number = int(query.page)
        following = str(number + 1) if number < len(self.pages) else ""
        return FoundPosts(tuple(self.pages[number - 1]), following, 0, ("A note.",))


class Drafter:
    """Drafts a post by its link; some are gone."""

    def __init__(self, *gone):
        self.gone, self.drafted = gone, []

    def draft(self, link, wishes=None):
        number = int(link.partition(":")[2])
        self.drafted.append((number, wishes))
        if number in self.gone:
            raise PostDeletedError(site="Danbooru", post_id=number)
        found = post(number)
        return Draft("", "", 1, 1, found, tag_quality(found), (), {}, "")


def recreated(pages, drafter=None, **wishes):
    found = TagRecreation(pages, drafter or Drafter()).recreate_tag(TagWishes("cat", **wishes))
    return [draft.post.id.number for draft in found.drafts], found.notes


def test_badly_tagged_posts_are_left_out():
    pages = Pages([post(1, 3), post(2, 18), post(3, 2), post(4, 17)])
    least = tag_quality(post(4, 17)).score
    numbers, notes = recreated(pages, count=4, min_quality=least)
    assert sorted(numbers) == [2, 4]
    assert notes[-1].startswith("Only 2 of 4 posts are tagged well enough")


def test_the_same_seed_chooses_the_same_posts():
    pages = Pages([post(n) for n in range(1, 61)])
    chosen = {seed: recreated(pages, count=5, seed=seed)[0] for seed in (1, 2, 3)}
    assert len({tuple(numbers) for numbers in chosen.values()}) == 3
    assert recreated(pages, count=5, seed=2)[0] == chosen[2]
    assert all(len(set(numbers)) == 5 for numbers in chosen.values())


def test_the_choice_is_among_the_best():
    pages = Pages([post(n, 18 if n % 5 == 0 else 6) for n in range(1, 101)])
    for seed in range(20):
        assert all(number % 5 == 0 for number in recreated(pages, count=5, seed=seed)[0])


def test_comics_come_after_everything_else():
    comics = [post(n, 18, "comic") for n in range(1, 12)]
    pages = Pages([*comics, *(post(n, 5) for n in range(50, 62))])
    for seed in range(10):
        assert recreated(pages, seed=seed)[0][0] >= 50


def test_more_pages_are_looked_at_until_there_is_a_choice():
    pages = Pages([post(1, 2)], [post(2, 2)], [post(n) for n in range(3, 9)], [post(99)])
    numbers, _ = recreated(pages, min_quality=tag_quality(post(3)).score)
    assert [page for _, page, _, _ in pages.asked] == ["1", "2", "3"]
    assert numbers[0] in range(3, 9)


def test_another_post_takes_the_place_of_one_that_is_gone():
    pages = Pages([post(n) for n in range(1, 5)])
    for gone in ((1, 2), (1, 4), (2, 3), (3, 4)):
        numbers, notes = recreated(pages, Drafter(*gone), count=2)
        assert sorted(numbers) == sorted({1, 2, 3, 4} - set(gone))
        assert notes[0] == "A note."
        assert all("was deleted on Danbooru" in note for note in notes[1:])


def test_a_search_without_posts_says_so():
    numbers, notes = recreated(Pages([]))
    assert numbers == []
    assert "No post was found" in notes[-1]


def test_wishes_reach_each_draft_and_the_search():
    drafter, pages = Drafter(), Pages([post(1)])
    wishes = Wishes(append="oil painting")
    recreated(pages, drafter, booru="gelbooru", order="", each=wishes)
    assert pages.asked == [("cat", "1", "", "gelbooru")]
    assert drafter.drafted == [(1, wishes)]


@pytest.mark.parametrize(
    "wrong", [{"count": 0}, {"count": 51}, {"min_quality": -1}, {"min_quality": 101},
              {"seed": -1}, {"seed": 2**32}]
)  # fmt: skip
def test_a_number_out_of_range_is_told(wrong):
    with pytest.raises(InvalidInputError, match=f"{next(iter(wrong))} is .*give a number"):
        TagWishes("cat", **wrong)


def test_it_can_be_stopped_between_two_drafts():
    steps = Steps()
    steps.is_cancelled = lambda: steps.begun >= 3
    drafter = Drafter()
    with pytest.raises(WorkCancelledError):
        TagRecreation(Pages([post(n) for n in range(1, 20)]), drafter).recreate_tag(
            TagWishes("cat", count=9), steps
        )
    assert len(drafter.drafted) == 2


@pytest.fixture
def house(tmp_path):
    house = ResearchHouse(tmp_path)
    yield house
    house.close()


@pytest.fixture
def recreation(house, tmp_path):
    store, seen = DefaultsStore(tmp_path), SeenPosts()
    recreator = Recreator(house.boorus, house.policy, Defaults(store), seen, lambda: "x")
    research = Research(house.boorus, house.policy, seen, PictureCache(tmp_path))
    yield TagRecreation(research, recreator)
    store.close()


@pytest.mark.parametrize("booru", ["danbooru", "gelbooru"])
def test_posts_of_both_sites_become_drafts(recreation, booru):
    found = recreation.recreate_tag(TagWishes("1girl", booru, count=3, min_quality=60, seed=7))
    assert len(found.drafts) == 3
    assert all(draft.quality.score >= 60 for draft in found.drafts)
    assert all("1girl" in draft.request.get("prompt", draft.prompt) for draft in found.drafts)


def test_a_blocked_search_asks_nothing(house, recreation):
    with pytest.raises(BlockedContentError):
        recreation.recreate_tag(TagWishes("lolicon"))
    assert house.requests() == []


def test_a_site_that_is_down_is_one_sentence(house, recreation):
    house.site.stop_listening()
    with pytest.raises(BooruUnreachableError):
        recreation.recreate_tag(TagWishes("1girl"))

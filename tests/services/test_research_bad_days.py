"""Sites that answer nonsense, nothing or not at all: each function ends in one sentence."""

import pytest

from booru_studio.boorus.base import PostQuery
from booru_studio.errors import BooruError, BooruKeyRefusedError
from booru_studio.http import Secret, make_session
from booru_studio.services.answers import Answers
from booru_studio.services.research import Research
from booru_studio.services.seen_posts import SeenPosts
from booru_studio.storage.answer_cache import AnswerFiles
from booru_studio.storage.picture_cache import PictureCache
from tests.services.research_house import ResearchHouse

FAULTS = ("html", "empty", "not_json", "huge", "hang", "cloudflare", "unavailable", "timeout",
          "denial", "busy")  # fmt: skip


@pytest.fixture
def house(tmp_path):
    house = ResearchHouse(tmp_path)
    yield house
    house.close()


@pytest.fixture
def impatient(monkeypatch):
    """Wait no longer than needed for a site that stalls."""
    return lambda: monkeypatch.setattr("booru_studio.http.TIMEOUT", (1.0, 0.1))


@pytest.fixture
def research(house, tmp_path):
    answers = Answers(AnswerFiles(tmp_path), lambda: house.now)
    return Research(house.boorus, house.policy, SeenPosts(), PictureCache(tmp_path), answers)


def functions(house, research):
    desk = house.desk
    return {
        "posts": lambda: research.posts(PostQuery("smile")),
        "gelbooru posts": lambda: research.posts(PostQuery("smile"), "gelbooru"),
        "trending": desk.trends.trending_characters,
        "gelbooru trending": lambda: desk.trends.trending_characters("gelbooru", "girl"),
        "popular": desk.popularity.popular_characters,
        "popular tags": desk.popularity.popular_tags,
        "of a tag": lambda: desk.characters.characters_for_tag("smile", "boy"),
        "classify": lambda: desk.characters.classify_character("aoi_(starlit_harbor)"),
    }


def named(listed):
    return listed if isinstance(listed, str) else [row["name"] for row in listed]


@pytest.mark.parametrize("fault", FAULTS)
def test_with_nothing_kept_each_function_fails_in_one_sentence(
    house, research, impatient, fault
):
    if fault == "hang":
        impatient()
    for ask in functions(house, research).values():
        house.site.faults.next("*", fault, times=30)
        with pytest.raises(BooruError) as caught:
            ask()
        assert str(caught.value).startswith(("Danbooru", "Gelbooru"))
        assert "Traceback" not in str(caught.value)


@pytest.mark.parametrize("fault", ["html", "hang", "unavailable", "timeout"])
def test_what_is_kept_is_shown_on_a_bad_day(house, research, impatient, fault):
    asked = functions(house, research)
    before = {name: ask() for name, ask in asked.items()}
    house.later(days=8)
    if fault == "hang":
        impatient()
    house.site.faults.next("*", fault, times=1000)
    for name, ask in asked.items():
        after = ask()
        if name.endswith("posts"):
            assert after.posts == before[name].posts
            told = after.notes
        else:
            listed = next(key for key in ("characters", "tags", "character") if key in after)
            assert named(after[listed]) == named(before[name][listed])
            told = after.get("notes") or after["evidence"]
        assert any("8 days old" in sentence for sentence in told)


def test_one_site_that_is_down_leaves_the_other(house, research):
    house.site.faults.next("/posts.json", "unavailable")
    with pytest.raises(BooruError):
        research.posts(PostQuery("smile"))
    assert research.posts(PostQuery("smile"), "gelbooru").posts


def test_a_wrong_key_is_told_as_one(house, research):
    gelbooru = house.boorus["gelbooru"]
    wrong = type(gelbooru.access)(gelbooru.root, "4711", Secret("wrong"))
    house.boorus["gelbooru"] = type(gelbooru)(wrong, make_session(retries=0))
    with pytest.raises(BooruKeyRefusedError, match="GELBOORU_API_KEY"):
        research.posts(PostQuery("smile"), "gelbooru")

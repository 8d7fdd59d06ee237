"""Popular characters and tags, against the stand-in."""

from datetime import timedelta

import pytest

from booru_studio.domain.tag_facts import SearchedTag
from booru_studio.errors import BooruUnreachableError, InvalidInputError
from tests.services.research_house import NOON, ResearchHouse, genders, names

AOI, SURI = "aoi_(starlit_harbor)", "captain_suri_(orbit_bakery)"
NIGHT = NOON.replace(hour=1)
SEARCHES = "/explore/posts/searches.json"


@pytest.fixture
def houses(tmp_path):
    opened = []

    def build(now=NOON):
        opened.append(ResearchHouse(tmp_path, now))
        return opened[-1]

    yield build
    for house in opened:
        house.close()


@pytest.mark.parametrize("now", [NOON, NIGHT], ids=["noon", "night"])
@pytest.mark.parametrize("gender", ["any", "girl", "other"])
def test_popular_characters_take_six_requests_at_most(houses, now, gender):
    house = houses(now)
    answer = house.desk.popularity.popular_characters(gender)
    assert len(house.requests()) <= 6
    assert answer["characters"]
    assert gender == "any" or set(genders(answer).values()) == {gender}


@pytest.mark.parametrize("gender", ["any", "girl"])
def test_a_ranking_of_searches_that_is_late_costs_no_more(houses, gender):
    house = houses()
    house.boorus["danbooru"].searches = lambda day: asked.append(day) or []
    asked = []
    answer = house.desk.popularity.popular_characters(gender)
    assert len(asked) + len(house.requests()) <= 6
    assert len(asked) == (2 if gender == "any" else 1)
    assert any("no ranking of searches yet" in note for note in answer["notes"])
    assert names(answer)


def test_each_ranking_has_its_label_and_time(houses):
    house = houses()
    answer = house.desk.popularity.popular_characters()
    assert [ranking["label"] for ranking in answer["rankings"]] == ["uploads", "votes", "searches"]
    assert {ranking["as_of"] for ranking in answer["rankings"]} == {"2026-03-14T12:00:00+00:00"}
    assert all("by " in item["notes"][0] for item in answer["characters"])
    assert {AOI, SURI} <= set(names(answer)[:3])


def test_the_searches_of_yesterday_are_said_to_be(houses):
    house = houses(NIGHT)
    answer = house.desk.popularity.popular_tags()
    assert answer["tags"]
    assert "The searches are those of 2026-03-13." in answer["notes"]


def test_popular_tags_are_general_tags_by_how_often_they_are_searched(houses):
    house = houses()
    answer = house.desk.popularity.popular_tags(limit=10)
    assert house.requests() == [SEARCHES, "/tags.json"]
    assert [set(tag) for tag in answer["tags"]] == [{"name", "count", "category"}] * 10
    assert {tag["category"] for tag in answer["tags"]} == {"general"}
    counts = [tag["count"] for tag in answer["tags"]]
    assert counts == sorted(counts, reverse=True)


def test_unknown_names_and_artists_are_not_among_them(houses):
    house = houses()
    listed = {tag["name"] for tag in house.desk.popularity.popular_tags(limit=200)["tags"]}
    known = {name for post in house.site.danbooru_posts for name in post.tags.general}
    assert listed <= known


def test_however_long_the_searches_are_one_look_up_is_made(houses):
    house = houses()
    found = ["smile", *(f"tag_{n}_{'x' * 90}" for n in range(99))]
    house.boorus["danbooru"].searches = lambda _day: [SearchedTag(name, 5.0) for name in found]
    assert [tag["name"] for tag in house.desk.popularity.popular_tags()["tags"]] == ["smile"]
    assert house.requests() == ["/tags.json"]


def test_without_searches_it_is_the_tags_of_the_last_day(houses):
    house = houses()
    house.site.faults.next(SEARCHES, "timeout")
    answer = house.desk.popularity.popular_tags()
    assert {"1girl", "smile"} <= {tag["name"] for tag in answer["tags"]}
    assert any("last day's posts" in note for note in answer["notes"])


def test_one_ranking_that_fails_leaves_the_others(houses):
    house = houses()
    for path in ("/related_tag.json", SEARCHES):
        house.site.faults.next(path, "unavailable")
    answer = house.desk.popularity.popular_characters()
    assert SURI in names(answer)
    assert [ranking["label"] for ranking in answer["rankings"]] == ["votes"]
    assert any("does not answer" in note for note in answer["notes"])


def test_with_everything_down_and_nothing_kept_it_is_one_sentence(houses):
    house = houses()
    house.site.stop_listening()
    with pytest.raises(BooruUnreachableError):
        house.desk.popularity.popular_characters()
    with pytest.raises(BooruUnreachableError):
        house.desk.popularity.popular_tags()


def test_what_is_kept_is_shown_while_the_site_is_down(houses):
    house = houses()
    before = house.desk.popularity.popular_tags()
    house.now += timedelta(hours=5)
    house.site.stop_listening()
    answer = house.desk.popularity.popular_tags()
    assert answer["tags"] == before["tags"]
    assert any("5 h old" in note for note in answer["notes"])


@pytest.mark.parametrize("limit", [0, 201])
def test_a_limit_out_of_range_is_told(houses, limit):
    desk = houses().desk
    for ask in (desk.popularity.popular_tags, desk.popularity.popular_characters):
        with pytest.raises(InvalidInputError, match="from 1 to 200"):
            ask(limit=limit)

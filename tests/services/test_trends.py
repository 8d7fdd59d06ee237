"""Trending characters of both sites, over HTTP against the stand-in."""

import json

import pytest

from booru_studio.errors import (
    BooruBusyError,
    BooruKeyMissingError,
    BooruUnreachableError,
    InvalidInputError,
    WorkCancelledError,
)
from booru_studio.http import make_session
from booru_studio.services.steps import Steps
from tests.boorus.replays import access
from tests.services.research_house import ResearchHouse, genders, names

SURI, TOBIAS = "captain_suri_(orbit_bakery)", "tobias_(clockwork_orchard)"
SPIRIT = "lantern_spirit_(paper_lantern_detectives)"
KEYS = {"name", "gender", "confidence", "count", "share", "rising", "copyright", "notes"}


@pytest.fixture
def house(tmp_path):
    house = ResearchHouse(tmp_path)
    yield house
    house.close()


@pytest.fixture
def trending(house):
    return house.desk.trends.trending_characters


def test_danbooru_takes_three_requests_and_names_the_liked_ones(house, trending):
    answer = trending()
    assert house.requests() == ["/related_tag.json", "/posts.json", "/counts/posts.json"]
    assert names(answer)[:2] == [SURI, TOBIAS]
    assert all(set(item) >= KEYS for item in answer["characters"])
    assert answer["as_of"] == "2026-03-14T12:00:00+00:00"
    assert json.loads(json.dumps(answer)) == answer


def test_numbers_are_shares_and_counts_of_the_days(house, trending):
    suri = next(item for item in trending()["characters"] if item["name"] == SURI)
    posts = [post for post in house.site.danbooru_posts if post.rating == "g"
             and (house.now - post.created).days < 3 and not post.flags & {"banned"}]  # fmt: skip
    with_her = [post for post in posts if SURI in post.tags.character]
    assert suri["count"] == len(with_her)
    assert suri["share"] == pytest.approx(len(with_her) / len(posts), abs=0.02)
    assert suri["rising"] > 1
    assert suri["copyright"] == "orbit_bakery"


@pytest.mark.parametrize(
    ("gender", "within", "without"),
    [("girl", SURI, {TOBIAS, SPIRIT}), ("boy", TOBIAS, {SURI, SPIRIT}),
     ("other", SPIRIT, {SURI, TOBIAS})],
)  # fmt: skip
@pytest.mark.parametrize(("booru", "most"), [("danbooru", 5), ("gelbooru", 9)])
def test_a_gender_costs_two_more_requests(house, trending, gender, within, without, booru, most):
    answer = trending(booru, gender)
    asked = house.requests()
    assert len(asked) <= most
    assert asked.count("/related_tag.json") == (3 if booru == "danbooru" else 2)
    assert within in names(answer)
    assert not without & set(names(answer))
    assert set(genders(answer).values()) == {gender}


def test_gelbooru_has_a_budget_cold_and_warm(house, trending):
    assert {SURI, TOBIAS, SPIRIT} <= set(names(trending("gelbooru")))
    assert len(house.requests()) <= 9
    house.later(hours=1)
    trending("gelbooru")
    warm = house.requests()
    assert len(warm) <= 6
    assert set(warm) == {"/index.php"}


def test_gelbooru_takes_genders_that_danbooru_told(house, trending):
    trending("danbooru", "girl")
    house.requests()
    answer = trending("gelbooru", "girl")
    assert set(house.requests()) == {"/index.php"}
    assert SURI in names(answer)


def test_without_a_filter_known_genders_are_shown(house, trending):
    assert set(genders(trending()).values()) == {"unclear"}
    trending(gender="girl")
    assert genders(trending())[SURI] == "girl"


def test_half_an_hour_long_nothing_is_asked_again(house, trending):
    first = trending(gender="boy")
    house.requests()
    house.later(minutes=29)
    desk = house.open_desk()
    assert desk.trends.trending_characters(gender="boy") == first
    assert house.requests() == []
    house.later(minutes=2)
    trending(gender="boy")
    assert house.requests() == ["/related_tag.json", "/posts.json"]


def test_an_old_answer_is_shown_with_its_age_while_the_site_is_down(house, trending):
    before = trending()
    house.later(hours=30)
    house.site.stop_listening()
    answer = trending()
    assert names(answer) == names(before)
    assert answer["as_of"] == before["as_of"]
    assert any("does not answer" in note and "30 h old" in note for note in answer["notes"])


def test_with_nothing_kept_a_site_that_is_down_is_one_sentence(house, trending):
    house.site.stop_listening()
    with pytest.raises(BooruUnreachableError):
        trending()


@pytest.mark.parametrize("path", ["/related_tag.json", "/posts.json", "/counts/posts.json"])
@pytest.mark.parametrize("fault", ["timeout", "html", "empty", "not_json", "cloudflare"])
def test_one_part_that_fails_leaves_the_others(house, trending, path, fault):
    house.site.faults.next(path, fault)
    answer = trending()
    assert SURI in names(answer)
    said = [note for note in answer["notes"] if "Danbooru" in note]
    assert bool(said) == ((path, fault) != ("/counts/posts.json", "timeout"))


def test_a_site_that_is_too_busy_is_not_asked_for_the_rest(house, trending):
    house.site.faults.next("/posts.json", "busy")
    answer = trending(gender="girl")
    assert house.requests() == ["/related_tag.json", "/posts.json"]
    assert any("asks us to slow down" in note for note in answer["notes"])
    house.site.faults.next("/index.php", "busy")
    with pytest.raises(BooruBusyError):
        trending("gelbooru")


def test_a_gender_that_cannot_be_asked_for_is_a_note(house, trending):
    trending("gelbooru")
    house.site.faults.next("/related_tag.json", "unavailable", times=2)
    answer = trending("gelbooru", "girl")
    assert answer["characters"] == []
    assert any("Danbooru does not answer" in note for note in answer["notes"])


def test_a_look_up_that_fails_leaves_what_is_known(house, trending):
    trending()  # whose characters are known from then on
    house.requests()
    house.boorus["gelbooru"].ask_items = refusing(house.boorus["gelbooru"].ask_items, "tag")
    answer = trending("gelbooru")
    assert SURI in names(answer)
    assert any("Gelbooru does not answer" in note for note in answer["notes"])


def refusing(ask, refused):
    def asking(kind, **params):
        if kind == refused:
            raise BooruUnreachableError(site="Gelbooru", reason="it answered 502")
        return ask(kind, **params)

    return asking


def test_without_keys_gelbooru_says_what_it_needs(house, tmp_path):
    house.boorus["gelbooru"] = type(house.boorus["gelbooru"])(
        access(user="", key=""), make_session(retries=0)
    )
    with pytest.raises(BooruKeyMissingError, match="GELBOORU_USER_ID"):
        house.open_desk().trends.trending_characters("gelbooru")


def test_progress_is_told_before_each_request(house, trending):
    told = []
    trending("gelbooru", "girl", steps=Steps(report=lambda number, text: told.append(number)))
    assert told == list(range(1, len(house.requests()) + 1))


@pytest.mark.parametrize("after", [0, 1, 3])
@pytest.mark.parametrize("booru", ["danbooru", "gelbooru"])
def test_it_can_be_stopped_between_two_requests(house, trending, booru, after):
    steps = Steps()
    steps.is_cancelled = lambda: steps.begun >= after
    with pytest.raises(WorkCancelledError):
        trending(booru, "girl", steps=steps)
    assert len(house.requests()) == after


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"gender": "gril"}, "did you mean girl?"),
        ({"days": 0}, "from 1 to 30"),
        ({"days": 31}, "from 1 to 30"),
        ({"limit": 0}, "from 1 to 200"),
        ({"booru": "danboru"}, "no booru “danboru”"),
    ],
)
def test_wrong_arguments_are_told_before_anything_is_asked(house, trending, arguments, said):
    with pytest.raises(InvalidInputError, match=said):
        trending(**arguments)
    assert house.requests() == []


def test_more_days_reach_further_back(trending):
    few, many = ({item["name"]: item["count"] for item in trending(days=d, limit=200)["characters"]}
                 for d in (3, 20))  # fmt: skip
    assert set(few) < set(many)
    assert all(many[name] >= few[name] for name in few)

"""Every list of what is drawn now in one shape, against the stand-in sites."""

import pytest

from booru_studio.errors import BlockedContentError, InvalidInputError
from booru_studio.services.trend_lists import WantedList
from tests.services.research_house import ResearchHouse


@pytest.fixture
def house(tmp_path):
    house = ResearchHouse(tmp_path)
    yield house
    house.close()


@pytest.mark.parametrize("booru", ["danbooru", "gelbooru"])
@pytest.mark.parametrize("view", ["popular", "rising"])
@pytest.mark.parametrize("what", ["characters", "tags"])
def test_every_list_of_every_site_has_the_same_rows(house, what, view, booru):
    if booru == "gelbooru":  # what is usual is learnt from the other site
        for other in ("characters", "tags"):
            house.desk.lists.rows(WantedList(what=other, view="rising"))
    found = house.desk.lists.rows(WantedList(what=what, view=view, booru=booru))

    assert found["rows"]
    assert {"name", "category", "count", "share", "rising"} <= set(found["rows"][0])
    assert {row["category"] for row in found["rows"]} == {what[:-1].replace("tag", "general")}
    assert found["as_of"] == "2026-03-14T12:00:00+00:00"


@pytest.mark.parametrize("what", ["characters", "tags"])
def test_what_rises_most_comes_first(house, what):
    rows = house.desk.lists.rows(WantedList(what=what, view="rising"))["rows"]
    rising = [row["rising"] for row in rows]

    assert rising == sorted(rising, reverse=True)


def test_popular_tags_of_a_sample_are_no_head_counts(house):
    rows = house.desk.lists.rows(WantedList(what="tags", booru="gelbooru"))["rows"]

    assert not {"1girl", "1boy", "solo"} & {row["name"] for row in rows}
    assert rows[0]["share"] >= rows[-1]["share"]


def test_the_characters_of_a_tag_are_listed_by_gender(house):
    wanted = WantedList(what="of_tag", tag="apron", gender="girl")
    rows = house.desk.lists.rows(wanted)["rows"]

    assert rows
    assert {row["gender"] for row in rows} == {"girl"}


def test_a_second_look_asks_nothing_and_a_wish_for_new_asks_again(house):
    wanted = WantedList(what="characters", view="rising")
    house.desk.lists.rows(wanted)
    house.requests()
    house.later(minutes=5)
    house.desk.lists.rows(wanted)
    assert house.requests() == []

    found = house.desk.lists.rows(wanted, anew=True)
    assert "/related_tag.json" in house.requests()
    assert found["as_of"] == "2026-03-14T12:05:00+00:00"
    house.desk.lists.rows(wanted, anew=True)
    assert house.requests() == []  # it is only just there


@pytest.mark.parametrize(
    ("wrong", "told"),
    [({"what": "artists"}, "what is"), ({"view": "hot"}, "view is"), ({"booru": "x"}, "no booru")],
)
def test_a_list_there_is_not_is_told(house, wrong, told):
    with pytest.raises(InvalidInputError, match=told):
        house.desk.lists.rows(WantedList(**wrong))


def test_a_blocked_tag_is_refused_before_anything_is_asked(house):
    with pytest.raises(BlockedContentError):
        house.desk.lists.rows(WantedList(what="of_tag", tag="loli"))
    assert house.requests() == []

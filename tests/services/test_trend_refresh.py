"""Trends that are asked for by the clock, against the stand-in."""

import pytest

from booru_studio.errors import WorkCancelledError
from booru_studio.services.scheduler import Scheduler
from booru_studio.services.trend_refresh import trend_refresher
from booru_studio.storage.schedules import ScheduleStore
from tests.boorus.replays import access
from tests.services.research_house import ResearchHouse


@pytest.fixture
def house(tmp_path):
    house = ResearchHouse(tmp_path)
    yield house
    house.close()


def refresher(house, is_stopping=lambda: False):
    return trend_refresher(house.desk, house.boorus, is_stopping)


def test_a_page_opened_afterwards_asks_nothing(house):
    result = refresher(house).run({})
    assert len(house.requests()) <= 18
    for told in ("trending on Danbooru", "trending on Gelbooru", "are popular", "searched for"):
        assert told in result
    assert "as of 2026-03-14T12:00:00+00:00" in result
    desk = house.open_desk()
    for ask in (
        desk.trends.trending_characters,
        lambda: desk.trends.trending_characters("gelbooru"),
        desk.popularity.popular_characters,
        desk.popularity.popular_tags,
    ):
        assert next(iter(ask().values()))
    assert house.requests() == []


def test_each_run_asks_the_sites_anew(house):
    action = refresher(house)
    action.run({})
    house.requests()
    house.later(minutes=20)
    assert "as of 2026-03-14T12:20:00" in action.run({})
    assert "/related_tag.json" in house.requests()


def test_a_site_that_is_down_keeps_its_age_and_no_other_from_being_asked(house):
    action = refresher(house)
    action.run({})
    house.later(hours=2)
    house.site.faults.next("/index.php", "unavailable", times=9)
    result = action.run({})
    assert "trending on Danbooru, as of 2026-03-14T14:00:00" in result
    assert "trending on Gelbooru, as of 2026-03-14T12:00:00" in result


def test_with_everything_down_the_result_says_so(house):
    house.site.stop_listening()
    assert "Danbooru does not answer" in refresher(house).run({})


def test_a_site_without_its_keys_is_left_out(house):
    house.boorus["gelbooru"] = type(house.boorus["gelbooru"])(access(user="", key=""))
    assert "Gelbooru" not in refresher(house).run({})


def test_it_ends_early_with_the_app(house):
    with pytest.raises(WorkCancelledError):
        refresher(house, lambda: True).run({})
    assert house.requests() == []


def test_it_can_be_scheduled(house, tmp_path):
    store = ScheduleStore(tmp_path)
    scheduler = Scheduler(store, [refresher(house)])
    saved = scheduler.save_schedule(
        {"name": "trends", "action": "refresh_trends", "unit": "hours", "every": 6}
    )
    assert saved["schedules"][0]["label"] == "Look at the trends"
    assert saved["schedules"][0]["problem"] == ""
    store.close()

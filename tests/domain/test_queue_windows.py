"""The hours in which the queue may work."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from booru_studio.domain.queue_windows import QueueWindows
from booru_studio.errors import InvalidInputError


def utc(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def windows(*spans, tz="UTC", **values):
    named = [{"from": begin, "to": end, **values} for begin, end in spans]
    return QueueWindows.from_json({"windows": named, "tz": tz})


@pytest.mark.parametrize(
    ("at", "is_open"),
    [
        ("2026-05-01T22:59", False),
        ("2026-05-01T23:00", True),
        ("2026-05-02T00:00", True),
        ("2026-05-02T06:59", True),
        ("2026-05-02T07:00", False),
        ("2026-05-02T12:00", False),
    ],
)
def test_a_window_goes_across_midnight(at, is_open):
    assert windows(("23:00", "07:00")).are_open(utc(at)) is is_open


def test_the_day_is_that_on_which_the_window_begins():
    fridays = windows(("23:00", "07:00"), days=["friday"])

    assert fridays.are_open(utc("2026-05-02T06:00"))  # Saturday morning
    assert not fridays.are_open(utc("2026-05-01T06:00"))  # Friday morning
    assert fridays.next_opening(utc("2026-05-02T08:00")) == utc("2026-05-08T23:00")


def test_without_windows_it_is_always_open():
    assert QueueWindows().are_open(utc("2026-05-01T12:00"))


def test_from_and_to_alike_is_a_whole_day():
    always = windows(("05:00", "05:00"), days=["friday"])

    assert always.are_open(utc("2026-05-02T04:59"))
    assert not always.are_open(utc("2026-05-02T05:00"))


def test_a_window_is_one_piece_while_the_clocks_go_back():
    berlin = windows(("02:30", "03:15"), tz="Europe/Berlin")  # 25 October has 02:00 twice
    begin = utc("2026-10-25T00:00")
    states = [berlin.are_open(begin + timedelta(minutes=minute)) for minute in range(180)]

    assert states.index(True) == 30
    assert sum(a is not b for a, b in zip(states, states[1:], strict=False)) == 2
    assert sum(states) == 105  # 45 minutes and the hour that comes twice


def test_a_window_in_the_hour_that_is_left_out_comes_an_hour_later():
    berlin = windows(("02:05", "02:55"), tz="Europe/Berlin", days=["sunday"])
    begin = utc("2026-03-29T00:00")
    opened = [berlin.are_open(begin + timedelta(minutes=5 * n)) for n in range(36)]

    assert sum(opened) == 10
    assert berlin.next_opening(begin) == utc("2026-03-29T01:05")


def test_a_window_that_begins_in_that_hour_and_ends_behind_it_is_left_out_that_day():
    berlin = windows(("02:30", "03:15"), tz="Europe/Berlin", days=["sunday"])
    begin = utc("2026-03-29T00:00")

    assert not any(berlin.are_open(begin + timedelta(minutes=5 * n)) for n in range(36))
    assert berlin.next_opening(begin) == utc("2026-04-05T00:30")


times = st.times().map(lambda time: f"{time:%H:%M}")
zones = st.sampled_from(["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe"])
moments = st.integers(0, 16_000 * 24 * 60).map(  # 1990 to 2033
    lambda minutes: datetime(1990, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes, seconds=7)
)


@given(times, times, zones, moments)
@settings(max_examples=200, deadline=None)
def test_it_is_open_at_its_next_opening_and_closed_until_then(begin, end, zone, now):
    hours = windows((begin, end), tz=zone)
    opening = hours.next_opening(now)

    assert (opening is None) is hours.are_open(now)
    if opening:
        assert hours.are_open(opening)
        assert not hours.are_open(opening - timedelta(minutes=1)) or opening - now < timedelta(
            minutes=1
        )
        assert timedelta(0) < opening - now <= timedelta(hours=25)


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ([], "no object"),
        ({"windows": {}}, "give a list"),
        ({"windows": ["x"]}, "window is no object"),
        ({"windows": [{"from": "23:00"}]}, "give both"),
        ({"windows": [{"from": "23:00", "to": "24:00"}]}, "to is '24:00'"),
        ({"windows": [{"from": "1:00", "to": "2:00", "days": "monday"}]}, "days is 'monday'"),
        ({"windows": [{"from": "1:00", "to": "2:00", "days": ["mon"]}]}, "monday, tuesday"),
        ({"windows": [], "tz": "Mars/Base"}, "no time zone"),
        ({"window": []}, "did you mean windows"),
    ],
)
def test_what_is_no_window_is_told(values, told):
    with pytest.raises(InvalidInputError, match=told):
        QueueWindows.from_json(values)


def test_windows_come_back_from_json_as_they_were():
    hours = windows(("23:00", "7:00"), tz="Europe/Berlin", days=["sunday", "monday"])

    assert QueueWindows.from_json(hours.to_json()) == hours
    assert hours.to_json()["windows"][0] == {
        "from": "23:00", "to": "07:00", "days": ["monday", "sunday"],
    }  # fmt: skip

"""When schedules are due, and which values make one."""

import time
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from booru_studio.domain.schedule_times import MOST_EVERY, Timing, Unit
from booru_studio.domain.schedules import Schedule
from booru_studio.errors import InvalidInputError

ZONES = ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "UTC")
NIGHTLY = {"id": "a", "action": "backup", "at": "02:30", "tz": "UTC"}


def utc(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def scheduled(**values):
    return Schedule.from_json({**NIGHTLY, "created": "2026-01-01T12:00:00+00:00", **values})


def dues(timing, since, count):
    found = [timing.first(since)]
    while len(found) < count:
        found.append(timing.following(found[-1]))
    return found


@pytest.mark.parametrize("zone", ZONES)
def test_a_daily_time_comes_once_on_every_date_of_two_years(zone):
    timing = Timing(Unit.DAYS, at="02:30", tz=zone)
    found = dues(timing, datetime(2025, 1, 1, tzinfo=ZoneInfo(zone)).astimezone(UTC), 730)
    local = [due.astimezone(ZoneInfo(zone)) for due in found]

    first = local[0].date()
    assert [due.date() for due in local] == [first + timedelta(days=n) for n in range(730)]
    off = {due.date() for due in local if f"{due:%H:%M}" != "02:30"}
    # Only where the clocks leave 02:30 out: twice in two years, and nowhere without such a change.
    assert len(off) == {"Europe/Berlin": 2, "America/New_York": 2}.get(zone, 0)


def test_where_the_clocks_leave_the_time_out_it_comes_an_hour_later():
    timing = Timing(Unit.DAYS, at="02:30", tz="Europe/Berlin")

    assert timing.first(utc("2026-03-29T00:00")) == utc("2026-03-29T01:30")  # 03:30 there
    assert timing.first(utc("2026-10-25T00:00")) == utc("2026-10-25T00:30")  # the first 02:30
    assert timing.following(utc("2026-10-25T00:30")) == utc("2026-10-26T01:30")


@pytest.mark.parametrize(
    ("timing", "last", "following"),
    [
        (Timing(Unit.MINUTES, 20), "2026-05-01T10:00", "2026-05-01T10:20"),
        (Timing(Unit.HOURS, 6), "2026-05-01T10:00", "2026-05-01T16:00"),
        (Timing(Unit.DAYS, 1, "02:00", tz="UTC"), "2026-05-01T02:00", "2026-05-02T02:00"),
        # a run by hand at noon leaves the night's run alone
        (Timing(Unit.DAYS, 1, "23:00", tz="UTC"), "2026-05-01T12:00", "2026-05-01T23:00"),
        (Timing(Unit.DAYS, 3, "02:00", tz="UTC"), "2026-05-01T02:00", "2026-05-04T02:00"),
        # caught up in the morning: the rhythm of days stays
        (Timing(Unit.DAYS, 3, "02:00", tz="UTC"), "2026-05-01T09:00", "2026-05-04T02:00"),
        (
            Timing(Unit.WEEKS, 1, "02:00", "monday", "UTC"),
            "2026-05-06T09:00",
            "2026-05-11T02:00",
        ),
        (
            Timing(Unit.WEEKS, 2, "02:00", "monday", "UTC"),
            "2026-05-04T02:00",
            "2026-05-18T02:00",
        ),
    ],
)
def test_the_next_time_follows_from_the_last_run(timing, last, following):
    assert timing.following(utc(last)) == utc(following)


def test_a_new_schedule_of_every_third_night_begins_with_the_next_one():
    timing = Timing(Unit.DAYS, 3, "02:00", tz="UTC")

    assert timing.first(utc("2026-05-01T12:00")) == utc("2026-05-02T02:00")


def test_a_date_that_a_country_left_out_is_left_out():
    timing = Timing(Unit.DAYS, at="12:00", tz="Pacific/Apia")  # no 30 December 2011 there
    found = dues(timing, datetime(2011, 12, 28, 13, tzinfo=UTC), 4)

    assert len(set(found)) == 4
    assert found[-1] - found[0] == timedelta(days=3)


def test_midnight_does_not_come_twice_where_the_clocks_go_back_over_it():
    midnight = Timing(Unit.DAYS, at="00:00", tz="America/St_Johns")
    again_before_it = utc("2009-11-01T02:45")  # 23:15 on 31 October, the second time

    assert midnight.first(utc("2009-11-01T02:00")) == utc("2009-11-01T02:30")
    assert midnight.following(again_before_it) == utc("2009-11-02T03:30")


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="the zone of a Windows process is fixed")
def test_without_a_zone_it_goes_by_the_clocks_of_the_machine(monkeypatch):
    with monkeypatch.context() as patched:
        patched.setenv("TZ", "Europe/Berlin")
        time.tzset()
        here, there = (Timing(Unit.DAYS, at="02:30", tz=tz) for tz in ("", "Europe/Berlin"))
        found = [dues(timing, utc("2026-01-01T00:00"), 365) for timing in (here, there)]
    time.tzset()

    assert found[0] == found[1]


timings = st.one_of(
    st.builds(
        Timing,
        st.sampled_from([Unit.MINUTES, Unit.HOURS]),
        st.integers(1, MOST_EVERY[Unit.HOURS]),
    ),
    st.builds(
        Timing,
        st.sampled_from([Unit.DAYS, Unit.WEEKS]),
        st.integers(1, 52),
        st.times().map(lambda at: f"{at:%H:%M}"),
        st.just("tuesday"),
        st.sampled_from([*ZONES, "America/St_Johns", "America/Sao_Paulo", "Pacific/Apia"]),
    ),
)
moments = st.integers(0, 16_000 * 24 * 60).map(  # 1990 to 2033
    lambda minutes: datetime(1990, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes, seconds=7)
)


@given(timings, moments)
@settings(max_examples=300, deadline=None)
def test_what_is_due_next_is_always_later_and_never_too_late(timing, since):
    first, following = timing.first(since), timing.following(since)
    longest = {
        Unit.MINUTES: timedelta(minutes=timing.every),
        Unit.HOURS: timedelta(hours=timing.every),
        Unit.DAYS: timedelta(days=timing.every),
        Unit.WEEKS: timedelta(weeks=timing.every),
    }[timing.unit]

    assert since < first <= following
    # Clocks are changed by some hours, and by a day where a date line is crossed.
    assert following - since <= longest + timedelta(hours=25)


@given(timings, moments, st.timedeltas(timedelta(0), timedelta(days=900)))
@settings(max_examples=200, deadline=None)
def test_counting_on_gives_the_first_time_that_is_not_too_early(timing, since, gap):
    due, earliest = timing.first(since), since + gap
    found = timing.first_from(due, earliest)

    walked = [due]
    while walked[-1] < earliest and len(walked) < 2000:
        walked.append(timing.following(walked[-1]))
    assert found >= earliest
    assert found == walked[-1] or len(walked) == 2000


def test_days_of_missed_runs_are_one_run():
    schedule = scheduled(last_run="2026-05-01T02:30:00+00:00")

    assert schedule.next_due(utc("2026-05-20T10:00")) == utc("2026-05-02T02:30")
    caught_up = schedule.begun(utc("2026-05-20T10:00"))
    assert caught_up.next_due(utc("2026-05-20T10:01")) == utc("2026-05-21T02:30")


def test_without_catching_up_a_run_later_than_the_grace_is_left_out():
    schedule = scheduled(last_run="2026-05-01T02:30:00+00:00", catch_up=False, grace=900)

    assert schedule.next_due(utc("2026-05-02T02:45")) == utc("2026-05-02T02:30")
    assert schedule.next_due(utc("2026-05-02T02:46")) == utc("2026-05-03T02:30")


def test_a_clock_that_was_in_the_future_does_not_stop_a_schedule_for_years():
    schedule = scheduled(last_run="2031-05-01T02:30:00+00:00", armed="2030-01-01T00:00:00+00:00")
    schedule = schedule.set_right(utc("2026-05-01T12:00"))

    assert schedule.next_due(utc("2026-05-01T12:00")) == utc("2026-05-02T02:30")


def test_a_clock_that_goes_back_some_seconds_runs_nothing_twice():
    schedule = scheduled(last_run="2026-05-01T02:30:01+00:00")

    assert schedule.set_right(utc("2026-05-01T02:29:50")) is schedule
    assert schedule.next_due(utc("2026-05-01T02:29:50")) == utc("2026-05-02T02:30")


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ("text", "no object"),
        ({"colour": 1}, "unknown field “colour”"),
        ({"atx": "1"}, "did you mean at"),
        ({"action": " "}, "no action"),
        ({"at": "25:00"}, "at is '25:00': give a time of day"),
        ({"at": "2"}, "give a time of day"),
        ({"at": ""}, "no time of day for days"),
        ({"at": "٠٢:٣٠"}, "give a time of day"),
        ({"unit": "fortnights"}, "use one of minutes, hours, days, weeks"),
        ({"unit": "hours"}, "leave it out"),
        ({"unit": "weeks"}, "weekday goes with weeks"),
        ({"weekday": "monday"}, "weekday goes with weeks"),
        ({"unit": "weeks", "weekday": "someday"}, "use one of"),
        ({"every": 0}, "every is 0: give a whole number from 1 to 366"),
        ({"every": True}, "whole number"),
        ({"every": float("nan")}, "every is no number"),
        ({"tz": "Europe/Berlyn"}, "did you mean Europe/Berlin"),
        ({"tz": "../../etc/passwd"}, "no time zone"),
        ({"tz": "Europe"}, "no time zone"),
        ({"enabled": "yes"}, "give true or false"),
        ({"grace": 5}, "grace is 5"),
        ({"args": []}, "args is no object"),
        ({"args": {"a": float("inf")}}, "what JSON cannot"),
        ({"args": {"a": {1, 2}}}, "what JSON cannot"),
        ({"args": {"a": "x" * 200_000}}, "give at most"),
        ({"last_run": "yesterday"}, "last_run is 'yesterday'"),
        ({"name": "x" * 201}, "at most 200"),
    ],
)
def test_what_makes_no_schedule_is_told(values, told):
    given_values = {**NIGHTLY, **values} if isinstance(values, dict) else values
    with pytest.raises(InvalidInputError, match=told.replace("[", r"\[")):
        Schedule.from_json(given_values)


def test_what_is_left_out_is_as_in_a_new_schedule():
    schedule = Schedule.from_json({"action": "refresh_loras", "unit": "HOURS", "every": 6.0})

    assert (schedule.name, schedule.enabled, schedule.catch_up) == ("refresh loras", True, True)
    assert schedule.timing == Timing(Unit.HOURS, 6)


def test_what_comes_again_in_minutes_is_not_made_up_for():
    assert not Schedule.from_json({"action": "x", "unit": "minutes"}).catch_up


def test_halves_of_characters_and_nul_are_taken_out_of_texts():
    schedule = scheduled(name="night\0ly", args={"query": "\ud800tea"})

    assert (schedule.name, schedule.args) == ("nightly", {"query": "?tea"})


@given(timings, moments, st.text(max_size=30), st.booleans())
@settings(max_examples=100, deadline=None)
def test_a_schedule_comes_back_from_json_as_it_was(timing, moment, name, flag):
    if timing.unit is not Unit.WEEKS:
        timing = Timing(timing.unit, timing.every, timing.at, "", timing.tz)
    values = {**NIGHTLY, "name": name, **timing.to_json(), "enabled": flag, "catch_up": flag}
    schedule = Schedule.from_json({**values, "last_run": moment.isoformat(), "runs": 3})

    assert Schedule.from_json(schedule.to_json()) == schedule

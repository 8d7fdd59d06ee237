"""The scheduler with a clock that the test turns."""

import json
import threading
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from tinydb import TinyDB

from booru_studio.errors import (
    InvalidInputError,
    ScheduleNotFoundError,
    StoreWriteError,
    WebUiNotReachableError,
)
from booru_studio.services.scheduler import Scheduler
from tests.services.schedule_clock import (
    Blocking,
    Clock,
    Desk,
    Recording,
    RowsInMemory,
    wait_until,
)

NIGHTLY = {"action": "record", "at": "02:30", "tz": "UTC"}


@pytest.fixture
def desk(tmp_path):
    desk = Desk(tmp_path)
    desk.open()
    yield desk
    desk.close()


def write_row(desk, **row):
    """Write a row as a person with an editor would."""
    desk.close()
    with TinyDB(desk.folder / "schedules.json") as db:
        db.table("schedules").insert(row)
    desk.open()


# -- when it runs -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "zone",
    ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "UTC"],
)
def test_a_daily_entry_runs_once_a_day_over_two_years(zone):
    clock = Clock("2025-01-01T00:00")
    action = Recording(clock)
    scheduler = Scheduler(RowsInMemory(), [action], now=clock)
    scheduler.save_schedule({**NIGHTLY, "tz": zone})
    end = clock.now + timedelta(days=730)
    while clock.now < end:
        scheduler.tick()
        clock.go_on(minutes=47)

    dates = [when.astimezone(ZoneInfo(zone)).date() for when in action.times]
    assert len(dates) == 730
    assert dates == [dates[0] + timedelta(days=n) for n in range(730)]


def test_it_runs_when_its_time_has_come_and_not_before(desk):
    desk.scheduler.save_schedule(NIGHTLY)
    desk.scheduler.tick()
    desk.clock.go_to("2026-05-02T02:29")
    assert desk.scheduler.tick() == 1.0
    assert desk.action.ran == []
    desk.clock.go_to("2026-05-02T02:30")
    desk.scheduler.tick()
    desk.scheduler.tick()

    assert desk.action.ran == [(desk.clock.now, {"checked": True, "schedule_id": "s1"})]
    shown = desk.shown()
    assert (shown["runs"], shown["last_result"]) == (1, "Run 1 is done.")
    assert shown["last_run"] == "2026-05-02T02:30:00+00:00"
    assert shown["next_due"] == "2026-05-03T02:30:00+00:00"


def test_it_looks_again_in_time_for_what_is_due_soon(desk):
    desk.scheduler.save_schedule(NIGHTLY)
    desk.clock.go_to("2026-05-02T02:29")
    desk.clock.go_on(seconds=59, milliseconds=750)

    assert desk.scheduler.tick() == 0.25


@pytest.mark.parametrize(
    "error",
    [
        ZeroDivisionError("a bug"),
        WebUiNotReachableError(url="http://127.0.0.1:7860", reason="refused"),
    ],
)
def test_an_entry_that_fails_stops_no_other_and_says_why(desk, error):
    broken = Recording(desk.clock, "broken", error=error)
    desk.actions.append(broken)
    desk.open()
    desk.scheduler.save_schedule({**NIGHTLY, "action": "broken", "at": "02:00"})
    desk.scheduler.save_schedule(NIGHTLY)
    for day in range(2, 5):
        desk.clock.go_to(f"2026-05-{day:02}T03:00")
        desk.scheduler.tick()

    assert (len(broken.ran), len(desk.action.ran)) == (3, 3)
    said = desk.shown("s1")["last_result"]
    assert str(error) in said
    assert "see the log" in said or isinstance(error, WebUiNotReachableError)


def test_each_background_task_has_a_thread_and_one_entry_never_two(desk):
    task = Blocking(desk.clock)
    desk.actions.append(task)
    desk.open()
    every = {"action": "block", "unit": "minutes", "every": 5}
    desk.scheduler.save_schedule({**every, "name": "long one"})
    desk.scheduler.save_schedule(NIGHTLY)
    desk.clock.go_on(minutes=6)
    desk.scheduler.tick()
    assert task.begun.wait(5)
    assert "schedule long one" in [thread.name for thread in threading.enumerate()]
    assert (desk.shown("s1")["running"], desk.shown("s1")["runs"]) == (True, 1)

    desk.clock.go_to("2026-05-02T03:00")
    desk.scheduler.tick()  # the task is due again and under way; the other is not kept waiting
    assert len(desk.action.ran) == 1
    task.let_go.set()
    wait_until(lambda: not desk.shown("s1")["running"])

    assert desk.shown("s1")["last_result"] == "Run 1 is done."
    assert desk.shown("s1")["runs"] == 1


def test_the_longest_of_many_overdue_runs_first(desk):
    for at in ("05:00", "03:00", "04:00"):
        desk.scheduler.save_schedule({**NIGHTLY, "at": at, "args": {"at": at}})
    desk.clock.go_to("2026-05-02T09:00")
    desk.scheduler.tick()

    assert [args["at"] for _, args in desk.action.ran] == ["03:00", "04:00", "05:00"]


# -- across restarts ----------------------------------------------------------------------------


def test_what_was_missed_while_the_app_was_off_is_made_up_for_exactly_once(desk):
    desk.scheduler.save_schedule(NIGHTLY)
    desk.scheduler.save_schedule({"action": "record", "unit": "hours", "every": 6})
    desk.scheduler.save_schedule({**NIGHTLY, "at": "23:00", "catch_up": False})
    desk.scheduler.save_schedule({**NIGHTLY, "unit": "weeks", "weekday": "thursday"})
    desk.close()
    desk.clock.go_to("2026-05-05T10:00")  # a Tuesday
    for _ in range(3):
        desk.open().tick()
        desk.clock.go_on(minutes=1)

    assert [args["schedule_id"] for _, args in desk.action.ran] == ["s2", "s1"]
    assert desk.shown("s1")["next_due"] == "2026-05-06T02:30:00+00:00"
    assert desk.shown("s3")["next_due"] == "2026-05-05T23:00:00+00:00"


def test_an_app_that_never_runs_for_six_hours_runs_a_six_hourly_entry_all_the_same(desk):
    desk.scheduler.save_schedule({"action": "record", "unit": "hours", "every": 6})
    for _ in range(8):
        desk.clock.go_on(hours=3)
        desk.open().tick()

    assert len(desk.action.ran) == 4


def test_a_run_that_the_apps_end_cut_off_is_told_and_not_run_again(desk):
    desk.action.error = KeyboardInterrupt()  # the process ends right there
    desk.scheduler.save_schedule(NIGHTLY)
    desk.clock.go_to("2026-05-02T02:30")
    with pytest.raises(KeyboardInterrupt):
        desk.scheduler.tick()
    desk.action.error = None
    desk.open().tick()

    assert len(desk.action.ran) == 1
    assert "under way when Booru Studio ended" in desk.shown()["last_result"]


def test_a_laptop_that_slept_through_the_night_does_not_catch_up_where_it_shall_not(desk):
    desk.scheduler.save_schedule({**NIGHTLY, "catch_up": False})
    desk.scheduler.tick()
    desk.clock.go_to("2026-05-02T08:00")
    desk.scheduler.tick()
    assert desk.action.ran == []
    assert desk.shown()["next_due"] == "2026-05-03T02:30:00+00:00"
    desk.clock.go_to("2026-05-03T02:31")
    desk.scheduler.tick()

    assert len(desk.action.ran) == 1


def test_a_clock_that_is_put_back_by_years_leaves_the_entries_alive(desk):
    desk.clock.go_to("2031-05-01T12:00")
    desk.scheduler.save_schedule(NIGHTLY)
    desk.scheduler.tick()
    desk.clock.go_to("2026-05-01T12:00")
    desk.scheduler.tick()
    desk.clock.go_to("2026-05-02T02:30")
    desk.scheduler.tick()

    assert len(desk.action.ran) == 1


def test_a_disk_that_takes_no_note_of_a_run_prevents_it_and_it_is_told(desk, monkeypatch):
    desk.scheduler.save_schedule(NIGHTLY)
    desk.scheduler.tick()

    def full(_row):
        raise StoreWriteError(path="schedules.json", reason="No space left on device")

    monkeypatch.setattr(desk.store, "put", full)
    desk.clock.go_to("2026-05-02T02:30")
    desk.scheduler.tick()
    desk.scheduler.tick()
    assert desk.action.ran == []
    assert "It was not run: schedules.json could not be written" in desk.shown()["last_result"]

    monkeypatch.undo()
    desk.clock.go_to("2026-05-03T02:30")
    desk.scheduler.tick()
    assert len(desk.action.ran) == 1


# -- what is in the file ------------------------------------------------------------------------


def test_an_entry_of_a_bad_time_is_shown_with_what_is_wrong_and_kept(desk):
    write_row(desk, id="mine", name="Tea time", action="record", at="25:00", comment="by hand")
    desk.scheduler.save_schedule(NIGHTLY)
    desk.clock.go_on(days=2)
    desk.scheduler.tick()
    shown = desk.shown("mine")

    assert shown["problem"].startswith("not scheduled: at is '25:00'")
    assert (shown["name"], shown["next_due"]) == ("Tea time", "")
    assert shown.keys() == desk.shown("s1").keys() | {"comment"}
    assert len(desk.action.ran) == 1
    with pytest.raises(InvalidInputError, match="not scheduled: at is"):
        desk.scheduler.run_now("mine")


def test_it_is_mended_by_saving_what_was_wrong(desk):
    write_row(desk, id="mine", name="Tea time", action="record", at="25:00", last_run="long ago")
    desk.scheduler.save_schedule({"id": "mine", "at": "16:00", "tz": "UTC"})
    shown = desk.shown("mine")

    assert (shown["problem"], shown["name"]) == ("", "Tea time")
    assert shown["next_due"] == "2026-05-01T16:00:00+00:00"


def test_an_unknown_action_is_shown_as_such_and_not_lost(desk):
    write_row(desk, id="new", action="water_flowers", at="08:00", args={"liters": 2})
    desk.clock.go_on(days=2)
    desk.scheduler.tick()
    shown = desk.shown("new")
    assert shown["problem"] == "not scheduled: there is no action “water_flowers” here."
    assert shown["label"] == "water_flowers"

    desk.scheduler.save_schedule({"id": "new", "enabled": False})
    desk.actions.append(Recording(desk.clock, "water_flowers"))
    desk.open()
    assert (desk.shown("new")["problem"], desk.shown("new")["args"]) == ("", {"liters": 2})
    assert desk.shown("new")["enabled"] is False


# -- what people do -----------------------------------------------------------------------------


def test_a_new_schedule_is_shown_with_all_its_fields(desk):
    answer = desk.scheduler.save_schedule({**NIGHTLY, "args": {"n": 3}})

    assert answer == {
        "schedules": [
            {
                "id": "s1", "name": "record", "enabled": True, "action": "record",
                "label": "Record", "args": {"checked": True, "n": 3}, "unit": "days",
                "every": 1, "at": "02:30", "weekday": "", "tz": "UTC", "catch_up": True,
                "grace": 600, "created": "2026-05-01T12:00:00+00:00", "last_run": "",
                "last_result": "", "last_ms": 0, "runs": 0,
                "next_due": "2026-05-02T02:30:00+00:00", "running": False, "problem": "",
            }
        ]
    }  # fmt: skip
    assert json.loads(json.dumps(answer)) == answer


def test_what_was_shown_can_be_changed_and_saved_as_it_is(desk):
    entry = desk.scheduler.save_schedule(NIGHTLY)["schedules"][0]
    entry.update(name="At dawn", at="05:00", runs=99, last_result="made up")
    answer = desk.scheduler.save_schedule(entry)["schedules"]

    assert len(answer) == 1
    assert (answer[0]["name"], answer[0]["runs"]) == ("At dawn", 0)
    assert answer[0]["next_due"] == "2026-05-02T05:00:00+00:00"


def test_a_change_of_time_counts_from_now_on(desk):
    desk.scheduler.save_schedule({**NIGHTLY, "at": "23:00"})
    desk.clock.go_to("2026-05-01T23:00")
    desk.scheduler.tick()
    desk.clock.go_to("2026-05-02T12:00")
    desk.scheduler.save_schedule({"id": "s1", "at": "10:00"})
    desk.scheduler.tick()

    assert len(desk.action.ran) == 1
    assert desk.shown()["next_due"] == "2026-05-03T10:00:00+00:00"
    desk.scheduler.save_schedule({"id": "s1", "unit": "hours", "every": 2})
    assert desk.shown()["next_due"] == "2026-05-02T14:00:00+00:00"


def test_a_schedule_that_is_enabled_again_makes_up_for_nothing(desk):
    desk.scheduler.save_schedule({**NIGHTLY, "enabled": False})
    desk.clock.go_on(days=30)
    desk.scheduler.tick()
    assert desk.shown()["next_due"] == ""
    desk.scheduler.save_schedule({"id": "s1", "enabled": True})
    desk.scheduler.tick()

    assert desk.action.ran == []
    assert desk.shown()["next_due"] == "2026-06-01T02:30:00+00:00"


@pytest.mark.parametrize(
    ("values", "error", "told"),
    [
        ("text", InvalidInputError, "no object"),
        ({**NIGHTLY, "at": "soon"}, InvalidInputError, "at is 'soon'"),
        ({**NIGHTLY, "action": "recrod"}, InvalidInputError, "did you mean record"),
        ({**NIGHTLY, "action": "launch"}, InvalidInputError, "use one of record"),
        ({**NIGHTLY, "args": {"wrong": 1}}, InvalidInputError, "wrong makes no sense"),
        ({**NIGHTLY, "id": "none"}, ScheduleNotFoundError, "no schedule none"),
        ({**NIGHTLY, "collor": 1}, InvalidInputError, "unknown field “collor”"),
    ],
)
def test_what_makes_no_schedule_is_told_and_nothing_saved(desk, values, error, told):
    with pytest.raises(error, match=told):
        desk.scheduler.save_schedule(values)
    assert desk.scheduler.schedules() == {"schedules": []}


def test_a_deleted_schedule_does_not_run_even_when_it_is_due_already(desk):
    desk.scheduler.save_schedule(NIGHTLY)
    desk.scheduler.tick()
    desk.clock.go_on(days=2)
    assert desk.scheduler.delete_schedule("s1") == {"schedules": []}
    desk.scheduler.tick()

    assert desk.action.ran == []
    assert desk.open().schedules() == {"schedules": []}
    with pytest.raises(ScheduleNotFoundError, match="list the schedules"):
        desk.scheduler.delete_schedule("s1")


def test_an_entry_that_deletes_another_in_the_same_round_keeps_it_from_running(desk):
    desk.scheduler.save_schedule({**NIGHTLY, "at": "02:00"})
    desk.scheduler.save_schedule(NIGHTLY)
    run = desk.action.run
    desk.action.run = lambda args: (desk.scheduler.delete_schedule("s2"), run(args))[1]
    desk.clock.go_on(days=2)
    desk.scheduler.tick()

    assert [args["schedule_id"] for _, args in desk.action.ran] == ["s1"]


def test_run_now_runs_at_the_next_look_and_leaves_the_nights_run(desk):
    desk.scheduler.save_schedule({**NIGHTLY, "at": "23:00"})
    desk.scheduler.run_now("s1")
    assert desk.action.ran == []
    desk.scheduler.tick()
    assert len(desk.action.ran) == 1
    desk.clock.go_to("2026-05-01T23:00")
    desk.scheduler.tick()

    assert len(desk.action.ran) == 2
    with pytest.raises(ScheduleNotFoundError):
        desk.scheduler.run_now("none")


def test_a_disabled_schedule_can_be_run_by_hand_and_stays_disabled(desk):
    desk.scheduler.save_schedule({**NIGHTLY, "enabled": False})
    desk.scheduler.run_now("s1")
    desk.scheduler.tick()

    assert (len(desk.action.ran), desk.shown()["next_due"]) == (1, "")


def test_actions_are_listed_with_their_labels(desk):
    assert desk.scheduler.actions() == [{"name": "record", "label": "Record"}]


# -- threads ------------------------------------------------------------------------------------


def test_many_threads_may_add_and_remove_while_it_runs(desk, monkeypatch):
    monkeypatch.setattr("os.fsync", lambda _handle: None)
    desk.scheduler.start()
    added = []

    def add_and_remove():
        for _ in range(20):
            answer = desk.scheduler.save_schedule({"action": "record", "unit": "hours"})
            added.append(answer["schedules"][-1]["id"])
        for entry in desk.scheduler.schedules()["schedules"][:3]:
            try:
                desk.scheduler.delete_schedule(entry["id"])
            except ScheduleNotFoundError:
                continue  # another thread was first

    threads = [threading.Thread(target=add_and_remove) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    left = {entry["id"] for entry in desk.scheduler.schedules()["schedules"]}
    desk.clock.go_on(hours=1)
    wait_until(lambda: len(desk.action.ran) >= len(left))
    desk.scheduler.stop()

    ran = [args["schedule_id"] for _, args in desk.action.ran]
    assert sorted(ran) == sorted(left)  # each that is left exactly once
    assert 102 <= len(left) <= 117


def test_the_thread_does_what_it_is_asked_at_once_and_ends_when_told(desk):
    desk.scheduler.start()
    desk.scheduler.save_schedule(NIGHTLY)
    desk.scheduler.run_now("s1")
    wait_until(lambda: desk.shown()["runs"] == 1)
    desk.scheduler.stop()

    assert "scheduler" not in [thread.name for thread in threading.enumerate()]


def test_stopping_waits_for_a_task_and_keeps_its_result(desk):
    task = Blocking(desk.clock)
    desk.actions.append(task)
    desk.open().start()
    desk.scheduler.save_schedule({**NIGHTLY, "action": "block"})
    desk.scheduler.run_now("s1")
    assert task.begun.wait(5)
    threading.Timer(0.1, task.let_go.set).start()
    desk.scheduler.stop()

    assert desk.open().schedules()["schedules"][0]["last_result"] == "Run 1 is done."


def test_a_scheduler_that_was_never_started_can_be_stopped(desk):
    desk.scheduler.stop()


def test_times_shown_are_utc_whatever_the_zone(desk):
    shown = desk.scheduler.save_schedule({**NIGHTLY, "tz": "Europe/Berlin"})["schedules"][0]

    assert datetime.fromisoformat(shown["next_due"]) == datetime(2026, 5, 2, 0, 30, tzinfo=UTC)

"""The queue's hours as a person sets and meets them."""

import pytest

from booru_studio.errors import InvalidInputError
from booru_studio.services.queue_hours import QueueHours
from booru_studio.storage.schedules import ScheduleStore
from tests.services.schedule_clock import Clock

AT_NIGHT = {"windows": [{"from": "23:00", "to": "07:00"}], "tz": "Europe/Berlin"}


@pytest.fixture
def store(tmp_path):
    store = ScheduleStore(tmp_path)
    yield store
    store.close()


def test_without_hours_the_queue_always_works(store):
    hours = QueueHours(store, now=Clock())

    assert (hours.hold(), hours.values()) == ("", {"windows": [], "tz": ""})


def test_outside_of_its_hours_it_says_when_it_goes_on(store):
    clock = Clock("2026-05-01T12:00")  # a Friday
    hours = QueueHours(store, now=clock)
    hours.save(AT_NIGHT)

    assert hours.hold() == (
        "The queue works only in its hours (23:00-07:00). It goes on Friday at 23:00."
    )
    clock.go_to("2026-05-01T21:00")  # 23:00 in Berlin
    assert hours.hold() == ""


def test_hours_are_kept_and_can_be_taken_back(store):
    QueueHours(store).save(AT_NIGHT)
    hours = QueueHours(store, now=Clock())
    assert hours.hold()
    hours.save({"windows": []})

    assert QueueHours(store, now=Clock()).hold() == ""


def test_hours_that_are_none_leave_the_old_ones(store):
    hours = QueueHours(store)
    hours.save(AT_NIGHT)
    with pytest.raises(InvalidInputError, match="from is '25:00'"):
        hours.save({"windows": [{"from": "25:00", "to": "07:00"}]})

    assert hours.values()["windows"][0]["from"] == "23:00"


def test_saved_hours_that_make_no_sense_are_told_and_hold_nothing(store):
    store.set_setting("queue_hours", {"windows": "always"})
    hours = QueueHours(store)

    assert hours.hold() == ""
    assert "saved hours are wrong" in hours.reports[0]

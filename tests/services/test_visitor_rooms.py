"""Rooms of visitors: each its own, cleared when they are gone."""

import threading
import time

import pytest

from booru_studio.errors import RoomFullError, RoomsTakenError
from booru_studio.services.visitor_rooms import FOLDER, RoomBytes, RoomLimits, VisitorRooms

LIMITS = RoomLimits(rooms=2, idle=100.0, least_idle=10.0, look=0.01)


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


class Room:
    def __init__(self, folder):
        self.folder, self.runs = folder, False
        self.ended = threading.Event()

    def start(self):
        self.runs = True

    def stop(self):
        self.runs = False
        self.ended.set()


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def rooms(tmp_path, clock):
    made = VisitorRooms(tmp_path, Room, clock, LIMITS)
    yield made
    made.stop()


def gone(folder):
    deadline = time.monotonic() + 10
    while folder.exists():
        assert time.monotonic() < deadline
        time.sleep(0.005)
    return True


def test_each_visitor_has_one_room_in_a_folder_that_nobody_can_guess(rooms, tmp_path):
    anna, ben = rooms.of("anna"), rooms.of("ben")

    assert rooms.of("anna") is anna
    assert anna is not ben
    assert anna.runs
    assert anna.folder.parent == tmp_path / FOLDER
    assert "anna" not in anna.folder.name
    assert len(anna.folder.name) == 32


def test_a_room_goes_with_all_that_is_in_it_when_its_visitor_is_gone(rooms, clock):
    anna = rooms.of("anna")
    (anna.folder / "picture.png").write_bytes(b"x")
    clock.now = 101.0
    rooms.clear_idle()

    assert anna.ended.wait(10)
    assert gone(anna.folder)
    assert rooms.of("anna") is not anna


def test_the_watch_clears_by_itself(rooms, clock):
    anna = rooms.of("anna")
    clock.now = 101.0
    rooms.start()

    assert gone(anna.folder)


def test_when_all_rooms_are_taken_the_longest_idle_one_is_given_away(rooms, clock):
    anna, ben = rooms.of("anna"), rooms.of("ben")
    clock.now = 5.0
    rooms.of("anna")
    with pytest.raises(RoomsTakenError, match="Too many visitors"):
        rooms.of("carl")

    clock.now = 11.0
    rooms.of("carl")
    assert ben.ended.wait(10)
    assert rooms.of("anna") is anna


def test_nothing_of_an_earlier_start_is_kept(tmp_path, clock):
    left = tmp_path / FOLDER / "abc" / "images" / "picture.png"
    left.parent.mkdir(parents=True)
    left.write_bytes(b"x")
    VisitorRooms(tmp_path, Room, clock, LIMITS)

    assert not left.exists()


def test_the_end_clears_every_room(rooms):
    both = rooms.of("anna"), rooms.of("ben")
    rooms.stop()

    assert len(rooms) == 0
    assert all(room.ended.is_set() and not room.folder.exists() for room in both)


def test_many_at_once_get_one_room_each(tmp_path, clock):
    rooms = VisitorRooms(tmp_path, Room, clock, RoomLimits(rooms=8))
    found = []
    threads = [
        threading.Thread(target=lambda name=name: found.append((name, rooms.of(name))))
        for name in "abcdefgh" * 4
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len({id(room) for _, room in found}) == len({name for name, _ in found}) == 8
    rooms.stop()


def test_a_room_holds_only_so_much(tmp_path):
    (tmp_path / "images").mkdir()
    (tmp_path / "images" / "a.png").write_bytes(b"x" * 600)
    RoomBytes(tmp_path, 1000).check()
    (tmp_path / "images" / "b.png").write_bytes(b"x" * 600)

    with pytest.raises(RoomFullError, match="delete some pictures"):
        RoomBytes(tmp_path, 1000).check()

"""Which interrogator is asked, what is remembered, and what never leaves this machine."""

import threading
import time

import pytest

from booru_studio.domain.posts import Post, PostId, PostTags, Rating
from booru_studio.domain.safety import RatingPolicy
from booru_studio.errors import (
    BlockedContentError,
    InterrogatorTimeoutError,
    InvalidInputError,
    ModelDownloadError,
    NoInterrogatorError,
    PictureUnreadableError,
    UnknownInterrogatorError,
    WorkCancelledError,
)
from booru_studio.interrogators.base import State
from booru_studio.services.defaults import Defaults
from booru_studio.storage.defaults import DefaultsStore
from tests.services.interrogation_house import StandIn, interrogations, picture_of, png

SLOW = InterrogatorTimeoutError(name="Slow", seconds=9)
UNSAFE = {Rating.EXPLICIT: 0.9}


def post(number=1, *, md5="0" * 31 + "1", is_video=False):
    return Post(PostId("danbooru", number), "", Rating.GENERAL, 800, 600,
                PostTags(general=("1girl",)), md5=md5, is_video=is_video)  # fmt: skip


@pytest.fixture
def defaults(tmp_path):
    store = DefaultsStore(tmp_path)
    yield Defaults(store)
    store.close()


@pytest.fixture
def house(tmp_path, defaults):
    def build(*interrogators, picture=None, policy=None):
        return interrogations(
            tmp_path, defaults, interrogators, policy or RatingPolicy(), picture
        )

    return build


# -- who is asked


@pytest.mark.parametrize(
    ("first", "asked"),
    [
        (State.READY, "local"), (State.NEEDS_DOWNLOAD, "webui"), (State.BROKEN, "webui"),
        (State.DOWNLOADING, "webui"), (State.OFFLINE, "webui"), (State.UNKNOWN, "local"),
    ],
)  # fmt: skip
def test_auto_asks_the_first_that_can_be_used(house, first, asked):
    here = [StandIn("space", is_away=True), StandIn("local", first), StandIn("webui")]

    assert house(*here).of_picture(picture_of()).interrogator == asked
    assert [each.name for each in here if each.asked] == [asked]


def test_auto_goes_on_to_the_next_and_says_why(house):
    slow, webui = StandIn("slow", error=SLOW), StandIn("webui")
    found = house(slow, webui).of_picture(picture_of())

    assert found.interrogator == "webui"
    assert str(SLOW) in found.notes


@pytest.mark.parametrize("says_yes", [False, True])
def test_auto_sends_a_picture_away_only_with_consent(house, defaults, says_yes):
    defaults.save({"send_pictures_away": says_yes})
    space = StandIn("space", is_away=True)
    local = StandIn("local", State.NEEDS_DOWNLOAD, missing=467_000_000)
    here = house(local, space)
    if says_yes:
        assert here.of_picture(picture_of()).interrogator == "space"
    else:
        with pytest.raises(NoInterrogatorError, match="allow pictures to be sent away"):
            here.of_picture(picture_of())
    assert bool(space.asked) is says_yes


def test_a_name_is_consent_for_that_picture(house):
    space = StandIn("space", is_away=True)

    assert house(StandIn("local"), space).of_picture(picture_of(), "space").interrogator == "space"


def test_what_can_be_done_is_said_where_nobody_can_be_asked(house):
    local = StandIn("local", State.NEEDS_DOWNLOAD, missing=467_000_000)
    webui = StandIn("webui", State.OFFLINE)

    with pytest.raises(NoInterrogatorError) as failure:
        house(local, webui).of_picture(picture_of())
    assert str(failure.value) == (
        "No interrogator can be used now (no model is on this machine and the WebUI does not "
        "answer): download local (467 MB, once), or start a WebUI that has one."
    )


def test_all_failures_are_told_where_all_fail(house):
    with pytest.raises(NoInterrogatorError, match="took longer than 9 s"):
        house(StandIn("slow", error=SLOW)).of_picture(picture_of())


def test_a_failure_of_the_one_that_was_named_is_its_own(house):
    with pytest.raises(InterrogatorTimeoutError):
        house(StandIn("slow", error=SLOW), StandIn("webui")).of_picture(picture_of(), "slow")


@pytest.mark.parametrize("name", ["oracle", "", "Local", "auto "])
def test_an_unknown_name_is_told_with_those_there_are(house, name):
    with pytest.raises(UnknownInterrogatorError, match="local"):
        house(StandIn("local")).check_name(name)


# -- what is remembered


def test_a_picture_is_looked_at_once(house, tmp_path):
    local = StandIn("local")
    first = house(local).of_picture(picture_of())
    again = house(local).of_picture(picture_of(name="copy.png"))  # a new start, the same file

    assert again.tags == first.tags
    assert len(local.asked) == 1
    assert house(local).of_picture(picture_of("red")).interrogator == "local"
    assert len(local.asked) == 2


def test_what_is_remembered_is_found_without_consent_and_without_its_interrogator(house):
    space = StandIn("space", is_away=True)
    local = StandIn("local", State.NEEDS_DOWNLOAD)
    here = house(local, space)
    here.of_picture(picture_of(), "space")

    assert here.of_picture(picture_of()).interrogator == "space"
    assert len(space.asked) == 1
    with pytest.raises(NoInterrogatorError):
        here.of_picture(picture_of("red"))


def test_the_picture_of_a_known_post_is_not_fetched_again(house):
    fetched = []

    def picture(post_id, size):
        fetched.append((post_id.number, size))
        return png(), "image/png"

    here = house(StandIn("local"), picture=picture)
    assert here.known(post()) is None
    here.of_post(post())
    here.of_post(post())
    assert here.known(post()).interrogator == "local"
    here.of_post(post(2, md5="", is_video=True))
    here.of_post(post(2, md5="", is_video=True))

    assert fetched == [(1, "sample"), (2, "preview"), (2, "preview")]


def test_nothing_is_fetched_where_nobody_can_look_at_it(house):
    def picture(_post_id, _size):
        raise AssertionError("fetched")

    with pytest.raises(NoInterrogatorError):
        house(StandIn("local", State.BROKEN), picture=picture).of_post(post())


def test_a_post_whose_picture_is_none_is_told_by_its_name(house):
    here = house(StandIn("local"), picture=lambda *_: (b"<html>", "image/png"))

    with pytest.raises(PictureUnreadableError, match="The picture of danbooru:1"):
        here.of_post(post())


def test_two_who_ask_for_one_picture_ask_once(house):
    local = StandIn("local")
    here = house(local)
    threads = [threading.Thread(target=here.of_picture, args=(picture_of(),)) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(local.asked) == 1


# -- what may be told


@pytest.mark.parametrize("twice", [False, True], ids=["asked", "remembered"])
def test_an_unsafe_picture_is_refused_at_every_door(house, twice):
    here = house(StandIn("local", rating=UNSAFE))
    for look in (lambda: here.of_picture(picture_of()), lambda: here.of_post(post())) * (1 + twice):
        with pytest.raises(BlockedContentError, match="seems to be explicit"):
            look()
    with pytest.raises(BlockedContentError):
        here.known(post())


# -- downloads and the end


def until(says):
    deadline = time.monotonic() + 5
    while not (found := says()):
        assert time.monotonic() < deadline
        time.sleep(0.005)
    return found


def described(here):
    (found,) = here.describe()["interrogators"]
    return found


def test_a_download_is_begun_once_followed_and_finished(house):
    local = StandIn("local", State.NEEDS_DOWNLOAD, missing=467_000_000)
    here = house(local)
    assert described(here)["state"] == "needs_download"
    here.prepare("local")
    here.prepare("local")

    until(lambda: described(here)["done_bytes"])
    assert described(here)["state"] == "downloading"
    assert described(here)["detail"] == "30 of 467 MB are here."
    local.go_on.set()
    assert until(lambda: described(here)["state"] == "ready")
    here.stop()


def test_a_download_can_be_stopped_and_begun_again(house):
    here = house(StandIn("local", State.NEEDS_DOWNLOAD, missing=467_000_000))
    for _ in range(2):
        here.prepare("local")
        until(lambda: described(here)["state"] == "downloading")
        here.cancel_prepare("local")
        until(lambda: described(here)["state"] == "needs_download")
    with pytest.raises(InvalidInputError, match="nothing to stop"):
        here.cancel_prepare("local")


def test_a_download_that_fails_says_why(house):
    error = ModelDownloadError(name="local", reason="the disk is full", advice="make room")
    local = StandIn("local", State.NEEDS_DOWNLOAD, error=error)
    here = house(local)
    here.prepare("local")
    local.go_on.set()

    assert until(lambda: described(here)["detail"] == str(error))
    assert described(here)["state"] == "needs_download"


def test_the_end_stops_downloads_lets_go_of_models_and_of_who_waits(house):
    local, busy = StandIn("local", State.NEEDS_DOWNLOAD), StandIn("webui", is_endless=True)
    here = house(local, busy)
    here.prepare("local")
    ends = []

    def look(colour):
        with pytest.raises(WorkCancelledError):
            here.of_picture(picture_of(colour), "webui")
        ends.append(colour)

    threads = [threading.Thread(target=look, args=(colour,)) for colour in ("red", "blue")]
    for thread in threads:
        thread.start()
    until(lambda: busy.asked)
    here.stop()
    for thread in threads:
        thread.join()

    assert (local.closed, busy.closed) == (True, True)
    assert sorted(ends) == ["blue", "red"]


def test_the_list_has_the_keys_of_the_contract_and_the_default(house, defaults):
    defaults.save({"interrogator": "webui"})
    found = house(StandIn("space", is_away=True), StandIn("local")).describe()

    assert [each["name"] for each in found["interrogators"]] == ["local", "space"]
    assert set(found["interrogators"][0]) >= {
        "name", "label", "state", "sends_image_away", "detail",
    }  # fmt: skip
    assert (found["default"], found["send_pictures_away"]) == ("webui", False)

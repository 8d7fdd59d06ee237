"""The WebUI's own interrogation over HTTP: three dialects, none, faults, and options put back."""

import base64
from io import BytesIO

import pytest
from PIL import Image

from booru_studio.demo.faults import Fault
from booru_studio.demo.server import Call, Reply, json_reply
from booru_studio.demo.webui import StandInWebUi
from booru_studio.domain.posts import Rating
from booru_studio.errors import (
    InterrogatorAuthError,
    InterrogatorReplyError,
    InterrogatorTimeoutError,
    InterrogatorUnavailableError,
)
from booru_studio.interrogators.base import InterrogatorHouse, State
from booru_studio.interrogators.webui import WebUiInterrogator
from booru_studio.storage.option_loans import FILE
from booru_studio.webui.client import WebUiClient
from tests.interrogators.stand_ins import FreeSlot, never, picture

INTERROGATE = "/sdapi/v1/interrogate"
OPTIONS = "/sdapi/v1/options"
TAGGER, EXTENSION = "/sdapi/v1/tagger", "/tagger/v1/interrogate"
OURS = {"interrogate_deepbooru_score_threshold": 0.05, "interrogate_return_ranks": True}


class OtherWebUi(StandInWebUi):
    """A stand-in with other routes for interrogation than AUTOMATIC1111's, or none."""

    def __init__(self, routes: dict[str, object] | None = None):
        super().__init__(step_ms=0)
        self.routes = routes or {}

    def answer(self, call: Call) -> Reply:
        if call.path == "/openapi.json":
            known = super().answer(call)
            paths = {OPTIONS: {}, "/sdapi/v1/progress": {}, **{path: {} for path in self.routes}}
            return json_reply({"paths": paths}) if isinstance(known, Reply) else known
        if call.path in self.routes:
            if call.method == "GET" and call.path in (TAGGER, EXTENSION):
                return json_reply({"detail": "Method Not Allowed"}, 405)
            value = self.routes[call.path]
            return value if isinstance(value, Reply) else json_reply(value)
        if call.path == INTERROGATE:
            return json_reply({"detail": "Not Found"}, 404)
        return super().answer(call)


class Asked:
    """A WebUI and its interrogator."""

    def __init__(self, webui, folder):
        self.webui, self.folder = webui, folder
        self.open()

    def open(self, auth=None):
        self.client = WebUiClient(self.webui.url, auth)
        self.slot = FreeSlot(self.client)
        (self.it,) = WebUiInterrogator.build(
            InterrogatorHouse(data=self.folder, webuis=(self.slot,))
        )

    def close(self):
        self.client.close()

    def ask(self, **kinds):
        return self.it.interrogate(picture(**kinds), never)

    def options(self):
        found = self.client.options()
        return {name: found[name] for name in OURS}

    def bodies(self, path):
        posts = [call for call in self.webui.calls if call.method == "POST"]
        return [call.json for call in posts if call.path == path]


@pytest.fixture
def asked(tmp_path):
    with StandInWebUi(step_ms=0) as webui:
        asked = Asked(webui, tmp_path)
        yield asked
        asked.close()


@pytest.fixture
def other(tmp_path):
    made = []

    def make(routes=None):
        webui = OtherWebUi(routes)
        webui.start()
        made.append(Asked(webui, tmp_path))
        return made[-1]

    yield make
    for asked in made:
        asked.close()
        asked.webui.close()


# -- AUTOMATIC1111's dialect


def test_deepbooru_tells_scores_and_never_a_rating(asked):
    result = asked.ask(colour="red")

    assert [tag.name for tag in result.tags if tag.name == "red_theme"]
    assert all(0.05 <= tag.score <= 1 for tag in result.tags)
    assert result.rating == {}
    assert result.unsafe() == 0.0  # unknown, which is not “safe”
    assert (result.interrogator, result.source) == ("webui", asked.it.source)


def test_what_is_sent_is_small_flat_and_holds_nothing_but_pixels(asked):
    Image.new("RGB", (4, 4)).save(secret := BytesIO(), "PNG")
    asked.ask(size=(1600, 900), dpi=(300, 300), icc_profile=secret.getvalue())

    (body,) = asked.bodies(INTERROGATE)
    with Image.open(BytesIO(base64.b64decode(body["image"]))) as sent:
        assert (sent.mode, sent.size, sent.info) == ("RGB", (512, 288), {})
    assert body["model"] == "deepdanbooru"


def test_options_are_lent_for_the_call_and_given_back(asked):
    before = asked.options()
    asked.ask()

    lent, back = asked.bodies(OPTIONS)
    assert lent == OURS
    assert back == before == asked.options()
    assert not (asked.folder / FILE).exists()


def test_a_threshold_somebody_chose_is_respected_and_told(asked):
    asked.client.set_options({"interrogate_deepbooru_score_threshold": 0.8})
    result = asked.ask(colour="green")

    assert all(tag.score >= 0.8 for tag in result.tags)
    assert result.notes == ("The WebUI leaves out what is below its own threshold of 0.8.",)
    assert asked.options()["interrogate_deepbooru_score_threshold"] == 0.8
    assert "0.8" in result.source


def test_a_threshold_that_leaves_nothing_is_no_fault(asked):
    asked.client.set_options({"interrogate_deepbooru_score_threshold": 1.0})

    assert asked.ask().tags == ()


def test_nothing_is_lent_where_the_options_are_as_needed(asked):
    asked.client.transport.post(OPTIONS, OURS)
    asked.ask()

    assert len(asked.bodies(OPTIONS)) == 1  # the test's own


@pytest.mark.parametrize(
    ("fault", "more", "error"),
    [
        (Fault.STATUS, {"status": 500}, InterrogatorUnavailableError),
        (Fault.RESET_BEFORE, {}, InterrogatorUnavailableError),
        (Fault.HTML_200, {}, InterrogatorReplyError),
        (Fault.STATUS, {"status": 200, "body": '{"caption": "Exception <class \'OSError\'>"}'},
         InterrogatorReplyError),
        (Fault.STATUS, {"status": 200, "body": "null"}, InterrogatorReplyError),
    ],
)  # fmt: skip
def test_options_are_given_back_after_a_fault(asked, fault, more, error):
    before = asked.options()
    asked.webui.faults.next(INTERROGATE, fault, **more)

    with pytest.raises(error) as caught:
        asked.ask()

    assert str(caught.value).startswith("The WebUI at http://127.0.0.1:")
    assert asked.options() == before
    assert not (asked.folder / FILE).exists()


def test_a_webui_that_hangs_is_given_up_and_its_options_given_back(asked, monkeypatch):
    monkeypatch.setattr(asked.it, "longest_seconds", 0.2)
    before = asked.options()
    asked.webui.faults.next(INTERROGATE, Fault.HANG_BEFORE_HEADERS, seconds=3)

    with pytest.raises(InterrogatorTimeoutError):
        asked.ask()
    assert asked.options() == before


def test_what_a_crash_left_changed_is_mended_at_the_next_contact(asked):
    before = asked.options()

    class PowerCutError(BaseException):
        pass

    def cut(*_args, **_kinds):
        asked.client.close()
        asked.webui.stop_listening()
        raise PowerCutError

    asked.client.transport.work = cut
    with pytest.raises(PowerCutError):
        asked.ask()
    asked.webui.listen_again()
    asked.open()
    assert asked.options() == OURS
    assert (asked.folder / FILE).exists()

    (mend,) = asked.slot.at_contacts.values()
    mend(asked.client)
    assert asked.options() == before
    assert not (asked.folder / FILE).exists()


def test_a_second_crash_does_not_take_our_values_for_the_owners(asked):
    before = asked.options()
    real = asked.client.transport.work

    def die(*_args, **_kinds):
        asked.webui.faults.next(OPTIONS, Fault.STATUS, status=500, times=1)
        return real(*_args, **_kinds)

    asked.client.transport.work = die
    asked.ask()
    assert asked.options() == OURS  # could not be given back
    asked.ask()
    asked.client.transport.work = real
    asked.ask()

    assert asked.options() == before


def test_what_somebody_changed_meanwhile_stays_theirs(asked):
    real = asked.client.transport.work

    def work(*args, **kinds):
        asked.client.set_options({"interrogate_deepbooru_score_threshold": 0.7})
        return real(*args, **kinds)

    asked.client.transport.work = work
    asked.ask()

    assert asked.options() == {
        "interrogate_deepbooru_score_threshold": 0.7, "interrogate_return_ranks": False,
    }  # fmt: skip


def test_a_data_folder_that_takes_nothing_leaves_the_options_alone(asked):
    (asked.folder / f"{FILE}.part").mkdir()
    result = asked.ask()

    assert asked.bodies(OPTIONS) == []
    assert {tag.score for tag in result.tags} == {None}
    assert result.notes == (
        "The WebUI tells no scores: these tags are above its own threshold of 0.5.",
    )


def test_a_wrong_password_names_the_option(tmp_path):
    with StandInWebUi(auth=("ada", "rope")) as webui:
        asked = Asked(webui, tmp_path)
        with pytest.raises(InterrogatorAuthError, match="--webui-auth"):
            asked.ask()
        asked.close()


# -- the other dialects


def test_sd_next_is_asked_for_everything_it_sees(other):
    answer = {"tags": "1girl, long_hair", "scores": {
        "1girl": 0.99, "long_hair": 0.2, "rating:general": 0.9, "explicit": 0.01,
    }}  # fmt: skip
    asked = other({INTERROGATE: {"caption": "a painting"}, TAGGER: answer})
    result = asked.ask()

    (body,) = asked.bodies(TAGGER)
    assert (body["threshold"], body["show_scores"], body["escape_brackets"]) == (0.05, True, False)
    assert [(tag.name, tag.score) for tag in result.tags] == [("1girl", 0.99), ("long_hair", 0.2)]
    assert result.rating == {Rating.GENERAL: 0.9, Rating.EXPLICIT: 0.01}
    assert asked.bodies(INTERROGATE) == []
    assert asked.bodies(OPTIONS) == []


def test_sd_nexts_failure_that_came_as_a_success_is_a_failure(other):
    with pytest.raises(InterrogatorReplyError, match="RuntimeError"):
        other({TAGGER: {"tags": "Exception <class 'RuntimeError'>", "scores": None}}).ask()


@pytest.mark.parametrize(
    "caption",
    [{"tag": {"sky": 0.9}, "rating": {"general": 0.8}}, {"sky": 0.9, "general": 0.8}],
    ids=["picobyte", "toriato"],
)
def test_the_extension_goes_first_with_its_best_model(other, caption):
    asked = other({
        EXTENSION: {"caption": caption}, TAGGER: {},
        "/tagger/v1/interrogators": {"models": ["wd14-vit-v2", "wd-v1-4-swinv2-tagger-v3", "x"]},
    })  # fmt: skip
    result = asked.ask()

    (body,) = asked.bodies(EXTENSION)
    assert (body["model"], body["threshold"]) == ("wd-v1-4-swinv2-tagger-v3", 0.05)
    with Image.open(BytesIO(base64.b64decode(body["image"]))) as sent:
        assert sent.size == (448, 448)
        assert sent.getpixel((0, 0)) == (255, 255, 255)
    assert [tag.name for tag in result.tags] == ["sky"]
    assert result.rating == {Rating.GENERAL: 0.8}


def test_an_extension_without_models_says_so(other):
    asked = other({EXTENSION: {"caption": {}}, "/tagger/v1/interrogators": {"models": []}})
    with pytest.raises(InterrogatorReplyError, match="no model"):
        asked.ask()


def test_a_webui_without_interrogation_is_known_by_its_routes(other):
    asked = other()
    assert asked.it.status().state is State.UNKNOWN
    with pytest.raises(InterrogatorUnavailableError, match="it has no interrogation"):
        asked.ask()
    assert asked.it.status().state is State.BROKEN


@pytest.mark.parametrize(
    ("detail", "told"),
    [("Not Found", "it has no /sdapi/v1/tagger now"), ("Model not found", "Model not found")],
)
def test_a_missing_route_is_told_from_a_missing_model(other, detail, told):
    asked = other({TAGGER: json_reply({"detail": detail}, 404)})
    if detail == "Not Found":
        asked.client.capabilities()
        del asked.webui.routes[TAGGER]
    with pytest.raises(InterrogatorUnavailableError, match=told):
        asked.ask()


# -- what the page shows


def test_each_webui_has_a_name_of_its_own(tmp_path):
    slots = tuple(FreeSlot(WebUiClient(f"http://ada:rope@127.0.0.1:{port}")) for port in (1, 2, 3))
    found = list(WebUiInterrogator.build(InterrogatorHouse(data=tmp_path, webuis=slots)))

    assert [it.name for it in found] == ["webui", "webui-2", "webui-3"]
    assert not any("rope" in f"{it.label} {it.source}" for it in found)
    for slot in slots:
        slot.client.close()


def test_its_state_is_known_without_asking(asked):
    assert asked.it.status().state is State.UNKNOWN
    asked.client.capabilities()
    calls = len(asked.webui.calls)
    assert asked.it.status().state is State.READY
    asked.slot.told = "It does not answer."
    assert (asked.it.status().state, asked.it.status().detail) == (
        State.OFFLINE, "It does not answer.",
    )  # fmt: skip
    assert len(asked.webui.calls) == calls

from types import SimpleNamespace

import pytest

from booru_studio.services.autocomplete_tables import TagListState
from booru_studio.services.backends import BackendState
from booru_studio.services.checkup import Checkup

HERE = {"name": "local", "label": "WD", "state": "ready", "sends_image_away": False}
AWAY = {"name": "space", "label": "A Space", "state": "ready", "sends_image_away": True}
MISSING = {**HERE, "state": "needs_download"}


def looked(name, **parts):
    """What a checkup says of one thing, with the other things as they may be."""
    usual = {
        "backends": [SimpleNamespace(state=BackendState("http://h:7860", detail="It sleeps."))],
        "boorus": {},
        "interrogators": lambda: {"interrogators": []},
        "wildcards": lambda: 0,
        "loras": lambda: 0,
        "tags": lambda: TagListState("built-in", 1000),
    }
    findings = Checkup(**{**usual, **parts}).findings()
    return next(each for each in findings if each.name == name)


def site(reason):
    return {"danbooru": SimpleNamespace(name="danbooru", label="Danbooru",
                                        unavailable=lambda: reason)}  # fmt: skip


def test_a_webui_that_does_not_answer_is_in_the_way_and_told_in_its_own_words():
    found = looked("webui")

    assert (found.mark, found.sentence) == ("bad", "http://h:7860: It sleeps.")


def test_a_webui_that_answers_is_named_with_its_model():
    state = BackendState("http://h:7860", reachable=True, checkpoint="animeXL")
    found = looked("webui", backends=[SimpleNamespace(state=state)])

    assert found.mark == "good"
    assert "animeXL" in found.sentence


@pytest.mark.parametrize(("reason", "mark"), [("", "good"), ("Set the key.", "open")])
def test_a_site_without_its_key_could_be_better(reason, mark):
    found = looked("booru-danbooru", boorus=site(reason))

    assert found.mark == mark
    assert reason in found.sentence


@pytest.mark.parametrize(
    ("listed", "mark", "part"),
    [
        ([HERE, AWAY], "good", "without sending them away"),
        ([MISSING], "open", "download one"),
        ([MISSING, AWAY], "open", "A Space can be asked, which sends it the picture"),
        ([], "open", "download one"),
    ],
)
def test_interrogation_is_ready_where_something_here_can_look(listed, mark, part):
    found = looked("interrogator", interrogators=lambda: {"interrogators": listed})

    assert found.mark == mark
    assert part in found.sentence


@pytest.mark.parametrize(
    ("state", "mark", "action"),
    [
        (TagListState("built-in", 1000), "open", "fetch-tags"),
        (TagListState("site", 250_000), "good", ""),
        (TagListState("built-in", 1000, doing="fetching"), "open", ""),
        (TagListState("built-in", 1000, error="The site is away."), "bad", "fetch-tags"),
    ],
)
def test_the_tag_list_says_what_can_be_done(state, mark, action):
    found = looked("tags", tags=lambda: state)

    assert (found.mark, found.action) == (mark, action)


@pytest.mark.parametrize(("name", "part"), [("wildcards", "--wildcards"), ("loras", "loras.yaml")])
@pytest.mark.parametrize(("count", "mark"), [(0, "open"), (12, "good")])
def test_what_is_empty_says_where_to_put_it(name, part, count, mark):
    found = looked(name, **{name: lambda: count})

    assert found.mark == mark
    assert (part in found.sentence) == (count == 0)

"""Presets among the saved defaults."""

import threading

import pytest

from booru_studio.domain.generation import Txt2ImgRequest
from booru_studio.errors import InvalidInputError, PresetNotFoundError
from booru_studio.services.defaults import Defaults
from booru_studio.services.presets import Presets
from booru_studio.storage.defaults import DefaultsStore


@pytest.fixture
def defaults(tmp_path):
    store = DefaultsStore(tmp_path)
    yield Defaults(store)
    store.close()


@pytest.fixture
def presets(defaults):
    return Presets(defaults, lambda: "anything-v3")


def test_presets_are_saved_listed_and_deleted(presets):
    presets.save("oil", {"prompt": "oil painting"})
    presets.save("Ink", {"steps": 20, "scheduler": "Karras"})
    presets.save("Ink", {"steps": 25})

    assert presets.names() == ["Ink", "oil"]
    assert presets.get("Ink").to_json() == {"steps": 25}
    presets.delete("Ink")
    assert presets.names() == ["oil"]


def test_a_list_is_of_one_moment_though_somebody_deletes_meanwhile(presets, defaults, monkeypatch):
    presets.save("oil", {"prompt": "oil painting"})
    presets.save("Ink", {"steps": 20})
    moments = [defaults.values(), {"presets": {}}]
    monkeypatch.setattr(defaults, "values", lambda: moments.pop(0))

    assert [preset.name for preset in presets.all()] == ["Ink", "oil"]


def test_a_name_that_is_none_is_told_with_the_nearest(presets):
    presets.save("watercolor", {})
    for call in (presets.get, presets.delete, presets.request):
        with pytest.raises(PresetNotFoundError, match="did you mean “watercolor”"):
            call("watercolour")


def test_the_endpoints_show_and_save_presets_by_name(defaults):
    defaults.save({"presets": {"ink": {"prompt": "ink"}, "oil": {"prompt": "oil"}}})
    values = defaults.save({"presets": {"oil": None, "chalk": {"steps": 20}}})

    assert values["presets"] == {"ink": {"prompt": "ink"}, "chalk": {"steps": 20}}


@pytest.mark.parametrize(
    ("given", "told"),
    [([], "presets is no object"), ({"x": {"steps": 0}}, "steps is 0"), ({"": {}}, "needs a name")],
)
def test_a_preset_that_is_none_saves_nothing(defaults, given, told):
    with pytest.raises(InvalidInputError, match=told):
        defaults.save({"append": "smile", "presets": given})
    assert defaults.values()["append"] == ""


def test_a_preset_over_the_defaults_makes_a_whole_request(presets, defaults):
    defaults.save({"request": {"steps": 33}})
    presets.save("ink", {"prompt": "a harbour, {ink|oil}, {prompt}", "sampler_name": "DDIM"})
    request = presets.request("ink")

    assert Txt2ImgRequest.from_json(request)
    assert request["template"] == "a harbour, {ink|oil}"
    assert (request["steps"], request["sampler_name"]) == (33, "DDIM")
    assert (request["width"], request["height"]) == (512, 512)  # of the SD 1.5 checkpoint
    assert "bad anatomy" in request["negative_prompt"]


def test_a_presets_own_size_negative_and_checkpoint_win(presets):
    presets.save(
        "wide", {"prompt": "a harbour", "width": 1216, "height": 832, "negative_prompt": "text"}
    )
    presets.save("big", {"prompt": "a harbour", "checkpoint": "illustriousXL"})

    assert presets.request("wide")["width"] == 1216
    assert presets.request("wide")["negative_prompt"] == "text"
    assert presets.request("big")["width"] == 1024


def test_styles_become_presets_and_names_that_are_taken_stay(presets):
    presets.save("Ink", {"steps": 20})
    data = b'name,prompt,negative_prompt\r\nInk,"{prompt}, ink",\r\nOil,oil,blurry\r\n'
    found = presets.import_styles(b"\xef\xbb\xbf" + data)

    assert found.names == ("Oil",)
    assert "“Ink” was left out" in found.notes[0]
    assert presets.get("Ink").fields == {"steps": 20}
    assert presets.apply("Oil", {"prompt": "fog"}) == {
        "prompt": "fog, oil", "negative_prompt": "blurry",
    }  # fmt: skip

    assert presets.import_styles(data, replace=True).names == ("Ink", "Oil")
    assert presets.get("Ink").prompt == "{prompt}, ink"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1252"])
def test_styles_are_read_in_the_encodings_of_spreadsheets(presets, encoding):
    text = "name,prompt,negative_prompt\nCafé,a café at dusk,\n"

    assert presets.import_styles(text.encode(encoding)).names == ("Café",)


def test_a_style_that_makes_no_preset_is_told_and_the_others_come(presets):
    found = presets.import_styles(f"name,prompt\n{'x' * 150},ink\nOil,oil\n".encode())

    assert found.names == ("Oil",)
    assert "needs a name" in found.notes[0]


def test_presets_saved_by_several_threads_are_all_there(presets):
    def save(thread):
        for number in range(8):
            presets.save(f"{thread}-{number}", {"steps": 20})

    threads = [threading.Thread(target=save, args=(thread,)) for thread in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(presets.names()) == 40

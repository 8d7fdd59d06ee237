import json

import pytest

from booru_studio.domain.safety import RatingPolicy
from booru_studio.errors import InvalidInputError, TagListError
from booru_studio.services.autocomplete_tables import TagTables
from booru_studio.services.defaults import Defaults
from booru_studio.services.imports import Imports
from booru_studio.services.presets import Presets
from booru_studio.storage.defaults import DefaultsStore


@pytest.fixture
def house(tmp_path):
    """The imports, and the defaults they write to."""
    store = DefaultsStore(tmp_path)
    tables = TagTables(tmp_path, RatingPolicy())
    defaults = Defaults(store)
    yield Imports(tmp_path, Presets(defaults), defaults, tables), defaults, tables
    tables.close()
    store.close()


def test_styles_become_presets(house):
    imports, defaults, _ = house
    found = imports.take("styles", b"name,prompt,negative_prompt\nwarm,warm light,cold\n")

    assert defaults.values()["presets"]["warm"]["prompt"] == "warm light"
    assert "1 presets" in found.sentences[0]


def test_a_webuis_own_defaults_become_ours(house):
    imports, defaults, _ = house
    config = {
        "txt2img/Sampling steps/value": 33,
        "txt2img/Sampling steps/maximum": 150,
        "customscript/sampler.py/txt2img/Sampling method/value": "DPM++ 2M",
        "txt2img/CFG Scale/value": 0,
        "img2img/Sampling steps/value": 99,
    }
    imports.take("defaults", json.dumps(config).encode())
    request = defaults.request()

    assert (request["steps"], request["sampler_name"]) == (33, "DPM++ 2M")
    assert request["cfg_scale"] == 5.5  # what no request may hold is passed over


def test_a_tag_list_is_taken_over_and_used(house, tmp_path):
    imports, _, tables = house
    imports.take("tags", b"own_hat,0,5,\nown_boat,0,4,\n")
    tables.wait(20)

    assert (tables.state.source, tables.state.tags) == ("own", 2)


def test_what_is_no_tag_list_leaves_the_one_there_is(house, tmp_path):
    imports, _, _ = house
    (tmp_path / "tags.csv").write_text("hat,0,5,\n")
    with pytest.raises(TagListError, match="tags.csv"):
        imports.take("tags", b"<html>")

    assert (tmp_path / "tags.csv").read_text() == "hat,0,5,\n"
    assert not list((tmp_path / "cache").glob("*.new"))


def test_tags_to_leave_out_join_those_there_are(house):
    imports, defaults, _ = house
    defaults.save({"remove": "text, logo"})
    imports.take("remove", b"logo\nspeech_bubble\r\n")

    assert defaults.values()["remove"] == "text, logo, speech_bubble"


@pytest.mark.parametrize(
    ("kind", "body"),
    [("defaults", b"{"), ("defaults", b"[]"), ("defaults", b"{}"), ("remove", b" \n"),
     ("pictures", b"x")],
)  # fmt: skip
def test_what_cannot_be_read_is_said_in_a_sentence(house, kind, body):
    with pytest.raises(InvalidInputError, match=": (give|use) "):
        house[0].take(kind, body)

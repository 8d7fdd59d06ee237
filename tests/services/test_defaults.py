"""Saved defaults."""

import pytest

from booru_studio.errors import InvalidInputError
from booru_studio.services.defaults import FACTORY, Defaults
from booru_studio.storage.defaults import DefaultsStore


@pytest.fixture
def defaults(tmp_path):
    store = DefaultsStore(tmp_path)
    yield Defaults(store)
    store.close()


def test_without_saving_they_are_the_factorys(defaults):
    assert defaults.values() == dict(FACTORY)


def test_saving_some_leaves_the_others(defaults):
    defaults.save({"append": "smile"})
    values = defaults.save({"request": {"steps": 33}})

    assert (values["append"], values["request"]["steps"]) == ("smile", 33)
    assert values["request"]["sampler_name"] == FACTORY["request"]["sampler_name"]


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ("text", "no object"),
        ({"colour": "red"}, "no default “colour”"),
        ({"family": "sd9"}, "family is none of"),
        ({"append": 5}, "append is no text"),
        ({"families": {"sd9": {}}}, "no model family “sd9”"),
        ({"families": {"pony": {"area": 5}}}, "no text “area”"),
        ({"families": []}, "are objects"),
        ({"request": {"prompt": "1girl"}}, "belongs to one picture"),
        ({"request": {"n_iter": 4}}, "belongs to one picture"),
        ({"request": {"steps": 9999}}, "steps is 9999"),
        ({"request": {"stepz": 9}}, "did you mean steps"),
    ],
)
def test_what_no_request_could_have_is_refused_and_nothing_saved(defaults, values, told):
    with pytest.raises(InvalidInputError, match=told):
        defaults.save(values)
    assert defaults.values() == dict(FACTORY)


@pytest.mark.parametrize(
    ("checkpoint", "family"),
    [
        ("ponyXL_v6.safetensors", "pony"),
        ("illustriousXL", "sdxl_anime"),
        ("anything-v3", "sd1_anime"),
    ],
)
def test_the_family_follows_the_checkpoint_until_one_is_chosen(defaults, checkpoint, family):
    assert defaults.family(checkpoint).name == family
    defaults.save({"family": "none"})
    assert defaults.family(checkpoint).name == "none"

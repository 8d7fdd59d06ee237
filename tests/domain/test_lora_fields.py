"""The fields that a person may write into the catalog."""

import pytest

from booru_studio.domain.lora_fields import read_fields
from booru_studio.errors import InvalidInputError


@pytest.mark.parametrize(
    ("given", "written"),
    [
        ({"weight": 0.75, "te": 1.0}, {"weight": 0.75, "te": 1}),
        ({"range": [0.9, 0.5]}, {"range": [0.5, 0.9]}),
        ({"triggers": ["ink", {"text": "  "}]}, {"triggers": [{"text": "ink", "mode": "always"}]}),
        (
            {"triggers": [{"text": "a", "mode": "optional", "chance": 0.25}]},
            {"triggers": [{"text": "a", "mode": "optional", "chance": 0.25}]},
        ),
        ({"tags": [" a ", ""]}, {"tags": ["a"]}),
        ({"notes": "  "}, {"notes": None}),
        ({"weight": None}, {"weight": None}),
        ({"random": {"enabled": True, "weight": 1, "group": ""}}, {"random": None}),
        (
            {"random": {"enabled": False, "group": "x", "not_with": []}},
            {"random": {"enabled": False, "group": "x"}},
        ),
        ({"base": "sdxl", "rating": "general"}, {"base": "sdxl", "rating": "general"}),
    ],
)
def test_fields_are_written_as_the_catalog_holds_them(given, written):
    assert read_fields(given) == written


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ({"wieght": 1}, "wieght"),
        ({"weight": "1"}, "weight"),
        ({"weight": 11}, "weight"),
        ({"range": [1]}, "range"),
        ({"triggers": "ink"}, "triggers"),
        ({"triggers": [{"text": "a", "mode": "never"}]}, "mode"),
        ({"triggers": [{"text": "a", "mode": "optional", "chance": 2}]}, "chance"),
        ({"rating": "safe"}, "rating"),
        ({"base": "sd9"}, "base"),
        ({"random": {"wieght": 1}}, "wieght"),
        ({"random": True}, "random"),
        ({"favourite": 1}, "favourite"),
        ({"notes": "x" * 20_001}, "notes"),
        ([], "fields"),
    ],
)
def test_what_is_wrong_is_refused_by_name(given, name):
    with pytest.raises(InvalidInputError, match=name):
        read_fields(given)

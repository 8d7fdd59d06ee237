"""One name for one tag, whatever model or prompt it comes from."""

import pytest

from booru_studio.domain.tag_aliases import RENAMED, canonical


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("long_hair", "long_hair"),
        ("Long  Hair", "long_hair"),
        (r"saber \(fate\)", "saber_(fate)"),
        ("tom &amp; jerry", "tom_&_jerry"),
        (">_<", ">_<"),
        ("silver hair", "grey_hair"),
        ("bunny_ears", "rabbit_ears"),
        ("", ""),
    ],
)
def test_a_tag_gets_its_current_name(text: str, name: str) -> None:
    assert canonical(text) == name


def test_what_a_site_knows_of_aliases_comes_on_top() -> None:
    known = {"longhair": "long_hair", "silverhair": "silver_hair"}

    assert canonical("longhair", lambda name: known.get(name, name)) == "long_hair"
    assert canonical("silverhair", lambda name: known.get(name, name)) == "grey_hair"


def test_no_current_name_is_an_old_one() -> None:
    assert not set(RENAMED) & set(RENAMED.values())

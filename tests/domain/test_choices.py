"""Finding what somebody meant."""

import pytest

from booru_studio.domain.choices import nearest


@pytest.mark.parametrize(
    ("name", "known", "found"),
    [
        ("Eular a", ["Euler a", "DDIM"], "Euler a"),
        ("EULER A", ["Euler a", "DDIM"], "Euler a"),
        ("stpes", ["steps", "seed"], "steps"),
        ("zebra", ["steps", "seed"], ""),
        ("", ["steps"], ""),
        ("steps", [], ""),
    ],
)
def test_the_nearest_name_is_found_or_none(name: str, known: list[str], found: str) -> None:
    assert nearest(name, known) == found


def test_of_two_near_names_the_nearer_one_is_given() -> None:
    assert nearest("karas", ["exponential", "karras", "kras"]) in {"karras", "kras"}
    assert nearest("hr_upscaller", ["hr_scale", "hr_upscaler"]) == "hr_upscaler"

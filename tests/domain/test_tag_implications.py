"""What a tag says along with itself, by a table and never by its letters."""

import pytest

from booru_studio.domain.tag_implications import implied_by


@pytest.mark.parametrize(
    ("tag", "parents"),
    [
        ("very_long_hair", {"long_hair"}),
        ("absurdly_long_hair", {"very_long_hair", "long_hair"}),
        ("2girls", {"multiple_girls"}),
        ("6+boys", {"multiple_boys"}),
        (":d", {"smile", "open_mouth"}),
        ("red_scarf", {"scarf"}),
        ("blue_background", {"simple_background"}),
        ("holding_sword", {"holding", "holding_weapon", "sword", "weapon"}),
        ("hoop_earrings", {"earrings", "jewelry"}),
        ("mini_top_hat", {"top_hat", "mini_hat", "hat"}),
    ],
)
def test_a_tag_says_its_parents_and_theirs(tag: str, parents: set[str]) -> None:
    assert implied_by(tag) == parents


@pytest.mark.parametrize(
    "tag", ["chair", "chat_log", "long_hair", "hat", "smiley_face", "catwalk", "blue_sky_thinking",
            "red_hair", "blue_eyes", "", "holding", "white_"],
)  # fmt: skip
def test_a_name_within_another_says_nothing(tag: str) -> None:
    assert implied_by(tag) == frozenset()

"""Tags that stand against each other in one picture."""

import pytest

from booru_studio.domain.exclusive_tags import collisions, people


@pytest.mark.parametrize(
    ("tag", "present", "against"),
    [
        ("2girls", ["1girl"], {"1girl"}),
        ("1boy", ["1girl"], set()),
        ("1boy", ["1girl", "solo"], {"solo"}),
        ("solo", ["1girl"], set()),
        ("solo", ["2girls"], {"2girls"}),
        ("solo", ["1girl", "1boy"], {"1girl"}),
        ("2girls", ["solo"], {"solo"}),
        ("no_humans", ["1girl"], {"1girl"}),
        ("no_humans", ["scenery"], set()),
        ("solo", ["no_humans"], {"no_humans"}),
        ("red_eyes", ["blue_eyes", "red_hair"], {"blue_eyes"}),
        ("red_hair", ["blue_eyes"], set()),
        ("short_hair", ["long_hair"], {"long_hair"}),
        ("closed_eyes", ["blue_eyes"], set()),
        ("smile", ["frown"], set()),
    ],
)
def test_what_a_tag_contradicts_is_found(
    tag: str, present: list[str], against: set[str]
) -> None:
    found = collisions(tag, present)

    assert {each.with_tag for each in found} == against
    assert all(each.is_contradiction for each in found)


@pytest.mark.parametrize(
    ("tag", "present"),
    [
        ("very_long_hair", ["long_hair"]),
        ("multiple_girls", ["2girls"]),
        ("red_eyes", ["blue_eyes", "heterochromia"]),
        ("red_hair", ["black_hair", "two-tone_hair"]),
        ("red_hair", ["black_hair", "2girls"]),
        ("red_hair", ["black_hair", "1girl", "1boy"]),
    ],
)
def test_a_filled_group_is_not_always_a_contradiction(tag: str, present: list[str]) -> None:
    (found,) = collisions(tag, present)

    assert not found.is_contradiction


@pytest.mark.parametrize(
    ("tags", "number"),
    [
        (["1girl"], 1), (["1girl", "2boys"], 3), (["2girls", "multiple_girls"], 2),
        (["multiple_girls"], None), (["6+girls"], None), (["smile"], None), ([], None),
    ],
)  # fmt: skip
def test_people_are_counted_where_the_tags_tell(tags: list[str], number: int | None) -> None:
    assert people(tags) == number

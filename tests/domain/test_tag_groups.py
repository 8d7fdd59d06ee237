import pytest

from booru_studio.domain.posts import PostTags
from booru_studio.domain.prompts import PromptOptions, judge_tags
from booru_studio.domain.tag_groups import GROUPS, is_in_group
from booru_studio.domain.tag_slots import SLOT_WORDS


@pytest.mark.parametrize(
    ("group", "tag"),
    [("@hair", "blue_hair"), ("@hair", "twin_braids"), ("@eyes", "green_eyes"),
     ("@outfit", "white_shirt"), ("@background", "outdoors"), ("@count", "1girl")],
)  # fmt: skip
def test_a_group_holds_its_tags_and_no_others(group, tag):
    assert is_in_group(tag, ["smile", group.upper()])
    assert not is_in_group("holding_umbrella", [group])


def test_every_group_is_made_of_slots_there_are():
    assert {slot for slots in GROUPS.values() for slot in slots} <= set(SLOT_WORDS)


def test_a_group_in_the_list_to_leave_out_takes_its_tags_from_the_prompt():
    tags = PostTags(("blue_hair", "smile"), character=("blue_hair_(song)",))
    judged = judge_tags(tags, PromptOptions(remove="@hair"))

    assert {tag.name for tag in judged if tag.kept} == {"smile", "blue_hair_(song)"}

"""Whole groups of tags by one word, such as “@hair” in a list of tags to leave out."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from booru_studio.domain.tag_slots import slot_names

# The slots of `tag_slots` under the words people use for them.
GROUPS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "@hair": ("hair_color", "hair_style"),
        "@eyes": ("eye_color",),
        "@outfit": ("attire",),
        "@background": ("background",),
        "@pose": ("pose",),
        "@expression": ("expression",),
        "@framing": ("framing", "gaze"),
        "@count": ("count",),
    }
)


def is_in_group(tag: str, patterns: Iterable[str]) -> bool:
    """Say whether a general tag belongs to one of the groups among `patterns`."""
    wanted = {slot for pattern in patterns for slot in GROUPS.get(pattern.strip().lower(), ())}
    return bool(wanted) and not wanted.isdisjoint(slot_names(tag))

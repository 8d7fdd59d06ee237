"""Names that tags had when older models learned them, and what Danbooru calls them now."""

import html
import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

# Renamed on Danbooru since 2020 (https://danbooru.donmai.us/tag_aliases); DeepDanbooru learned the
# names of 2020, the WD taggers those of February 2024.
_RENAMED = """
    silver_hair grey_hair, silver_eyes grey_eyes, violet_eyes purple_eyes, muscle muscular,
    trap otoko_no_ko, bunny rabbit, bunny_ears rabbit_ears, bunny_tail rabbit_tail,
    bunny_hair_ornament rabbit_hair_ornament, bunny_pose rabbit_pose, bunny_print rabbit_print,
    bunny_mask rabbit_mask, bunny_hood rabbit_hood, bunny_costume rabbit_costume,
    stuffed_bunny stuffed_rabbit, snow_bunny snow_rabbit, hand_on_hip hand_on_own_hip,
    hands_on_hips hands_on_own_hips, hand_on_chest hand_on_own_chest,
    hand_on_cheek hand_on_own_cheek, hand_on_ear hand_on_own_ear, hat_removed unworn_hat,
    headwear_removed unworn_headwear, shoes_removed unworn_shoes, boots_removed unworn_boots,
    socks_removed unworn_socks, gloves_removed unworn_gloves, jacket_removed unworn_jacket,
    mask_removed unworn_mask, eyewear_removed unworn_eyewear, hairband_removed unworn_hairband,
    slice_of_cake cake_slice, labcoat lab_coat, crossed_legs_(sitting) crossed_legs,
    crossed_legs_(standing) crossed_legs, spaulders pauldrons, military_cap military_hat,
    bow_tie bowtie, eyes_closed closed_eyes, gray_hair grey_hair, gray_eyes grey_eyes,
    gray_background grey_background, blond_hair blonde_hair, eye_patch eyepatch,
    tea_cup teacup, telephone_pole utility_pole, horn single_horn,
    mechanical_arm single_mechanical_arm, robot_arm single_mechanical_arm,
    adjusting_glasses adjusting_eyewear, adjusting_hat adjusting_headwear,
    twin_tails twintails, pony_tail ponytail, head_pat headpat, hair_brushing brushing_hair
"""
RENAMED: Mapping[str, str] = MappingProxyType(
    {old: new for old, new in (pair.split() for pair in _RENAMED.split(","))}
)
_ESCAPED = re.compile(r"\\([\\()\[\]])")

SiteAlias = Callable[[str], str]  # a tag's current name; the same one where it has no other


def same_name(name: str) -> str:
    """Return the name itself: for where no list of aliases is at hand."""
    return name


def canonical(text: str, site_alias: SiteAlias = same_name) -> str:
    r"""Return a tag as Danbooru writes it now: “Silver Hair” is “grey_hair”.

    Taken back are the escapes of a prompt (“saber \(fate\)”), HTML entities, and spaces for
    underscores; then what models call by an older name gets its current one.

    Args:
        site_alias: what is known of a site's aliases beyond our own table.
    """
    name = _ESCAPED.sub(r"\1", html.unescape(text)).strip().lower()
    name = "_".join(name.split())
    name = site_alias(RENAMED.get(name, name))
    return RENAMED.get(name, name)

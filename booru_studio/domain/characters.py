"""Whether a character is drawn as a girl or a boy, told from the posts it is alone on.

Characters that merely accompany girls would come out as girls, so only solo posts count, and
too few of them make the answer “unclear”, which is an answer too.
"""

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum


class Gender(StrEnum):
    """How a character is drawn."""

    GIRL = "girl"
    BOY = "boy"
    BOTH = "both"  # often either, such as a traveller one may choose
    OTHER = "other"  # neither: creatures, machines, beings
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class SoloCounts:
    """Solo posts of a character by what is drawn on them, as numbers of posts.

    They are estimates where a site looks at a sample; `sampled` is how many posts were really
    seen, which alone decides how sure a verdict is.
    """

    boy: float
    girl: float
    sampled: int
    all_posts: float  # of the character where these were counted, solo or not
    other: float = 0.0  # solo posts of no humans, or of a being that is neither
    to_girl: float = 0.0  # of `girl`: a male character drawn as a woman
    to_boy: float = 0.0  # of `boy`: a female character drawn as a man
    remarks: tuple[str, ...] = ()  # what else is common on them, in sentences


@dataclass(frozen=True, slots=True)
class Verdict:
    """A gender with how sure it is and why."""

    gender: Gender = Gender.UNCLEAR
    confidence: float = 0.0  # 0-1
    evidence: tuple[str, ...] = ()  # sentences


@dataclass(frozen=True, slots=True)
class Character:
    """A character in a list, with what makes it stand there."""

    name: str
    count: int = 0  # posts in the time that is looked at
    share: float = 0.0  # 0-1, of all posts of that time
    rising: float | None = None  # share now against share of all time; None = not known
    copyright: str = ""  # the series, "" = not known
    gender: Gender = Gender.UNCLEAR
    confidence: float = 0.0  # 0-1
    notes: tuple[str, ...] = field(default=())  # sentences


LEAST_SOLO = 10  # posts
LEAST_SOLO_SHARE = 0.05  # of the character's posts
BOY_FROM, GIRL_TO = 0.8, 0.2  # share of boy among boy and girl
OTHER_FROM = 0.5  # share among all solo posts
SWAPPED_NOTE = 0.15  # share of swapped posts that is told
WIKI_ALONE = 0.5  # how sure a page alone makes
_Z = 1.96  # 95 %


def wilson_lower_bound(share: float, number: float) -> float:
    """Return what a share of `number` posts surely exceeds, at 95 %; 0 without posts."""
    if number <= 0:
        return 0.0
    spread = _Z * math.sqrt(share * (1 - share) / number + _Z**2 / (4 * number**2))
    return max(0.0, (share + _Z**2 / (2 * number) - spread) / (1 + _Z**2 / number))


def judge(counts: SoloCounts) -> Verdict:
    """Tell a character's gender from its solo posts.

    Posts of a swapped gender are taken out first: on them the tag is the other one. Eight of
    ten make a boy or a girl, anything between makes both.
    """
    girl = max(0.0, counts.girl - counts.to_girl)
    boy = max(0.0, counts.boy - counts.to_boy)
    evidence = (*_counted(boy, girl, counts), *_swapped(counts), *counts.remarks)
    people, everybody = boy + girl, boy + girl + counts.other
    if min(everybody, counts.sampled) >= LEAST_SOLO and counts.other / everybody > OTHER_FROM:
        sure = wilson_lower_bound(counts.other / everybody, counts.sampled)
        return Verdict(Gender.OTHER, round(sure, 3), evidence)
    too_few = _too_few(people, counts)
    if too_few:
        return Verdict(Gender.UNCLEAR, 0.0, (*evidence, too_few))
    gender, sure = _sides(boy, girl, counts.sampled)
    return Verdict(gender, round(sure, 3), evidence)


def judge_other(people: float, others: float, sampled: int) -> Verdict:
    """Tell whether a character is neither, from solo posts with people and without.

    It cannot tell girls from boys, so it is “other” or “unclear”.
    """
    if others <= people:
        return Verdict()
    found = judge(SoloCounts(0.0, people, sampled, people + others, other=others))
    return found if found.gender is Gender.OTHER else Verdict()


def _sides(boy: float, girl: float, sampled: int) -> tuple[Gender, float]:
    share = (boy + 1) / (boy + girl + 2)
    if share >= BOY_FROM:
        return Gender.BOY, wilson_lower_bound(boy / (boy + girl), sampled)
    if share <= GIRL_TO:
        return Gender.GIRL, wilson_lower_bound(girl / (boy + girl), sampled)
    # How surely the rarer side is more than the exception that a girl or boy may have.
    rarer = wilson_lower_bound(min(boy, girl) / (boy + girl), sampled)
    return Gender.BOTH, min(1.0, rarer / GIRL_TO)


def _too_few(people: float, counts: SoloCounts) -> str:
    if min(people, counts.sampled) < LEAST_SOLO:
        return f"Fewer than {LEAST_SOLO} solo posts tell a boy or a girl."
    if people < LEAST_SOLO_SHARE * counts.all_posts:
        return f"Hardly ever alone in a picture ({people:.0f} of {counts.all_posts:.0f} posts)."
    return ""


def _counted(boy: float, girl: float, counts: SoloCounts) -> tuple[str, ...]:
    seen = f"Solo posts: about {girl:.0f} with 1girl, {boy:.0f} with 1boy"
    others = f", {counts.other:.0f} with neither" if counts.other >= 1 else ""
    return (f"{seen}{others}.",)


def _swapped(counts: SoloCounts) -> tuple[str, ...]:
    everybody = counts.boy + counts.girl
    swapped = counts.to_girl + counts.to_boy
    if everybody <= 0 or swapped / everybody <= SWAPPED_NOTE:
        return ()
    return (f"{100 * swapped / everybody:.0f} % show a swapped gender, and were left out.",)


def with_witness(verdict: Verdict, witness: Gender | None, page: str) -> Verdict:
    """Add what the wiki page says of a character (`witness`; None = it says nothing).

    Where the posts tell nothing, the page decides; where both tell and contradict each other,
    the answer is unclear, with both reasons.

    Args:
        page: the sentence of evidence about the page.
    """
    if witness is None:
        return verdict
    evidence = (*verdict.evidence, page)
    if verdict.gender is Gender.UNCLEAR:
        return Verdict(witness, WIKI_ALONE, evidence)
    sides = {Gender.GIRL, Gender.BOY}
    if {verdict.gender, witness} == sides:
        contradiction = "The posts and the wiki page contradict each other."
        return Verdict(Gender.UNCLEAR, 0.0, (*evidence, contradiction))
    return replace(verdict, evidence=evidence)


def series_in_name(name: str) -> str:
    """Return the series that a character's name ends with: `aoi_(summer)_(harbor)` -> `harbor`."""
    match = re.search(r"_\(([^()]+)\)$", name)
    return match[1] if match else ""


def of_gender(characters: Iterable[Character], wanted: str) -> list[Character]:
    """Keep the characters of one gender; “any” keeps all."""
    return [item for item in characters if wanted in ("any", item.gender.value)]

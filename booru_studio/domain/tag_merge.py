"""Join a post's tags with what an interrogator sees in its picture: the booru's tags win."""

from dataclasses import dataclass, replace

from booru_studio.domain.exclusive_tags import Collision, collisions, people
from booru_studio.domain.interrogation import (
    CHARACTER_THRESHOLD,
    GENERAL_THRESHOLD,
    Interrogation,
    SeenTag,
)
from booru_studio.domain.posts import PostTags, TagCategory
from booru_studio.domain.prompts import (
    DraftTag,
    PromptOptions,
    in_prompt_order,
    judge_tag,
    tags_of,
)
from booru_studio.domain.safety import is_kept_tag
from booru_studio.domain.tag_aliases import SiteAlias, canonical, same_name
from booru_studio.domain.tag_implications import implied_by
from booru_studio.domain.tags import is_count_tag, split_list

MOST_TAGS = 75  # in a prompt, unless the booru alone has more
SURE = 0.9  # score from which a tag goes in even beside one that it contradicts


@dataclass(frozen=True, slots=True)
class MergeLimits:
    """From which score on what is seen goes in, and how much of it."""

    general: float = GENERAL_THRESHOLD  # 0-1
    character: float = CHARACTER_THRESHOLD  # 0-1, of all other categories too
    most_tags: int = MOST_TAGS  # kept ones; tags of the booru count, but are never cut


@dataclass(frozen=True, slots=True)
class Merged:
    """The tags of both in the order of the prompt, with the reason for each that stays out.

    What may not be shown here and only the interrogator saw is not among them, but counted.
    """

    tags: tuple[DraftTag, ...]
    contradictions: tuple[str, ...]  # sentences
    hidden: int

    @property
    def added(self) -> tuple[str, ...]:
        """Names of what the interrogator brought into the prompt, the surest first."""
        return tuple(tag.name for tag in self.tags if tag.kept and tag.source == "interrogator")


def merge_tags(
    post: PostTags,
    seen: Interrogation,
    options: PromptOptions,
    limits: MergeLimits | None = None,
    site_alias: SiteAlias = same_name,
) -> Merged:
    """Add what an interrogator sees to a post's tags; none of those is ever lost by it.

    A tag that both have keeps the interrogator's score. One that only the interrogator saw goes
    in when its score is above its limit, it tells more than what is in already, and it stands
    against none of that; from `SURE` on it goes in all the same, as a contradiction to be looked
    at. Two models' names for one tag are one tag.
    """
    limits = limits or MergeLimits()
    scores = _by_name(seen, site_alias)
    removed = split_list(options.remove)
    booru: list[tuple[str, DraftTag]] = []
    for tag in tags_of(post):
        name = canonical(tag.name, site_alias)
        both = scores.get(name)
        known = replace(tag, source="both", score=both.score) if both else tag
        booru.append((name, judge_tag(known, removed, options)))
    names = {name for name, _ in booru}
    new = [tag for tag in scores.values() if tag.name not in names and _is_above(tag, limits)]
    shown = [tag for tag in new if is_kept_tag(tag.name, options.policy)]
    room = _Room(booru, limits.most_tags)
    for seen_tag in sorted(shown, key=_rank):
        brought = DraftTag(seen_tag.name, seen_tag.category, "interrogator", seen_tag.score)
        room.take(judge_tag(brought, removed, options))
    return Merged(tuple(room.tags()), tuple(room.contradictions), len(new) - len(shown))


def _by_name(seen: Interrogation, site_alias: SiteAlias) -> dict[str, SeenTag]:
    """Return each tag once under its current name, with the best of its scores."""
    found: dict[str, SeenTag] = {}
    for tag in seen.tags:
        name = canonical(tag.name, site_alias)
        before = found.get(name)
        if not name or name.startswith("rating:"):
            continue
        if before is None or (tag.score or 0.0) > (before.score or 0.0):
            found[name] = replace(tag, name=name)
    return found


def _is_above(tag: SeenTag, limits: MergeLimits) -> bool:
    is_general = tag.category is TagCategory.GENERAL
    limit = limits.general if is_general else limits.character
    return tag.score is None or tag.score > limit


def _rank(tag: SeenTag) -> tuple[bool, bool, float, str]:
    """Counts come first, since characters are held against them; then names; then the surest."""
    is_general = tag.category is TagCategory.GENERAL
    return (not is_count_tag(tag.name), is_general, -(tag.score or 0.0), tag.name)


class _Room:
    """A prompt that fills with tags, the booru's first."""

    def __init__(self, booru: list[tuple[str, DraftTag]], most: int) -> None:
        """Take the booru's tags, each behind its current name; two may share one."""
        self.contradictions: list[str] = []
        self._most = most
        self._booru = [tag for _, tag in booru]
        self._names = dict.fromkeys(name for name, _ in booru)
        self._kept_names = [name for name, tag in booru if tag.kept]
        self._said: dict[str, str] = {}  # what kept tags say along with themselves, and which
        for name in self._kept_names:
            self._note_parents(name)
        self._brought: list[DraftTag] = []

    def take(self, tag: DraftTag) -> None:
        """Take a tag of the interrogator, or note why it stays out."""
        against = [] if tag.why else collisions(tag.name, self._present())
        reason = tag.why or self._against(tag, against)
        if not reason:
            reason = self._contradiction(tag, against)
            self._brought.append(replace(tag, why=reason))
            self._note_parents(tag.name)
        else:
            self._brought.append(replace(tag, kept=False, why=reason))

    def tags(self) -> list[DraftTag]:
        """Return all tags in the order of the prompt, without parents and what is too many."""
        left = self._most - len(self._kept_names)
        brought = []
        for tag in self._brought:
            why = _says(self._said[tag.name]) if tag.kept and tag.name in self._said else ""
            if tag.kept and not why and left <= 0:
                why = f"the prompt has {self._most} tags already"
            left -= tag.kept and not why
            brought.append(replace(tag, kept=False, why=why) if why else tag)
        return in_prompt_order([*self._booru, *brought])

    def _note_parents(self, name: str) -> None:
        for parent in implied_by(name):
            self._said.setdefault(parent, name)

    def _against(self, tag: DraftTag, found: list[Collision]) -> str:
        """Say why a tag may not go in beside what is there; "" where it may."""
        child = self._said.get(tag.name)
        if child:
            return _says(child)
        if tag.category is not TagCategory.GENERAL:
            return self._against_name(tag)
        if tag.score is not None and tag.score >= SURE:
            return ""
        for other in found:
            if other.with_tag in self._names:
                return f"the post has {other.with_tag} already"
            if other.is_contradiction:
                return f"the picture shows {other.with_tag} more surely"
        return ""

    def _against_name(self, tag: DraftTag) -> str:
        """Hold characters against the number of people, other names against the booru's."""
        is_character = tag.category is TagCategory.CHARACTER
        brought = [other for other in self._brought if other.kept and is_character]
        named = [
            other.name for other in (*self._booru, *brought) if other.category is tag.category
        ]
        if is_character and len(named) < (people(self._present()) or max(1, len(named))):
            return ""
        return f"{', '.join(named)} is named already" if named else ""

    def _contradiction(self, tag: DraftTag, found: list[Collision]) -> str:
        other = next((each.with_tag for each in found if each.is_contradiction), "")
        if not other:
            return ""
        who = "The post is tagged" if other in self._names else "The picture shows"
        sentence = (
            f"{who} {other}, but the interrogator is sure of {tag.name} ({tag.score:.2f}): "
            "both are in the prompt, take out what is wrong."
        )
        self.contradictions.append(sentence)
        return sentence

    def _present(self) -> list[str]:
        return [*self._names, *(tag.name for tag in self._brought if tag.kept)]


def _says(child: str) -> str:
    return f"{child} says it already"

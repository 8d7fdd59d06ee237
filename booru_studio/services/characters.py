"""Characters of a tag, and what one character is drawn as."""

from typing import Any

from booru_studio.boorus.capabilities import RelatedTags
from booru_studio.boorus.danbooru_terms import metatag
from booru_studio.domain.characters import Character
from booru_studio.domain.posts import TagCategory
from booru_studio.domain.safety import RatingPolicy, check_query, is_kept_tag
from booru_studio.domain.tag_facts import RelatedTag, RelatedTagList
from booru_studio.domain.trends import estimated_posts
from booru_studio.errors import BlockedContentError, InvalidInputError
from booru_studio.services.character_list import ANY
from booru_studio.services.classifier import Classifier
from booru_studio.services.listing import Listing, Scope, Wanted
from booru_studio.services.near_names import SiteNames
from booru_studio.services.rankings import UPLOADS
from booru_studio.services.steps import Steps
from booru_studio.services.trend_parts import TrendParts

LONGEST_TAG = 170  # characters, as long as Danbooru lets a tag be
_OPERATORS = frozenset({"or", "and"})
_OWN = 0.2  # of a character's posts, which are of every rating, while the counted ones are not


class Characters:
    """What there is to ask about characters; Danbooru counts it."""

    def __init__(
        self,
        site: RelatedTags | None,
        parts: TrendParts,
        listing: Listing,
        classifier: Classifier,
        policy: RatingPolicy,
        names: SiteNames,
    ) -> None:
        """Take the site that counts; None = there is none."""
        self._site, self._parts = site, parts
        self._listing, self._classifier = listing, classifier
        self._policy, self._names = policy, names

    def characters_for_tag(
        self, tag: str, gender: str = ANY, limit: int = 50, steps: Steps | None = None
    ) -> dict[str, Any]:
        """Tell which characters the posts of a tag show: 1 request, 3 with a gender.

        Returns:
            `{characters, as_of, hidden, notes, rankings}`; `share` is of the tag's posts.

        Raises:
            InvalidInputError: that is no tag, no such gender, or a number out of range.
            BlockedContentError: the tag is blocked everywhere.
            BooruError: the site does not answer, and nothing of it is kept.
            WorkCancelledError: it was asked to stop.
        """
        typed = read_tag_name(tag)
        if self._site is None:
            raise InvalidInputError(reason="No site here tells the characters of a tag.")
        site: RelatedTags = self._site
        wanted = Wanted(gender, limit, steps or Steps())
        name = self._names.own(typed)
        if name != typed:
            wanted.gathering.say(f"“{typed}” is another name of {name}.")
        found = wanted.gathering.add(
            UPLOADS, lambda: self._parts.uploads(site, name, wanted.steps)
        )
        as_of = wanted.gathering.as_of(UPLOADS)
        found = found or RelatedTagList(0, 0)
        if not found.posts:
            wanted.gathering.say(f"No post has the tag “{name}”: {self._names.hint(name)}")
        listed = _characters(found, name)
        return self._listing.finish(listed, {}, Scope(name), as_of, wanted).json()

    def classify_character(self, character: str, steps: Steps | None = None) -> dict[str, Any]:
        """Tell what a character is drawn as: 2 requests, kept for a week.

        Returns:
            `{character, gender, confidence, evidence}`; evidence is a list of sentences.

        Raises:
            InvalidInputError: there is no such character; near names are told.
            BlockedContentError: the name is blocked everywhere.
            BooruError: the site does not answer, and nothing of it is kept.
            WorkCancelledError: it was asked to stop.
        """
        name = read_tag_name(character)
        found = self._classifier.classify(name, steps or Steps())
        if not is_kept_tag(found.character, self._policy):
            raise BlockedContentError(reason=f"the character's name goes beyond {self._policy}")
        return {
            "character": found.character,
            "gender": found.verdict.gender.value,
            "confidence": found.verdict.confidence,
            "evidence": list(found.verdict.evidence),
        }


def read_tag_name(text: str) -> str:
    """Read one tag as people write it: spaces for underscores, capitals, a prompt's backslashes.

    Raises:
        InvalidInputError: it is empty, too long, or search words instead of a tag.
        BlockedContentError: it is blocked everywhere.
    """
    name = "_".join(text.replace("\\(", "(").replace("\\)", ")").split()).strip(",").lower()
    check_query(name)
    if not name or len(name) > LONGEST_TAG or not name.isprintable():
        raise InvalidInputError(reason=f"“{name[:40]}” is no tag: give the name of one tag.")
    if name in _OPERATORS or metatag(name) or name[0] in "-~(" or set(name) & set(",*\"{}"):
        raise InvalidInputError(reason=f"“{name}” is no tag: give one tag, without search words.")
    return name


def _characters(found: RelatedTagList, tag: str) -> list[Character]:
    return [
        Character(
            item.tag.name,
            count=round(estimated_posts(item, found)),
            share=item.share,
            copyright=_series(item, found),
        )
        for item in found.tags
        if item.tag.name != tag
    ]


def _series(item: RelatedTag, found: RelatedTagList) -> str:
    """Return the series that was asked for where it is the character's own, and no guest role."""
    subject = found.subject
    if subject is None or subject.category is not TagCategory.COPYRIGHT or not item.tag.count:
        return ""
    own = estimated_posts(item, found) / item.tag.count
    return subject.name if own >= _OWN else ""

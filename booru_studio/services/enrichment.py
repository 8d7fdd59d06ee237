"""A post's or picture's tags for a draft, with what an interrogator adds to them."""

from collections.abc import Sequence
from dataclasses import dataclass

from booru_studio.domain.interrogation import Interrogation
from booru_studio.domain.posts import Post, PostTags
from booru_studio.domain.prompts import DraftTag, PromptOptions, judge_tags
from booru_studio.domain.safety import is_kept_tag
from booru_studio.domain.safety_pictures import likely_rating
from booru_studio.domain.tag_aliases import SiteAlias, same_name
from booru_studio.domain.tag_facts import PredictedTag
from booru_studio.domain.tag_merge import Merged, merge_tags
from booru_studio.domain.tag_recall import Recall, tag_recall
from booru_studio.domain.tags import escape_tag
from booru_studio.errors import (
    InterrogationError,
    NoInterrogatorError,
    PictureError,
    PictureFileError,
)
from booru_studio.services.character_list import hidden_note
from booru_studio.services.interrogation import Interrogations
from booru_studio.services.interrogator_choice import AUTO
from booru_studio.storage.picture_intake import IntakePicture

_MOST_NAMED = 8  # tags in one sentence


@dataclass(frozen=True, slots=True)
class DraftTags:
    """The tags in the order of the prompt, what to tell of them, and a second opinion."""

    tags: tuple[DraftTag, ...]
    notes: tuple[str, ...] = ()  # sentences
    recall: Recall | None = None


class Enrichment:
    """Asks an interrogator where one is wished for, and joins what both sides know."""

    def __init__(
        self, interrogations: Interrogations | None = None, site_alias: SiteAlias = same_name
    ) -> None:
        """Begin; without interrogators there are the booru's tags alone."""
        self._interrogations, self._site_alias = interrogations, site_alias

    def check(self, interrogator: str) -> None:
        """Refuse a name that is none, before anything is asked; "" wishes for none.

        Raises:
            UnknownInterrogatorError: no such interrogator.
            NoInterrogatorError: none was set up.
        """
        if interrogator:
            self._asked().check_name(interrogator)

    def of_post(self, post: Post, interrogator: str, options: PromptOptions) -> DraftTags:
        """Return a post's tags.

        Where `auto` finds nobody to ask, the booru's tags come alone, and a note says why.

        Raises:
            BlockedContentError: its picture shows what may not be shown here.
            InterrogationError, PictureError, PictureFileError: the one that was named could not.
        """
        alone = tuple(judge_tags(post.tags, options))
        if self._interrogations is None:
            return DraftTags(alone)
        if not interrogator:
            seen = self._interrogations.known(post)
            return DraftTags(alone, recall=_recall(post, seen, options) if seen else None)
        try:
            seen = self._interrogations.of_post(post, interrogator)
        except (InterrogationError, PictureError, PictureFileError) as error:
            if interrogator != AUTO:
                raise
            return DraftTags(alone, (f"The booru's tags are alone. {error}",))
        merged = merge_tags(post.tags, seen, options, site_alias=self._site_alias)
        notes = [*_told(merged, seen), *merged.contradictions, *seen.notes]
        return DraftTags(merged.tags, tuple(notes), _recall(post, seen, options))

    def of_picture(
        self, picture: IntakePicture, interrogator: str, options: PromptOptions
    ) -> DraftTags:
        """Return the tags of a picture that is no booru's.

        Raises:
            BlockedContentError: it shows what may not be shown here.
            InterrogationError, PictureFileError: it could not be looked at.
        """
        seen = self._asked().of_picture(picture, interrogator)
        merged = merge_tags(PostTags(), seen, options, site_alias=self._site_alias)
        notes = [*_told(merged, seen), *merged.contradictions, *unrated_note(seen), *seen.notes]
        return DraftTags(merged.tags, tuple(notes))

    def _asked(self) -> Interrogations:
        if self._interrogations is None:
            raise NoInterrogatorError(reason="none was set up", advice="leave its name empty")
        return self._interrogations


def unrated_note(seen: Interrogation) -> list[str]:
    """Say what the rating of a picture rests on, where that is not plain."""
    likely = likely_rating(seen)
    if likely is None:
        return [
            f"{seen.interrogator} tells no rating, so the picture was judged by its tags alone: "
            "look at it yourself."
        ]
    return []


def _told(merged: Merged, seen: Interrogation) -> list[str]:
    added = merged.added
    if not added:
        told = f"{seen.interrogator} saw nothing to add."
    else:
        noun = "tag was" if len(added) == 1 else "tags were"
        told = f"{len(added)} {noun} added by {seen.interrogator}: {_few(added)}."
    return [told, *hidden_note(merged.hidden, "tag", "tags")]


def _few(names: Sequence[str]) -> str:
    shown = ", ".join(escape_tag(name).replace("\\", "") for name in names[:_MOST_NAMED])
    more = len(names) - _MOST_NAMED
    return f"{shown} and {more} more" if more > 0 else shown


def _recall(post: Post, seen: Interrogation, options: PromptOptions) -> Recall | None:
    shown = [
        PredictedTag(tag.name, tag.category, tag.score)
        for tag in seen.tags
        if tag.score is not None and is_kept_tag(tag.name, options.policy)
    ]
    return tag_recall(post, shown)

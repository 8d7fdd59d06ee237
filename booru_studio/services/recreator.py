"""Make a draft of a post or a picture: its tags as a prompt, its shape as a size."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from booru_studio.boorus.base import Booru
from booru_studio.boorus.links import parse_post_link
from booru_studio.domain.drafts import Draft
from booru_studio.domain.model_families import ModelFamily, bucket_size
from booru_studio.domain.posts import Post, PostId, PostTags, Rating, TagCategory
from booru_studio.domain.presets import Preset
from booru_studio.domain.prompts import PromptOptions, prompt_from_tags
from booru_studio.domain.safety import RatingPolicy, check_post
from booru_studio.domain.tag_quality import Quality, tag_quality
from booru_studio.domain.wildcard_syntax import is_plain
from booru_studio.errors import BooruUnreachableError, InvalidInputError
from booru_studio.services.defaults import Defaults
from booru_studio.services.draft_choices import with_choices
from booru_studio.services.enrichment import DraftTags, Enrichment
from booru_studio.services.seen_posts import SeenPosts
from booru_studio.storage.picture_intake import IntakePicture

FEW_TAGS = 10  # general tags; Danbooru asks uploaders for at least as many


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a person wants of a draft beyond the post itself."""

    append: str = ""
    remove: str = ""
    interrogator: str = ""  # its name or “auto”; "" = the booru's tags alone
    categories: Sequence[str] = ("general", "character", "copyright")
    checkpoint: str = ""  # "" = the one that is loaded
    preset: str = ""  # name of a preset to apply; "" = none


class Recreator:
    """Turns a post link or a picture into a draft that can be queued as it is."""

    def __init__(
        self,
        boorus: Mapping[str, Booru],
        policy: RatingPolicy,
        defaults: Defaults,
        seen: SeenPosts,
        checkpoint: Callable[[], str],
        preset: Callable[[str], Preset] | None = None,
        enrichment: Enrichment | None = None,
    ) -> None:
        """Take what drafts are made with.

        Args:
            preset: finds a preset by its name; None = there are none to apply.
            enrichment: asks interrogators; None = there are none.
        """
        self._boorus, self._policy = boorus, policy
        self._defaults, self._seen, self._checkpoint = defaults, seen, checkpoint
        self._preset, self._enrichment = preset, enrichment or Enrichment()

    def draft(
        self, post: str, wishes: Wishes | None = None, *, seen_first: bool = False
    ) -> Draft:
        """Fetch a post and draft it.

        Args:
            post: a link or id in any form a person pastes.
            seen_first: take the post as it was shown lately, and ask the site only without that.

        Raises:
            BooruError: the link is none, or the site does not give the post.
            HiddenPostError, BlockedContentError: it may not be shown here.
            InvalidInputError: an unknown category.
            PresetNotFoundError, UnknownInterrogatorError: no such preset or interrogator.
            InterrogationError, PictureError, PictureFileError: the interrogator that was named
                could not; where it was `auto`, the draft is made without and a warning says so.
        """
        wishes = wishes or Wishes()
        options = self._options(wishes)
        preset = self._preset(wishes.preset) if self._preset and wishes.preset else None
        found = self.fetch(post, seen_first=seen_first)
        tags = self._enrichment.of_post(found, wishes.interrogator, options)
        draft = self._drafted(tags, (found.width, found.height), options, found)
        return with_choices(draft, preset, wishes.checkpoint)

    def draft_picture(self, picture: IntakePicture, wishes: Wishes) -> Draft:
        """Draft a picture that is no post: all its tags are an interrogator's.

        Raises:
            BlockedContentError: it shows what may not be shown here.
            InterrogationError, PictureFileError: it could not be looked at.
            InvalidInputError: an unknown category.
        """
        options = self._options(wishes)
        tags = self._enrichment.of_picture(picture, wishes.interrogator, options)
        return self._drafted(tags, (picture.width, picture.height), options)

    def fetch(self, link: str, *, seen_first: bool = False) -> Post:
        """Fetch a post that may be shown here."""
        post_id = parse_post_link(link, self._boorus)
        seen = self._seen.post(post_id) if seen_first else None
        if seen:
            return seen
        booru = self._boorus[post_id.site]
        if booru.unavailable():
            # Its own error says what is missing.
            booru.post(post_id.number)
            raise BooruUnreachableError(site=booru.label, reason=booru.unavailable())
        post = booru.post(post_id.number)
        check_post(post, self._policy)
        self._seen.note([post])
        return post

    def rating_of(self, post_id: PostId) -> Rating | None:
        """Return the rating of a post that was shown here before."""
        return self._seen.rating_of(post_id)

    def _drafted(
        self,
        found: DraftTags,
        shape: tuple[int, int],
        options: PromptOptions,
        post: Post | None = None,
    ) -> Draft:
        family = options.family or self._defaults.family(self._checkpoint())
        prompt = prompt_from_tags(found.tags, options)
        width, height = size = bucket_size(*shape, family.area)
        notes = (*(post.notes if post else ()), *found.notes, *_few_tags(found))
        return Draft(
            prompt=prompt,
            negative_prompt=family.negative,
            width=width,
            height=height,
            post=post,
            quality=tag_quality(post) if post else _quality(found),
            tags=found.tags,
            request=self._request(prompt, family, size, post.id if post else None),
            family=family.name,
            warnings=tuple(dict.fromkeys(notes)),
            recall=found.recall,
        )

    def _options(self, wishes: Wishes) -> PromptOptions:
        self._enrichment.check(wishes.interrogator)
        known = {category.value for category in TagCategory}
        unknown = [name for name in wishes.categories if name not in known]
        if unknown:
            raise InvalidInputError(
                reason=f"There is no tag category “{unknown[0]}”: use {', '.join(sorted(known))}."
            )
        return PromptOptions(
            categories=[TagCategory(name) for name in wishes.categories],
            remove=wishes.remove,
            append=wishes.append,
            family=self._defaults.family(wishes.checkpoint or self._checkpoint()),
            policy=self._policy,
        )

    def _request(
        self, prompt: str, family: ModelFamily, size: tuple[int, int], post: PostId | None
    ) -> dict[str, Any]:
        """Build the request; the prompt is a template only where there is something to expand."""
        key = "prompt" if is_plain(prompt) else "template"
        request = {
            key: prompt,
            "negative_prompt": family.negative,
            **self._defaults.request(),
            "width": size[0],
            "height": size[1],
        }
        return {**request, "source_post": str(post)} if post else request


def _quality(found: DraftTags) -> Quality:
    """Score a picture's tags as if they were a post's."""
    tags = {category.value: tuple(tag.name for tag in found.tags
                                  if tag.kept and tag.category is category)
            for category in TagCategory}  # fmt: skip
    no_post = PostId("", 0)
    return tag_quality(Post(no_post, "", Rating.GENERAL, 0, 0, PostTags(**tags)))


def _few_tags(found: DraftTags) -> list[str]:
    general = [
        tag for tag in found.tags
        if tag.category is TagCategory.GENERAL and (tag.kept or tag.source != "interrogator")
    ]  # fmt: skip
    if len(general) >= FEW_TAGS:
        return []
    return [
        f"There are only {len(general)} general tags, so the picture will be far from it: add "
        "some by hand or by interrogation."
    ]

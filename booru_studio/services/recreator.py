"""Make a draft of a post: its tags as a prompt, its shape as a size."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from booru_studio.boorus.base import Booru
from booru_studio.boorus.links import parse_post_link
from booru_studio.domain.drafts import Draft
from booru_studio.domain.model_families import ModelFamily, bucket_size
from booru_studio.domain.posts import Post, PostId, Rating, TagCategory
from booru_studio.domain.presets import Preset
from booru_studio.domain.prompts import PromptOptions, judge_tags, prompt_from_tags
from booru_studio.domain.safety import RatingPolicy, check_post
from booru_studio.domain.tag_quality import tag_quality
from booru_studio.domain.wildcard_syntax import is_plain
from booru_studio.errors import BooruUnreachableError, InvalidInputError
from booru_studio.services.defaults import Defaults
from booru_studio.services.draft_choices import with_choices
from booru_studio.services.seen_posts import SeenPosts

FEW_TAGS = 10  # general tags; Danbooru asks uploaders for at least as many


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a person wants of a draft beyond the post itself."""

    append: str = ""
    remove: str = ""
    interrogator: str = ""
    categories: Sequence[str] = ("general", "character", "copyright")
    checkpoint: str = ""  # "" = the one that is loaded
    preset: str = ""  # name of a preset to apply; "" = none


class Recreator:
    """Turns a post link into a draft that can be queued as it is."""

    def __init__(
        self,
        boorus: Mapping[str, Booru],
        policy: RatingPolicy,
        defaults: Defaults,
        seen: SeenPosts,
        checkpoint: Callable[[], str],
        preset: Callable[[str], Preset] | None = None,
    ) -> None:
        """Take what drafts are made with; without `preset` there are no presets to apply."""
        self._boorus, self._policy = boorus, policy
        self._defaults, self._seen, self._checkpoint = defaults, seen, checkpoint
        self._preset = preset

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
            InvalidInputError: an unknown category or interrogator.
            PresetNotFoundError: an unknown preset.
        """
        wishes = wishes or Wishes()
        options = self._options(wishes)
        preset = self._preset(wishes.preset) if self._preset and wishes.preset else None
        draft = self.draft_of(self.fetch(post, seen_first=seen_first), options)
        return with_choices(draft, preset, wishes.checkpoint)

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

    def draft_of(self, post: Post, options: PromptOptions) -> Draft:
        family = options.family or self._defaults.family(self._checkpoint())
        tags = judge_tags(post.tags, options)
        prompt = prompt_from_tags(tags, options)
        width, height = bucket_size(post.width, post.height, family.area)
        quality = tag_quality(post)
        warnings = list(post.notes)
        if quality.general_tags < FEW_TAGS:
            warnings.append(
                f"The post has only {quality.general_tags} general tags, so the picture will be "
                "far from it: add some by hand or by interrogation."
            )
        return Draft(
            prompt=prompt,
            negative_prompt=family.negative,
            width=width,
            height=height,
            post=post,
            quality=quality,
            tags=tuple(tags),
            request=self._request(prompt, family, (width, height), post.id),
            family=family.name,
            warnings=tuple(warnings),
        )

    def _options(self, wishes: Wishes) -> PromptOptions:
        if wishes.interrogator:
            raise InvalidInputError(
                reason=f"There is no interrogator “{wishes.interrogator}”: leave it empty."
            )
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
        self, prompt: str, family: ModelFamily, size: tuple[int, int], post: PostId
    ) -> dict[str, Any]:
        """Build the request; the prompt is a template only where there is something to expand."""
        key = "prompt" if is_plain(prompt) else "template"
        return {
            key: prompt,
            "negative_prompt": family.negative,
            **self._defaults.request(),
            "width": size[0],
            "height": size[1],
            "source_post": str(post),
        }

"""From a post's tags to a prompt: which tags go in, in which order, and why others stay out."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from booru_studio.domain.model_families import ModelFamily
from booru_studio.domain.posts import PostTags, TagCategory
from booru_studio.domain.safety import RatingPolicy, is_kept_tag
from booru_studio.domain.tag_groups import is_in_group
from booru_studio.domain.tags import escape_tag, is_count_tag, matches, split_list

DEFAULT_CATEGORIES = (TagCategory.GENERAL, TagCategory.CHARACTER, TagCategory.COPYRIGHT)

# Tell something of the file or the upload, nothing of what the picture shows.
NOISE = (
    "tagme", "*_request", "*commentary", "*_commentary", "translated", "bad_id", "bad_*_id",
    "highres", "absurdres", "incredibly_absurdres", "lowres", "md5_mismatch", "duplicate",
    "artist_name", "character_name", "copyright_name", "signature", "dated", "watermark",
    "sample_watermark", "*_username", "*_logo", "web_address", "qr_code", "copyright_notice",
    "english_text", "*_text", "text_focus", "patreon_*", "cover", "cover_page", "scan",
    "revision", "commission", "*_commission", "mixed-language_*", "censored", "*_censoring",
    "*_artifacts",
)  # fmt: skip

_ORDER = (
    TagCategory.CHARACTER,
    TagCategory.COPYRIGHT,
    TagCategory.ARTIST,
    TagCategory.GENERAL,
    TagCategory.META,
)


@dataclass(frozen=True, slots=True)
class DraftTag:
    """One tag of a draft and what became of it."""

    name: str
    category: TagCategory
    source: str = "booru"  # booru, interrogator or both
    score: float | None = None  # 0-1, an interrogator's
    kept: bool = True
    why: str = ""  # one sentence where it was left out


@dataclass(frozen=True, slots=True)
class PromptOptions:
    """How a person wants their prompts: what to leave out, what to put in."""

    categories: Collection[TagCategory] = DEFAULT_CATEGORIES
    remove: str = ""  # tags to leave out, with * and ?, and groups such as @hair
    append: str = ""  # prompt text for the very end, wildcards and LoRAs included
    family: ModelFamily | None = None
    policy: RatingPolicy = field(default_factory=RatingPolicy)


def judge_tags(tags: PostTags, options: PromptOptions) -> list[DraftTag]:
    """Decide for each tag whether it goes into the prompt; the order is the prompt's."""
    removed = split_list(options.remove)
    judged = [judge_tag(tag, removed, options) for tag in tags_of(tags)]
    return in_prompt_order(judged)


def tags_of(tags: PostTags) -> list[DraftTag]:
    """Return a booru's tags, each once, none judged yet."""
    return [
        DraftTag(name, category)
        for category in TagCategory
        for name in dict.fromkeys(tags.of(category))
    ]


def in_prompt_order(tags: Iterable[DraftTag]) -> list[DraftTag]:
    """Sort tags as a prompt has them: counts, then by category; what is first stays first."""
    return sorted(tags, key=lambda tag: (not is_count_tag(tag.name), _ORDER.index(tag.category)))


def prompt_from_tags(tags: Iterable[DraftTag], options: PromptOptions) -> str:
    """Write the prompt: the family's prefix, the kept tags, its suffix, the appended text.

    The tags are escaped, since booru text is data; prefix, suffix and appended text are prompt
    text as a person wrote it.
    """
    family = options.family
    parts = [family.prefix if family else ""]
    parts += dict.fromkeys(escape_tag(tag.name) for tag in tags if tag.kept)
    parts += [family.suffix if family else "", options.append]
    return ", ".join(part.strip(", \n") for part in parts if part.strip(", \n"))


def judge_tag(tag: DraftTag, removed: list[str], options: PromptOptions) -> DraftTag:
    """Decide whether one tag goes into the prompt; `removed` is `options.remove` as a list."""
    why = ""
    if tag.category not in options.categories:
        why = f"the category {tag.category.value} is not chosen"
    elif not escape_tag(tag.name).strip():
        why = "nothing is left of it in a prompt"
    elif not is_kept_tag(tag.name, options.policy):
        why = "outside of the allowed rating"
    elif matches(tag.name, removed) or _is_removed_group(tag, removed):
        why = "on your list of tags to leave out"
    elif tag.category in (TagCategory.GENERAL, TagCategory.META) and matches(tag.name, NOISE):
        why = "says nothing about what the picture shows"
    return DraftTag(tag.name, tag.category, tag.source, tag.score, not why, why)


def _is_removed_group(tag: DraftTag, removed: list[str]) -> bool:
    return tag.category is TagCategory.GENERAL and is_in_group(tag.name, removed)

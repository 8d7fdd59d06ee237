"""Read Danbooru's post objects (https://danbooru.donmai.us/wiki_pages/api:posts)."""

from collections.abc import Mapping
from urllib.parse import urljoin

from booru_studio.boorus.fields import Fields, flag, integer, moment, text
from booru_studio.domain.posts import Post, PostId, PostTags, Rating, TagCategory
from booru_studio.errors import BooruReplyError

SITE = "danbooru"
LABEL = "Danbooru"
PAGE = "https://danbooru.donmai.us/posts/{number}"
VIDEO_EXTENSIONS = frozenset({"mp4", "webm", "swf", "zip"})  # zip = ugoira, an animation
STILL_EXTENSIONS = frozenset({"jpg", "jpeg", "png", "webp"})
VIDEO_NOTE = "Video: only its tags are used."


def parse_posts(data: object) -> list[Fields]:
    """Check that a reply is a list of post objects.

    Raises:
        BooruReplyError: it is not.
    """
    if isinstance(data, list) and all(isinstance(item, dict) for item in data):
        return data
    raise BooruReplyError(site=LABEL, reason="no list of posts")


def is_withdrawn(fields: Fields) -> bool:
    """Say whether a post was deleted or banned, which searches may still list."""
    return flag(fields, "is_deleted") or flag(fields, "is_banned")


def parse_post(fields: Fields, root: str) -> Post:
    """Read one post object; the file's addresses are "" where the site withholds them.

    Danbooru leaves `file_url` and its kin out for banned posts, for some tags without a Gold
    account, and on its safe host for every post that is not rated general.

    Args:
        root: the site's root, for addresses that are given without a host.

    Raises:
        BooruReplyError: it has no number.
    """
    post_number = integer(fields, "id")
    if post_number <= 0:
        raise BooruReplyError(site=LABEL, reason="a post without a number")
    extension = text(fields, "file_ext").lower()
    is_video = extension in VIDEO_EXTENSIONS
    variants = _variants(fields, root)
    return Post(
        id=PostId(SITE, post_number),
        url=PAGE.format(number=post_number),
        rating=Rating.parse(fields.get("rating")),
        width=max(0, integer(fields, "image_width")),
        height=max(0, integer(fields, "image_height")),
        tags=_tags(fields),
        created=moment(text(fields, "created_at")),
        score=integer(fields, "score"),
        preview_url=_first(variants, "360x360", "preview", "180x180"),
        sample_url=_sample(variants, extension),
        file_url=variants.get("file", ""),
        source=text(fields, "source"),
        uploader=text(fields, "uploader_id"),
        md5=text(fields, "md5"),
        is_video=is_video,
        notes=(VIDEO_NOTE,) if is_video else (),
    )


def _tags(fields: Fields) -> PostTags:
    by_category = {
        category.value: tuple(text(fields, f"tag_string_{category.value}").split())
        for category in TagCategory
    }
    if not any(by_category.values()):
        return PostTags(general=tuple(text(fields, "tag_string").split()))
    return PostTags(**by_category)


def _variants(fields: Fields, root: str) -> dict[str, str]:
    """Collect a post's pictures by the site's name of their size; withheld ones are missing."""
    found = {
        "file": text(fields, "file_url"),
        "preview": text(fields, "preview_file_url"),
    }
    asset = fields.get("media_asset")
    variants = asset.get("variants") if isinstance(asset, Mapping) else None
    for variant in variants if isinstance(variants, list) else ():
        if isinstance(variant, Mapping):
            found[text(variant, "type")] = text(variant, "url")
    absolute = {name: urljoin(f"{root}/", address) for name, address in found.items() if address}
    return {name: url for name, url in absolute.items() if url.startswith(("https:", "http:"))}


def _sample(variants: Mapping[str, str], extension: str) -> str:
    """Choose the picture to look at and to interrogate: a still of at least 720 pixels."""
    if extension in VIDEO_EXTENSIONS:
        return variants.get("720x720", "")  # the sample of an ugoira is a webm
    if extension in STILL_EXTENSIONS:
        return _first(variants, "sample", "file")
    return _first(variants, "sample", "full", "720x720")


def _first(variants: Mapping[str, str], *names: str) -> str:
    return next((variants[name] for name in names if name in variants), "")

"""The records of the Danbooru stand-in, in the shapes of Danbooru's JSON API."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from booru_studio.demo.booru_match import SITE_ZONE
from booru_studio.demo.booru_posts import SAMPLE_WIDTH, StandInPost
from booru_studio.demo.booru_tags import TagRow, WikiPage
from booru_studio.domain.posts import TagCategory

Json = dict[str, Any]
_WITHHELD_KEYS = ("md5", "file_url", "large_file_url", "preview_file_url")
_WITHHELD_ASSET_KEYS = ("md5", "file_key", "variants")
# Tags are older than anything posted lately.
_TAG_AGE = timedelta(days=400)


def time_text(moment: datetime) -> str:
    """Write a time as the site does: “2026-05-06T17:10:30.675-05:00”."""
    return moment.astimezone(SITE_ZONE).isoformat(timespec="milliseconds")


def post_json(post: StandInPost, root: str, is_withheld: bool) -> Json:
    """Write a post as /posts.json does.

    Where a file is withheld, the keys that would lead to it are absent, not null.
    """
    created, tags = time_text(post.created), post.tags
    by_category = {category.value: tags.of(category) for category in TagCategory}
    everything = sorted(tags.all())
    record: Json = {
        "id": post.number,
        "created_at": created,
        "uploader_id": post.uploader_id,
        "score": post.score,
        "source": post.source,
        "md5": post.md5,
        "last_comment_bumped_at": None,
        "rating": post.rating,
        "image_width": post.width,
        "image_height": post.height,
        "tag_string": " ".join(everything),
        "fav_count": post.favourites,
        "file_ext": post.ext,
        "last_noted_at": None,
        "parent_id": None,
        "has_children": False,
        "approver_id": None,
        **{f"tag_count_{name}": len(names) for name, names in by_category.items()},
        "file_size": post.file_size,
        "up_score": post.score + 1,
        "down_score": -1,
        "is_pending": False,
        "is_flagged": False,
        "is_deleted": "deleted" in post.flags,
        "tag_count": len(everything),
        "updated_at": created,
        "is_banned": "banned" in post.flags,
        "pixiv_id": None,
        "last_commented_at": None,
        "has_active_children": False,
        "bit_flags": 0,
        "has_large": post.has_sample,
        "has_visible_children": False,
        "media_asset": _asset_json(post, root, is_withheld),
        **{f"tag_string_{name}": " ".join(names) for name, names in by_category.items()},
        **_file_urls(post, root),
    }
    return _without(record, _WITHHELD_KEYS) if is_withheld else record


def tag_json(tag: TagRow, opened: datetime) -> Json:
    """Write a tag as /tags.json does."""
    made = time_text(opened - _TAG_AGE + timedelta(minutes=tag.number))
    return {
        "id": tag.number,
        "name": tag.name,
        "post_count": tag.count,
        "category": tag.category,
        "created_at": made,
        "updated_at": made,
        "is_deprecated": tag.is_deprecated,
        "words": tag.words,
    }


def relation_json(number: int, antecedent: str, consequent: str, opened: datetime) -> Json:
    """Write a tag alias or implication as /tag_aliases.json does."""
    made = time_text(opened - _TAG_AGE + timedelta(minutes=number))
    return {
        "id": number,
        "antecedent_name": antecedent,
        "reason": "",
        "creator_id": 501,
        "consequent_name": consequent,
        "status": "active",
        "forum_topic_id": None,
        "created_at": made,
        "updated_at": made,
        "approver_id": 501,
        "forum_post_id": None,
    }


def wiki_json(page: WikiPage, opened: datetime) -> Json:
    """Write a wiki page as /wiki_pages.json does."""
    made = time_text(opened - _TAG_AGE + timedelta(minutes=page.number))
    return {
        "id": page.number,
        "created_at": made,
        "updated_at": made,
        "title": page.title,
        "body": page.body,
        "is_locked": False,
        "other_names": list(page.other_names),
        "is_deleted": False,
    }


def only_fields(value: object, wanted: str) -> object:
    """Keep the fields that `only=id,media_asset[id,variants]` names, in a record or a list."""
    if isinstance(value, list):
        return [only_fields(item, wanted) for item in value]
    if not isinstance(value, dict):
        return value
    fields = (field.partition("[") for field in _split_fields(wanted))
    return {
        name: only_fields(value[name], inner.removesuffix("]")) if inner else value[name]
        for name, _, inner in fields
        if name in value
    }


def _split_fields(wanted: str) -> Iterator[str]:
    """Split at the commas that stand in no brackets."""
    depth, begun = 0, ""
    for letter in wanted:
        depth += (letter == "[") - (letter == "]")
        if letter == "," and depth == 0:
            yield begun.strip()
            begun = ""
        else:
            begun += letter
    yield begun.strip()


def _asset_json(post: StandInPost, root: str, is_withheld: bool) -> Json:
    created = time_text(post.created)
    asset: Json = {
        "id": post.number * 3,
        "created_at": created,
        "updated_at": created,
        "md5": post.md5,
        "file_ext": post.ext,
        "file_size": post.file_size,
        "image_width": post.width,
        "image_height": post.height,
        "duration": 12.5 if post.is_video else None,
        "status": "active",
        "file_key": post.md5[:9],
        "is_public": True,
        "pixel_hash": post.md5[::-1],
        "variants": list(_variants(post, root)),
    }
    return _without(asset, _WITHHELD_ASSET_KEYS) if is_withheld else asset


def _variants(post: StandInPost, root: str) -> Iterator[Json]:
    pictures = f"{root}/danbooru"
    for side, folder, ext in ((180, "180x180", "jpg"), (360, "preview", "jpg"),
                              (720, "720x720", "webp")):  # fmt: skip
        scale = min(1.0, side / max(post.width, post.height))
        url = f"{pictures}/{folder}/{post.number}.{ext}"
        yield _variant(f"{side}x{side}", url, post, scale, ext)
    if post.has_sample:
        url = f"{pictures}/sample/{post.number}.jpg"
        yield _variant("sample", url, post, SAMPLE_WIDTH / post.width, "jpg")
    url = f"{pictures}/original/{post.number}.{post.ext}"
    yield _variant("original", url, post, 1.0, post.ext)


def _variant(kind: str, url: str, post: StandInPost, scale: float, ext: str) -> Json:
    return {
        "type": kind,
        "url": url,
        "width": round(post.width * scale),
        "height": round(post.height * scale),
        "file_ext": ext,
    }


def _file_urls(post: StandInPost, root: str) -> Json:
    original = f"{root}/danbooru/original/{post.number}.{post.ext}"
    sample = f"{root}/danbooru/sample/{post.number}.jpg"
    return {
        "file_url": original,
        "large_file_url": sample if post.has_sample else original,
        "preview_file_url": f"{root}/danbooru/180x180/{post.number}.jpg",
    }


def _without(record: Json, keys: tuple[str, ...]) -> Json:
    return {key: value for key, value in record.items() if key not in keys}

"""Read Gelbooru's post objects, whose tags carry no categories."""

import html
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone

from booru_studio.boorus.fields import Fields, extension, integer, text, web_address
from booru_studio.boorus.tag_categories import sort_tags
from booru_studio.domain.posts import Post, PostId, Rating, TagCategory
from booru_studio.errors import BooruReplyError

SITE = "gelbooru"
LABEL = "Gelbooru"
PAGE = "https://gelbooru.com/index.php?page=post&s=view&id={number}"
VIDEO_EXTENSIONS = frozenset({"mp4", "webm", "swf", "zip"})
VIDEO_NOTE = "Video: only its tags are used."

# “Sat Sep 26 03:51:09 -0500 2026”; the month's name does not follow our locale.
_CREATED = re.compile(
    r"\w{3} (\w{3}) +(\d{1,2}) (\d\d):(\d\d):(\d\d) ([+-])(\d\d)(\d\d) (\d{4})", re.ASCII
)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun",
           "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")  # fmt: skip


def tag_names(fields: Fields) -> tuple[str, ...]:
    """Return a post's tags. The site sends HTML entities (“&#039;”), one of which may be a space,
    so they are split before they are resolved.
    """
    names = (html.unescape(name) for name in text(fields, "tags").split())
    return tuple(dict.fromkeys("_".join(name.split()) for name in names))


def parse_post(fields: Fields, categories: Mapping[str, TagCategory]) -> Post:
    """Read one post object.

    Args:
        categories: of its tags; a tag that is missing there counts as general.

    Raises:
        BooruReplyError: it has no number.
    """
    post_number = integer(fields, "id")
    if post_number <= 0:
        raise BooruReplyError(site=LABEL, reason="a post without a number")
    file_url = web_address(fields, "file_url")
    preview_url = web_address(fields, "preview_url")
    # `image` may name a webm where the file is an mp4, so the address decides.
    is_video = extension(file_url) in VIDEO_EXTENSIONS
    sample_url = web_address(fields, "sample_url") or file_url
    if extension(sample_url) in VIDEO_EXTENSIONS:
        sample_url = preview_url
    return Post(
        id=PostId(SITE, post_number),
        url=PAGE.format(number=post_number),
        rating=Rating.parse(fields.get("rating")),
        width=max(0, integer(fields, "width")),
        height=max(0, integer(fields, "height")),
        tags=sort_tags(tag_names(fields), categories),
        created=_created(text(fields, "created_at")),
        score=integer(fields, "score"),
        preview_url=preview_url,
        sample_url=sample_url,
        file_url=file_url,
        source=html.unescape(text(fields, "source")),
        uploader=text(fields, "owner"),
        md5=text(fields, "md5") or text(fields, "hash"),
        is_video=is_video,
        notes=(VIDEO_NOTE,) if is_video else (),
    )


def _created(words: str) -> datetime | None:
    match = _CREATED.fullmatch(words.strip())
    if not match or match[1] not in _MONTHS:
        return None
    day, hour, minute, second, zone_hours, zone_minutes, year = map(
        int, match.group(2, 3, 4, 5, 7, 8, 9)
    )
    offset = timedelta(hours=zone_hours, minutes=zone_minutes)
    month = _MONTHS.index(match[1]) + 1
    try:
        zone = timezone(-offset if match[6] == "-" else offset)
        return datetime(year, month, day, hour, minute, second, tzinfo=zone).astimezone(UTC)
    except (ValueError, OverflowError):
        return None

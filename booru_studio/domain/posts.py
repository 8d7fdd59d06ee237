"""A booru post: where it is, what it is rated, how it is tagged."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Rating(StrEnum):
    """How safe a post is, in rising order; Danbooru's four, which Gelbooru shares since 2022."""

    GENERAL = "general"
    SENSITIVE = "sensitive"
    QUESTIONABLE = "questionable"
    EXPLICIT = "explicit"

    @classmethod
    def parse(cls, text: object) -> "Rating":
        """Read a site's word or letter; whatever is unknown or missing counts as explicit.

        “safe” is the name that “general” had on Gelbooru until 2022.
        """
        word = str(text or "").strip().lower()
        for rating in cls:
            if word == rating.value or (len(word) == 1 and rating.value.startswith(word)):
                return rating
        return cls.GENERAL if word == "safe" else cls.EXPLICIT

    @classmethod
    def named(cls, name: str) -> "Rating | None":
        """Return the rating of exactly that name; None where there is none."""
        return cls(name) if name in cls.__members__.values() else None


class TagCategory(StrEnum):
    """What a tag names; the order is the one a prompt has them in."""

    GENERAL = "general"
    CHARACTER = "character"
    COPYRIGHT = "copyright"
    ARTIST = "artist"
    META = "meta"


@dataclass(frozen=True, slots=True)
class PostId:
    """A post's site (“danbooru”, “gelbooru”) and number there."""

    site: str
    number: int

    def __str__(self) -> str:
        return f"{self.site}:{self.number}"

    @classmethod
    def parse(cls, text: str) -> "PostId | None":
        """Read `site:number` as `str()` writes it; None where it is something else."""
        site, colon, number = text.strip().partition(":")
        if not (colon and site.isalpha() and number.isascii() and number.isdigit()):
            return None
        return cls(site.lower(), int(number))


@dataclass(frozen=True, slots=True)
class PostTags:
    """A post's tags by category, in the site's spelling (underscores, no escapes)."""

    general: tuple[str, ...] = ()
    character: tuple[str, ...] = ()
    copyright: tuple[str, ...] = ()
    artist: tuple[str, ...] = ()
    meta: tuple[str, ...] = ()

    def of(self, category: TagCategory) -> tuple[str, ...]:
        tags: tuple[str, ...] = getattr(self, category.value)
        return tags

    def all(self) -> tuple[str, ...]:
        """Every tag, in the order of `TagCategory`."""
        return (*self.general, *self.character, *self.copyright, *self.artist, *self.meta)


@dataclass(frozen=True, slots=True)
class Post:
    """One post as a booru shows it, parsed.

    `preview_url`, `sample_url` and `file_url` are "" where the site withholds the file.
    `url` is the site's own page of the post.
    """

    id: PostId
    url: str
    rating: Rating
    width: int  # pixels
    height: int  # pixels
    tags: PostTags
    created: datetime | None = None  # UTC
    score: int = 0
    preview_url: str = ""
    sample_url: str = ""
    file_url: str = ""
    source: str = ""
    uploader: str = ""
    md5: str = ""
    is_video: bool = False
    notes: tuple[str, ...] = ()  # sentences for the person, e.g. “video: tags only”


@dataclass(frozen=True, slots=True)
class PostPage:
    """One page of a search."""

    posts: tuple[Post, ...]
    next: str = ""  # what to ask for the following page; "" at the end
    notes: tuple[str, ...] = ()  # sentences: which terms were left out, and why

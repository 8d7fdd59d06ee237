"""What a booru knows of its tags: how many posts have them, and which go together."""

from dataclasses import dataclass, field

from booru_studio.domain.posts import TagCategory


@dataclass(frozen=True, slots=True)
class TagFact:
    """One tag of a site."""

    name: str
    category: TagCategory
    count: int  # posts that have it, of every rating


@dataclass(frozen=True, slots=True)
class RelatedTag:
    """A tag that posts of a search have."""

    tag: TagFact
    share: float  # 0-1, of the posts that were looked at


@dataclass(frozen=True, slots=True)
class RelatedTagList:
    """Which tags the posts of a search have, the most frequent first."""

    posts: int  # that fit the search
    sampled: int  # of them were looked at
    tags: tuple[RelatedTag, ...] = ()
    subject: TagFact | None = None  # where the search was a single tag

    def share_of(self, name: str) -> float:
        """Return how many of the posts have a tag, 0 to 1; 0 for one that is not listed."""
        return next((item.share for item in self.tags if item.tag.name == name), 0.0)


@dataclass(frozen=True, slots=True)
class TagCompletion:
    """A tag that begins as typed."""

    fact: TagFact
    alias: str = ""  # by which it was found; "" = its own name


@dataclass(frozen=True, slots=True)
class SearchedTag:
    """What people searched for on one day."""

    name: str
    weight: float


@dataclass(frozen=True, slots=True)
class WikiPage:
    """What a site tells of a tag; `body` is in its own markup."""

    title: str
    body: str
    other_names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PredictedTag:
    """What a site's own tagger sees in a picture."""

    name: str
    category: TagCategory
    score: float = field(default=0.0)  # 0-1

"""What is popular and what is rising: shares, votes, and lists of ranks made one."""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from booru_studio.domain.tag_facts import RelatedTag, RelatedTagList

FUSION_K = 60  # of Cormack, Clarke and Büttcher, “Reciprocal rank fusion”, SIGIR 2009
LEAST_POSTS = 3
LEAST_UPLOADERS = 2
SMALL_SAMPLE = 100  # posts; below, two posts are enough


@dataclass(frozen=True, slots=True)
class VotedPost:
    """What a vote count needs of a post."""

    score: int
    uploader: str
    names: tuple[str, ...]  # whom or what it votes for, such as its characters


@dataclass(frozen=True, slots=True)
class Votes:
    """What the posts of a name got together."""

    name: str
    weight: float
    posts: int
    uploaders: int


@dataclass(frozen=True, slots=True)
class Fused:
    """A name's place in several rankings."""

    name: str
    weight: float
    ranks: Mapping[str, int]  # by the ranking's label; 1 is the best


def estimated_posts(related: RelatedTag, found: RelatedTagList) -> float:
    """Estimate how many posts of a search have a tag, from its share of the sample."""
    return related.share * found.posts


def lift(share: float, all_time_posts: float, all_posts: float) -> float | None:
    """Return how many times more frequent a tag is than it used to be; None if unknown.

    Args:
        share: of the posts now, 0 to 1.
        all_time_posts: that have the tag, of `all_posts` of the site.
    """
    if all_time_posts <= 0 or all_posts <= 0:
        return None
    return share / min(1.0, all_time_posts / all_posts)


def count_votes(
    posts: Sequence[VotedPost], base: float = 0.0, least_posts: int | None = None
) -> list[Votes]:
    """Add up each name's votes, the weightiest first.

    A post counts `base` + log(1 + score), divided among its names. A name needs posts of
    several uploaders, so that nobody can push one alone.

    Args:
        least_posts: a name needs; None = 3, or 2 where there are few posts at all.
    """
    if least_posts is None:
        least_posts = LEAST_POSTS if len(posts) >= SMALL_SAMPLE else LEAST_POSTS - 1
    weights: defaultdict[str, float] = defaultdict(float)
    numbers: defaultdict[str, int] = defaultdict(int)
    uploaders: defaultdict[str, set[str]] = defaultdict(set)
    for post in posts:
        for name in post.names:
            weights[name] += (base + math.log1p(max(0, post.score))) / len(post.names)
            numbers[name] += 1
            uploaders[name].add(post.uploader)
    found = (
        Votes(name, weight, numbers[name], len(uploaders[name]))
        for name, weight in weights.items()
        if numbers[name] >= least_posts and len(uploaders[name]) >= LEAST_UPLOADERS
    )
    return sorted(found, key=lambda votes: (-votes.weight, votes.name))


def fuse(rankings: Mapping[str, Iterable[str]], k: int = FUSION_K) -> list[Fused]:
    """Make several rankings one: each place r gives 1 / (k + r), and the sum decides."""
    weights: defaultdict[str, float] = defaultdict(float)
    ranks: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for label, names in rankings.items():
        for rank, name in enumerate(dict.fromkeys(names), start=1):
            weights[name] += 1 / (k + rank)
            ranks[name][label] = rank
    found = (Fused(name, weight, ranks[name]) for name, weight in weights.items())
    return sorted(found, key=lambda fused: (-fused.weight, fused.name))

"""Sort the tags of posts that come without categories, with few look-ups."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice

from booru_studio.boorus.capabilities import TagInfo
from booru_studio.boorus.name_batches import batches
from booru_studio.boorus.tag_categories import sort_tags
from booru_studio.domain.posts import Post, TagCategory
from booru_studio.domain.tag_slots import slot_names
from booru_studio.domain.trends import VotedPost, count_votes
from booru_studio.errors import BooruError
from booru_studio.services.steps import Steps

MOST_LOOK_UPS = 2  # requests
KnownCategories = Callable[[Iterable[str]], Mapping[str, TagCategory]]


def sort_posts(
    posts: Sequence[Post], site: object, known: KnownCategories, steps: Steps
) -> tuple[list[Post], str]:
    """Sort the tags of posts by category, asking only for names that can matter.

    A name matters when it could be a trend: several posts of several uploaders. Those that look
    like a character's are asked for first. A name that stays unknown counts as general.

    Args:
        known: tells the categories that need no request.

    Returns:
        The posts, and a sentence where the site did not answer a look-up.
    """
    names = {name for post in posts for name in post.tags.all()}
    categories = dict(known(names))
    note = ""
    if isinstance(site, TagInfo):
        categories |= site.remembered_categories(names)
        unknown = (name for name in _worth_asking(posts) if name not in categories)
        try:
            for batch in islice(batches(unknown), MOST_LOOK_UPS):
                steps(f"Looking up {len(batch)} tags.")
                found = site.tags(batch)
                categories |= {name: fact.category for name, fact in found.items()}
        except BooruError as error:
            note = str(error)
    return [replace(post, tags=sort_tags(post.tags.all(), categories)) for post in posts], note


def _worth_asking(posts: Sequence[Post]) -> Iterator[str]:
    votes = count_votes(
        [VotedPost(post.score, post.uploader, post.tags.all()) for post in posts], base=1.0
    )
    names = [item.name for item in votes if not slot_names(item.name)]
    yield from (name for name in names if name.endswith(")"))
    yield from (name for name in names if not name.endswith(")"))

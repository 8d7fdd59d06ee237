"""Look up the categories of Gelbooru's tags, in as few requests as possible."""

import html
from collections.abc import Callable, Iterable
from itertools import islice

from booru_studio.boorus.fields import Fields, integer, text
from booru_studio.boorus.name_batches import batches
from booru_studio.boorus.tag_categories import TagCategories
from booru_studio.domain.posts import TagCategory

# A page of 100 posts has about 1,500 tags, at one request a second.
MOST_REQUESTS = 10

# https://gelbooru.com/index.php?page=wiki&s=view&id=18780; 6 is “deprecated”.
CATEGORIES = {
    0: TagCategory.GENERAL,
    1: TagCategory.ARTIST,
    3: TagCategory.COPYRIGHT,
    4: TagCategory.CHARACTER,
    5: TagCategory.META,
    6: TagCategory.GENERAL,
}


def look_up(
    names: Iterable[str],
    remembered: TagCategories,
    ask: Callable[[str], Iterable[Fields]],
) -> dict[str, TagCategory]:
    """Return the category of each name, asking the site only for those not remembered.

    A name that the site does not know is remembered as general, so that it is asked for once.
    What would take more than `MOST_REQUESTS` is left out, to be asked for the next time.

    Args:
        ask: fetches the tag objects of names, given side by side with spaces between them.
    """
    wanted = tuple(dict.fromkeys(names))
    known = remembered.known(wanted)
    unknown = batches(name for name in wanted if name not in known)
    for batch in islice(unknown, MOST_REQUESTS):
        found = dict.fromkeys(batch, TagCategory.GENERAL)
        for fields in ask(" ".join(batch)):
            name = html.unescape(text(fields, "name"))
            if name in found:
                found[name] = CATEGORIES.get(integer(fields, "type"), TagCategory.GENERAL)
        remembered.remember(found)
        known |= found
    return known

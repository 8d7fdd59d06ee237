"""Look up the categories of Gelbooru's tags, in as few requests as possible."""

import html
from collections.abc import Callable, Iterable

from booru_studio.boorus.fields import Fields, integer, text
from booru_studio.boorus.name_batches import batches
from booru_studio.boorus.tag_categories import TagCategories
from booru_studio.domain.posts import TagCategory

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

    Args:
        ask: fetches the tag objects of names, given side by side with spaces between them.
    """
    wanted = tuple(dict.fromkeys(names))
    known = remembered.known(wanted)
    for batch in batches(name for name in wanted if name not in known):
        found = dict.fromkeys(batch, TagCategory.GENERAL)
        for fields in ask(" ".join(batch)):
            name = html.unescape(text(fields, "name"))
            if name in found:
                found[name] = CATEGORIES.get(integer(fields, "type"), TagCategory.GENERAL)
        remembered.remember(found)
        known |= found
    return known

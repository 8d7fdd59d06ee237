"""The stand-in booru's tag table, with aliases, implications and wiki pages."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from booru_studio.demo.booru_cast import PERSONAS, Persona
from booru_studio.demo.booru_posts import StandInPost
from booru_studio.domain.posts import TagCategory

# Danbooru's numbers for the categories; Gelbooru has the same.
CATEGORY_NUMBERS = {
    TagCategory.GENERAL: 0,
    TagCategory.ARTIST: 1,
    TagCategory.COPYRIGHT: 3,
    TagCategory.CHARACTER: 4,
    TagCategory.META: 5,
}
ALIASES = {
    "aoi_(harbor)": "aoi_(starlit_harbor)",
    "suri_(orbit_bakery)": "captain_suri_(orbit_bakery)",
    "starlit_harbour": "starlit_harbor",
    "sole_female": "1girl",
    "longhair": "long_hair",
    "high_resolution": "highres",
    "spectacles": "glasses",
    "brolly": "umbrella",
    "night_view": "night",
}
IMPLICATIONS = {
    "white_gloves": "gloves",
    "brown_gloves": "gloves",
    "red_scarf": "scarf",
    "plaid_scarf": "scarf",
    "holding_book": "book",
    "holding_umbrella": "umbrella",
    "4koma": "comic",
    "aoi_(starlit_harbor)": "starlit_harbor",
}
# Old names that the site does not want any more.
DEPRECATED = ("bangs", "very_detailed_sky")

_PRONOUNS = {
    "girl": ("A woman", "She", "her"),
    "boy": ("A man", "He", "his"),
    "other": ("A being", "They", "their"),
    "creature": ("A small creature", "It", "its"),
}


@dataclass(frozen=True, slots=True)
class TagRow:
    """One tag of the site."""

    number: int
    name: str
    category: int
    count: int
    is_deprecated: bool = False

    @property
    def words(self) -> list[str]:
        """The words autocomplete looks at; a face like ^_^ is one word."""
        return re.findall(r"[^\W_]+", self.name) or [self.name]


@dataclass(frozen=True, slots=True)
class WikiPage:
    """One wiki page; the body is DText."""

    number: int
    title: str
    body: str
    other_names: tuple[str, ...]


class TagTable:
    """All tags of one site, counted over its posts."""

    def __init__(self, posts: Iterable[StandInPost]) -> None:
        counts: Counter[str] = Counter()
        categories: dict[str, int] = {}
        for post in sorted(posts, key=lambda post: post.number):
            for category, number in CATEGORY_NUMBERS.items():
                for name in post.tags.of(category):
                    counts[name] += 1
                    categories.setdefault(name, number)
        rows = [
            TagRow(1000 + 3 * index, name, category, counts[name])
            for index, (name, category) in enumerate(categories.items())
        ]
        rows += [TagRow(10 + i, name, 0, 0, True) for i, name in enumerate(DEPRECATED)]
        self.rows = tuple(rows)
        self._by_name = {row.name: row for row in rows}

    def get(self, name: str) -> TagRow | None:
        return self._by_name.get(name)

    def count(self, name: str) -> int:
        row = self.get(name)
        return row.count if row else 0

    def resolve(self, name: str) -> str:
        """Follow an alias, or an abbreviation such as “/lh” (the most used tag it fits)."""
        if name.startswith("/"):
            fitting = self.abbreviated(name[1:])
            return fitting[0].name if fitting else name
        return ALIASES.get(name, name)

    def abbreviated(self, letters: str) -> list[TagRow]:
        """Find the tags whose words begin with these letters, most used first."""
        fitting = [row for row in self.rows if "".join(w[0] for w in row.words) == letters]
        return sorted(fitting, key=lambda row: -row.count)


def wiki_pages() -> tuple[WikiPage, ...]:
    """Write the wiki pages of all characters and their worlds."""
    pages = [(persona.tag, _about(persona), persona.other_names) for persona in PERSONAS]
    for world in sorted({persona.world for persona in PERSONAS}):
        cast = [f"* [[{persona.tag}]]" for persona in PERSONAS if persona.world == world]
        title = world.replace("_", " ").title()
        body = "\n".join((f"An invented series, [i]{title}[/i].", "", "h4. Characters", *cast))
        pages.append((world, body, ()))
    written = {title: (body, names) for title, body, names in reversed(pages)}
    return tuple(
        WikiPage(300 + 7 * index, title, body, names)
        for index, (title, (body, names)) in enumerate(sorted(written.items()))
    )


def _about(persona: Persona) -> str:
    being, subject, possessive = _PRONOUNS[persona.kind]
    hair = persona.looks.split()[0].replace("_", " ")
    return (
        f"{being} of [[{persona.world}]], known for {possessive} [[{hair}]]. "
        f"{subject} is an invented adult character.\n\nh4. Appearance\n\n"
        f"{subject} is usually drawn with {persona.wears.split()[0].replace('_', ' ')}."
    )

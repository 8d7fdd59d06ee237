"""Remember which tag is of which category, for sites whose posts do not say."""

from collections.abc import Callable, Iterable, Mapping
from typing import Protocol

from booru_studio.domain.posts import PostTags, TagCategory


class TagCategories(Protocol):
    """What is known of tags' categories; safe to use from several threads."""

    def known(self, names: Iterable[str]) -> dict[str, TagCategory]:
        """Return the categories of those names that are known."""

    def remember(self, categories: Mapping[str, TagCategory]) -> None:
        """Keep what a site answered."""


class RememberedCategories:
    """Categories in memory, until the app stops."""

    def __init__(self) -> None:
        self._categories: dict[str, TagCategory] = {}

    def known(self, names: Iterable[str]) -> dict[str, TagCategory]:
        """Return the categories of those names that are known."""
        return {name: self._categories[name] for name in names if name in self._categories}

    def remember(self, categories: Mapping[str, TagCategory]) -> None:
        """Keep what a site answered."""
        self._categories.update(categories)


class TableFirst:
    """Categories of a list on disk, and beyond it what a site said; its own word counts more."""

    def __init__(
        self,
        table: Callable[[Iterable[str]], Mapping[str, TagCategory]],
        remembered: TagCategories,
    ) -> None:
        self._table, self._remembered = table, remembered

    def known(self, names: Iterable[str]) -> dict[str, TagCategory]:
        """Return the categories of those names that are known."""
        wanted = tuple(names)
        return {**self._table(wanted), **self._remembered.known(wanted)}

    def remember(self, categories: Mapping[str, TagCategory]) -> None:
        """Keep what a site answered."""
        self._remembered.remember(categories)


def sort_tags(names: Iterable[str], categories: Mapping[str, TagCategory]) -> PostTags:
    """Sort a post's tags by category, keeping their order; an unknown one counts as general."""
    by_category: dict[str, list[str]] = {category.value: [] for category in TagCategory}
    for name in names:
        by_category[categories.get(name, TagCategory.GENERAL).value].append(name)
    return PostTags(**{category: tuple(tags) for category, tags in by_category.items()})

"""What was learnt from a site and costs a request to learn again; safe to delete."""

import json
import threading
from collections.abc import Iterable, Mapping
from pathlib import Path

from booru_studio.domain.posts import TagCategory
from booru_studio.storage.atomic import write_atomically


class TagCategoryFile:
    """Remembers the category of each tag name, in one JSON file."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._categories: dict[str, str] | None = None

    def known(self, names: Iterable[str]) -> dict[str, TagCategory]:
        """Return the categories of those names that were met before."""
        with self._lock:
            categories = self._load()
            return {name: TagCategory(categories[name]) for name in names if name in categories}

    def remember(self, categories: Mapping[str, TagCategory]) -> None:
        """Keep what a site said.

        Raises:
            StoreWriteError: it stays known until the app ends.
        """
        with self._lock:
            kept = self._load()
            kept.update({name: category.value for name, category in categories.items()})
            text = json.dumps(kept, ensure_ascii=False, indent=0, sort_keys=True)
            write_atomically(self._path, text.encode("utf-8"))

    def _load(self) -> dict[str, str]:
        if self._categories is None:
            self._categories = {}
            try:
                stored = json.loads(self._path.read_text(encoding="utf-8"))
            except (OSError, ValueError):  # none yet, or damaged: it is only a cache
                stored = {}
            values = {category.value for category in TagCategory}
            if isinstance(stored, dict):
                self._categories = {
                    str(name): value for name, value in stored.items() if value in values
                }
        return self._categories

"""What a person keeps of their research: saved searches and favourite posts."""

import threading
from collections.abc import Mapping
from typing import Any

from booru_studio.domain.json_fields import clean
from booru_studio.domain.posts import Post, PostId, PostPage, Rating
from booru_studio.domain.safety import RatingPolicy, check_query, visible_posts
from booru_studio.errors import InvalidInputError
from booru_studio.services.post_pages import POST_PAGE
from booru_studio.services.seen_posts import SeenPosts
from booru_studio.storage.defaults import DefaultsStore

MOST_SEARCHES = 100
MOST_FAVOURITES = 500
LONGEST = 500  # characters of a search


class ResearchShelf:
    """Saved searches by what they are, favourites by post; may be used from any thread."""

    def __init__(self, store: DefaultsStore, seen: SeenPosts, policy: RatingPolicy) -> None:
        self._store, self._seen, self._policy = store, seen, policy
        self._lock = threading.Lock()

    def overview(self) -> dict[str, Any]:
        """Return `{searches, favourites}`; favourites are post ids, the newest first."""
        values = self._values()
        posts, _ = visible_posts(_posts(values), self._policy)
        return {
            "searches": values["searches"],
            "favourites": [str(post.id) for post in posts],
        }

    def favourites(self) -> list[Post]:
        """Return the favourite posts that may be shown, the newest first."""
        posts, _ = visible_posts(_posts(self._values()), self._policy)
        self._seen.note(posts)
        return posts

    def save_search(self, search: Mapping[str, object]) -> None:
        """Keep a search; the same one again moves to the front.

        Args:
            search: `tags`, `booru`, `order` and `rating`, all texts.

        Raises:
            InvalidInputError: it is no search, or there are too many.
            BlockedContentError: it is for what is blocked everywhere.
        """
        wanted = _read_search(search)
        check_query(wanted["tags"])
        with self._lock:
            values = self._values()
            others = [known for known in values["searches"] if known != wanted]
            if len(others) >= MOST_SEARCHES:
                raise InvalidInputError(
                    reason=f"{MOST_SEARCHES} searches are saved already: remove one first."
                )
            self._store.save({**values, "searches": [wanted, *others]})

    def forget_search(self, search: Mapping[str, object]) -> None:
        """Keep a search no longer."""
        wanted = _read_search(search)
        with self._lock:
            values = self._values()
            others = [known for known in values["searches"] if known != wanted]
            self._store.save({**values, "searches": others})

    def set_favourite(self, post_id: PostId, *, wanted: bool) -> None:
        """Make a post that is on the page a favourite, or one no longer.

        Raises:
            InvalidInputError: the post was not shown lately, or there are too many.
        """
        with self._lock:
            values = self._values()
            posts = [post for post in _posts(values) if post.id != post_id]
            if wanted:
                found = self._seen.post(post_id)
                if found is None:
                    raise InvalidInputError(reason="The post was not shown lately: search again.")
                if len(posts) >= MOST_FAVOURITES:
                    raise InvalidInputError(
                        reason=f"There are {MOST_FAVOURITES} favourites: remove one first."
                    )
                posts.insert(0, found)
            page = POST_PAGE.write(PostPage(tuple(posts)))
            self._store.save({**values, "favourites": page})

    def _values(self) -> dict[str, Any]:
        found = self._store.values()
        searches = found.get("searches")
        kept = [row for row in searches if _is_search(row)] if isinstance(searches, list) else []
        return {"searches": kept, "favourites": found.get("favourites")}


def _posts(values: Mapping[str, Any]) -> list[Post]:
    try:
        return list(POST_PAGE.read(values["favourites"]).posts)
    except (ValueError, KeyError, TypeError, AttributeError):
        return []  # none yet, or a person edited the file


def _read_search(search: Mapping[str, object]) -> dict[str, str]:
    fields = {}
    for name in ("tags", "booru", "order", "rating"):
        value = search.get(name, "")
        if not isinstance(value, str) or len(value) > LONGEST:
            raise InvalidInputError(reason=f"{name} is no text of at most {LONGEST} characters.")
        fields[name] = " ".join(clean(value).split())
    if fields["rating"] and Rating.named(fields["rating"]) is None:
        raise InvalidInputError(reason=f"There is no rating “{fields['rating']}”.")
    return fields


def _is_search(row: object) -> bool:
    try:
        return isinstance(row, Mapping) and _read_search(row) == row
    except InvalidInputError:
        return False

"""Search posts, and fetch their pictures for the page."""

from collections.abc import Mapping
from dataclasses import astuple, dataclass, replace
from datetime import datetime, timedelta

from booru_studio.boorus.base import Booru, PostQuery
from booru_studio.domain.choices import nearest
from booru_studio.domain.kept_tags import with_kept_tags
from booru_studio.domain.posts import Post, PostId, PostPage
from booru_studio.domain.safety import RatingPolicy, check_query, visible_posts
from booru_studio.errors import InvalidInputError, PictureError
from booru_studio.http import fetch_picture
from booru_studio.services.answers import Answers, Question
from booru_studio.services.character_list import hidden_note
from booru_studio.services.near_names import NearNames
from booru_studio.services.post_pages import POST_PAGE
from booru_studio.services.seen_posts import SeenPosts
from booru_studio.storage.picture_cache import PictureCache

MOST_POSTS = 100  # on one page
FRESH = timedelta(minutes=2)  # so that going back to a search asks nothing
FIRST_PAGES = frozenset({"", "1"})
_SIZES = ("preview", "sample")


@dataclass(frozen=True, slots=True)
class FoundPosts:
    """One page of a search, without what may not be shown."""

    posts: tuple[Post, ...]
    next: str
    hidden: int
    notes: tuple[str, ...]
    as_of: datetime | None = None  # UTC, when the site said so; None = just now


class Research:
    """What the Research tab asks the boorus."""

    def __init__(
        self,
        boorus: Mapping[str, Booru],
        policy: RatingPolicy,
        seen: SeenPosts,
        pictures: PictureCache,
        answers: Answers | None = None,
        near: NearNames | None = None,
    ) -> None:
        """Take the sites.

        Args:
            answers: keeps searches for when a site is down.
            near: tells what a search may have meant that finds nothing.
        """
        self._boorus, self._policy, self._seen = boorus, policy, seen
        self._pictures, self._answers, self._near = pictures, answers, near

    def posts(self, query: PostQuery, booru: str = "danbooru") -> FoundPosts:
        """Search a site, or take what it found not long ago.

        Raises:
            InvalidInputError: no such site, a limit out of range, or a rating not allowed here.
            BlockedContentError: the search is for what is blocked everywhere.
            BooruError: the site does not answer the search.
        """
        if not 1 <= query.limit <= MOST_POSTS:
            raise InvalidInputError(
                reason=f"limit is {query.limit}: give a number from 1 to {MOST_POSTS}."
            )
        beyond = self._policy.beyond(query.ratings)
        if beyond:
            raise InvalidInputError(
                reason=f"The rating {beyond[0]} is not allowed here: choose from {self._policy}."
            )
        check_query(query.tags)
        site = self.booru(booru)
        page, as_of = self._page(query, site)
        shown, hidden = visible_posts(page.posts, self._policy)
        self._seen.note(shown)
        notes = [*page.notes, *hidden_note(hidden, "post", "posts")]
        if not page.posts:
            notes += self._nothing_found(query, site, page)
        kept = tuple(with_kept_tags(post, self._policy) for post in shown)
        return FoundPosts(kept, page.next, hidden, tuple(notes), as_of)

    def _nothing_found(self, query: PostQuery, site: Booru, page: PostPage) -> list[str]:
        is_first = query.page.strip() in FIRST_PAGES
        unknown = self._near.unknown(site, query.tags) if self._near and is_first else []
        if unknown:
            return unknown
        if page.next:
            return ["None of the posts that were looked at fits: look at the next page."]
        if not is_first:
            return ["There are no more posts."]
        return ["The site found no post: check the spelling, or use fewer tags."]

    def _page(self, query: PostQuery, site: Booru) -> tuple[PostPage, datetime | None]:
        if self._answers is None:
            return site.posts(query), None
        key = "|".join(["posts", str(self._policy), site.name, *map(str, astuple(query))])
        question = Question(key, FRESH, POST_PAGE, lambda: site.posts(query))
        answer = self._answers.get(question)
        page = answer.value
        if answer.note:
            page = replace(page, notes=(*page.notes, answer.note))
        return page, answer.as_of

    def booru(self, name: str) -> Booru:
        """Return a site by name.

        Raises:
            InvalidInputError: no such site.
        """
        found = self._boorus.get(name)
        if found is None:
            near = nearest(name, self._boorus)
            hint = f"did you mean {near}?" if near else f"use one of {', '.join(self._boorus)}."
            raise InvalidInputError(reason=f"There is no booru “{name}”: {hint}")
        return found

    def picture(self, post_id: PostId, size: str) -> tuple[bytes, str]:
        """Fetch a picture of a post that was shown lately.

        Args:
            size: “preview” (about 360 pixels) or “sample” (about 850 pixels).

        Returns:
            The bytes and the content type.

        Raises:
            PictureError: not one of these posts, or the site does not give it.
        """
        post = self._seen.post(post_id)
        if post is None or size not in _SIZES:
            raise PictureError(reason="the post was not looked up lately")
        urls = (post.preview_url, post.sample_url)
        url = (urls if size == "preview" else urls[::-1])[0] or post.file_url
        cached = self._pictures.find(url)
        if cached:
            return cached
        booru = self._boorus[post_id.site]
        data, kind = fetch_picture(
            booru.picture_session,
            url,
            hosts=booru.allowed_picture_hosts(),
            headers=booru.picture_headers,
        )
        self._pictures.keep(url, data, kind)
        return data, kind

"""Recreate many posts at once: drafts of all, shown first or queued together."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from booru_studio.domain.drafts import Draft
from booru_studio.errors import InvalidInputError
from booru_studio.services.post_drafting import LEFT_OUT
from booru_studio.services.recreator import Wishes
from booru_studio.services.steps import Steps

MOST_POSTS = 500


class QuickDrafter(Protocol):
    """Makes drafts; `services.recreator.Recreator` is one."""

    def draft(
        self, post: str, wishes: Wishes | None = None, *, seen_first: bool = False
    ) -> Draft: ...


@dataclass(frozen=True, slots=True)
class SeenFirst:
    """Drafts posts as they were shown lately, so that a list of them asks the site nothing."""

    drafter: QuickDrafter

    def draft(self, post: str, wishes: Wishes | None = None) -> Draft:
        """Draft a post; one that was not shown lately is fetched."""
        return self.drafter.draft(post, wishes, seen_first=True)


@dataclass(frozen=True, slots=True)
class Drafts:
    """The drafts in the order they were asked for, and why some are missing."""

    drafts: tuple[Draft, ...]
    notes: tuple[str, ...]


class BatchRecreation:
    """Turns posts into drafts, and drafts into one batch of jobs."""

    def __init__(
        self,
        drafter: SeenFirst,
        submit_all: Callable[[Sequence[Mapping[str, Any]]], list[str]],
    ) -> None:
        self._drafter, self._submit_all = drafter, submit_all

    def drafts(self, posts: Sequence[str], wishes: Wishes, steps: Steps) -> Drafts:
        """Draft posts; one that cannot be drafted is left out with a note.

        Raises:
            InvalidInputError: no post, or too many.
            BooruError: a site does not answer.
            WorkCancelledError: it was asked to stop.
        """
        wanted = list(dict.fromkeys(posts))
        if not 1 <= len(wanted) <= MOST_POSTS:
            raise InvalidInputError(
                reason=f"{len(wanted)} posts were chosen: choose 1 to {MOST_POSTS}."
            )
        drafts: list[Draft] = []
        notes: list[str] = []
        for number, post in enumerate(wanted, start=1):
            steps(f"Drafting {number} of {len(wanted)}.")
            try:
                drafts.append(self._drafter.draft(post, wishes))
            except LEFT_OUT as error:
                notes.append(f"{post} was left out. {error}")
        return Drafts(tuple(drafts), tuple(dict.fromkeys(notes)))

    def queue(self, drafts: Iterable[Draft]) -> list[str]:
        """Queue drafts as one batch, all of them or none; return the ids of the jobs.

        Raises:
            InvalidInputError: there is none, or the queue is full.
            BlockedContentError: the safety rules refuse one of them.
        """
        requests = [draft.request for draft in drafts]
        if not requests:
            raise InvalidInputError(reason="Nothing was drafted, so nothing was queued.")
        return self._submit_all(requests)

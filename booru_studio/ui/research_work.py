"""The Research tab's work that may take longer than a click, by name: it runs in the background."""

from collections.abc import Callable, Mapping
from typing import Any

from booru_studio.bootstrap import Services
from booru_studio.domain.drafts import Draft
from booru_studio.domain.exclusive_tags import collisions
from booru_studio.domain.posts import Rating
from booru_studio.domain.tag_slots import slot_names
from booru_studio.domain.tags import escape_tag
from booru_studio.errors import InvalidInputError
from booru_studio.services.batch_recreation import Drafts
from booru_studio.services.recreator import Wishes
from booru_studio.services.rights import Right
from booru_studio.services.steps import Steps
from booru_studio.services.tag_recreation import TagWishes
from booru_studio.services.trend_lists import WantedList
from booru_studio.ui.arguments import text, texts, whole
from booru_studio.ui.shapes import draft_json, picture_route

Work = Callable[[Steps], Any]
_DEFAULT_CATEGORIES = ["general", "character", "copyright"]


class ResearchWork:
    """Reads what the page asks for at once, and returns the work to be done."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def named(self, kind: object, arguments: object) -> Work:
        """Return the work `kind`: trends, draft, recreate or recreate_search.

        Raises:
            InvalidInputError: no such work, or an argument is wrong.
            AccessError: it is not allowed in the mode the app runs in.
        """
        kinds: Mapping[str, Callable[[Mapping[str, Any]], Work]] = {
            "trends": self._trends,
            "draft": self._draft,
            "recreate": self._recreate,
            "recreate_search": self._recreate_search,
        }
        if not isinstance(kind, str) or kind not in kinds or not isinstance(arguments, Mapping):
            raise InvalidInputError(reason=f"There is no work “{kind}”: reload the page.")
        self._check_rights(kind, arguments)
        return kinds[kind](arguments)

    def _check_rights(self, kind: str, given: Mapping[str, Any]) -> None:
        rights = self._services.rights
        if kind.startswith("recreate") and given.get("preview") is not True:
            rights.check(Right.GENERATE)
        if given.get("interrogator"):
            rights.check(Right.INTERROGATE)
            rights.spend(Right.INTERROGATE)

    def _trends(self, given: Mapping[str, Any]) -> Work:
        wanted = WantedList(
            what=text("what", given.get("what", "characters")),
            view=text("view", given.get("view", "popular")),
            booru=text("booru", given.get("booru", "danbooru")),
            gender=text("gender", given.get("gender", "any")),
            tag=text("tag", given.get("tag", "")),
            limit=whole("limit", given.get("limit", 30), 1, 100),
        )
        anew = given.get("anew") is True
        return lambda steps: self._services.desk.lists.rows(wanted, steps, anew=anew)

    def _draft(self, given: Mapping[str, Any]) -> Work:
        post, wishes = text("post", given.get("post", "")), _wishes(given)

        def work(steps: Steps) -> dict[str, Any]:
            steps("Drafting the post.")
            return desk_draft_json(self._services.recreator.draft(post, wishes))

        return work

    def _recreate(self, given: Mapping[str, Any]) -> Work:
        posts, wishes = texts("posts", given.get("posts", [])), _wishes(given)
        is_preview = given.get("preview") is True
        batches = self._services.bench.batches
        return lambda steps: self._finished(batches.drafts(posts, wishes, steps), is_preview)

    def _recreate_search(self, given: Mapping[str, Any]) -> Work:
        rating = text("rating", given.get("rating", ""))
        wishes = TagWishes(
            tags=text("tags", given.get("tags", "")),
            booru=text("booru", given.get("booru", "danbooru")),
            count=whole("count", given.get("count", 1), 1, 50),
            order=text("order", given.get("order", "")),
            each=_wishes(given),
            ratings=read_ratings(rating),
        )
        is_preview = given.get("preview") is True

        def work(steps: Steps) -> dict[str, Any]:
            found = self._services.bench.of_search.recreate_tag(wishes, steps)
            return self._finished(Drafts(found.drafts, found.notes), is_preview)

        return work

    def _finished(self, found: Drafts, is_preview: bool) -> dict[str, Any]:
        """Queue the drafts, or show what they are."""
        job_ids = [] if is_preview else self._services.bench.batches.queue(found.drafts)
        shown = [self._preview_json(draft) for draft in found.drafts] if is_preview else []
        return {"job_ids": job_ids, "drafts": shown, "notes": list(found.notes)}

    def _preview_json(self, draft: Draft) -> dict[str, Any]:
        template = str(draft.request.get("template") or "")
        example = self._services.wildcards.expand(template, 0).text if template else ""
        post = draft.post.id if draft.post else None
        return {
            "post": str(post or ""),
            "preview": picture_route(post, "preview") if post else "",
            "prompt": draft.prompt,
            "example": example,  # what the template may become; "" where it is none
            "width": draft.width,
            "height": draft.height,
            "warnings": list(draft.warnings),
        }


def desk_draft_json(draft: Draft) -> dict[str, Any]:
    """Give a draft with what the desk needs to judge its tags.

    A tag also has `text`, how it stands in the prompt, and `against`, a tag of the post that
    cannot be true beside it. `fills` names by empty slot what an interrogator saw for it.
    """
    found = draft_json(draft)
    said = [tag.name for tag in draft.tags if tag.source != "interrogator"]
    seen = [tag.name for tag in draft.tags if tag.source == "interrogator"]
    for tag in found["tags"]:
        tag["text"] = escape_tag(tag["name"])
        clashes = collisions(tag["name"], said) if tag["name"] in seen else []
        against = (clash.with_tag for clash in clashes if clash.is_contradiction)
        tag["against"] = next(against, "")
    found["fills"] = {
        slot: [name for name in seen if slot in slot_names(name)] for slot in draft.quality.missing
    }
    return found


def read_ratings(rating: str) -> tuple[Rating, ...]:
    """Read the rating of a search; none means all that are allowed.

    Raises:
        InvalidInputError: there is no such rating.
    """
    if not rating:
        return ()
    found = Rating.named(rating)
    if found is None:
        raise InvalidInputError(reason=f"There is no rating “{rating}”: leave it out.")
    return (found,)


def _wishes(given: Mapping[str, Any]) -> Wishes:
    return Wishes(
        text("append", given.get("append", "")),
        text("remove", given.get("remove", "")),
        text("interrogator", given.get("interrogator", "")),
        texts("categories", given.get("categories", _DEFAULT_CATEGORIES)),
        text("checkpoint", given.get("checkpoint", "")),
        text("preset", given.get("preset", "")),
    )

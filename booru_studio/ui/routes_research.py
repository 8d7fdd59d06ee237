"""The Research tab's own routes: searches, long work, the shelf, lines for wildcard files."""

from collections.abc import Callable, Mapping
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from booru_studio.boorus.base import PostQuery
from booru_studio.bootstrap import Services
from booru_studio.domain.posts import Post, PostId
from booru_studio.domain.tag_groups import GROUPS
from booru_studio.domain.tags import escape_tag
from booru_studio.errors import BooruStudioError, InvalidInputError
from booru_studio.services.background import Task
from booru_studio.services.character_list import time_text
from booru_studio.ui.arguments import text, whole
from booru_studio.ui.bodies import read_json
from booru_studio.ui.replies import NEVER, refusal
from booru_studio.ui.research_work import ResearchWork, read_ratings
from booru_studio.ui.shapes import ROUTES, post_json
from booru_studio.ui.widgets.choices import form_choices

MOST_BODY = 256 * 1024  # bytes of a button's arguments
SOON = 0.25  # seconds within which quick work is answered at once
LONGEST_WAIT = 0.4  # seconds that a look at long work waits for its end

Arguments = Mapping[str, Any]


def research_routes(services: Services) -> list[Route]:
    """Build the routes."""
    page = ResearchPage(services)
    asked: dict[str, Callable[[Arguments], Any]] = {
        "choices": page.choices, "posts": page.posts, "favourites": page.favourites,
        "task": page.task, "shelf": page.shelf, "wildcards": page.wildcards,
    }  # fmt: skip
    done: dict[str, Callable[[Arguments], Any]] = {
        "begin": page.begin, "cancel": page.cancel, "save-search": page.save_search,
        "forget-search": page.forget_search, "favourite": page.favourite,
        "wildcard-line": page.wildcard_line, "tag-text": page.tag_text,
    }  # fmt: skip
    prefix = f"{ROUTES}/research"
    return [
        *(Route(f"{prefix}/{name}.json", _asking(call)) for name, call in asked.items()),
        *(Route(f"{prefix}/{name}", _doing(call), methods=["POST"]) for name, call in done.items()),
    ]


class ResearchPage:
    """What the routes answer; every method takes named arguments and gives JSON."""

    def __init__(self, services: Services) -> None:
        self._services, self._work = services, ResearchWork(services)

    # -- looking

    def choices(self, _given: Arguments) -> dict[str, Any]:
        """Tell what can be chosen, and the saved texts that every recreation begins with."""
        services = self._services
        states = [backend.state for backend in services.backends]
        found = form_choices(states, services.defaults.request())
        saved = services.defaults.values()
        return {
            "boorus": [
                {"name": site.name, "label": site.label, "unavailable": site.unavailable()}
                for site in services.boorus.values()
            ],
            "ratings": services.policy.names,
            "checkpoints": [value for _, value in found.including("checkpoint", "") if value],
            "presets": services.presets.names(),
            "groups": list(GROUPS),
            "shelf": services.bench.shelf.overview(),
            **{name: saved[name] for name in ("append", "remove")},
        }

    def posts(self, given: Arguments) -> dict[str, Any]:
        """Search a site: tags, booru, page, order, rating, limit."""
        query = PostQuery(
            tags=text("tags", given.get("tags", "")),
            page=text("page", given.get("page", "1")) or "1",
            limit=whole("limit", _number(given.get("limit", "40")), 1, 100),
            order=text("order", given.get("order", "")),
            ratings=read_ratings(text("rating", given.get("rating", ""))),
        )
        booru = text("booru", given.get("booru", "danbooru"))
        found = self._services.research.posts(query, booru)
        return {
            "posts": [_tile_json(post) for post in found.posts],
            "next": found.next,
            "hidden": found.hidden,
            "notes": list(found.notes),
            "as_of": time_text(found.as_of) if found.as_of else None,
        }

    def favourites(self, _given: Arguments) -> dict[str, Any]:
        """Give the favourite posts, as a search gives posts."""
        posts = self._services.bench.shelf.favourites()
        notes = [] if posts else ["There is no favourite yet: press F on a post, or its star."]
        return {
            "posts": [_tile_json(post) for post in posts],
            "next": "", "hidden": 0, "notes": notes, "as_of": None,
        }  # fmt: skip

    def task(self, given: Arguments) -> dict[str, Any]:
        """Tell how long work stands; waits a moment for its end."""
        return _task_json(self._services.bench.tasks.look(str(given.get("id", "")), LONGEST_WAIT))

    def shelf(self, _given: Arguments) -> dict[str, Any]:
        """Give the saved searches and the ids of the favourites."""
        return self._services.bench.shelf.overview()

    def wildcards(self, _given: Arguments) -> dict[str, Any]:
        """Name the wildcards a line can be added to."""
        return {"names": self._services.bench.wildcard_lines.names()}

    # -- doing

    def begin(self, given: Arguments) -> dict[str, Any]:
        """Begin long work; what is quick is done in the same answer."""
        tasks = self._services.bench.tasks
        task_id = tasks.begin(self._work.named(given.get("kind"), given.get("arguments")))
        return _task_json(tasks.look(task_id, SOON))

    def cancel(self, given: Arguments) -> dict[str, Any]:
        """Stop long work before its next step."""
        return _task_json(self._services.bench.tasks.cancel(text("id", given.get("id", ""))))

    def save_search(self, given: Arguments) -> dict[str, Any]:
        """Keep a search, and give the shelf."""
        self._services.bench.shelf.save_search(given)
        return self.shelf({})

    def forget_search(self, given: Arguments) -> dict[str, Any]:
        """Keep a search no longer, and give the shelf."""
        self._services.bench.shelf.forget_search(given)
        return self.shelf({})

    def favourite(self, given: Arguments) -> dict[str, Any]:
        """Make a post a favourite or take it away, and give the shelf."""
        post = PostId.parse(text("post", given.get("post", "")))
        if post is None:
            raise InvalidInputError(reason="That is no post: reload the page.")
        self._services.bench.shelf.set_favourite(post, wanted=given.get("wanted") is True)
        return self.shelf({})

    def wildcard_line(self, given: Arguments) -> dict[str, Any]:
        """Add a tag as a line of a wildcard file."""
        line = escape_tag(text("tag", given.get("tag", "")))
        name = text("name", given.get("name", ""))
        return {"added": self._services.bench.wildcard_lines.add(name, line)}

    def tag_text(self, given: Arguments) -> dict[str, Any]:
        """Give a tag as it stands in a prompt."""
        return {"text": escape_tag(text("tag", given.get("tag", "")))}


def _tile_json(post: Post) -> dict[str, Any]:
    """Give a post without the addresses at its site, which the page never asks."""
    found = post_json(post)
    for name in ("preview_url", "sample_url", "file_url"):
        del found[name]
    return found


def _task_json(task: Task) -> dict[str, Any]:
    return {
        "id": task.id,
        "state": task.state.value,
        "step": task.step,
        "sentence": task.sentence,
        "result": task.result if task.ended.is_set() else None,
        "error": task.error,
    }


def _number(value: object) -> object:
    return int(value) if isinstance(value, str) and value.isascii() and value.isdigit() else value


def _asking(call: Callable[[Arguments], Any]) -> Callable[[Request], Any]:
    async def answer(request: Request) -> Response:
        return await _answered(call, dict(request.query_params))

    return answer


def _doing(call: Callable[[Arguments], Any]) -> Callable[[Request], Any]:
    async def answer(request: Request) -> Response:
        body = await request.body()
        if len(body) > MOST_BODY:
            return JSONResponse({"ok": False, "error": "That is too much text."}, 413)
        try:
            given = read_json(body)
        except InvalidInputError as error:
            return refusal(error)
        if not isinstance(given, dict):
            return JSONResponse({"ok": False, "error": "The page sent no JSON: reload it."}, 400)
        return await _answered(call, given)

    return answer


async def _answered(call: Callable[[Arguments], Any], given: Arguments) -> Response:
    try:
        data = await run_in_threadpool(call, given)
    except BooruStudioError as error:
        return JSONResponse({"ok": False, "error": str(error)}, headers=NEVER)
    return JSONResponse({"ok": True, "data": data}, headers=NEVER)

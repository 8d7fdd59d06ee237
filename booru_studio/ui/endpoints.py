"""The named endpoints as plain functions: checked arguments in, JSON out.

Gradio enforces no types on an endpoint, so each argument is checked here. The page's own buttons
call the same functions, so there is one way to do a thing.
"""

from typing import Any

from booru_studio.boorus.base import PostQuery
from booru_studio.bootstrap import Services
from booru_studio.domain.generation import SEED_LIMIT
from booru_studio.domain.jobs import Job
from booru_studio.domain.posts import PostId
from booru_studio.errors import InvalidInputError
from booru_studio.services.recreator import Wishes
from booru_studio.services.tag_recreation import TagWishes
from booru_studio.ui.shapes import backend_json, draft_json, job_json, post_json

FIRST_LOOK = 5.0  # seconds that /webui waits for a first probe in progress
LONGEST_TEXT = 100_000  # characters
MOST_JOBS = 1000  # on one page
MOST_PROMPTS = 1000  # of one preview


class Endpoints:
    """One public method for each endpoint; its name is the endpoint's."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def recreate(
        self,
        post: str,
        append: str = "",
        remove: str = "",
        interrogator: str = "",
        categories: list[str] = ["general", "character", "copyright"],  # noqa: B006  read only
    ) -> dict[str, Any]:
        """Draft a Danbooru or Gelbooru post: prompt, size, tags and a request to submit.

        `post` is a link or id in any form; `append` goes to the end of the prompt; `remove` is a
        list of tags to leave out, with * and ?.
        """
        wishes = Wishes(
            _text("append", append),
            _text("remove", remove),
            _text("interrogator", interrogator),
            _texts("categories", categories),
        )
        # A number is what many people have at hand.
        link = str(post) if isinstance(post, int) and not isinstance(post, bool) else post
        return draft_json(self._services.recreator.draft(_text("post", link), wishes))

    def recreate_tag(
        self,
        tags: str,
        booru: str = "danbooru",
        count: int = 1,
        order: str = "score",
        min_quality: int = 0,
        append: str = "",
        remove: str = "",
        interrogator: str = "",
        seed: int = 0,
    ) -> dict[str, Any]:
        """Draft the best-tagged posts of a search; the same seed chooses the same posts."""
        wishes = TagWishes(
            tags=_text("tags", tags),
            booru=_text("booru", booru),
            count=_whole("count", count, 1, 50),
            order=_text("order", order),
            min_quality=_whole("min_quality", min_quality, 0, 100),
            seed=_whole("seed", seed, 0, SEED_LIMIT - 1),
            each=Wishes(
                _text("append", append),
                _text("remove", remove),
                _text("interrogator", interrogator),
            ),
        )
        found = self._services.tag_recreation.recreate_tag(wishes)
        return {
            "drafts": [draft_json(draft) for draft in found.drafts],
            "notes": list(found.notes),
        }

    def submit(self, request: dict[str, Any], count: int = 1) -> dict[str, Any]:
        """Queue a request as `count` jobs; its fields have the WebUI's own names."""
        return {"job_ids": self._services.queue.submit(request, _whole("count", count, 1, 2000))}

    def jobs(self, state: str = "", limit: int = 50, offset: int = 0) -> dict[str, Any]:
        """List jobs, newest first; `state` "" means all."""
        queue = self._services.queue
        found, total = queue.page(
            _text("state", state),
            _whole("limit", limit, 1, MOST_JOBS),
            _whole("offset", offset, 0, 10**9),
        )
        return {
            "jobs": [self.job_json(job) for job in found],
            "total": total,
            "paused": queue.gate.paused is not None,
            "reason": queue.gate.paused or "",
        }

    def job(self, job_id: str) -> dict[str, Any]:
        """Show one job with its progress and pictures."""
        return self.job_json(self._services.queue.job(_text("job_id", job_id)))

    def cancel(self, job_id: str) -> dict[str, Any]:
        """Cancel a job that waits or runs."""
        return self.job_json(self._services.queue.cancel(_text("job_id", job_id)))

    def retry(self, job_id: str, changes: dict[str, Any] = {}) -> dict[str, Any]:  # noqa: B006
        """Queue a job again as a new one; without changes with the same seed and prompt."""
        return {"job_ids": self._services.queue.retry(_text("job_id", job_id), changes)}

    def upscale(
        self,
        job_id: str,
        images: list[int] = [0],  # noqa: B006  read only
        upscaler: str = "",
        scale: float = 2.0,
    ) -> dict[str, Any]:
        """Queue an enlargement of chosen pictures of a job; `upscaler` "" means a good one."""
        queue = self._services.queue
        return {"job_ids": queue.upscale(_text("job_id", job_id), images, upscaler, scale)}

    def pause_queue(self) -> dict[str, Any]:
        """Start no further job until the queue is resumed."""
        self._services.queue.gate.pause()
        return {"paused": True}

    def resume_queue(self) -> dict[str, Any]:
        """Go on with the queue."""
        self._services.queue.gate.resume()
        return {"paused": False}

    def posts(
        self,
        tags: str,
        booru: str = "danbooru",
        page: str = "1",
        limit: int = 40,
        order: str = "",
    ) -> dict[str, Any]:
        """Search posts; `tags` "" lists the newest, `next` is the page to ask for next."""
        if isinstance(page, int) and not isinstance(page, bool):
            page = str(page)
        query = PostQuery(
            tags=_text("tags", tags),
            page=_text("page", page) or "1",
            limit=_whole("limit", limit, 1, 100),
            order=_text("order", order),
        )
        found = self._services.research.posts(query, _text("booru", booru))
        return {
            "posts": [post_json(post) for post in found.posts],
            "next": found.next,
            "hidden": found.hidden,
            "notes": list(found.notes),
        }

    def trending_characters(
        self, booru: str = "danbooru", gender: str = "any", days: int = 3, limit: int = 30
    ) -> dict[str, Any]:
        """List the characters people draw now, with how much more than usual."""
        return self._services.desk.trends.trending_characters(
            _text("booru", booru),
            _text("gender", gender),
            _whole("days", days, 1, 30),
            _whole("limit", limit, 1, 100),
        )

    def popular_tags(self, limit: int = 30) -> dict[str, Any]:
        """List the general tags people search for now."""
        return self._services.desk.popularity.popular_tags(_whole("limit", limit, 1, 100))

    def popular_characters(self, limit: int = 30, gender: str = "any") -> dict[str, Any]:
        """List the characters that are popular by uploads, votes and searches together."""
        return self._services.desk.popularity.popular_characters(
            _text("gender", gender), _whole("limit", limit, 1, 100)
        )

    def characters_for_tag(
        self, tag: str, gender: str = "any", limit: int = 50
    ) -> dict[str, Any]:
        """List the characters that are drawn with a tag."""
        return self._services.desk.characters.characters_for_tag(
            _text("tag", tag), _text("gender", gender), _whole("limit", limit, 1, 100)
        )

    def classify_character(self, character: str) -> dict[str, Any]:
        """Tell whether a character is a girl, a boy, both or neither, with the evidence."""
        return self._services.desk.characters.classify_character(_text("character", character))

    def expand(
        self,
        template: str,
        seed: int = 0,
        count: int = 1,
        mode: str = "random",
        offset: int = 0,
    ) -> dict[str, Any]:
        """Expand a template without queueing it; `leaves` is how many prompts it can become."""
        preview = self._services.wildcards.preview(
            _text("template", template),
            _whole("seed", seed, 0, SEED_LIMIT - 1),
            _whole("count", count, 1, MOST_PROMPTS),
            _text("mode", mode),
            _whole("offset", offset, 0, 10**30),
        )
        return {
            "prompts": list(preview.prompts),
            "leaves": preview.leaves,
            "diagnostics": [dict(remark) for remark in preview.diagnostics],
        }

    def prompt_tree(
        self,
        template: str,
        node: str = "",
        action: str = "list",
        values: list[str] = [],  # noqa: B006  read only
        name: str = "",
        seed: int = 0,
        offset: int = 0,
        limit: int = 200,
        query: str = "",
    ) -> dict[str, Any]:
        """Show a template's choices as a tree, or edit one of them; `template` is the new text.

        `action` is one of list, pick, some, expand, collapse, reroll, lock and extract.
        """
        return self._services.trees.answer(
            template,
            node=node,
            action=action,
            values=values,
            name=name,
            seed=seed,
            offset=offset,
            limit=limit,
            query=query,
        )

    def autocomplete(self, text: str, caret: int, limit: int = 20) -> dict[str, Any]:
        """Suggest tags, LoRAs, wildcards and their values at a caret; `start` to `end` is replaced.

        `caret` counts characters, not UTF-16 units.
        """
        return self._services.autocomplete.complete_json(text, caret, limit)

    def random_loras(self, options: dict[str, Any] = {}, seed: int = 0) -> dict[str, Any]:  # noqa: B006
        """Draw LoRAs by the options of the randomiser; the same seed draws the same."""
        return self._services.loras.random_loras(options, seed)

    def generate_lora_wildcard(
        self,
        folder: str = "",
        pattern: str = "*",
        weight: str = "preferred",
        triggers: str = "first",
        format: str = "txt",  # noqa: A002  the contract's name
        write: bool = False,
    ) -> dict[str, Any]:
        """Make wildcard files of the LoRA folders; without `write` only shows them."""
        return self._services.loras.generate_lora_wildcard(
            folder, pattern, weight, triggers, format, write
        )

    def webui(self) -> dict[str, Any]:
        """Tell which WebUIs there are and what is known of each."""
        return {
            "backends": [
                backend_json(backend.wait_first(FIRST_LOOK)) for backend in self._services.backends
            ]
        }

    def webui_options(self) -> dict[str, Any]:
        """Show the WebUI's checkpoint, VAE and interrogation threshold, and what there is."""
        return self._services.webui_settings.options()

    def set_webui_options(self, values: dict[str, Any]) -> dict[str, Any]:
        """Change the WebUI's checkpoint, VAE or interrogation threshold for everybody."""
        return self._services.webui_settings.set_options(values)

    def refresh(self, what: str) -> dict[str, Any]:
        """Read `checkpoints`, `loras`, `wildcards` or `tags` anew."""
        return {"counts": self._services.webui_settings.refresh(_text("what", what))}

    def defaults(self) -> dict[str, Any]:
        """Show the saved defaults."""
        return {"values": self._services.defaults.values()}

    def save_defaults(self, values: dict[str, Any]) -> dict[str, Any]:
        """Save defaults by name; the others stay."""
        return {"values": self._services.defaults.save(values)}

    def schedules(self) -> dict[str, Any]:
        """List what runs by the clock, with its last result and next time."""
        return self._services.scheduler.schedules()

    def save_schedule(self, schedule: dict[str, Any]) -> dict[str, Any]:
        """Make a schedule, or change the one of the same `id`."""
        return self._services.scheduler.save_schedule(schedule)

    def delete_schedule(self, schedule_id: str) -> dict[str, Any]:
        """Delete a schedule."""
        return self._services.scheduler.delete_schedule(_text("schedule_id", schedule_id))

    def job_json(self, job: Job) -> dict[str, Any]:
        """Give a job with its progress and the address of its source post."""
        return job_json(job, self._services.queue.live(job.id), self._source_url(job))

    def _source_url(self, job: Job) -> str:
        post = PostId.parse(job.source_post)
        booru = self._services.boorus.get(post.site) if post else None
        return booru.post_url(post.number) if booru and post else ""


# What Gradio offers by name; everything else of the class is the page's own.
ENDPOINTS = (
    "recreate", "recreate_tag", "submit", "jobs", "job", "cancel", "retry", "upscale",
    "pause_queue", "resume_queue", "posts", "trending_characters", "popular_tags",
    "popular_characters", "characters_for_tag", "classify_character", "expand", "prompt_tree",
    "autocomplete", "random_loras", "generate_lora_wildcard", "webui", "webui_options",
    "set_webui_options", "refresh", "defaults", "save_defaults", "schedules", "save_schedule",
    "delete_schedule",
)  # fmt: skip


def _text(name: str, value: object) -> str:
    if not isinstance(value, str):
        raise InvalidInputError(reason=f"{name} is {value!r}: give a text.")
    if len(value) > LONGEST_TEXT:
        raise InvalidInputError(
            reason=f"{name} has {len(value)} characters: give at most {LONGEST_TEXT}."
        )
    return value


def _texts(name: str, value: object) -> list[str]:
    if not isinstance(value, list):
        raise InvalidInputError(reason=f"{name} is {value!r}: give a list of texts.")
    return [_text(name, item) for item in value]


def _whole(name: str, value: object, least: int, most: int) -> int:
    number = int(value) if isinstance(value, float) and value.is_integer() else value
    if isinstance(number, bool) or not isinstance(number, int) or not least <= number <= most:
        raise InvalidInputError(
            reason=f"{name} is {value!r}: give a whole number from {least} to {most}."
        )
    return number

"""The form on the Generation tab: what it begins with, what it queues, what it is filled with."""

from typing import Any

from booru_studio.bootstrap import Services
from booru_studio.domain.generation import Txt2ImgRequest
from booru_studio.domain.request_fields import SEED_LIMIT
from booru_studio.errors import InvalidInputError
from booru_studio.services.queue import MOST_AT_ONCE
from booru_studio.ui.arguments import text
from booru_studio.ui.form import (
    read_form,
    request_of,
    start_values,
    values_of,
    values_of_job,
)
from booru_studio.ui.widgets.choices import CLIP_SKIPS, form_choices

MOST_EXACT = 500  # prompts at once
# What a saved default may be; the rest belongs to one picture.
_SAVED = (
    "sampler_name", "scheduler", "steps", "cfg_scale", "batch_size", "checkpoint", "vae",
    "clip_skip",
)  # fmt: skip
_PROMPTS = {"prompt", "template"}


class FormVerbs:
    """Public methods are offered to the page alone, by their names in `FORM_VERBS`.

    `values` are those of the form, by their names in `ui/form.py`.
    """

    _services: Services

    def form_start(self) -> dict[str, Any]:
        """Tell what a new form holds, and what can be chosen in its lists.

        Each choice is what a person reads and what a request holds; `hint` is a sentence, or "".
        """
        services = self._services
        defaults = services.defaults.request()
        choices = form_choices((each.state for each in services.backends), defaults)
        lists = {**choices.lists, "clip_skip": CLIP_SKIPS}
        return {"values": start_values(defaults), "lists": lists, "hint": choices.hint}

    def refresh_lists(self) -> dict[str, Any]:
        """Ask the WebUIs what they have now, then tell as `form_start` does."""
        for backend in self._services.backends:
            backend.look_again()
        return self.form_start()

    def fill_form(self, job: str = "", request: dict[str, Any] | None = None) -> dict[str, Any]:
        """Tell what the form holds for a job as it was written, or for a request."""
        start = start_values(self._services.defaults.request())
        if job:
            return {"values": values_of_job(self._services.queue.job(text("job", job)), start)}
        return {"values": values_of(Txt2ImgRequest.from_json(request), start)}

    def queue_form(self, values: dict[str, Any]) -> dict[str, Any]:
        """Queue what the form holds, as many jobs as its `count` says."""
        form = self._read_form(values)
        job_ids = self._queue(request_of(form), _count(form["count"]), form["changes_of"])
        return {"job_ids": job_ids}

    def queue_prompts(
        self, values: dict[str, Any], prompts: list[dict[str, Any]], templates: bool = False
    ) -> dict[str, Any]:
        """Queue one job for each of `prompts` ({prompt, seed}), exactly as it stands.

        With `templates` each is a template that its job resolves. All else is the form's.
        """
        form = self._read_form(values)
        wanted = _exact_prompts(prompts)
        request = request_of({**form, "prompt": ""})
        request.pop("prompt")
        job_ids: list[str] = []
        for prompt, seed in wanted:
            own = {"seed": request["seed"] if seed is None else seed}
            own["template" if templates else "prompt"] = prompt
            job_ids += self._queue({**request, **own}, 1, form["changes_of"])
        return {"job_ids": job_ids}

    def save_form(self, values: dict[str, Any]) -> dict[str, Any]:
        """Save how drafts and new forms begin from now on."""
        form = self._read_form(values)
        request = {name: form[name] for name in _SAVED if form[name] not in ("", 0, None)}
        self._services.defaults.save({"request": {**request, "seed": -1}})
        return self.form_start()

    def _read_form(self, values: object) -> dict[str, Any]:
        return read_form(values, self._services.defaults.request())

    def _queue(self, request: dict[str, Any], count: int, changes_of: str) -> list[str]:
        queue = self._services.queue
        if not changes_of:
            return queue.submit(request, count)
        checked = Txt2ImgRequest.from_json(request)
        # What the job had and the form has no more is taken out of it.
        gone = dict.fromkeys(queue.job(changes_of).request.keys() - request.keys() - _PROMPTS)
        ids = []
        for index in range(count):
            seed = checked.seed
            if seed != -1:
                seed = (seed + index * checked.batch_size) % SEED_LIMIT
            ids += queue.retry(changes_of, {**gone, **request, "seed": seed})
        return ids


FORM_VERBS = (
    "form_start", "refresh_lists", "fill_form", "queue_form", "queue_prompts", "save_form",
)  # fmt: skip


def _exact_prompts(listed: object) -> list[tuple[str, int | None]]:
    if not isinstance(listed, list) or not 1 <= len(listed) <= MOST_EXACT:
        raise InvalidInputError(reason=f"Choose 1 to {MOST_EXACT} prompts to queue.")
    found = []
    for item in listed:
        prompt, seed = (
            item.get(key) if isinstance(item, dict) else 0 for key in ("prompt", "seed")
        )
        if not isinstance(prompt, str) or not isinstance(seed, int | None):
            raise InvalidInputError(reason="These are no prompts: open the preview again.")
        found.append((prompt, seed))
    return found


def _count(value: object) -> int:
    if not isinstance(value, int) or not 1 <= value <= MOST_AT_ONCE:
        raise InvalidInputError(reason=f"Jobs is {value}: say how many, 1 to {MOST_AT_ONCE}.")
    return value

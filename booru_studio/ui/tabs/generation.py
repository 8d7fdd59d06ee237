"""The Generation tab: write a prompt, choose settings, queue, see the latest pictures."""

import json
from collections.abc import Callable, Mapping
from typing import Any, ClassVar

import gradio as gr

from booru_studio.bootstrap import Services
from booru_studio.domain.generation import Txt2ImgRequest
from booru_studio.domain.request_fields import SEED_LIMIT
from booru_studio.errors import BooruStudioError, InvalidInputError
from booru_studio.services.rights import Right
from booru_studio.ui.context import UiContext
from booru_studio.ui.errors import as_gr_error
from booru_studio.ui.form import LISTS, GenerationForm, request_of, values_of, values_of_job
from booru_studio.ui.tabs.base import Tab
from booru_studio.ui.widgets.form_layout import FormButtons, place_form
from booru_studio.ui.widgets.memory import page, recall, remember
from booru_studio.ui.widgets.notice import said
from booru_studio.ui.widgets.shell import shell

# Other parts of the page fill the form through this part: it is mounted from the start.
_FILL = """
document.addEventListener('bs:fill', (event) => trigger('fill', event.detail));
"""
# Prompts that are queued as they stand come through this one.
_EXACT = """
document.addEventListener('bs:exact', (event) => trigger('exact', event.detail));
"""
MOST_EXACT = 500  # prompts at once
# What a saved default may be; the rest belongs to one picture.
_SAVED = (
    "sampler_name", "scheduler", "steps", "cfg_scale", "batch_size", "checkpoint", "vae",
    "clip_skip",
)  # fmt: skip
_PROMPTS = {"prompt", "template"}
_PLAIN = tuple(name for name in _SAVED if name not in LISTS)


class GenerationTab(Tab):
    """The form, its queue button, and the strip of the latest pictures."""

    id: ClassVar[str] = "generation"
    title: ClassVar[str] = "Generation"
    order: ClassVar[int] = 1

    def build(self, ui: UiContext) -> None:
        buttons = place_form(ui.form)
        fill = shell("form-filler", script=_FILL)
        exact = shell("exact-queuer", script=_EXACT)
        actions = FormActions(ui.now, ui.form)
        _wire(ui, actions, buttons, fill)
        exact.exact(  # the event quoted in _EXACT
            actions.on_exact,
            inputs_kwargs=ui.form.parts,
            outputs=buttons.message,
            show_progress="hidden",
            api_visibility="private",
        )


class FormActions:
    """What the form's buttons do."""

    def __init__(self, now: Callable[[], Services], form: GenerationForm) -> None:
        """Take the form, and what finds the services of who presses a button."""
        self._now, self._form = now, form

    @property
    def _services(self) -> Services:
        return self._now()

    def on_generate(self, **values: Any) -> str:  # noqa: ANN401
        """Queue what the form holds; return the sentence to show."""
        try:
            count = _count(values.pop("count"))
            ids = self._queue(request_of(values), count, values["changes_of"])
        except BooruStudioError as error:
            return said(str(error), "error")
        return said(f"Queued {len(ids)} job{'' if len(ids) == 1 else 's'}.")

    def on_exact(self, event: gr.EventData, **values: Any) -> str:  # noqa: ANN401
        """Queue one job for each of `prompts` ({prompt, seed}), exactly as it stands.

        With `templates` each is a template that its job resolves.
        """
        values.pop("count")
        try:
            wanted = _exact_prompts(event._data)
            key = "template" if event._data.get("templates") else "prompt"
            request = request_of({**values, "prompt": ""})
            request.pop("prompt")
            ids = []
            for prompt, seed in wanted:
                own = {key: prompt, "seed": request["seed"] if seed is None else seed}
                ids += self._queue({**request, **own}, 1, values["changes_of"])
        except BooruStudioError as error:
            return said(str(error), "error")
        return said(f"Queued {len(ids)} job{'' if len(ids) == 1 else 's'}.")

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

    def on_fill(self, event: gr.EventData) -> list[Any]:
        """Take over a job (`job`), a request (`request`), or the form's own values (`values`)."""
        asked = event._data or {}
        start = self._form.start_values()
        try:
            if asked.get("job"):
                values = values_of_job(self._services.queue.job(str(asked["job"])), start)
            elif asked.get("values"):
                values = {**start, **_fitting(json.dumps(asked["values"]), start)}
            else:
                values = values_of(Txt2ImgRequest.from_json(asked.get("request")), start)
        except BooruStudioError as error:
            raise as_gr_error(error) from error
        return [gr.Tabs(selected=GenerationTab.id), *self._form.filled(values)]

    def on_open(self, remembered: str | None) -> list[Any]:
        """Fill the lists with what there is now, and choose what the browser remembers.

        A browser without memory gets the defaults as they are saved now.
        """
        start = self._form.start_values()
        lists = self._form.lists_filled({**start, **_fitting(remembered, start)})
        # Only what was saved since: the answer may come when somebody is typing already.
        stale = () if remembered else _PLAIN
        others = [
            gr.update(value=start[name])
            if name in stale and start[name] != self._form.built_with[name]
            else gr.skip()
            for name in _PLAIN
        ]
        return [*lists, *others, self._hint()]

    def on_refresh(self, **values: Any) -> list[Any]:  # noqa: ANN401
        """Offer what the WebUIs have now."""
        for backend in self._services.backends:
            backend.look_again()
        return [*self._form.lists_filled(values), self._hint() or said("The lists are fresh.")]

    def on_save_defaults(self, **values: Any) -> str:  # noqa: ANN401
        """Save how requests begin from now on."""
        request = {name: values[name] for name in _SAVED if values[name] not in ("", 0, None)}
        try:
            self._services.rights.check(Right.DEFAULTS)
            self._services.defaults.save({"request": {**request, "seed": -1}})
        except BooruStudioError as error:
            return said(str(error), "error")
        return said("Drafts and new forms begin with these settings now.")

    def _hint(self) -> str:
        hint = self._form.choices().hint
        return said(hint, "hint") if hint else ""


def _wire(ui: UiContext, actions: FormActions, buttons: FormButtons, fill: gr.HTML) -> None:
    parts = ui.form.parts
    quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
    buttons.queue.click(
        actions.on_generate, inputs_kwargs=parts, outputs=buttons.message, **quiet
    )  # fmt: skip
    parts["count"].change(
        fn=None, inputs=parts["count"], outputs=buttons.queue, js="BS.queueLabel"
    )
    fill.fill(  # `fill` is the event quoted in _FILL
        actions.on_fill, outputs=[ui.tabs, *parts.values()], queue=False, **quiet
    )
    buttons.refresh.click(
        actions.on_refresh,
        inputs_kwargs={name: parts[name] for name in LISTS},
        outputs=[*(parts[name] for name in LISTS), buttons.lists_message],
        **quiet,
    )
    buttons.save_defaults.click(
        actions.on_save_defaults,
        inputs_kwargs={name: parts[name] for name in _SAVED},
        outputs=buttons.lists_message,
        **quiet,
    )
    _wire_panels(parts["extras"])
    _wire_memory(parts, actions, buttons.lists_message, quiet)


def _wire_panels(extras: gr.Textbox) -> None:
    """Tell the page's script what the further settings are, whoever changed them."""
    extras.change(fn=None, inputs=extras, js="BS.extrasChanged")


def _wire_memory(
    parts: dict[str, Any], actions: FormActions, message: gr.HTML, quiet: dict[str, Any]
) -> None:
    """Put back what was typed at once, and what was chosen as soon as the lists are there."""
    remember("form", parts, typed=("prompt", "negative_prompt"))
    recall("form", {name: part for name, part in parts.items() if name not in LISTS})
    page().load(
        actions.on_open,
        inputs=gr.Textbox(visible=False),
        outputs=[*(parts[name] for name in (*LISTS, *_PLAIN)), message],
        js="() => BS.memory.stored('form')",
        **quiet,
    )


def _exact_prompts(data: object) -> list[tuple[str, int | None]]:
    """Read the prompts and their seeds as the page sends them."""
    listed = data.get("prompts") if isinstance(data, dict) else None
    if not isinstance(listed, list) or not 1 <= len(listed) <= MOST_EXACT:
        raise InvalidInputError(reason=f"Choose 1 to {MOST_EXACT} prompts to queue.")
    found = []
    for item in listed:
        prompt, seed = item.get("prompt"), item.get("seed")
        if not isinstance(prompt, str) or not isinstance(seed, int | None):
            raise InvalidInputError(reason="These are no prompts: open the preview again.")
        found.append((prompt, seed))
    return found


def _count(value: object) -> int:
    if not isinstance(value, int) or value < 1:
        raise InvalidInputError(reason="Jobs is empty or below 1: say how many to queue.")
    return value


def _fitting(remembered: str | None, start: Mapping[str, Any]) -> dict[str, Any]:
    """Return the remembered values that the form can hold; a browser may remember anything."""
    try:
        found = json.loads(remembered or "{}")
    except (ValueError, RecursionError):
        return {}
    if not isinstance(found, dict):
        return {}
    return {
        name: value
        for name, value in found.items()
        if name in start and _same_kind(value, start[name])
    }


def _same_kind(value: object, usual: object) -> bool:
    if isinstance(usual, str | bool):
        return type(value) is type(usual)
    return isinstance(value, int | float) and not isinstance(value, bool)

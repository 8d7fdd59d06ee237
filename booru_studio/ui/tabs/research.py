"""The Research tab: find a post, see what would become of it, make pictures of it."""

from typing import Any, ClassVar

import gradio as gr
from gradio.components import Component

from booru_studio.domain.posts import TagCategory
from booru_studio.domain.prompts import DEFAULT_CATEGORIES
from booru_studio.ui.context import UiContext
from booru_studio.ui.tabs.base import Tab
from booru_studio.ui.widgets.memory import recall, remember
from booru_studio.ui.widgets.shell import shell

_NOTICE = '<p class="bs-notice" role="status" aria-live="polite"></p>'
_ORDERS = [("Newest first", ""), ("Best score first", "score")]


class ResearchTab(Tab):
    """A post on the left, the search for one on the right."""

    id: ClassVar[str] = "research"
    title: ClassVar[str] = "Research"
    order: ClassVar[int] = 3

    def build(self, ui: UiContext) -> None:
        wishes = _place_wishes(ui)
        with gr.Row(elem_classes=["bs-columns"], equal_height=False):
            with gr.Column(scale=5, min_width=320, elem_classes=["bs-panel", "bs-draft-column"]):
                link, draft_button, recreate = _place_link()
                draft_prompt, to_generation = _place_draft()
            with gr.Column(scale=7, min_width=320, elem_classes=["bs-panel"]):
                search, search_button = _place_search(ui)
        draft = {"inputs": [link, *wishes.values()], "js": "BS.research.onDraft"}
        gr.on([draft_button.click, link.submit], fn=None, **draft)
        recreate.click(
            fn=None,
            inputs=[link, *wishes.values(), draft_prompt],
            js="BS.research.onRecreate",
        )
        to_generation.click(fn=None, inputs=draft_prompt, js="BS.research.onToGeneration")
        gr.on(
            [search_button.click, search["tags"].submit, *(
                search[name].input for name in ("site", "order"))],
            fn=None,
            inputs=list(search.values()),
            js="BS.grid.onSearch",
        )  # fmt: skip
        kept = {**wishes, "link": link, **search, "draft_prompt": draft_prompt}
        remember("research", kept)
        recall("research", kept)


def _place_wishes(ui: UiContext) -> dict[str, Component]:
    """Place what holds for every recreation."""
    saved = ui.services.defaults.values()
    with gr.Row(elem_classes=["bs-panel", "bs-line", "bs-wishes"], equal_height=False):
        append = gr.Textbox(
            saved["append"], label="Text appended to every recreation", elem_id="append-text",
            lines=1, max_lines=6, scale=4, min_width=240,
            placeholder="Goes to the end of each prompt: a style, __wildcards__, <lora:name:0.8>",
        )  # fmt: skip
        remove = gr.Textbox(
            saved["remove"], label="Tags to leave out", elem_id="remove-tags", lines=1,
            max_lines=6, scale=3, min_width=180, placeholder="hat, *_background, holding_*",
        )  # fmt: skip
        categories = gr.CheckboxGroup(
            [category.value for category in TagCategory],
            value=[category.value for category in DEFAULT_CATEGORIES],
            label="Categories that go into the prompt", elem_id="draft-categories", scale=0,
            min_width=200,
        )  # fmt: skip
    return {"append": append, "remove": remove, "categories": categories}


def _place_link() -> tuple[gr.Textbox, gr.Button, gr.Button]:
    with gr.Row(elem_classes=["bs-line", "bs-link-row"]):
        link = gr.Textbox(
            label="Post", elem_id="post-link", lines=1, max_lines=1, scale=3, min_width=180,
            placeholder="Paste a Danbooru or Gelbooru link, or danbooru:123",
        )  # fmt: skip
        draft = gr.Button("Draft", elem_id="draft-button", scale=0, min_width=70)
        recreate = gr.Button(
            "Recreate now", variant="primary", elem_id="recreate-button", scale=0, min_width=120
        )
    shell("research-message", _NOTICE)
    return link, draft, recreate


def _place_draft() -> tuple[gr.Textbox, gr.Button]:
    shell("post-empty")
    with gr.Row(elem_id="draft-result", equal_height=False):
        shell("post-picture")
        with gr.Column(min_width=200, elem_classes=["bs-draft-text"]):
            shell("post-facts")
            prompt = gr.Textbox(
                label="Prompt of the draft, yours to edit", elem_id="draft-prompt", lines=4,
                max_lines=14, elem_classes=["bs-prompt-box"],
            )  # fmt: skip
            to_generation = gr.Button("To Generation", elem_id="to-generation")
    shell("post-tags")
    return prompt, to_generation


def _place_search(ui: UiContext) -> tuple[dict[str, Any], gr.Button]:
    sites = [(booru.label, name) for name, booru in ui.services.boorus.items()]
    usable = [name for name, booru in ui.services.boorus.items() if not booru.unavailable()]
    with gr.Row(elem_classes=["bs-line", "bs-search-row"]):
        tags = gr.Textbox(
            label="Search posts", elem_id="research-search", lines=1, max_lines=1, scale=4,
            min_width=180, placeholder="1girl outdoors, empty for the newest",
        )  # fmt: skip
        site = gr.Dropdown(
            sites, value=(usable or [sites[0][1]])[0], label="Site", elem_id="search-site",
            filterable=False, min_width=110,
        )  # fmt: skip
        order = gr.Dropdown(
            _ORDERS, value="", label="Order", elem_id="search-order", filterable=False,
            min_width=130,
        )  # fmt: skip
        button = gr.Button("Search", elem_id="search-button", scale=0, min_width=80)
    shell("search-message", _NOTICE)
    shell("post-grid")
    return {"tags": tags, "site": site, "order": order}, button

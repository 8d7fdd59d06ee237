"""The Research tab: see what is drawn now, find posts, make pictures of them."""

from typing import ClassVar

import gradio as gr
from gradio.components import Component

from booru_studio.ui.context import UiContext
from booru_studio.ui.tabs.base import Tab
from booru_studio.ui.widgets.memory import recall, remember
from booru_studio.ui.widgets.shell import shell

# On narrow windows the desk covers the posts.
_BACK = (
    '<button type="button" class="bs-button bs-desk-back" data-do="close-desk">‹ Posts</button>'
)
_NOTICE = '<p class="bs-notice" role="status" aria-live="polite"></p>'


class ResearchTab(Tab):
    """What is drawn now on the left, posts in the middle, the post at hand on the right.

    The page's script reads the text boxes and fills the rest.
    """

    id: ClassVar[str] = "research"
    title: ClassVar[str] = "Research"
    order: ClassVar[int] = 3

    def build(self, ui: UiContext) -> None:
        kept = _place_wishes(ui)
        with gr.Row(elem_id="research-columns", elem_classes=["bs-columns"], equal_height=False):
            with gr.Column(min_width=220, elem_id="trend-column", elem_classes=["bs-panel"]):
                shell("trending-list")
            with gr.Column(min_width=300, elem_id="posts-column", elem_classes=["bs-panel"]):
                kept["tags"] = _place_search()
            with gr.Column(min_width=300, elem_id="desk-column", elem_classes=["bs-panel"]):
                kept |= _place_desk()
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
            max_lines=6, scale=3, min_width=180, placeholder="hat, *_background, @hair",
        )  # fmt: skip
        shell("research-line")
    return {"append": append, "remove": remove}


def _place_search() -> Component:
    tags = gr.Textbox(
        label="Search posts", show_label=False, elem_id="research-search", lines=1, max_lines=1,
        placeholder="Search: 1girl outdoors … empty lists the newest",
    )  # fmt: skip
    shell("search-tools")
    shell("search-message", _NOTICE)
    shell("post-grid")
    shell("picked-bar")
    return tags


def _place_desk() -> dict[str, Component]:
    shell("desk-back", _BACK)
    with gr.Row(elem_classes=["bs-line", "bs-link-row"]):
        link = gr.Textbox(
            label="Post", elem_id="post-link", lines=1, max_lines=1, scale=3, min_width=160,
            placeholder="Paste a post link, or danbooru:123",
        )  # fmt: skip
        gr.Button("Draft", elem_id="draft-button", scale=0, min_width=64)
        gr.Button(
            "Recreate now", variant="primary", elem_id="recreate-button", scale=0, min_width=116
        )
    shell("research-message", _NOTICE)
    shell("post-empty")
    with gr.Column(elem_id="draft-result"):
        with gr.Row(elem_classes=["bs-draft-head"], equal_height=False):
            shell("post-picture")
            shell("post-facts")
        prompt = gr.Textbox(
            label="Prompt of the draft, yours to edit", elem_id="draft-prompt", lines=4,
            max_lines=14, elem_classes=["bs-prompt-box"],
        )  # fmt: skip
        gr.Button("To Generation", elem_id="to-generation")
        shell("post-tags")
    return {"link": link, "draft_prompt": prompt}

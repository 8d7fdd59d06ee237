"""Keep what is typed in the browser, so that neither a reload nor a restart loses it."""

import json
from collections.abc import Collection, Mapping

import gradio as gr
from gradio.components import Component
from gradio.context import Context


def remember(name: str, parts: Mapping[str, Component], typed: Collection[str] = ()) -> None:
    """Note every change of `parts` in the browser, below `name`.

    Args:
        typed: text boxes that the page's script listens to itself, since Gradio gathers all of
            `parts` at each letter; their ids are their names with dashes.
    """
    gr.on(
        [part.change for key, part in parts.items() if key not in typed],  # type: ignore[attr-defined]
        fn=None,
        inputs=list(parts.values()),
        js=_call("write", name, parts),
    )


def recall(name: str, parts: Mapping[str, Component]) -> None:
    """Put what the browser has noted back into `parts` whenever the page is opened."""
    components = list(parts.values())
    page().load(fn=None, inputs=components, outputs=components, js=_call("read", name, parts))


def page() -> gr.Blocks:
    """Return the page that is being built."""
    blocks = Context.root_block
    if not isinstance(blocks, gr.Blocks):
        raise TypeError("there is no page being built")
    return blocks


def _call(function: str, name: str, parts: Mapping[str, Component]) -> str:
    keys = json.dumps(list(parts))
    return f"(...values) => BS.memory.{function}({json.dumps(name)}, {keys}, values)"

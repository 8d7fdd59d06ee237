"""A fact about the form that can be taken away, such as the post it came from."""

import gradio as gr

from booru_studio.ui.widgets.shell import shell

_HTML = """
<span class="bs-chip" hidden><span class="bs-chip-label"></span>
<b class="bs-chip-text"></b>
<button type="button" class="bs-chip-remove">×</button></span>
"""
_SCRIPT = """
const chip = element.querySelector('.bs-chip');
const show = () => {
    chip.hidden = !props.value;
    chip.querySelector('.bs-chip-label').textContent = props.caption;
    chip.querySelector('.bs-chip-text').textContent =
        props.value.length > 24 ? props.value.slice(0, 8) : props.value;
    const remove = chip.querySelector('.bs-chip-remove');
    remove.setAttribute('aria-label', 'Take away: ' + props.caption + ' ' + props.value);
};
element.addEventListener('click', (event) => {
    if (!event.target.closest('.bs-chip-remove')) return;
    props.value = '';
    setTimeout(show);
    trigger('change');
});
watch('value', show);
show();
"""


def chip(elem_id: str, caption: str) -> gr.HTML:
    """Return an unplaced chip; its value is its text, "" while there is nothing to show."""
    return shell(elem_id, _HTML, _SCRIPT, caption=caption, render=False)

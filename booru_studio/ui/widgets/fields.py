"""The form's fields as markup: `assets/08_form.js` fills them and reads them.

`data-field` is a name of `ui/form.py`, `data-kind` says what the field holds: whole, number, tick,
text, or list, whose choices come with the page's first question.
"""


def area(
    elem_id: str, label: str, least: int, most: int, placeholder: str = "", name: str = ""
) -> str:
    """Return a box for a text, `least` lines high and up to `most` as it grows with its text."""
    field = f'data-field="{name}" data-kind="text"' if name else ""
    return (
        f'<label class="bs-field bs-area" id="{elem_id}"><span>{label}</span>'
        f'<textarea class="bs-input" rows="{least}" style="--least:{least};--most:{most}" {field} '
        f'autocorrect="off" autocapitalize="off" spellcheck="false" placeholder="{placeholder}">'
        "</textarea></label>"
    )


def number(name: str, label: str, step: float = 1, kind: str = "whole", limits: str = "") -> str:
    """Return a box for a number."""
    return (
        f'<label class="bs-field" id="{_id(name)}"><span>{label}</span>'
        f'<input class="bs-input" type="number" data-field="{name}" data-kind="{kind}" '
        f'step="{step:g}" {limits}></label>'
    )


def slider(name: str, label: str, least: float, most: float, step: float, elem_id: str = "") -> str:
    """Return a box for a number from `least` to `most`, and a slider below it."""
    limits = f'min="{least:g}" max="{most:g}"'
    kind = "whole" if isinstance(step, int) else "number"
    return (
        f'<div class="bs-field bs-slide" id="{elem_id or _id(name)}"><label><span>{label}</span>'
        f'<input class="bs-input" type="number" data-field="{name}" data-kind="{kind}" '
        f'step="{step:g}" {limits}></label>'
        f'<input type="range" data-slides="{name}" step="{step:g}" {limits} '
        f'tabindex="-1" aria-hidden="true"></div>'
    )


def choice(name: str, label: str) -> str:
    """Return a box in which one of a list is chosen, by typing a part of it or from the list."""
    return (
        f'<label class="bs-field" id="{_id(name)}"><span>{label}</span>'
        f'<input class="bs-input bs-combo" data-field="{name}" data-kind="list" role="combobox" '
        f'aria-expanded="false" aria-autocomplete="list" autocomplete="off" spellcheck="false">'
        f"</label>"
    )


def tick(name: str, label: str) -> str:
    """Return a box to tick."""
    return (
        f'<label class="bs-check" id="{_id(name)}"><input type="checkbox" class="bs-box" '
        f'data-field="{name}" data-kind="tick"><span>{label}</span></label>'
    )


def chip(name: str, label: str) -> str:
    """Return a fact about the form that can be taken away, such as the post it came from."""
    return (
        f'<div id="{_id(name)}"><span class="bs-chip" hidden><span class="bs-chip-label">{label}'
        f'</span><b class="bs-chip-text"></b><button type="button" class="bs-chip-remove" '
        f'data-do="drop-fact" data-fact="{name}" aria-label="Take away: {label}">×</button></span>'
        f"</div>"
    )


def notice(elem_id: str) -> str:
    """Return the place for one sentence: what came of an action."""
    return f'<div id="{elem_id}"><p class="bs-notice" role="status" aria-live="polite"></p></div>'


def inside(elem_id: str, classes: str = "") -> str:
    """Return a part that the page's script fills."""
    return f'<div id="{elem_id}" class="{classes}"><div class="bs-inside"></div></div>'


def line(*fields: str) -> str:
    """Return fields beside each other."""
    return f'<div class="bs-line">{"".join(fields)}</div>'


def _id(name: str) -> str:
    return name.replace("_", "-")

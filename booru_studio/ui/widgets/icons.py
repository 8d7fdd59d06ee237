"""The icons of buttons without a text, as SVG: fonts differ too much in their symbols."""


def _icon(shapes: str) -> str:
    return (
        '<svg viewBox="0 0 16 16" width="16" height="16" fill="none" stroke="currentColor" '
        'stroke-width="1.4" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">'
        f"{shapes}</svg>"
    )


ARROWS = _icon('<path d="M2.5 5.5h10M10 3l2.5 2.5L10 8M13.5 10.5h-10M6 8l-2.5 2.5L6 13"/>')
DICE = _icon(
    '<rect x="2.5" y="2.5" width="11" height="11" rx="2.5"/><path stroke-width="2" '
    'd="M5.6 5.6h.01M10.4 5.6h.01M8 8h.01M5.6 10.4h.01M10.4 10.4h.01"/>'
)
AGAIN = _icon('<path d="M3 8a5 5 0 1 0 1.6-3.7M3 2.5v3h3M8 5.5V8l1.7 1"/>')

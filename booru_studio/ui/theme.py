"""The look of Gradio's own parts, light and dark: dense, one accent colour."""

import gradio as gr

# Each as (light, dark). Also in assets/00_outside.css, for the parts that are ours.
_PAGE, _PANEL = ("#f3f5f9", "#0d1117"), ("#ffffff", "#141a23")
_FIELD, _LINE = ("#ffffff", "#0f141c"), ("#ccd4e0", "#262f3d")
_TEXT, _QUIET = ("#1a2230", "#dbe2ee"), ("#56627a", "#93a0b5")
_ACCENT, _ACCENT_LIGHT = ("#2f66dc", "#3b76f0"), ("#1f55c9", "#5b8ffb")
_RAISED, _HOVER, _SOFT = ("#e9edf4", "#1d2531"), ("#dce3ee", "#283344"), ("#d9e5ff", "#1b2a47")
_COLOURS = {
    "body_background_fill": _PAGE,
    "body_text_color": _TEXT,
    "body_text_color_subdued": _QUIET,
    "background_fill_primary": _PANEL,
    "background_fill_secondary": _PAGE,
    "border_color_primary": _LINE,
    "block_background_fill": ("transparent", "transparent"),
    "block_shadow": ("none", "none"),
    "block_label_text_color": _QUIET,
    "block_title_text_color": _QUIET,
    "block_info_text_color": _QUIET,
    "input_background_fill": _FIELD,
    "input_background_fill_focus": _FIELD,
    "input_border_color": _LINE,
    "input_border_color_focus": _ACCENT_LIGHT,
    "input_placeholder_color": ("#717d93", "#66738a"),
    "slider_color": _ACCENT,
    "button_primary_background_fill": _ACCENT,
    "button_primary_background_fill_hover": _ACCENT_LIGHT,
    "button_primary_text_color": ("#ffffff", "#ffffff"),
    "button_secondary_background_fill": _RAISED,
    "button_secondary_background_fill_hover": _HOVER,
    "button_secondary_border_color": _LINE,
    "button_secondary_text_color": _TEXT,
    "color_accent_soft": _SOFT,
    "checkbox_background_color": _FIELD,
    "checkbox_label_background_fill": _RAISED,
    "checkbox_label_background_fill_selected": _SOFT,
}


def make_theme() -> gr.themes.Base:
    """Return the theme; fonts are the system's, so that nothing is fetched from elsewhere."""
    theme = gr.themes.Default(
        primary_hue="blue",
        neutral_hue="slate",
        spacing_size="sm",
        radius_size="sm",
        text_size="sm",
        font=("Inter", "system-ui", "Segoe UI", "Roboto", "sans-serif"),
        font_mono=("ui-monospace", "SF Mono", "Cascadia Mono", "Consolas", "monospace"),
    )
    light = {name: pair[0] for name, pair in _COLOURS.items()}
    dark = {f"{name}_dark": pair[1] for name, pair in _COLOURS.items()}
    return theme.set(
        **light,
        **dark,
        block_border_width="0px",
        block_padding="0px",
        block_title_text_size="12px",
        block_title_text_weight="500",
        block_info_text_size="12px",
        input_padding="6px 9px",
        input_shadow="none",
        input_shadow_dark="none",
        layout_gap="10px",
        form_gap_width="10px",
        button_border_width="1px",
        button_large_text_size="13px",
        button_large_text_weight="500",
        button_large_padding="6px 12px",
        button_small_text_size="12.5px",
        button_transform_hover="none",
        button_transform_active="none",
    )

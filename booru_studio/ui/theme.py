"""The look of Gradio's own parts: dark, dense, one accent colour."""

import gradio as gr

# Also in assets/00_outside.css, for the parts that are ours.
_PAGE, _PANEL, _FIELD, _LINE = "#0d1117", "#141a23", "#0f141c", "#262f3d"
_TEXT, _QUIET, _ACCENT, _ACCENT_LIGHT = "#dbe2ee", "#93a0b5", "#3b76f0", "#5b8ffb"


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
    return theme.set(
        body_background_fill_dark=_PAGE,
        body_text_color_dark=_TEXT,
        body_text_color_subdued_dark=_QUIET,
        background_fill_primary_dark=_PANEL,
        background_fill_secondary_dark=_PAGE,
        border_color_primary_dark=_LINE,
        block_background_fill_dark="transparent",
        block_border_width="0px",
        block_padding="0px",
        block_shadow_dark="none",
        block_label_text_color_dark=_QUIET,
        block_title_text_color_dark=_QUIET,
        block_title_text_size="12px",
        block_title_text_weight="500",
        block_info_text_color_dark=_QUIET,
        block_info_text_size="12px",
        input_background_fill_dark=_FIELD,
        input_background_fill_focus_dark=_FIELD,
        input_border_color_dark=_LINE,
        input_border_color_focus_dark=_ACCENT_LIGHT,
        input_placeholder_color_dark="#66738a",
        input_padding="6px 9px",
        input_shadow_dark="none",
        layout_gap="10px",
        form_gap_width="10px",
        slider_color_dark=_ACCENT,
        button_primary_background_fill_dark=_ACCENT,
        button_primary_background_fill_hover_dark=_ACCENT_LIGHT,
        button_primary_text_color_dark="#ffffff",
        button_secondary_background_fill_dark="#1d2531",
        button_secondary_background_fill_hover_dark="#283344",
        button_secondary_border_color_dark=_LINE,
        button_secondary_text_color_dark=_TEXT,
        button_border_width="1px",
        button_large_text_size="13px",
        button_large_text_weight="500",
        button_large_padding="6px 12px",
        button_small_text_size="12.5px",
        button_transform_hover="none",
        button_transform_active="none",
        color_accent_soft_dark="#1b2a47",
        checkbox_background_color_dark=_FIELD,
        checkbox_label_background_fill_dark="#1d2531",
        checkbox_label_background_fill_selected_dark="#1b2a47",
    )

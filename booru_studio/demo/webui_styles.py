"""The prompt styles saved on the stand-in WebUI."""

from collections.abc import Sequence
from dataclasses import dataclass

from booru_studio.demo.webui_errors import Flavour


@dataclass(frozen=True, slots=True)
class Style:
    """Text added to a prompt; "{prompt}" in it marks where the prompt goes."""

    name: str
    prompt: str
    negative_prompt: str


STYLES = (
    Style("Storybook", "{prompt}, storybook, pastel colors", "photorealistic"),
    Style("Clean lines", "clean lines, flat color", ""),
)


def styled(prompt: str, negative_prompt: str, names: Sequence[str]) -> tuple[str, str]:
    """Add the named styles to both prompts; unknown names are ignored, as in the WebUI."""
    chosen = {style.name: style for style in STYLES}
    for style in (chosen[name] for name in names if name in chosen):
        prompt = _merged(prompt, style.prompt)
        negative_prompt = _merged(negative_prompt, style.negative_prompt)
    return prompt, negative_prompt


def styles_json(flavour: Flavour) -> list[dict[str, str | None]]:
    """List the styles as GET /sdapi/v1/prompt-styles does; Forge adds a divider row."""
    rows: list[dict[str, str | None]] = [
        {"name": style.name, "prompt": style.prompt, "negative_prompt": style.negative_prompt}
        for style in STYLES
    ]
    if flavour == "forge":
        divider = f"{'-' * 16} STYLES {'-' * 16}"
        return [{"name": divider, "prompt": None, "negative_prompt": None}, *rows]
    return rows


def _merged(prompt: str, style: str) -> str:
    if "{prompt}" in style:
        return style.replace("{prompt}", prompt)
    return ", ".join(part for part in (prompt.strip(), style.strip()) if part)

"""Presets: named sets of request fields, with a prompt that goes around one's own."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from booru_studio.domain.generation import PICTURES, Txt2ImgRequest
from booru_studio.domain.json_fields import clean, read_plain_object, read_text
from booru_studio.domain.request_fields import OURS
from booru_studio.domain.wildcard_syntax import is_plain
from booru_studio.errors import InvalidInputError

PLACE = "{prompt}"  # where in a preset's prompt one's own goes
LONGEST_NAME = 100  # characters

_PROMPTS = ("prompt", "negative_prompt")
# What belongs to one picture. A preset's prompt may hold wildcards, so it needs no template.
_NOT_PRESET = ("template", "source_post", *PICTURES, *OURS)


@dataclass(frozen=True, slots=True)
class Preset:
    """Fields that are set in a request, and prompts that are merged with the request's."""

    name: str
    fields: Mapping[str, Any] = field(default_factory=dict)
    prompt: str = ""
    negative_prompt: str = ""

    @classmethod
    def from_json(cls, name: object, values: object) -> Self:
        """Read request fields, `prompt` and `negative_prompt` of one object.

        Raises:
            InvalidInputError: no name, or a value that no request could have.
        """
        values = read_plain_object({"The preset": values}, "The preset")
        for wrong in _NOT_PRESET:
            if wrong in values:
                raise InvalidInputError(
                    reason=f"{wrong} belongs to one picture: leave it out of the preset."
                )
        fields = {key: value for key, value in values.items() if key not in _PROMPTS}
        Txt2ImgRequest.from_json(fields)
        # None would mean the field's default, which a preset that leaves it out does not ask for.
        fields = {key: value for key, value in fields.items() if value is not None}
        prompt, negative = (read_text(values, key) for key in _PROMPTS)
        return cls(_checked_name(name), fields, prompt.strip(), negative.strip())

    def to_json(self) -> dict[str, Any]:
        prompts = {"prompt": self.prompt, "negative_prompt": self.negative_prompt}
        return {**self.fields, **{key: text for key, text in prompts.items() if text}}

    def applied_to(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """Return a request with the preset's fields set and its prompts merged in.

        The prompt stays a template, or becomes one, where there is something to expand.
        """
        own = str(request.get("template") or request.get("prompt") or "")
        prompt = merge_prompt(self.prompt, own)
        rest = {key: value for key, value in request.items() if key not in ("prompt", "template")}
        negative = str(request.get("negative_prompt") or "")
        return {
            **rest,
            **self.fields,
            "prompt" if is_plain(prompt) else "template": prompt,
            "negative_prompt": merge_prompt(self.negative_prompt, negative),
        }


def merge_prompt(preset: str, own: str) -> str:
    """Put one's own prompt where the preset has `{prompt}`, else before the preset's.

    As AUTOMATIC1111 applies a style: https://github.com/AUTOMATIC1111/stable-diffusion-webui,
    modules/styles.py. Without a prompt of one's own the place is closed up.
    """
    own = own.strip()
    if PLACE not in preset:
        return ", ".join(text for text in (own, preset.strip()) if text)
    if own:
        return preset.replace(PLACE, own)
    parts = preset.replace(PLACE, "").split(",")
    return ", ".join(part.strip() for part in parts if part.strip())


def _checked_name(name: object) -> str:
    text = clean(name).strip() if isinstance(name, str) else ""
    if not 1 <= len(text) <= LONGEST_NAME:
        raise InvalidInputError(
            reason=f"The preset needs a name: give a text of 1 to {LONGEST_NAME} characters."
        )
    return text

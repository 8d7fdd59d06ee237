"""Presets, and the WebUIs' styles, over what the form holds."""

from collections.abc import Mapping
from typing import Any

from booru_studio.bootstrap import Services
from booru_studio.domain.generation import PICTURES, Txt2ImgRequest
from booru_studio.domain.presets import Preset
from booru_studio.services.defaults import FACTORY
from booru_studio.ui.arguments import text
from booru_studio.ui.form import read_form, request_of, start_values, values_of
from booru_studio.ui.shapes import preset_json

# What belongs to one picture or one click; a preset holds nothing of it.
_OF_ONE = {"source_post", "template", *PICTURES}
# What stays in the form when all settings go back to what they begin with.
_KEPT = ("prompt", "negative_prompt", "seed", "count", "source_post", "changes_of")


class PresetVerbs:
    """Public methods are offered to the page alone, by their names in `PRESET_VERBS`.

    `values` are those of the form, by their names in `ui/form.py`.
    """

    _services: Services

    def presets(self) -> dict[str, Any]:
        """List the presets, the saved defaults and ours, as what they set in a form."""
        return {
            "presets": [preset_json(preset) for preset in self._services.presets.all()],
            "defaults": _settings(self._services.defaults.request()),
            "factory": _settings(FACTORY["request"]),
        }

    def preset_fields(self, values: dict[str, Any]) -> dict[str, Any]:
        """Tell what of a form can be saved as a preset, by the names of a request's fields."""
        request = request_of(self._form(values))
        prompt = request.get("template") or request.get("prompt")
        fields = {"prompt": prompt, **{k: v for k, v in request.items() if k not in _OF_ONE}}
        return {name: value for name, value in fields.items() if value not in (None, "")}

    def save_preset(self, name: str, fields: dict[str, Any]) -> dict[str, Any]:
        """Save a preset in place of the one of that name, and list them all."""
        self._services.presets.save(text("name", name), fields)
        return self.presets()

    def delete_preset(self, name: str) -> dict[str, Any]:
        """Delete a preset, and list those that are left."""
        self._services.presets.delete(text("name", name))
        return self.presets()

    def apply_preset(self, name: str, values: dict[str, Any]) -> dict[str, Any]:
        """Give what the form holds with a preset applied; nothing is saved."""
        return _applied(self._services.presets.get(text("name", name)), self._form(values))

    def apply_style(self, name: str, values: dict[str, Any]) -> dict[str, Any]:
        """Give what the form holds with the text of one of the WebUIs' styles in its prompts."""
        return _applied(self._services.styles.get(text("name", name)), self._form(values))

    def _form(self, values: object) -> dict[str, Any]:
        return read_form(values, self._services.defaults.request())


PRESET_VERBS = (
    "presets", "preset_fields", "save_preset", "delete_preset", "apply_preset", "apply_style",
)  # fmt: skip


def _applied(preset: Preset, values: Mapping[str, Any]) -> dict[str, Any]:
    request = Txt2ImgRequest.from_json(preset.applied_to(request_of(values)))
    return {"values": values_of(request, values)}


def _settings(defaults: Mapping[str, Any]) -> dict[str, Any]:
    found = start_values(defaults)
    return {name: value for name, value in found.items() if name not in _KEPT}

"""Named presets: saved, applied to a request, imported from a WebUI's styles."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from booru_studio.domain.choices import nearest
from booru_studio.domain.model_families import bucket_size
from booru_studio.domain.presets import Preset
from booru_studio.domain.styles_csv import parse_styles
from booru_studio.errors import InvalidInputError, PresetNotFoundError
from booru_studio.services.defaults import Defaults
from booru_studio.storage.wildcard_encoding import to_utf8

MOST_STYLES_BYTES = 8 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class ImportedStyles:
    """What became of an import: names of presets made, and in sentences what was not."""

    names: tuple[str, ...]
    notes: tuple[str, ...]


class Presets:
    """The presets among the saved defaults; all methods may be called from any thread."""

    def __init__(self, defaults: Defaults, checkpoint: Callable[[], str] = lambda: "") -> None:
        """Begin.

        Args:
            checkpoint: the one that is loaded; where a preset names none, it decides the size
                and negative prompt that a preset leaves open.
        """
        self._defaults, self._checkpoint = defaults, checkpoint

    def names(self) -> list[str]:
        """Return the names, in alphabetical order."""
        return sorted(self._defaults.values()["presets"], key=str.casefold)

    def all(self) -> list[Preset]:
        """Return the presets as they are at one moment, in alphabetical order."""
        saved = self._defaults.values()["presets"]
        return [Preset.from_json(name, saved[name]) for name in sorted(saved, key=str.casefold)]

    def get(self, name: str) -> Preset:
        """Return a preset.

        Raises:
            PresetNotFoundError: no such name.
        """
        saved = self._defaults.values()["presets"]
        if name not in saved:
            near = nearest(name, saved)
            advice = f"did you mean “{near}”" if near else "save one by that name first"
            raise PresetNotFoundError(name=name, advice=advice)
        return Preset.from_json(name, saved[name])

    def save(self, name: str, values: object) -> Preset:
        """Save a preset under a name, in place of the one that had it.

        Args:
            values: request fields, with `prompt` and `negative_prompt` to be merged in.

        Raises:
            InvalidInputError: no name, or what no request could have.
        """
        preset = Preset.from_json(name, values)
        self._defaults.save({"presets": {preset.name: preset.to_json()}})
        return preset

    def delete(self, name: str) -> None:
        """Remove a preset.

        Raises:
            PresetNotFoundError: no such name.
        """
        self.get(name)
        self._defaults.save({"presets": {name: None}})

    def apply(self, name: str, request: Mapping[str, Any]) -> dict[str, Any]:
        """Return a request with a preset applied; nothing of it is saved.

        Raises:
            PresetNotFoundError: no such name.
        """
        return self.get(name).applied_to(request)

    def request(self, name: str) -> dict[str, Any]:
        """Return a whole request made of a preset over the saved defaults.

        Raises:
            PresetNotFoundError: no such name.
        """
        preset = self.get(name)
        checkpoint = str(preset.fields.get("checkpoint") or self._checkpoint())
        family = self._defaults.family(checkpoint)
        width, height = bucket_size(0, 0, family.area)
        request = preset.applied_to({"width": width, "height": height, **self._defaults.request()})
        return {**request, "negative_prompt": preset.negative_prompt or family.negative}

    def import_styles(self, data: bytes, *, replace: bool = False) -> ImportedStyles:
        """Make a preset of each style of an AUTOMATIC1111 `styles.csv`.

        Args:
            data: the file, in UTF-8 or what else spreadsheets write.
            replace: whether a style takes the place of a preset of the same name.

        Raises:
            InvalidInputError: it is no such file, or the presets would be too many.
        """
        if len(data) > MOST_STYLES_BYTES:
            raise InvalidInputError(
                reason=f"The styles have {len(data)} bytes: give at most {MOST_STYLES_BYTES}."
            )
        styles, notes = parse_styles(to_utf8(data)[0].decode("utf-8"))
        taken = set(self.names())
        new: dict[str, Any] = {}
        for style in styles:
            if style.name in taken and not replace:
                notes.append(f"“{style.name}” was left out: there is a preset of that name.")
                continue
            values = {"prompt": style.prompt, "negative_prompt": style.negative_prompt}
            try:
                new[style.name] = Preset.from_json(style.name, values).to_json()
            except InvalidInputError as error:
                notes.append(f"“{style.name[:40]}” was left out: {error}")
        if new:
            self._defaults.save({"presets": new})
        return ImportedStyles(tuple(new), tuple(notes))

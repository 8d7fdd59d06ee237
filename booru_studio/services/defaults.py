"""The defaults a person saved: how requests begin, and what each model family gets."""

import copy
import threading
from collections.abc import Mapping
from typing import Any

from booru_studio.domain.generation import PICTURES, Txt2ImgRequest
from booru_studio.domain.model_families import FAMILIES, ModelFamily, guess_family
from booru_studio.domain.presets import Preset
from booru_studio.domain.request_fields import OURS
from booru_studio.errors import InvalidInputError
from booru_studio.storage.defaults import DefaultsStore

FACTORY: Mapping[str, Any] = {
    "family": "auto",  # a name of FAMILIES, or auto: guessed from the checkpoint
    "families": {},  # name -> {prefix, suffix, negative} that differ from ours
    "append": "",
    "remove": "",
    "interrogator": "auto",  # what the page begins with; "" = none
    "send_pictures_away": False,  # whether auto may ask interrogators on other machines
    "presets": {},  # name -> request fields, prompt and negative_prompt
    "request": {
        "steps": 28,
        "sampler_name": "Euler a",
        "scheduler": "Automatic",
        "cfg_scale": 5.5,
        "batch_size": 1,
        "seed": -1,
    },
}
MOST_PRESETS = 2000

# What belongs to one picture and makes no default.
_NO_DEFAULT = ("prompt", "template", "source_post", *PICTURES, *OURS)


class Defaults:
    """Saved defaults over those of the factory; may be used from any thread."""

    def __init__(
        self, store: DefaultsStore, interrogator: str = "", *, away: bool = False
    ) -> None:
        """Take the file, and what the owner chose for new visitors.

        Args:
            interrogator: what they begin with; "" means auto.
            away: whether pictures may be sent to other machines as long as nobody said no.
        """
        self._store = store
        begin = {"interrogator": interrogator or FACTORY["interrogator"]}
        self._factory = {**FACTORY, **begin, "send_pictures_away": away}
        self._lock = threading.Lock()

    def values(self) -> dict[str, Any]:
        """Return every default; keys as in `FACTORY`."""
        saved = self._store.values()
        values = copy.deepcopy(self._factory)
        values.update({key: saved[key] for key in FACTORY if key in saved})
        values["request"] = {**FACTORY["request"], **values["request"]}
        return values

    def save(self, values: object) -> dict[str, Any]:
        """Take over the given defaults, leave the others, and return all.

        Of `presets` the given ones are saved by name, and one that is None is removed.

        Raises:
            InvalidInputError: unknown name, or a value that no request could have.
        """
        if not isinstance(values, Mapping):
            raise InvalidInputError(reason="values is no object: give defaults by name.")
        for name in values:
            if name not in FACTORY:
                raise InvalidInputError(
                    reason=f"There is no default “{name}”: use {', '.join(FACTORY)}."
                )
        with self._lock:
            before = self.values()
            checked = {**before, **values}
            _check(checked)
            if "presets" in values:
                checked["presets"] = _with_presets(before["presets"], values["presets"])
            self._store.save(checked)
            return self.values()

    def family(self, checkpoint: str) -> ModelFamily:
        """Return the preset to use with a checkpoint, with the person's own words in it."""
        values = self.values()
        name = values["family"]
        family = FAMILIES[name] if name in FAMILIES else guess_family(checkpoint)
        return family.with_changes(values["families"].get(family.name, {}))

    def request(self) -> dict[str, Any]:
        """Return the request fields every draft begins with."""
        return dict(self.values()["request"])


def _with_presets(before: Mapping[str, Any], given: object) -> dict[str, Any]:
    if not isinstance(given, Mapping):
        raise InvalidInputError(reason="presets is no object: give presets by name.")
    presets = dict(before)
    for name, values in given.items():
        if values is None:
            presets.pop(name, None)
        else:
            preset = Preset.from_json(name, values)
            presets[preset.name] = preset.to_json()
    if len(presets) > max(MOST_PRESETS, len(before)):
        raise InvalidInputError(
            reason=f"There would be {len(presets)} presets, and at most {MOST_PRESETS} may be: "
            "delete some first."
        )
    return presets


def _check(values: Mapping[str, Any]) -> None:
    names = ("auto", *FAMILIES)
    if values["family"] not in names:
        raise InvalidInputError(reason=f"family is none of {', '.join(names)}: choose one.")
    for name in ("append", "remove", "interrogator"):
        if not isinstance(values[name], str):
            raise InvalidInputError(reason=f"{name} is no text: give a text.")
    if not isinstance(values["send_pictures_away"], bool):
        raise InvalidInputError(reason="send_pictures_away is neither true nor false: give one.")
    families, request = values["families"], values["request"]
    if not isinstance(families, Mapping) or not isinstance(request, Mapping):
        raise InvalidInputError(reason="families and request are objects: give fields by name.")
    for name, changes in families.items():
        if name not in FAMILIES or not isinstance(changes, Mapping):
            raise InvalidInputError(
                reason=f"There is no model family “{name}”: use {', '.join(FAMILIES)}."
            )
        FAMILIES[name].with_changes(dict(changes))
    for name in request:
        if name in _NO_DEFAULT:
            raise InvalidInputError(reason=f"{name} belongs to one picture: it is no default.")
    Txt2ImgRequest.from_json(request)

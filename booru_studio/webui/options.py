"""The server options that may be changed from here, checked before they are sent."""

from collections.abc import Mapping
from typing import Any

from booru_studio.errors import InvalidInputError
from booru_studio.webui.capabilities import Capabilities
from booru_studio.webui.fitting import AUTOMATIC, fit_checkpoint, fit_vae

CHANGEABLE = ("sd_model_checkpoint", "sd_vae", "interrogate_deepbooru_score_threshold")


def checked_options(values: Mapping[str, Any], capabilities: Capabilities) -> dict[str, Any]:
    """Check and translate options; on Forge's kin the VAE becomes a list of modules.

    Raises:
        InvalidInputError: another option, or a value of the wrong type or range.
        UnknownChoiceError: a checkpoint or VAE the server does not have.
    """
    checked: dict[str, Any] = {}
    for name, value in values.items():
        if name not in CHANGEABLE:
            known = ", ".join(CHANGEABLE)
            raise InvalidInputError(reason=f"“{name}” cannot be set from here: give {known}.")
        if name == "interrogate_deepbooru_score_threshold":
            checked[name] = _threshold(value)
        elif not isinstance(value, str) or not value:
            raise InvalidInputError(reason=f"{name} is {value!r}: give a name of its list.")
        elif name == "sd_model_checkpoint":
            checked[name] = fit_checkpoint(value, capabilities).title
        else:
            checked |= _vae(value, capabilities)
    return checked


def _threshold(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise InvalidInputError(
            reason=f"interrogate_deepbooru_score_threshold is {value!r}: give a number from 0 to 1."
        )
    return float(value)


def _vae(wanted: str, capabilities: Capabilities) -> dict[str, Any]:
    name = fit_vae(wanted, capabilities)
    if not capabilities.has_modules:
        return {"sd_vae": name}
    return {"forge_additional_modules": [] if name in (AUTOMATIC, "None") else [name]}

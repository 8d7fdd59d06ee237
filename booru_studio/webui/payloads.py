"""What is sent to a WebUI: an approved request, fitted to the fields and names of one server."""

import json
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import InitVar, dataclass
from types import MappingProxyType
from typing import Any, Literal, Self

from booru_studio.domain.generation import ALWAYS_SHOWN, Txt2ImgRequest
from booru_studio.domain.safety import ApprovedRequest
from booru_studio.errors import InvalidInputError
from booru_studio.webui.capabilities import MASK_OPTIONS, Capabilities
from booru_studio.webui.copies import can_keep_copies, copy_settings
from booru_studio.webui.extension_units import extension_arguments
from booru_studio.webui.fitting import (
    AUTOMATIC,
    OUR_FIELDS,
    fit_checkpoint,
    fit_sampler,
    fit_script,
    fit_setting,
    fit_vae,
    sent_fields,
)
from booru_studio.webui.hires import fit_hires
from booru_studio.webui.img2img import (
    IMG2IMG_FIELDS,
    PictureReader,
    fit_img2img,
    no_pictures,
    sent_pictures,
)
from booru_studio.webui.loras import unknown_loras

_SEAL = object()
_PROMPT_EXPANDER = "dynamic prompts v"


@dataclass(frozen=True, slots=True)
class Txt2ImgPayload:
    """A request as one server gets it; only `txt2img_payload` can make one.

    `task_id` names the task on servers that can be asked by id. `warnings` are sentences.
    `kind` tells the route it goes to.
    """

    json: Mapping[str, Any]
    warnings: tuple[str, ...]
    task_id: str
    kind: Literal["txt2img", "img2img"]
    seal: InitVar[object]

    def __post_init__(self, seal: object) -> None:
        if seal is not _SEAL:
            raise TypeError("only txt2img_payload() makes a Txt2ImgPayload")

    @property
    def overrides(self) -> Mapping[str, Any]:
        """The settings it overrides that are to be as before afterwards."""
        if not self.json.get("override_settings_restore_afterwards", True):
            return {}
        return self.json.get("override_settings") or {}

    def with_joined_sampler(self) -> Self | None:
        """Give the same with “DPM++ 2M Karras”, as before there were schedulers; None if none.

        For a server that publishes no schema and refuses the name without its schedule.
        """
        sampler, scheduler = self.json.get("sampler_name"), self.json.get("scheduler")
        if not sampler or not scheduler or scheduler == AUTOMATIC:
            return None
        values = {name: self.json[name] for name in self.json if name != "scheduler"}
        values["sampler_name"] = f"{sampler} {scheduler}"
        return type(self)(_frozen(values), self.warnings, self.task_id, self.kind, _SEAL)


def txt2img_payload(
    approved: ApprovedRequest,
    capabilities: Capabilities,
    task_id: str,
    read: PictureReader = no_pictures,
    *,
    keeps_copies: bool = False,
) -> Txt2ImgPayload:
    """Fit an approved request to a server: only fields it takes, only names it has.

    Args:
        read: gives the pictures that an img2img request names.
        keeps_copies: have the server save the pictures too, where `fetch_copies` finds them.

    Raises:
        StoreReadError: a picture it names is gone.
        UnknownChoiceError: sampler, scheduler, checkpoint, VAE, upscaler, script or extension
            that the server does not have, with the nearest it has.
        InvalidInputError: a setting or argument that JSON cannot hold, or an extension's unit
            that is none.
    """
    if not isinstance(approved, ApprovedRequest):
        raise TypeError("only an ApprovedRequest may be sent")
    request = approved.request
    asked = {
        name: value for name, value in request.to_json().items() if name not in OUR_FIELDS
    }
    copies = keeps_copies and can_keep_copies(request, capabilities, task_id)
    values = asked | _sampling(request, capabilities) | _handling(request, task_id, copies)
    values |= fit_hires(request, capabilities)
    values |= fit_img2img(request, read)
    values["override_settings"] = _overrides(request, capabilities) | (
        copy_settings(task_id) if copies else {}
    )
    values |= sent_pictures(_scripts(request, capabilities), read)
    values |= _model(request, capabilities)
    fields = sent_fields(capabilities, is_img2img=request.is_img2img)
    sent = {
        name: value
        for name, value in values.items()
        if name in fields and value is not None and value != {}
    }
    left_out = [name for name in asked if name not in fields and asked[name]]
    warnings = [*unknown_loras(request, capabilities), *_left_out(request, left_out, sent)]
    kind: Literal["txt2img", "img2img"] = "img2img" if request.is_img2img else "txt2img"
    return Txt2ImgPayload(_frozen(sent), tuple(warnings), task_id, kind, _SEAL)


def _sampling(request: Txt2ImgRequest, capabilities: Capabilities) -> dict[str, Any]:
    sampler, scheduler = fit_sampler(request.sampler_name, request.scheduler, capabilities)
    # SD.Next has the schedule under a name of its own, in lower case.
    sigmas = scheduler.lower() if scheduler and scheduler != AUTOMATIC else None
    return {"sampler_name": sampler, "scheduler": scheduler, "schedulers_sigma": sigmas}


def _model(request: Txt2ImgRequest, capabilities: Capabilities) -> dict[str, Any]:
    refiner = request.refiner_checkpoint
    return {
        "refiner_checkpoint": refiner and fit_checkpoint(refiner, capabilities).title,
        "clip_skip": request.clip_skip,  # SD.Next's; elsewhere it is a setting
    }


def _handling(request: Txt2ImgRequest, task_id: str, copies: bool) -> dict[str, Any]:
    saves = request.save_images or copies
    return {
        "n_iter": 1,
        "force_task_id": task_id,
        "send_images": True,
        "save_images": saves,
        "do_not_save_samples": request.do_not_save_samples or not saves,
        "do_not_save_grid": True,
    }


def _overrides(request: Txt2ImgRequest, capabilities: Capabilities) -> dict[str, Any]:
    """Give the settings of this job alone; none where the WebUI's own are to be left alone."""
    if request.leave_settings:
        return {}
    settings = dict(request.override_settings or {})
    for name in settings:
        fit_setting(name, capabilities)
    checkpoint = request.checkpoint or settings.pop("sd_model_checkpoint", None)
    if checkpoint:
        settings["sd_model_checkpoint"] = fit_checkpoint(str(checkpoint), capabilities).title
    vae = request.vae or settings.pop("sd_vae", None)
    if vae:
        settings |= _vae(str(vae), settings, capabilities)
    if request.clip_skip is not None and "clip_skip" not in sent_fields(capabilities):
        settings["CLIP_stop_at_last_layers"] = request.clip_skip
    # Only saving brings a grid, and what is overridden less often leaks less often.
    if request.batch_size > 1 and request.save_images:
        settings |= {"return_grid": False, "grid_save": False}
    if request.mask and capabilities.options.returns_masks:
        settings |= dict.fromkeys(MASK_OPTIONS, False)
    return settings


def _vae(vae: str, settings: Mapping[str, Any], capabilities: Capabilities) -> dict[str, Any]:
    """Choose a VAE: Forge's kin ignore sd_vae, and take it in a list with text encoders."""
    name = fit_vae(vae, capabilities)
    if not capabilities.has_modules:
        return {"sd_vae": name}
    if name == AUTOMATIC:
        return {}
    given = settings.get("forge_additional_modules") or []
    return {"forge_additional_modules": list(given) if name == "None" else [*given, name]}


def _scripts(request: Txt2ImgRequest, capabilities: Capabilities) -> dict[str, Any]:
    """Give what scripts get; pictures are still named by their files."""
    always_on = {
        fit_script("extension", title, capabilities): arguments
        for title, arguments in request.alwayson_scripts.items()
    } | extension_arguments(request, capabilities)
    # It would expand what is meant as text in a prompt that is final already.
    for title in capabilities.scripts:
        if title.lower().startswith(_PROMPT_EXPANDER):
            always_on[title] = {"args": [False]}
    script = request.script_name
    return {
        "alwayson_scripts": always_on,
        "script_args": request.script_args or None,
        "script_name": fit_script("script", script, capabilities) if script else None,
    }


def _left_out(
    request: Txt2ImgRequest, left_out: list[str], sent: Mapping[str, Any]
) -> list[str]:
    """Say which wishes the server has no field for."""
    names = [
        name
        for name in left_out
        if name not in ALWAYS_SHOWN
        and (request.enable_hr or not name.startswith("hr_"))
        and (request.is_img2img or name not in IMG2IMG_FIELDS)
    ]
    scheduler = request.scheduler or AUTOMATIC
    is_joined = scheduler in str(sent.get("sampler_name"))
    takes_one = "scheduler" in sent or "schedulers_sigma" in sent
    if scheduler != AUTOMATIC and not takes_one and not is_joined:
        names.append("scheduler")
    told = [f"This WebUI takes no {name}, so it was left out." for name in names]
    wishes = ("checkpoint", "vae", "clip_skip", "override_settings")
    unmet = [name for name in wishes if getattr(request, name) and name not in sent]
    if request.leave_settings and unmet:
        told.append(f"The WebUI's settings are left alone, so {', '.join(unmet)} had no effect.")
    return told


def _frozen(values: dict[str, Any]) -> Mapping[str, Any]:
    try:
        json.dumps(values, allow_nan=False)
    except (TypeError, ValueError) as error:
        reason = f"The request holds a value that cannot be sent ({error}): take it out."
        raise InvalidInputError(reason=reason) from error
    return MappingProxyType(deepcopy(values))

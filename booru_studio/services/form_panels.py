"""The sections of the form beyond the everyday ones, and which of them the WebUIs can do."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from booru_studio.registry import find_members
from booru_studio.services.backends import BackendState
from booru_studio.webui import extensions as extension_package
from booru_studio.webui.capabilities import Capabilities
from booru_studio.webui.extensions.base import Control, Extension

_ASLEEP = "No WebUI answers, so it is not known whether it can do this."


@dataclass(frozen=True, slots=True)
class Panel:
    """One section; its controls are fields of the request, `needs` the one it stands with."""

    name: str
    label: str
    controls: tuple[Control, ...]
    needs: str  # a field of the WebUI's own schema; "" = every WebUI can do it
    route: str = "txt2img"


_FILLS = ("blurred surroundings", "the picture", "noise", "nothing")
_RESIZES = ("stretch", "crop", "fill the rest", "stretch in latent space")
PANELS = (
    Panel("img2img", "Begin with a picture (img2img)", (
        Control("init_image", "picture", None, "Picture"),
        Control("denoising_strength", "number", 0.6, "Denoising strength", 0, 1, 0.01,
                help="0 keeps the picture, 1 paints it wholly anew"),
        Control("resize_mode", "whole", 0, "If its shape differs", choices=_RESIZES),
        Control("mask", "picture", None, "Mask: what is white is painted anew"),
        Control("mask_blur", "whole", 4, "Mask blur", 0, 64),
        Control("inpainting_fill", "whole", 1, "Masked part begins with", choices=_FILLS),
        Control("inpaint_full_res", "tick", True, "Paint the masked part at the full size"),
        Control("inpaint_full_res_padding", "whole", 32, "Padding around it", 0, 256),
        Control("inpainting_mask_invert", "whole", 0, "What is painted anew",
                choices=("the white", "the black")),
    ), "init_images", "img2img"),
    Panel("variation", "Variation seed", (
        Control("subseed", "whole", -1, "Variation seed", -1, 2**32 - 1, help="-1 draws one"),
        Control("subseed_strength", "number", 0, "Strength", 0, 1, 0.01),
        Control("seed_resize_from_w", "whole", -1, "Seed's width", -1, 8192),
        Control("seed_resize_from_h", "whole", -1, "Seed's height", -1, 8192),
    ), "subseed"),
    Panel("refiner", "Refiner", (
        Control("refiner_checkpoint", "choice", None, "Checkpoint", source="checkpoints"),
        Control("refiner_switch_at", "number", None, "Switch at", 0, 1, 0.01,
                help="share of the steps, for example 0.8"),
    ), "refiner_checkpoint"),
    Panel("hires-more", "Hires fix: second pass of its own", (
        Control("hr_checkpoint_name", "choice", None, "Checkpoint", source="checkpoints"),
        Control("hr_sampler_name", "choice", None, "Sampler", source="samplers"),
        Control("hr_scheduler", "choice", None, "Schedule", source="schedulers"),
        Control("hr_resize_x", "whole", 0, "Width instead of a scale", 0, 8192),
        Control("hr_resize_y", "whole", 0, "Height instead of a scale", 0, 8192),
        Control("hr_prompt", "text", "", "Prompt", is_prompt=True),
        Control("hr_negative_prompt", "text", "", "Negative prompt", is_prompt=True),
        Control("hr_cfg", "number", None, "CFG (Forge)", 1, 30, 0.5),
    ), "enable_hr"),
    Panel("more", "More", (
        Control("leave_settings", "tick", False, "Do not touch the WebUI's settings",
                help="checkpoint, VAE and clip skip stay as they are there"),
        Control("tiling", "tick", None, "Tiling"),
        Control("restore_faces", "tick", None, "Restore faces"),
        Control("eta", "number", None, "Eta", 0, 1, 0.01),
        Control("distilled_cfg_scale", "number", None, "Distilled CFG (Forge, Flux)", 0, 30, 0.1),
    ), ""),
)  # fmt: skip


def form_panels(states: Iterable[BackendState]) -> list[dict[str, Any]]:
    """List every section with its controls.

    Returns:
        `{name, label, reason, units, controls}` each: `reason` says in a sentence why no WebUI
        that answers can do it, "" where one can; `units` is 0 where the controls are fields of
        the request, else how many units the extension takes.
    """
    servers = [state.capabilities for state in states if state.capabilities and state.reachable]
    kinds = find_members(extension_package, Extension)  # type: ignore[type-abstract]
    return [
        *(_panel_json(panel, servers) for panel in PANELS),
        *(_extension_json(kind, servers) for kind in kinds),
    ]


def _panel_json(panel: Panel, servers: Sequence[Capabilities]) -> dict[str, Any]:
    able = [each for each in servers if not panel.needs or panel.needs in _fields(panel, each)]
    reason = ""
    if panel.needs and not servers:
        reason = _ASLEEP
    elif not able and panel.needs:
        reason = f"{_names(servers)} cannot do this: its API has no {panel.needs}."
    return {
        "name": panel.name,
        "label": panel.label,
        "reason": reason,
        "units": 0,
        "controls": [_control_json(each, _choices(each, able)) for each in panel.controls],
    }


def _fields(panel: Panel, server: Capabilities) -> frozenset[str]:
    return server.img2img_fields if panel.route == "img2img" else server.txt2img_fields


def _extension_json(kind: type[Extension], servers: Sequence[Capabilities]) -> dict[str, Any]:
    able = [
        server
        for server in servers
        if kind.title.lower() in {script.lower() for script in server.scripts}
    ]
    reason = ""
    if not servers:
        reason = _ASLEEP
    elif not able:
        reason = f"{_names(servers)} does not list {kind.title}: install the extension there."
    return {
        "name": kind.name,
        "label": kind.label,
        "reason": reason,
        "units": kind.most_units,
        "controls": [
            _control_json(
                each,
                each.choices or _merged(s.extension_lists.get(f"{kind.name}.{each.source}", ())
                                        for s in able),
            )
            for each in kind.controls()
        ],
    }  # fmt: skip


def _choices(control: Control, servers: Sequence[Capabilities]) -> Sequence[str]:
    if not control.source:
        return control.choices
    if control.source == "checkpoints":
        return _merged([each.name for each in server.checkpoints] for server in servers)
    if control.source == "samplers":
        return _merged([each.name for each in server.samplers] for server in servers)
    return _merged([each.label for each in server.schedulers] for server in servers)


def _merged(lists: Iterable[Iterable[str]]) -> list[str]:
    return list(dict.fromkeys(name for names in lists for name in names))


def _names(servers: Sequence[Capabilities]) -> str:
    return " and ".join(dict.fromkeys(server.flavour for server in servers))


def _control_json(control: Control, choices: Sequence[str]) -> dict[str, Any]:
    return {
        "name": control.name,
        "kind": control.kind,
        "default": control.default,
        "label": control.label,
        "least": control.least,
        "most": control.most,
        "step": control.step,
        "choices": list(choices),
        "is_prompt": control.is_prompt,
        "help": control.help,
    }

"""What each WebUI can and cannot do, and why a control is not there, in plain words."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from booru_studio.services.backends import Backend
from booru_studio.webui.capabilities import Capabilities
from booru_studio.webui.choices import find_name
from booru_studio.webui.extension_units import extension_kinds
from booru_studio.webui.extensions.base import Extension
from booru_studio.webui.transport import API


@dataclass(frozen=True, slots=True)
class Ability:
    """Something a WebUI can do, or a sentence about why it cannot; `name` is for scripts."""

    name: str
    label: str
    works: bool
    detail: str


def _has(route: str) -> Callable[[Capabilities], bool]:
    return lambda known: f"{API}/{route}" in known.paths


def _takes(field: str) -> Callable[[Capabilities], bool]:
    return lambda known: not known.txt2img_fields or field in known.txt2img_fields


def _takes_schedules(known: Capabilities) -> bool:
    return bool({"scheduler", "schedulers_sigma"} & known.txt2img_fields) or (
        not known.txt2img_fields and "schedulers" in known.answered
    )


# Name, what people call it, whether a server can, and why not.
_ABILITIES: tuple[tuple[str, str, Callable[[Capabilities], bool], str], ...] = (
    ("txt2img", "Pictures from a prompt", lambda _known: True, ""),
    ("img2img", "Pictures from a picture", _has("img2img"), "It has no img2img."),
    ("hires", "Hires fix", _takes("enable_hr"), "Its requests have no field for it."),
    ("hires_prompt", "A prompt for the second pass", _takes("hr_prompt"),
     "Its second pass always uses the first one's prompt."),
    ("hires_checkpoint", "A checkpoint for the second pass", _takes("hr_checkpoint_name"),
     "Its second pass always uses the first one's checkpoint."),
    ("schedulers", "Sampler and scheduler apart", _takes_schedules,
     "It is from before schedulers: the two are sent as one name, such as “DPM++ 2M Karras”."),
    ("distilled_cfg", "Distilled CFG scale", _takes("distilled_cfg_scale"),
     "Only Forge and its kin have it."),
    ("refiner", "Refiner", _takes("refiner_checkpoint"), "Its requests have no field for it."),
    ("upscale", "Enlarging finished pictures", _has("extra-single-image"),
     "It has no Extras tab."),
    ("progress", "Progress of each job", lambda known: known.has_task_progress,
     "It cannot be asked about one job, so what is shown is what the whole server does."),
    ("interrupt", "Stopping a running job", _has("interrupt"),
     "A running job cannot be stopped there; a cancelled one is only not waited for."),
    ("options", "Its settings", lambda known: "options" in known.answered,
     "It does not tell its settings, so they cannot be put back should a job's own stay."),
    ("loras", "Its list of LoRAs", lambda known: "loras" in known.answered,
     "LoRAs are sent as they are written; whether they are there shows in the picture."),
    ("interrogate", "Interrogating pictures", lambda known: bool(
        {f"{API}/interrogate", f"{API}/tagger", "/tagger/v1/interrogate"} & known.paths),
     "It has no interrogator; Booru Studio's own does not need it."),
)  # fmt: skip


class WebUiReport:
    """Tells about every WebUI; asks none of them."""

    def __init__(self, backends: Sequence[Backend]) -> None:
        self._backends = backends

    def reports(self) -> list[dict[str, Any]]:
        """Give a report of each WebUI; one that never answered has only its `detail`."""
        return [_report(backend) for backend in self._backends]


def abilities(known: Capabilities) -> list[Ability]:
    """List what a server can do, and why it cannot do the rest."""
    return [
        Ability(name, label, works, "" if works else why)
        for name, label, can, why in _ABILITIES
        for works in (can(known),)
    ]


def _report(backend: Backend) -> dict[str, Any]:
    state, known = backend.state, backend.state.capabilities
    about = {"url": state.url, "reachable": state.reachable, "detail": state.detail}
    if known is None:
        return {**about, "flavour": "unknown", "version": "", "abilities": [], "extensions": [],
                "scripts": [], "notes": []}  # fmt: skip
    return {
        **about,
        "flavour": known.flavour,
        "version": known.version,
        "vae": "modules" if known.has_modules else "sd_vae",
        "abilities": [asdict(ability) for ability in abilities(known)],
        "extensions": [_extension(kind, known) for kind in extension_kinds().values()],
        "scripts": list(_scripts(known)),
        "notes": [*known.notes, *backend.client.settings_notes],
    }


def _extension(kind: type[Extension], known: Capabilities) -> dict[str, Any]:
    """Describe an extension with its controls, and why they are hidden where they are."""
    is_there = find_name(kind.title, known.scripts) is not None
    why = "" if is_there else f"{kind.label} is hidden, since this WebUI does not have it."
    if not is_there and "scripts" not in known.answered:
        why = f"{kind.label} is hidden, since this WebUI does not tell which scripts it has."
    return {
        "name": kind.name,
        "label": kind.label,
        "installed": is_there,
        "detail": why,
        "most_units": kind.most_units,
        "controls": [
            {**asdict(control), "choices": list(control.choices)
             or list(known.extension_lists.get(f"{kind.name}.{control.source}", ()))}
            for control in kind.controls()
        ],
    }  # fmt: skip


def _scripts(known: Capabilities) -> Iterator[dict[str, Any]]:
    """List the installed scripts; those without controls here work through `alwayson_scripts`."""
    titles = {kind.title.casefold() for kind in extension_kinds().values()}
    for title in known.scripts:
        yield {"title": title, "has_controls": title.casefold() in titles}

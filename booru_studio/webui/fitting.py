"""Names as people write them, turned into those a server has; what it lacks is refused."""

from collections.abc import Iterable

from booru_studio.domain.choices import nearest
from booru_studio.domain.generation import Txt2ImgRequest
from booru_studio.errors import UnknownChoiceError
from booru_studio.webui.capabilities import Capabilities, Checkpoint
from booru_studio.webui.choices import find, find_name, without_hash
from booru_studio.webui.img2img import IMG2IMG_FIELDS
from booru_studio.webui.transport import API

AUTOMATIC = "Automatic"
_NO_CHOICE = ("", "none", "automatic")
# Fields of AUTOMATIC1111's request, for a server that does not publish its schema: all the domain
# knows but Forge's own and ours.
_FORGE_FIELDS = frozenset(
    {"distilled_cfg_scale", "hr_cfg", "hr_distilled_cfg", "hr_additional_modules"}
)
OUR_FIELDS = frozenset(
    {
        "template", "checkpoint", "vae", "clip_skip", "source_post", "leave_settings",
        "init_image", "extensions",
    }
)  # fmt: skip
_USUAL_FIELDS = (
    frozenset(Txt2ImgRequest.__dataclass_fields__) - OUR_FIELDS - _FORGE_FIELDS - IMG2IMG_FIELDS
)
_HIRES_FIELDS = {"enable_hr"} | {
    name for name in _USUAL_FIELDS | _FORGE_FIELDS if name.startswith(("hr_", "firstphase_"))
}


def sent_fields(capabilities: Capabilities, *, is_img2img: bool = False) -> frozenset[str]:
    """Give the fields a server takes; A1111's where its schema is not known."""
    known = capabilities.img2img_fields if is_img2img else capabilities.txt2img_fields
    if known:
        return known
    usual = _USUAL_FIELDS | _FORGE_FIELDS if capabilities.has_modules else _USUAL_FIELDS
    if is_img2img:
        usual = (usual - _HIRES_FIELDS) | IMG2IMG_FIELDS
    return usual - {"scheduler", "hr_scheduler"} if _is_joined(capabilities) else usual


def fit_sampler(
    sampler: str | None, scheduler: str | None, capabilities: Capabilities
) -> tuple[str | None, str | None]:
    """Find a sampler and scheduler by name, alias, label or joined name (“DPM++ 2M Karras”).

    Returns:
        Their names as this server wants them; None: leave the field out.

    Raises:
        UnknownChoiceError: the server has no such sampler or scheduler.
    """
    if "samplers" not in capabilities.answered:
        joins = sampler is not None and _is_chosen(scheduler) and _is_joined(capabilities)
        return (f"{sampler} {scheduler}", None) if joins else (sampler, scheduler)
    if sampler is None:
        # ersatzForge refuses a request without one; the others then use Euler.
        sampler = "Euler" if capabilities.flavour == "ersatz" else None
        return sampler, _fit_scheduler(scheduler, capabilities)
    if _is_joined(capabilities):
        return _join(sampler, scheduler, capabilities), None
    found = find(sampler, capabilities.samplers)
    if found is None:
        sampler_part, scheduler_part = _split(sampler, capabilities)
        found = find(sampler_part, capabilities.samplers)
        scheduler = scheduler if _is_chosen(scheduler) else scheduler_part
    if found is None:
        raise _unknown(capabilities, "sampler", sampler, _sampler_names(capabilities))
    return found.name, _fit_scheduler(scheduler, capabilities)


def fit_checkpoint(wanted: str, capabilities: Capabilities) -> Checkpoint:
    """Find a checkpoint by title with or without hash, name, file name or short hash.

    Raises:
        UnknownChoiceError: the server does not have it.
    """
    if "sd-models" not in capabilities.answered:
        return Checkpoint(wanted, wanted, wanted)
    found = find(wanted, capabilities.checkpoints)
    if found is None:
        names = [checkpoint.name for checkpoint in capabilities.checkpoints]
        raise _unknown(capabilities, "checkpoint", wanted, names)
    return found


def fit_vae(wanted: str, capabilities: Capabilities) -> str:
    """Find a VAE or module by file name, with or without its ending.

    Raises:
        UnknownChoiceError: the server does not have it.
    """
    list_name = "sd-modules" if capabilities.has_modules else "sd-vae"
    special = next((name for name in (AUTOMATIC, "None") if name.lower() == wanted.lower()), None)
    if special or list_name not in capabilities.answered:
        return special or wanted
    found = find_name(wanted, capabilities.vaes)
    if found is None:
        raise _unknown(capabilities, "VAE", wanted, capabilities.vaes)
    return found


def fit_upscaler(wanted: str, capabilities: Capabilities, *, latent: bool = True) -> str:
    """Find an upscaler for hires fix: a latent mode or a model.

    Raises:
        UnknownChoiceError: the server does not have it.
    """
    modes = capabilities.latent_upscale_modes if latent else ()
    names = (*modes, *capabilities.upscalers)
    if "upscalers" not in capabilities.answered:
        return wanted
    found = find_name(wanted, names)
    if found is None:
        raise _unknown(capabilities, "upscaler", wanted, names)
    return found


def fit_script(kind: str, title: str, capabilities: Capabilities) -> str:
    """Find a script by its title; servers compare titles in lower case.

    Raises:
        UnknownChoiceError: the server does not have it.
    """
    if "scripts" not in capabilities.answered:
        return title
    found = find_name(title, capabilities.scripts)
    if found is None:
        raise _unknown(capabilities, kind, title, capabilities.scripts)
    return found


def fit_extension_choice(
    kind: str, name: str, extension: str, source: str, capabilities: Capabilities
) -> str:
    """Find a model or the like in an extension's own list, as “none” for a server's “None”.

    Args:
        kind: what sentences call it.
        extension: the extension's name; `source` is that of its list.

    Raises:
        UnknownChoiceError: it is not in the list.
    """
    known = capabilities.extension_lists.get(f"{extension}.{source}", ())
    # ControlNet's models have their hash behind the name: “openpose [cab727d4]”.
    bare = {without_hash(entry): entry for entry in known}
    found = find_name(name, known) or bare.get(without_hash(name))
    if found:
        return found
    if not known or name.lower() == "none":
        return name
    raise _unknown(capabilities, kind, name, known)


def fit_setting(name: str, capabilities: Capabilities) -> str:
    """Find a setting that a job overrides; A1111 and Forge fail with one they do not have.

    Raises:
        UnknownChoiceError: the server does not have it.
    """
    known = capabilities.options.names
    if known and name not in known:
        raise _unknown(capabilities, "setting", name, sorted(known))
    return name


def _fit_scheduler(scheduler: str | None, capabilities: Capabilities) -> str | None:
    if scheduler is None or "schedulers" not in capabilities.answered:
        return scheduler
    if not capabilities.schedulers:
        # SD.Next answers this route with something else.
        return scheduler
    found = find(scheduler, capabilities.schedulers)
    if found is not None:
        return found.label
    if not _is_chosen(scheduler):
        return None
    labels = [entry.label for entry in capabilities.schedulers]
    raise _unknown(capabilities, "scheduler", scheduler, labels)


def _is_chosen(scheduler: str | None) -> bool:
    return scheduler is not None and scheduler.strip().lower() not in _NO_CHOICE


def _is_joined(capabilities: Capabilities) -> bool:
    """Say whether the server is of the time when samplers were called “DPM++ 2M Karras”."""
    fields = capabilities.txt2img_fields
    if "schedulers_sigma" in fields or "schedulers" in capabilities.answered:
        return False
    if fields:
        return "scheduler" not in fields
    has_none = bool(capabilities.paths) and f"{API}/schedulers" not in capabilities.paths
    return has_none or capabilities.flavour == "classic"


def _join(sampler: str, scheduler: str | None, capabilities: Capabilities) -> str:
    if _is_chosen(scheduler):
        sampler = f"{sampler} {scheduler}"
    found = find(sampler, capabilities.samplers)
    if found is None:
        raise _unknown(capabilities, "sampler", sampler, _sampler_names(capabilities))
    return found.name


def _split(sampler: str, capabilities: Capabilities) -> tuple[str, str | None]:
    """Take a scheduler off the end of a joined name, as “SGM Uniform” off “Euler SGM Uniform”."""
    folded = sampler.casefold()
    endings = [name for entry in capabilities.schedulers for name in entry.names]
    for ending in sorted(endings, key=len, reverse=True):
        if folded.endswith(f" {ending.casefold()}"):
            return sampler[: -len(ending)].rstrip(), ending
    return sampler, None


def _sampler_names(capabilities: Capabilities) -> list[str]:
    return [entry.name for entry in capabilities.samplers]


def _unknown(
    capabilities: Capabilities, kind: str, name: str, known: Iterable[str]
) -> UnknownChoiceError:
    names = list(known)
    near = nearest(name, names)
    if near:
        advice = f"the nearest it has is “{near}”"
    elif names:
        advice = f"choose one it has, such as “{names[0]}”"
    else:
        advice = "install one there, then refresh"
    return UnknownChoiceError(url=capabilities.url, kind=kind, name=name, advice=advice)

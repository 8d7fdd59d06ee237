"""What one WebUI is and has, found out by asking it once."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Self

from booru_studio.errors import WebUiError, WebUiFailedError, WebUiReplyError
from booru_studio.webui.choices import Checkpoint, LoraFile, Sampler, Scheduler
from booru_studio.webui.flavours import Flavour, flavour_by_version, flavour_of
from booru_studio.webui.lists import fetch_list
from booru_studio.webui.schema import probed_paths, request_fields, schema_paths
from booru_studio.webui.transport import API, WebUiTransport

__all__ = ["Capabilities", "Checkpoint", "LoraFile", "Sampler", "Scheduler", "ServerOptions",
           "probe"]  # fmt: skip

# What A1111 and its kin append after each inpainted picture if these are on.
MASK_OPTIONS = ("return_mask", "return_mask_composite")


@dataclass(frozen=True, slots=True)
class ServerOptions:
    """The few options that matter here, as they were at the probe; "" where unknown."""

    sd_model_checkpoint: str = ""
    sd_vae: str = ""
    modules: tuple[str, ...] = ()  # Forge's forge_additional_modules
    samples_format: str = "png"
    outdir: str = ""  # where txt2img pictures are saved
    names_loras: bool = True  # whether pictures say which LoRAs were used
    returns_masks: bool = False  # whether masks come between the pictures of img2img
    names: frozenset[str] = frozenset()  # of every option; none where they are not known

    @classmethod
    def from_json(cls, options: Mapping[str, Any]) -> Self:
        """Read GET /sdapi/v1/options."""
        return cls(
            sd_model_checkpoint=str(options.get("sd_model_checkpoint") or ""),
            sd_vae=str(options.get("sd_vae") or ""),
            modules=tuple(map(str, options.get("forge_additional_modules") or ())),
            samples_format=str(options.get("samples_format") or "png"),
            outdir=str(
                options.get("outdir_samples") or options.get("outdir_txt2img_samples") or ""
            ),
            names_loras=bool(options.get("lora_add_hashes_to_infotext", True)),
            returns_masks=any(options.get(name) for name in MASK_OPTIONS),
            names=frozenset(map(str, options)),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Capabilities:
    """What a server can do; `url` is its address without credentials.

    `extension_lists` are those of extensions' own routes, as “controlnet.models” -> names.
    `answered` names the lists that came (“samplers”, “loras”): an empty list that is not in it is
    unknown, not empty. `notes` says in sentences what could not be found out. `version` is "" on
    A1111 and its kin until their first picture.
    """

    url: str
    flavour: Flavour = "unknown"
    version: str = ""
    paths: frozenset[str] = frozenset()
    txt2img_fields: frozenset[str] = frozenset()
    img2img_fields: frozenset[str] = frozenset()
    samplers: tuple[Sampler, ...] = ()
    schedulers: tuple[Scheduler, ...] = ()
    checkpoints: tuple[Checkpoint, ...] = ()
    vaes: tuple[str, ...] = ()
    upscalers: tuple[str, ...] = ()
    latent_upscale_modes: tuple[str, ...] = ()
    loras: tuple[LoraFile, ...] = ()
    scripts: tuple[str, ...] = ()
    extension_lists: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    options: ServerOptions = ServerOptions()
    answered: frozenset[str] = frozenset()
    notes: tuple[str, ...] = ()

    @property
    def has_task_progress(self) -> bool:
        """Whether a task can be asked for by its id."""
        # SD.Next has the route, but its API jobs do not show there.
        return "/internal/progress" in self.paths and self.flavour != "sdnext"

    @property
    def has_modules(self) -> bool:
        """Whether VAE and text encoders are chosen together (Forge's kin) instead of sd_vae."""
        return f"{API}/sd-modules" in self.paths

    def with_version(self, version: str) -> Self:
        """Note the version that a picture stated, and the flavour it gives away."""
        if not version or version == self.version:
            return self
        flavour = flavour_by_version(version, self.flavour)
        return replace(self, version=version, flavour=flavour)


def probe(transport: WebUiTransport) -> Capabilities:
    """Ask a server what it is and has: its options, schema and about nine lists.

    A list that is missing or fails is empty, with a note.

    Raises:
        WebUiNotReachableError: it does not answer.
        WebUiAuthError: found on the options, since `--api-auth` leaves the schema open.
        WebUiApiDisabledError, WebUiReplyError: it is no WebUI, or runs without its API.
    """
    survey = _Survey(transport)
    options = survey.options()
    survey.routes()
    lists: dict[str, Any] = {field: survey.entries(name) for field, name in _LISTS.items()}
    vaes = "sd-modules" if f"{API}/sd-modules" in survey.paths else "sd-vae"
    flavour = flavour_of(survey.paths, survey.txt2img_fields, lists["scripts"])
    return Capabilities(
        url=transport.shown_url,
        flavour=flavour,
        version=survey.version() if flavour == "sdnext" else "",
        paths=survey.paths,
        txt2img_fields=survey.txt2img_fields,
        img2img_fields=survey.img2img_fields,
        vaes=survey.entries(vaes),
        options=options,
        answered=frozenset(survey.answered),
        notes=tuple(survey.notes),
        **lists,
    )


# Field of Capabilities -> name of the route.
_LISTS = {
    "samplers": "samplers",
    "schedulers": "schedulers",
    "checkpoints": "sd-models",
    "upscalers": "upscalers",
    "latent_upscale_modes": "latent-upscale-modes",
    "loras": "loras",
    "scripts": "scripts",
}


class _Survey:
    """One probe under way: what answered, and what is to be said about the rest."""

    def __init__(self, transport: WebUiTransport) -> None:
        self._transport = transport
        self.paths: frozenset[str] = frozenset()
        self.txt2img_fields: frozenset[str] = frozenset()
        self.img2img_fields: frozenset[str] = frozenset()
        self.answered: set[str] = set()
        self.notes: list[str] = []

    def options(self) -> ServerOptions:
        try:
            found = self._transport.get(f"{API}/options")
        except WebUiFailedError as error:
            # One ill-typed option breaks this route for everybody, and generation still works.
            self.notes.append(f"The WebUI does not tell its options: {error}")
            return ServerOptions()
        if not isinstance(found, Mapping):
            raise WebUiReplyError(url=self._transport.shown_url, reason="its options are none")
        self.answered.add("options")
        return ServerOptions.from_json(found)

    def routes(self) -> None:
        """Find the paths and the fields of requests, from the schema or by trying."""
        try:
            schema = self._transport.get("/openapi.json")
        except WebUiError:
            schema = None
        self.paths = schema_paths(schema)
        self.txt2img_fields = request_fields(schema, f"{API}/txt2img")
        self.img2img_fields = request_fields(schema, f"{API}/img2img")
        if not self.paths:
            self.notes.append("The WebUI publishes no schema, so its routes were tried out.")
            self.paths = probed_paths(self._transport)

    def entries(self, name: str) -> tuple[Any, ...]:
        if f"{API}/{name}" not in self.paths:
            self.notes.append(f"This WebUI has no list of {name}.")
            return ()
        try:
            found = fetch_list(self._transport, name)
        except WebUiError as error:
            self.notes.append(f"The list of {name} could not be fetched: {error}")
            return ()
        self.answered.add(name)
        return found

    def version(self) -> str:
        """Read SD.Next's GET /sdapi/v1/version."""
        try:
            found = self._transport.get(f"{API}/version")
        except WebUiError as error:
            self.notes.append(f"The version could not be fetched: {error}")
            return ""
        if not isinstance(found, Mapping):
            return str(found or "")
        return str(found.get("updated") or found.get("version") or found.get("hash") or "")

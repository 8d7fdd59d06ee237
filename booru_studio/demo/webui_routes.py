"""The stand-in WebUI's routes: which path and method is answered by what."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from booru_studio.demo.faults import Fault
from booru_studio.demo.server import Call
from booru_studio.demo.webui_catalogue import LATENT_MODES, Catalogue
from booru_studio.demo.webui_errors import Flavour, InvalidFieldsError
from booru_studio.demo.webui_generation import Generator
from booru_studio.demo.webui_interrogate import caption_of, picture_info
from booru_studio.demo.webui_options import Options
from booru_studio.demo.webui_progress import ProgressPages
from booru_studio.demo.webui_queue import JobBoard
from booru_studio.demo.webui_schema import Field, checked, img2img_fields, txt2img_fields
from booru_studio.demo.webui_styles import styles_json
from booru_studio.demo.webui_upscale import Upscaler

_INTERROGATE_FIELDS = (Field("image", "str", ""), Field("model", "str", "clip"))
_PICTURE_FIELDS = (Field("image", "str", "", nullable=False),)
_GIGABYTE = 2**30


@dataclass(frozen=True, slots=True)
class Visit:
    """A call and the fault that was planned for it."""

    call: Call
    fault: Fault | None

    def body(self) -> Any:  # noqa: ANN401 (whatever the client sent)
        """Read the JSON body; an unreadable one is a 422."""
        try:
            return self.call.json
        except ValueError as error:
            where: list[object] = ["body", 0]
            raise InvalidFieldsError(
                [{"loc": where, "msg": str(error), "type": "value_error.jsondecode"}]
            ) from error


Handler = Callable[[Visit], object]
Routes = Mapping[tuple[str, str], Handler]


@dataclass(frozen=True, slots=True)
class Site:
    """The parts of one running stand-in that its routes work with."""

    flavour: Flavour
    catalogue: Catalogue
    options: Options
    board: JobBoard
    generator: Generator
    upscaler: Upscaler
    progress: ProgressPages


def internal_routes(site: Site) -> Routes:
    """List the routes that answer with and without --api, and without a password."""
    return {
        ("GET", "/internal/ping"): lambda _visit: {},
        ("GET", "/internal/pending-tasks"): lambda _visit: site.progress.pending(),
        ("POST", "/internal/progress"): lambda visit: site.progress.of_task(
            visit.body(), site.flavour
        ),
    }


def api_routes(site: Site) -> Routes:
    """List the routes under /sdapi/v1."""
    routes = {**_list_routes(site), **_control_routes(site), **_work_routes(site)}
    return {(method, f"/sdapi/v1/{name}"): handler for (method, name), handler in routes.items()}


def _list_routes(site: Site) -> dict[tuple[str, str], Handler]:
    catalogue = site.catalogue
    lists: dict[str, Callable[[], object]] = {
        "samplers": catalogue.samplers_json,
        "schedulers": lambda: list(catalogue.schedulers),
        "sd-models": lambda: [checkpoint.as_json() for checkpoint in catalogue.checkpoints],
        "sd-modules" if site.flavour == "forge" else "sd-vae": catalogue.vaes_json,
        "upscalers": catalogue.upscalers_json,
        "latent-upscale-modes": lambda: [{"name": name} for name in LATENT_MODES],
        "loras": catalogue.loras_json,
        "embeddings": lambda: {"loaded": {}, "skipped": {}},
        "hypernetworks": list,
        "face-restorers": lambda: [
            {"name": name, "cmd_dir": None} for name in ("CodeFormer", "GFPGAN")
        ],
        "realesrgan-models": list,
        "prompt-styles": lambda: styles_json(site.flavour),
        "scripts": catalogue.scripts_json,
        "script-info": catalogue.script_info_json,
        "extensions": list,
        "memory": _memory,
    }
    return {("GET", name): _plain(give) for name, give in lists.items()}


def _control_routes(site: Site) -> dict[tuple[str, str], Handler]:
    return {
        ("GET", "options"): lambda _visit: site.options.all(),
        ("POST", "options"): lambda visit: _change_options(site, visit),
        ("GET", "progress"): lambda visit: site.progress.overall(
            visit.call.query.get("skip_current_image", "").lower() in {"true", "1"}
        ),
        ("POST", "interrupt"): lambda _visit: _interrupt(site),
        ("POST", "skip"): lambda _visit: site.board.skip(),
        ("POST", "refresh-checkpoints"): lambda _visit: _after_the_line(site),
        ("POST", "refresh-vae"): lambda _visit: _after_the_line(site),
        ("POST", "refresh-embeddings"): lambda _visit: _after_the_line(site),
        ("POST", "refresh-loras"): lambda _visit: None,
    }


def _work_routes(site: Site) -> dict[tuple[str, str], Handler]:
    return {
        ("POST", "txt2img"): lambda visit: _generate(site, visit, is_img2img=False),
        ("POST", "img2img"): lambda visit: _generate(site, visit, is_img2img=True),
        ("POST", "extra-single-image"): lambda visit: site.upscaler.single(
            visit.body(), site.flavour
        ),
        ("POST", "extra-batch-images"): lambda visit: site.upscaler.batch(
            visit.body(), site.flavour
        ),
        ("POST", "interrogate"): lambda visit: _interrogate(site, visit),
        ("POST", "png-info"): lambda visit: picture_info(
            checked(_PICTURE_FIELDS, visit.body(), site.flavour)["image"]
        ),
    }


def _plain(give: Callable[[], object]) -> Handler:
    return lambda _visit: give()


def _generate(site: Site, visit: Visit, is_img2img: bool) -> dict[str, object]:
    known = img2img_fields(site.flavour) if is_img2img else txt2img_fields(site.flavour)
    fields = checked(known, visit.body(), site.flavour)
    return site.generator.generate(fields, is_img2img, visit.fault is Fault.OOM)


def _interrogate(site: Site, visit: Visit) -> dict[str, str]:
    fields = checked(_INTERROGATE_FIELDS, visit.body(), site.flavour)
    with site.board.turn():
        return {"caption": caption_of(fields["image"], fields["model"], site.options.all())}


def _change_options(site: Site, visit: Visit) -> None:
    values = visit.body()
    if not isinstance(values, dict):
        checked((), values, site.flavour)
    # A1111 loads a checkpoint at once and waits for the running job; Forge loads it later.
    if site.flavour == "a1111" and {"sd_model_checkpoint", "sd_vae"} & set(values):
        with site.board.turn():
            site.options.change(values)
    else:
        site.options.change(values)


def _interrupt(site: Site) -> dict[str, object]:
    site.board.interrupt()
    return {}


def _after_the_line(site: Site) -> None:
    with site.board.turn():
        return


def _memory() -> dict[str, dict[str, object]]:
    ram = {"free": 10 * _GIGABYTE, "used": 6 * _GIGABYTE, "total": 16 * _GIGABYTE}
    return {"ram": dict(ram), "cuda": {"error": "unavailable"}}

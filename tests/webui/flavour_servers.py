"""Stand-ins for every flavour: A1111's or Forge's, with the differences the others are known for.

What differs is as their sources have it: routes, request fields, version texts, error bodies,
empty answers and how an unknown sampler is met.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from booru_studio.demo.server import Call, RawReply, Reply, json_reply
from booru_studio.demo.webui import StandInWebUi

API = "/sdapi/v1/"
_HIRES_LATE = ("hr_checkpoint_name", "hr_prompt", "hr_negative_prompt")


@dataclass(frozen=True, slots=True, kw_only=True)
class Traits:
    """How a flavour differs from the one it is built on."""

    base: str
    version: str  # as its pictures state it
    lacks: tuple[str, ...] = ()  # routes
    lists: Mapping[str, object] = field(default_factory=dict)  # further or other GET routes
    lacks_fields: tuple[str, ...] = ()
    adds_fields: tuple[str, ...] = ()
    empty: tuple[str, ...] = ()  # routes that answer 204 with nothing
    scripts: tuple[str, ...] = ()
    refuses_samplers: int = 0  # status for an unknown one; 0: it takes another in silence
    has_joined_samplers: bool = False
    knows_tasks: bool = True
    error_fields: Mapping[str, object] = field(default_factory=dict)  # added to error bodies


TRAITS: Mapping[str, Traits] = {
    "a1111": Traits(base="a1111", version="1.10.1"),
    "forge": Traits(base="forge", version="f2.0.1v1.10.1-previous-669-gdfdcbab6"),
    "reforge": Traits(
        base="a1111", version="f1.0.0v2-v1.10.1RC-latest-2184-g43bfd4e1",
        scripts=("freeu integrated (sd 1.x, sd 2.x, sdxl)",),
    ),
    "neo": Traits(
        base="forge", version="neo",
        lacks=("interrogate", "hypernetworks", "realesrgan-models"),
    ),
    "classic": Traits(
        base="a1111", version="classic", refuses_samplers=404, has_joined_samplers=True,
        lacks=("schedulers", "interrogate", "hypernetworks", "realesrgan-models"),
        lacks_fields=("scheduler", "hr_scheduler"),
    ),
    "sdnext": Traits(
        base="a1111", version="2026-07-01", refuses_samplers=404, knows_tasks=False,
        lacks=("interrogate", "hypernetworks", "latent-upscale-modes", "refresh-embeddings",
               "realesrgan-models"),
        lists={
            "version": {"app": "sd.next", "updated": "2026-07-01", "hash": "058a7f0c"},
            "schedulers": [{"name": "Euler a", "cls": "EulerAncestral", "options": {}}],
        },
        lacks_fields=("scheduler", "infotext", "force_task_id", *_HIRES_LATE, "hr_scheduler"),
        adds_fields=("clip_skip", "schedulers_sigma", "hr_denoising_strength", "refiner_prompt"),
        empty=("interrupt", "skip", "refresh-checkpoints", "refresh-loras", "refresh-vae"),
        error_fields={"code": 500},
    ),
}  # fmt: skip


class FlavourWebUi(StandInWebUi):
    """A stand-in of one flavour; `publishes_schema` False is one behind a picky proxy."""

    def __init__(
        self, name: str, *, publishes_schema: bool = True, lacks: tuple[str, ...] = (), **usual: Any
    ) -> None:
        self.name, known = name, TRAITS[name]
        self.traits = replace(known, lacks=(*known.lacks, *lacks))
        self._publishes_schema = publishes_schema
        super().__init__(known.base, extensions=known.scripts, **{"step_ms": 0, **usual})

    def start(self) -> None:
        super().start()
        added = {("GET", API + name): _gives(value) for name, value in self.traits.lists.items()}
        lacking = {API + name for name in self.traits.lacks}
        if not self._publishes_schema:
            lacking.add("/openapi.json")
        kept = {key: handler for key, handler in self._routes.items() if key[1] not in lacking}
        self._routes = {**kept, **added}

    def answer(self, call: Call) -> Reply | RawReply:
        name = call.path.removeprefix(API)
        if call.method == "POST" and name in ("txt2img", "img2img"):
            return self._paint(call)
        if call.path == "/internal/progress" and not self.traits.knows_tasks:
            return json_reply({"active": False, "queued": False, "completed": False})
        reply = super().answer(call)
        if isinstance(reply, RawReply):
            return reply
        if name in self.traits.empty and reply.status == 200:
            return Reply(204)
        if call.path == "/openapi.json" and reply.status == 200:
            return json_reply(self._schema(json.loads(reply.body)))
        if name == "samplers" and reply.status == 200:
            return json_reply(self._samplers(json.loads(reply.body)))
        return self._as_error(reply)

    def _paint(self, call: Call) -> Reply | RawReply:
        body = call.json
        refused = self._refused_sampler(body)
        if refused:
            return refused
        known = {key: body[key] for key in body if key not in self.traits.lacks_fields}
        asked = str(known.get("sampler_name") or "")
        reply = super().answer(replace(call, body=json.dumps(self._translated(known)).encode()))
        if isinstance(reply, RawReply) or reply.status != 200:
            return reply if isinstance(reply, RawReply) else self._as_error(reply)
        return self._stated(json.loads(reply.body), asked)

    def _translated(self, body: dict[str, Any]) -> dict[str, Any]:
        """Bring SD.Next's own fields into A1111's."""
        sigmas = body.pop("schedulers_sigma", None)
        clip_skip = body.pop("clip_skip", None)
        if sigmas:
            body["scheduler"] = sigmas
        if clip_skip and "clip_skip" in self.traits.adds_fields:
            settings = {**(body.get("override_settings") or {})}
            body["override_settings"] = {**settings, "CLIP_stop_at_last_layers": clip_skip}
        return body

    def _refused_sampler(self, body: Mapping[str, Any]) -> Reply | None:
        status, name = self.traits.refuses_samplers, body.get("sampler_name")
        known = {entry["name"] for entry in self._samplers(self._catalogue.samplers_json())}
        if not status or name is None or name in known:
            return None
        return json_reply({"detail": "Sampler not found", **self.traits.error_fields}, status)

    def _stated(self, reply: dict[str, Any], sampler: str) -> Reply:
        """Have the answer state this flavour's version, and its samplers as it calls them."""
        info = json.loads(reply["info"])
        base = info["version"]
        info["version"] = self.traits.version
        if self.traits.has_joined_samplers:
            info["sampler_name"] = sampler
        info["infotexts"] = [
            text.replace(f"Version: {base}", f"Version: {self.traits.version}")
            for text in info["infotexts"]
        ]
        return json_reply({**reply, "info": json.dumps(info)})

    def _samplers(self, entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
        if not self.traits.has_joined_samplers:
            return entries
        own = [entry for entry in entries if "scheduler" not in entry["options"]]
        joined = [
            {**entry, "name": f"{entry['name']} Karras", "aliases": []}
            for entry in entries
            if entry["options"].get("scheduler") == "karras"
        ]
        return own + joined

    def _schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        for component in schema["components"]["schemas"].values():
            properties = component["properties"]
            for name in self.traits.lacks_fields:
                properties.pop(name, None)
            properties |= {name: {"title": name} for name in self.traits.adds_fields}
        return schema

    def _as_error(self, reply: Reply) -> Reply:
        if reply.status < 400 or not self.traits.error_fields:
            return reply
        body = json.loads(reply.body)
        return replace(reply, body=json.dumps({**body, **self.traits.error_fields}).encode())


def _gives(value: object) -> Any:
    return lambda _visit: value

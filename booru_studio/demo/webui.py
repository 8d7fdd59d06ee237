"""A stand-in SD WebUI on a loopback port: A1111's or Forge's API with painted pictures."""

import base64
import threading
from pathlib import Path
from random import randrange
from tempfile import TemporaryDirectory

from booru_studio.demo.faults import Fault, Faults, PlannedFault
from booru_studio.demo.faulty_replies import reply_instead, reset, spoiled
from booru_studio.demo.server import Call, LoopbackServer, RawReply, Reply, html_reply, json_reply
from booru_studio.demo.webui_catalogue import Catalogue
from booru_studio.demo.webui_errors import (
    CrashError,
    Flavour,
    GoneError,
    InvalidFieldsError,
    RefusalError,
    crash_reply,
    invalid_reply,
    refusal_reply,
)
from booru_studio.demo.webui_generation import Generator, Pace
from booru_studio.demo.webui_networks import lora_card, lora_thumb
from booru_studio.demo.webui_openapi import openapi
from booru_studio.demo.webui_options import Options
from booru_studio.demo.webui_pictures import PictureFiles
from booru_studio.demo.webui_progress import ProgressPages
from booru_studio.demo.webui_queue import JobBoard
from booru_studio.demo.webui_routes import Handler, Routes, Site, Visit, api_routes, internal_routes
from booru_studio.demo.webui_upscale import Upscaler

# Registered by an extension, outside of what --api-auth guards.
_OPEN_API_PATHS = frozenset({"/sdapi/v1/loras", "/sdapi/v1/refresh-loras"})
_FILE_TYPES = {".png": "image/png", ".jpg": "image/jpeg", ".webp": "image/webp"}
_JOIN_SECONDS = 5.0


class StandInWebUi(LoopbackServer):
    """An SD WebUI that paints.

    `step_ms` is the time of one step; with `duration_ms` all steps of a job take that long
    together. `auth` is a user name and password for /sdapi; `api=False` is a WebUI without
    --api. `extensions` are further scripts that take arguments by `alwayson_scripts`.
    `is_fresh` is one whose settings nobody ever saved: what a job overrides stays there.
    `faults` switches misbehaviour on. The stand-in dies with `stop_listening` (its jobs and task
    ids are lost, saved files and settings stay) and comes back with `listen_again`.
    """

    _files: PictureFiles

    def __init__(
        self,
        flavour: Flavour = "a1111",
        step_ms: float = 50,
        auth: tuple[str, str] | None = None,
        api: bool = True,
        *,
        duration_ms: float | None = None,
        extensions: tuple[str, ...] = (),
        is_fresh: bool = False,
        keep_calls: int = 2000,
    ) -> None:
        super().__init__(keep_calls)
        self.flavour: Flavour = flavour
        self.faults = Faults()
        self._auth, self._has_api = auth, api
        self._pace = Pace(step_ms, duration_ms)
        self._catalogue = Catalogue(flavour, extensions)
        self._is_fresh = is_fresh
        self._board = JobBoard(self.stopping)
        self._app_id = 0
        self._folder: TemporaryDirectory[str] | None = None
        self._orphans: list[threading.Thread] = []
        self._routes: Routes = {}

    @property
    def folder(self) -> Path:
        """Where it saves pictures while it runs."""
        if self._folder is None:
            raise RuntimeError("the stand-in is not started")
        return Path(self._folder.name)

    def start(self) -> None:
        """Listen on a free port with fresh settings and an empty picture folder."""
        self._folder = TemporaryDirectory(prefix="stand-in-webui-")
        files = PictureFiles(self.folder)
        options = Options(self._catalogue, self.folder, self._is_fresh)
        site = Site(
            flavour=self.flavour,
            catalogue=self._catalogue,
            options=options,
            board=self._board,
            generator=Generator(self._catalogue, options, self._board, files, self._pace),
            upscaler=Upscaler(self._catalogue, self._board, self._pace.step_seconds(20)),
            progress=ProgressPages(self._board),
        )
        self._files = files
        self._routes = {
            **internal_routes(site),
            **self._page_routes(),
            **(api_routes(site) if self._has_api else {}),
        }
        super().start()

    def listen_again(self) -> None:
        """Start as a new process on the same port: no task is known, /app_id changes."""
        self._board.forget()
        self._app_id = randrange(1, 2**32)
        super().listen_again()

    def stop_listening(self) -> None:
        """Die: hang up on everybody, drop the running and the waiting jobs."""
        super().stop_listening()
        for thread in self._orphans:
            thread.join(_JOIN_SECONDS)
        self._orphans.clear()

    def restart(self) -> None:
        """Die and come back on the same port."""
        self.stop_listening()
        self.listen_again()

    def close(self) -> None:
        """Stop for good and delete the saved pictures."""
        super().close()
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None

    def answer(self, call: Call) -> Reply | RawReply:
        """Answer one call, spoiled by the fault that is switched on for it."""
        planned = self.faults.take(call.path)
        if planned is None:
            return self._worked(call, None)
        if planned.fault is Fault.DROP_AFTER_SENDING_TO_QUEUE:
            return self._worked_without_client(call)
        if planned.fault is Fault.HANG_BEFORE_HEADERS:
            self.stopping.wait(planned.seconds)
        instead = reply_instead(planned, self.flavour)
        return instead if instead is not None else self._spoiled(call, planned)

    def _spoiled(self, call: Call, planned: PlannedFault) -> Reply | RawReply:
        reply = self._worked(call, planned.fault)
        return spoiled(planned, reply, self.stopping.wait) if isinstance(reply, Reply) else reply

    def _worked_without_client(self, call: Call) -> RawReply:
        before = self._board.joined
        thread = threading.Thread(
            target=self._worked, args=(call, None), name="orphaned-job", daemon=True
        )
        self._orphans.append(thread)
        thread.start()
        while thread.is_alive() and self._board.joined == before and not self.stopping.is_set():
            self.stopping.wait(0.002)
        return RawReply(reset)

    def _worked(self, call: Call, fault: Fault | None) -> Reply | RawReply:
        try:
            value = self._handler(call)(Visit(call, fault))
        except RefusalError as error:
            return refusal_reply(self.flavour, error)
        except CrashError as error:
            return crash_reply(self.flavour, error)
        except InvalidFieldsError as error:
            return invalid_reply(error)
        except GoneError:
            return RawReply(reset)
        return value if isinstance(value, Reply) else json_reply(value)

    def _handler(self, call: Call) -> Handler:
        if call.path.startswith("/file="):
            return self._file
        self._check_password(call)
        method = "GET" if call.method == "HEAD" else call.method
        handler = self._routes.get((method, call.path))
        if handler is not None:
            return handler
        is_known = any(path == call.path for _, path in self._routes)
        status, detail = (405, "Method Not Allowed") if is_known else (404, "Not Found")
        return lambda _visit: json_reply({"detail": detail}, status)

    def _check_password(self, call: Call) -> None:
        is_guarded = call.path.startswith("/sdapi/") and call.path not in _OPEN_API_PATHS
        if self._auth is None or not is_guarded or not self._has_api:
            return
        given = call.headers.get("authorization", "")
        headers = {"WWW-Authenticate": "Basic"}
        if not given.startswith("Basic "):
            raise RefusalError(401, "Not authenticated", headers)
        expected = base64.b64encode(":".join(self._auth).encode()).decode()
        if given.removeprefix("Basic ") != expected:
            raise RefusalError(401, "Incorrect username or password", headers)

    def _page_routes(self) -> Routes:
        page = "<!DOCTYPE html><html><head><title>Stable Diffusion</title></head></html>"
        return {
            ("GET", "/"): lambda _visit: html_reply(page),
            ("GET", "/app_id"): lambda _visit: {"app_id": self._app_id},
            ("GET", "/sd_extra_networks/get-single-card"): lambda visit: lora_card(
                self._catalogue, visit.call.query
            ),
            ("GET", "/sd_extra_networks/thumb"): lambda visit: lora_thumb(
                self._catalogue, visit.call.query
            ),
            ("GET", "/openapi.json"): lambda _visit: openapi(self._routes, self.flavour),
        }

    def _file(self, visit: Visit) -> Reply:
        path = visit.call.path.removeprefix("/file=")
        kind = _FILE_TYPES.get(Path(path).suffix, "application/octet-stream")
        return Reply(200, self._files.read(path), kind)
